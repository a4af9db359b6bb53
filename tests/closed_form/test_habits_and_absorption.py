"""Habits as absorbing chains (Feller 1968, vol. 1, ch. XIV; Kemeny & Snell 1960, Finite Markov Chains, ch. III)."""

import pytest

from .scenario_runs import assert_exact, run


@pytest.mark.parametrize(("west", "east"), [(0.3, 0.2), (0.05, 0.5), (0.9, 0.01)])
def test_who_gives_in_first(west: float, east: float) -> None:
    """The west gives in first with w / (1 - (1 - w)(1 - e)), the east with (1 - w) e over the same."""
    solution = run("habits", west_yields=west, east_yields=east)
    assert_exact(solution)
    both_push = (1 - west) * (1 - east)
    assert solution["endings"]["horizon"] < 1e-9
    assert solution["endings"]["west_gave_in"] == pytest.approx(west / (1 - both_push), abs=1e-9)
    assert solution["endings"]["east_gave_in"] == pytest.approx((1 - west) * east / (1 - both_push), abs=1e-9)
    assert solution["duration"] == pytest.approx(1 / (1 - both_push), abs=1e-9)


def test_max_and_min_override_habits_and_nothing_else_does() -> None:
    """Could: the west pushes on for ever, and the east gives in by habit. Guaranteed: the east never does."""
    actors = run("habits")["actors"]
    assert actors["west"]["would"] == pytest.approx(0.7 * 0.2 / (1 - 0.7 * 0.8), abs=1e-9)
    assert actors["west"]["could"] == pytest.approx(1.0, abs=1e-9)
    assert actors["west"]["guaranteed"] == pytest.approx(0.0, abs=1e-12)
    assert actors["east"]["guaranteed"] == pytest.approx(0.0, abs=1e-12)
    assert actors["west"]["possible"] == pytest.approx(1.0, abs=1e-12)


def test_a_habit_is_no_rationality() -> None:
    west = run("habits")["actors"]["west"]
    assert west["rationality"] is None
    assert west["rationality_normalised"] is None
    assert west["habit"] == {"west": {"push": "1 - west_yields", "give_in": "west_yields"}}
    assert "habit" in west["rationality_means"]


def test_the_chance_of_what_is_missing_goes_to_the_rest() -> None:
    """0.3 to 0.2 is a step up with p = 0.6; ruin from 10 of 20 is r^10 / (1 + r^10) with r = q / p."""
    solution = run("gambler_by_habit")
    assert_exact(solution)
    ratio = (0.4 / 0.6) ** 10
    assert solution["endings"]["horizon"] < 1e-9
    assert solution["endings"]["ruin"] == pytest.approx(ratio / (1 + ratio), abs=1e-9)
    options = solution["actors"]["gambler"]["options"]
    assert options["up"]["chosen"] == pytest.approx(0.6, abs=1e-12)
    assert "rest" not in options
    assert solution["ties"] == []
