"""Gambler's ruin and the reflection principle (Feller 1968, Probability Theory, vol. 1, chapters XIV and III)."""

import pytest

from .scenario_runs import assert_exact, run


def test_ruin_at_45_to_55() -> None:
    solution = run("gamblers_ruin")
    assert_exact(solution)
    # Truncated after 1,700 rounds; the slowest mode decays by 2 sqrt(p q) cos(pi/20) = 0.98275 a round.
    assert solution["endings"]["horizon"] < 1e-9
    assert solution["endings"]["ruin"] == pytest.approx(0.88149946866, abs=1e-9)
    assert solution["duration"] == pytest.approx(76.29989373, abs=1e-7)
    assert solution["answer"]["leading"] == "ruined"


def test_a_fair_game() -> None:
    solution = run("gamblers_ruin", p=0.5, purse=3, aim=10)
    assert solution["endings"]["horizon"] < 1e-9
    assert solution["endings"]["goal"] == pytest.approx(0.3, abs=1e-9)
    assert solution["duration"] == pytest.approx(21.0, abs=1e-7)


def test_the_highest_point_of_a_fair_walk() -> None:
    solution = run("symmetric_walk_maximum")
    assert_exact(solution)
    assert solution["endings"]["touched"] == pytest.approx(0.266845703125, abs=1e-12)
