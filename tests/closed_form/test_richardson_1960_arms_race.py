"""The mechanism `arms_race` (Richardson 1960, Arms and Insecurity).

x' = 0.1 y - 0.2 x + 1 and y' = 0.1 x - 0.3 y + 2 rest at (10, 10), and approach it with the rates 0.138197 and
0.361803, the eigenvalues of [[-0.2, 0.1], [0.1, -0.3]]. Where fatigue is too weak, 0.1 * 0.1 < 0.2 * 0.3, it runs away.
"""

import numpy as np
import pytest
from scipy.linalg import expm

import offramp

from .mechanism_runs import alone, output, stock, timeline

SETTLES = "x_fatigue: 0.2, x_reaction: 0.1, x_grievance: 1, y_fatigue: 0.3, y_reaction: 0.1, y_grievance: 2"
RUNS_AWAY = "x_fatigue: 0.1, x_reaction: 0.2, x_grievance: 1, y_fatigue: 0.1, y_reaction: 0.3, y_grievance: 2"
OUTPUTS = "output: [own_stable, own_x_rest, own_y_rest]\n"


def test_it_settles_at_ten_and_ten() -> None:
    rows = timeline(alone("arms_race", SETTLES, 120, OUTPUTS))
    assert (output(rows[0], "x_rest"), output(rows[0], "y_rest")) == pytest.approx((10, 10), rel=1e-12)
    assert output(rows[0], "stable") == 1
    assert (stock(rows[-1], "x"), stock(rows[-1], "y")) == pytest.approx((10, 10), abs=1e-5)


def test_the_way_there_is_that_of_the_linear_system() -> None:
    matrix = np.array([[-0.2, 0.1], [0.1, -0.3]])
    assert sorted(np.linalg.eigvals(matrix)) == pytest.approx([-0.361803, -0.138197], abs=5e-7)
    for t, row in enumerate(timeline(alone("arms_race", SETTLES + ", x_start: 2, y_start: 30", 25))):
        expected = np.array([10, 10]) + expm(matrix * t) @ np.array([2 - 10, 30 - 10])
        assert (stock(row, "x"), stock(row, "y")) == pytest.approx(tuple(expected), rel=1e-6)


def test_without_enough_fatigue_it_runs_away() -> None:
    rows = timeline(alone("arms_race", RUNS_AWAY, 60, OUTPUTS))
    assert output(rows[0], "stable") == 0
    assert stock(rows[-1], "x") > 1e3
    # In the end both grow with the positive eigenvalue, sqrt(0.06) - 0.1.
    assert stock(rows[-1], "x") / stock(rows[-2], "x") == pytest.approx(np.exp(np.sqrt(0.06) - 0.1), rel=1e-3)


def test_the_model_of_the_library_comes_to_rest() -> None:
    found = offramp.load("arms-race").simulate(set={"mood": 0}, paths=20).to_json()
    assert found["endings"]["horizon"]["share"] == 1
    last = found["timeline"][-1]["stocks"]
    # After 39 years what is left of the way there is e^(-0.138197 * 39) of it, 0.5%.
    assert (last["race_x"]["mean"], last["race_y"]["mean"]) == pytest.approx((10, 10), rel=0.01)
