"""The mechanism and the model of audience costs (Fearon 1994, American Political Science Review 88:577-592).

With a cost of a for each period of escalation and war worth w, a side is locked in from t = -w/a on: at 4 for w = -2
and a = 0.5, at 10 for w = -1 and a = 0.1.
"""

import pytest

from .mechanism_runs import alone, output, stock, timeline
from .scenario_runs import assert_exact, chosen, run


@pytest.mark.parametrize(("slope", "war", "locked"), [(0.5, -2, 4), (0.1, -1, 10), (0.2, -0.5, 2.5)])
def test_lock_in(slope: float, war: float, locked: float) -> None:
    given = f"escalating: t >= 0, slope: {slope}, war_worth: {war}"
    rows = timeline(alone("audience_costs", given, 15, "output: [own_cost, own_locked_in, own_lock_in_rounds]\n"))
    assert output(rows[0], "lock_in_rounds") == pytest.approx(locked, rel=1e-12)
    for t, row in enumerate(rows):
        assert output(row, "cost") == pytest.approx(slope * t, abs=1e-12)
        assert output(row, "locked_in") == (t >= locked)


def test_only_escalation_counts() -> None:
    rows = timeline(alone("audience_costs", "escalating: t < 3 or t == 6", 10))
    assert [stock(row, "rounds") for row in rows] == [0, 1, 2, 3, 3, 3, 3, 4, 4, 4]


def test_the_side_that_is_locked_in_first_prevails_at_once() -> None:
    solution = run("audience-costs")
    assert_exact(solution)
    assert chosen(solution, "a", "hold_out") == 1
    assert solution["endings"]["b_yields"] == pytest.approx(1, abs=1e-12)
    assert solution["duration"] == pytest.approx(1)
    assert solution["actors"]["a"]["value"] == pytest.approx(1, abs=1e-12)
    assert solution["actors"]["b"]["value"] == pytest.approx(0, abs=1e-12)


def test_with_the_smaller_audience_it_is_the_other() -> None:
    # A is locked in from 2 / 0.1 = 20 on, which the crisis doesn't last for, and B from 1 / 0.5 = 2 on.
    solution = run("audience-costs", of_a_slope=0.1, of_b_slope=0.5)
    assert solution["endings"]["a_yields"] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("t", [4, 7, 9])
def test_between_the_two_times_b_gives_in_whenever_it_is_asked(t: int) -> None:
    solution = run("audience-costs", at={"t": t, "of_a_rounds": t, "of_b_rounds": t})
    assert solution["endings"]["b_yields"] == pytest.approx(1, abs=1e-12)
    assert solution["actors"]["b"]["value"] == pytest.approx(-0.1 * t, abs=1e-12)


def test_once_both_are_locked_in_it_comes_to_war() -> None:
    assert run("audience-costs", at={"t": 11, "of_a_rounds": 11, "of_b_rounds": 11})["endings"]["horizon"] == 1
