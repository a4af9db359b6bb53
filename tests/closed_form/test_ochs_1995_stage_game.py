"""Ochs 1995, Games and Economic Behavior 10:202-217, as analysed by McKelvey & Palfrey 1995, ibid. 10:6-38.

Asymmetric matching pennies: row gets 1.1141 where both take the first option and 0.2785 where both take the second;
column gets 1.1141 where they differ. McKelvey and Palfrey estimate λ from what people did; Gambit's tutorial on quantal
response repeats that, with 67.456, 60.544 and 46.848, 81.152 choices and the maximum at λ = 1.84561.
"""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from .stage_runs import first_chances, principal

ROW = [[1.1141, 0.0], [0.0, 0.2785]]
COLUMN = [[0.0, 1.1141], [1.1141, 0.0]]
CHOICES = [np.array([67.456, 60.544]), np.array([46.848, 81.152])]


@pytest.mark.parametrize(
    ("rationality", "row", "column"),
    [
        (1.0, 0.5867840364, 0.4518070317),
        (1.8456097536855864, 0.6156513144, 0.3832909400),
        (2.0, 0.6175219459, 0.3719816642),
        (3.0, 0.6168968501, 0.3140163178),
    ],
)
def test_quantal_response(rationality: float, row: float, column: float) -> None:
    found = principal([ROW, COLUMN], rationality)
    assert first_chances(found) == pytest.approx([row, column], abs=1e-7)


def test_the_estimate_is_found_again() -> None:
    def misfit(rationality: float) -> float:
        found = principal([ROW, COLUMN], rationality)
        return -sum(float(n @ log[0]) for n, log in zip(CHOICES, found.log_profile, strict=True))

    best = minimize_scalar(misfit, bounds=(0.5, 5.0), method="bounded", options={"xatol": 1e-8})
    assert best.x == pytest.approx(1.84561, abs=1e-4)
    assert best.fun == pytest.approx(174.76453191, abs=1e-6)


def test_without_noise() -> None:
    # Column makes row indifferent with 0.2785 / (1.1141 + 0.2785).
    found = principal([ROW, COLUMN], math.inf)
    assert first_chances(found) == pytest.approx([0.5, 0.2785 / 1.3926], abs=1e-14)
