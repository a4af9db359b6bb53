"""Fearon 1995, International Organization 49:379-414: both prefer peace iff the share lies in [p - c_A, p + c_B].

With p = 0.5, c_A = 0.1, c_B = 0.2 the bargaining range is [0.4, 0.7].
"""

import pytest

from .scenario_runs import assert_exact, run


@pytest.mark.parametrize(
    ("share", "settled"),
    [(0.0, 0.0), (0.3999, 0.0), (0.4001, 1.0), (0.55, 1.0), (0.6999, 1.0), (0.7001, 0.0), (1.0, 0.0)],
)
def test_peace_inside_the_range_and_war_outside(share: float, settled: float) -> None:
    solution = run("bargaining-range", share=share)
    assert solution["endings"]["settlement"] == pytest.approx(settled, abs=1e-12)
    assert solution["endings"]["war"] == pytest.approx(1 - settled, abs=1e-12)
    assert_exact(solution)


def test_a_fights_for_a_little_more_and_b_is_trapped() -> None:
    actors = run("bargaining-range", share=0.3999)["actors"]
    # War pays A 0.5 - 0.1 and B 0.5 - 0.2; peace is open to A at a price of 0.0001,
    # and A does nobody even that small a favour.
    assert actors["a"]["value"] == pytest.approx(0.4, abs=1e-12)
    assert actors["b"]["value"] == pytest.approx(0.3, abs=1e-12)
    assert actors["a"]["options"]["settle"]["price"] == pytest.approx(0.0001, abs=1e-12)
    assert actors["a"]["options"]["settle"]["status"] == "priced_out"
    assert actors["a"]["verdict"] == "unwilling"
    assert actors["b"]["verdict"] == "trapped"
    assert actors["b"]["helped"] == pytest.approx(0.0, abs=1e-12)
    assert actors["b"]["possible"] == pytest.approx(1.0, abs=1e-12)


def test_b_refuses_too_dear_a_peace_and_a_is_trapped() -> None:
    actors = run("bargaining-range", share=0.7001)["actors"]
    assert actors["a"]["value"] == pytest.approx(0.4, abs=1e-12)
    assert actors["b"]["value"] == pytest.approx(0.3, abs=1e-12)
    assert actors["a"]["verdict"] == "trapped"
    # A gets a war whichever it does, so that its own choice is a tie and peace is open to B half of the time.
    assert actors["b"]["could"] == pytest.approx(0.5, abs=1e-12)
    assert actors["b"]["helped"] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(("cost_a", "cost_b", "low", "high"), [(0.3, 0.2, 0.2, 0.7), (0.1, 0.05, 0.4, 0.55)])
def test_dearer_war_widens_the_range(cost_a: float, cost_b: float, low: float, high: float) -> None:
    for share, settled in [(low - 1e-4, 0.0), (low + 1e-4, 1.0), (high - 1e-4, 1.0), (high + 1e-4, 0.0)]:
        solution = run("bargaining-range", share=share, cost_a=cost_a, cost_b=cost_b)
        assert solution["endings"]["settlement"] == pytest.approx(settled, abs=1e-12)
