"""A contest for a prize: efforts v_i^2 v_j / (v_i + v_j)^2, and a chance of v_i / (v_i + v_j) (Tullock 1980;
Hirshleifer 1989, Public Choice 63:101-112)."""

import pytest

from .scenario_runs import chosen, run


def test_the_keener_side_wins_two_times_in_three() -> None:
    found = run("contest")
    assert chosen(found, "keen", "effort 0.444444") == pytest.approx(1, abs=1e-9)
    assert chosen(found, "other", "effort 0.222222") == pytest.approx(1, abs=1e-9)
    assert found["endings"]["keen_wins"] == pytest.approx(2 / 3)
    assert found["actors"]["keen"]["value"] == pytest.approx(2 * 2 / 3 - 4 / 9)
    assert found["certificate"]["resolved"]
