"""One logit node: McFadden 1974; McKelvey & Palfrey 1995, Games and Economic Behavior 10:6-38."""

import math

import pytest

from .scenario_runs import assert_exact, chosen, run


def test_half_a_unit_better_at_precision_two_is_picked_with_0_731059() -> None:
    solution = run("binary_logit")
    assert chosen(solution, "chooser", "better") == pytest.approx(0.731059, abs=5e-7)
    assert chosen(solution, "chooser", "worse") == pytest.approx(1 - 0.731059, abs=5e-7)
    assert solution["endings"]["took_better"] == pytest.approx(0.731059, abs=5e-7)
    assert solution["answer"]["groups"]["better"]["probability"] == pytest.approx(0.731059, abs=5e-7)
    assert solution["actors"]["chooser"]["value"] == pytest.approx(1 + 0.5 * 0.731059, abs=1e-6)
    assert solution["actors"]["chooser"]["verdict"] == "free"
    assert_exact(solution)


@pytest.mark.parametrize(
    ("advantage", "picked"),
    [(0.0, 0.5), (math.log(3) / 2, 0.75), (1.0, 0.880797), (2.0, 0.982014)],
)
def test_the_odds_grow_with_the_advantage(advantage: float, picked: float) -> None:
    solution = run("binary_logit", advantage=advantage)
    assert chosen(solution, "chooser", "better") == pytest.approx(picked, abs=5e-7)


def test_no_precision_is_a_coin_toss() -> None:
    assert chosen(run("binary_logit", precision=0), "chooser", "better") == 0.5


def test_best_reply_and_its_gain() -> None:
    actor = run("binary_logit")["actors"]["chooser"]
    assert actor["best_reply_value"] == pytest.approx(1.5, abs=1e-12)
    assert actor["would"] == pytest.approx(0.731059, abs=5e-7)
    assert actor["could"] == actor["helped"] == actor["possible"] == actor["guaranteed"] == 1.0
