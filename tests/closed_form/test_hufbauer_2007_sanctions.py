"""The mechanism `sanctions`: at a constant hazard the chance of success within the duration is what studies count.

Between 34% of 204 cases (Hufbauer, Schott, Elliott & Oegg 2007) and 5 of 115 (Pape 1997, International Security 22).
"""

import math

import pytest

from .mechanism_runs import alone, output, timeline
from .scenario_runs import assert_exact, run

MORE = "output: [own_chance_now, own_sender_pays, own_target_pays]\n"


@pytest.mark.parametrize(("success", "duration"), [(0.34, 12), (5 / 115, 36), (0.2, 1)])
def test_within_the_duration_it_succeeds_as_often_as_counted(success: float, duration: int) -> None:
    rows = timeline(alone("sanctions", f"imposed: t >= 0, duration: {duration}, success: {success}", duration, MORE))
    never = math.prod(1 - output(row, "chance_now") for row in rows)
    assert 1 - never == pytest.approx(success, abs=1e-12)


def test_nothing_happens_and_costs_nothing_where_none_are_imposed() -> None:
    rows = timeline(alone("sanctions", "imposed: t >= 3, duration: 12", 6, MORE), 50)
    assert [output(row, "chance_now") > 0 for row in rows] == [False] * 3 + [True] * 3
    assert [output(row, "target_pays") for row in rows] == pytest.approx([0] * 3 + [0.03] * 3)


def test_the_range_is_what_the_two_studies_bracket() -> None:
    low, high = alone("sanctions", "imposed: t >= 0, duration: 12", 3).model.assumptions["own_success"].bounds(None)
    assert low == pytest.approx(5 / 115, abs=0.005)
    assert high == pytest.approx(0.34)


@pytest.mark.parametrize("success", [0.05, 0.2, 0.34])
def test_who_bears_them_cheaply_gets_the_success_that_was_counted(success: float) -> None:
    solution = run("sanctions", measures_success=success, measures_sender_cost=0)
    assert_exact(solution)
    assert solution["endings"]["success"] == pytest.approx(success, abs=1e-12)
    # They are given up where a month costs more than its chance of success is worth.
    monthly = 1 - (1 - success) ** (1 / 24)
    assert run("sanctions", measures_success=success, measures_sender_cost=1.2 * monthly + 0.01)["endings"][
        "given_up"
    ] == pytest.approx(1, abs=1e-12)
