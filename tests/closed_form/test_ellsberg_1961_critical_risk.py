"""Critical risk (Ellsberg 1961, American Economic Review 51:472-478; Powell 1990): resist iff risk < (w - s) / (w - d).

With w = 10, s = -5, d = -100 the critical risk is 15 / 110 = 0.136364.
"""

import pytest

from .scenario_runs import assert_exact, chosen, run


@pytest.mark.parametrize(
    ("risk", "resists"),
    [(0.0, 1.0), (0.13636, 1.0), (0.136363, 1.0), (0.136364, 0.0), (0.13637, 0.0), (1.0, 0.0)],
)
def test_resists_just_below_the_critical_risk_only(risk: float, resists: float) -> None:
    solution = run("critical-risk", risk=risk)
    assert chosen(solution, "resister", "resist") == resists
    assert_exact(solution)


def test_value_on_both_sides() -> None:
    assert run("critical-risk", risk=0.1)["actors"]["resister"]["value"] == pytest.approx(0.9 * 10 - 0.1 * 100)
    assert run("critical-risk", risk=0.5)["actors"]["resister"]["value"] == pytest.approx(-5.0)


def test_more_to_lose_by_submitting_raises_the_critical_risk() -> None:
    # (10 + 20) / (10 + 100) = 0.272727
    assert chosen(run("critical-risk", risk=0.2727, submit=-20), "resister", "resist") == 1.0
    assert chosen(run("critical-risk", risk=0.2728, submit=-20), "resister", "resist") == 0.0
