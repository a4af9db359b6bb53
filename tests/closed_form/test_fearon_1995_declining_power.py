"""The model `declining-power` (Fearon 1995, International Organization 49:379-414; general form in Powell 2006).

The declining side attacks where δ p2 - p1 > c (1 - δ)²: with δ = 0.9, p1 = 0.3 and c = 0.5 from p2 = 0.338889 on.
"""

import pytest

from .scenario_runs import assert_exact, run


@pytest.mark.parametrize(("later", "war"), [(0.3, 0.0), (0.3388, 0.0), (0.3390, 1.0), (0.5, 1.0), (0.8, 1.0)])
def test_war_from_the_threshold_on(later: float, war: float) -> None:
    solution = run("declining-power", p_later=later)
    assert_exact(solution)
    assert solution["endings"]["war"] == pytest.approx(war, abs=1e-12)
    assert solution["timeline"][0]["outputs"]["threshold"]["mean"] == pytest.approx(0.338889, abs=5e-7)


@pytest.mark.parametrize(("patience", "p_now", "cost"), [(0.95, 0.2, 0.3), (0.8, 0.4, 1.0)])
def test_the_threshold_elsewhere(patience: float, p_now: float, cost: float) -> None:
    threshold = (p_now + cost * (1 - patience) ** 2) / patience
    for later, war in ((threshold - 1e-4, 0.0), (threshold + 1e-4, 1.0)):
        solution = run("declining-power", patience=patience, p_now=p_now, cost=cost, p_later=later)
        assert solution["endings"]["war"] == pytest.approx(war, abs=1e-12)


def test_the_rising_side_offers_no_more_than_it_must() -> None:
    # (1 - p1) - c (1 - δ) and what tomorrow takes away, δ (p2 - p1) / (1 - δ): 0.65 + 0.09; offers go in twentieths.
    options = run("declining-power", p_later=0.31)["actors"]["rising"]["options"]
    offered = next(option["number"] for option in options.values() if option["chosen"])
    assert offered == pytest.approx(0.75)
