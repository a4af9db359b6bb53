"""Goeree & Holt 2001, American Economic Review 91:1402-1422: asymmetric matching pennies.

Row gets 320 at (top, left), 40 at (top, right) and (bottom, left), 80 at (bottom, right); column 40, 80, 80, 40. The
mixed Nash equilibrium has 1/2 and 1/8. The logit equilibria at four rationalities are recomputed by bisection below and
agree with Gambit's; with 80 in place of 320 the game is symmetric, and all play 1/2 at any rationality.
"""

import math

import pytest
from scipy.optimize import brentq

from offramp.kernels.simultaneous.equilibria import Status

from .stage_runs import everything, first_chances, principal

ROW = [[320, 40], [40, 80]]
COLUMN = [[40, 80], [80, 40]]


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def by_bisection(rationality: float) -> tuple[float, float]:
    """Chances of top and left: top is worth 320 q − 40 more than bottom, left 40 − 80 p more than right."""

    def left(top: float) -> float:
        return logistic(rationality * (40 - 80 * top))

    top = brentq(lambda p: p - logistic(rationality * (320 * left(p) - 40)), 0.0, 1.0, xtol=1e-15)
    return top, left(top)


@pytest.mark.parametrize(
    ("rationality", "top", "left"),
    [
        (0.01, 0.740155, 0.452116),
        (0.05, 0.817988, 0.218923),
        (0.1, 0.713424, 0.153502),
        (1.0, 0.524289, 0.125304),
    ],
)
def test_quantal_response(rationality: float, top: float, left: float) -> None:
    found = principal([ROW, COLUMN], rationality)
    assert first_chances(found) == pytest.approx([top, left], abs=1e-6)
    assert first_chances(found) == pytest.approx(by_bisection(rationality), abs=1e-12)
    assert found.status_s[0] == Status.PRINCIPAL
    assert found.residual_s[0] < 1e-12


def test_own_payoff_effect_is_gone_without_noise() -> None:
    found = principal([ROW, COLUMN], math.inf)
    assert first_chances(found) == pytest.approx([0.5, 0.125], abs=1e-14)
    assert found.status_s[0] == Status.LIMIT
    assert found.regret_si[0].max() < 1e-12
    assert len(everything([ROW, COLUMN], math.inf).equilibria.status_s) == 1


def test_one_actor_without_noise() -> None:
    """A maximising column keeps row indifferent where it mixes: left is what makes row's logit choice 1/2."""
    found = principal([ROW, COLUMN], 0.01, math.inf)
    assert first_chances(found) == pytest.approx([0.5, 0.125], abs=1e-12)
    assert found.status_s[0] == Status.LIMIT


@pytest.mark.parametrize("rationality", [0.01, 0.1, 1.0, 100.0, math.inf])
def test_symmetric_game_is_played_evenly(rationality: float) -> None:
    found = principal([[[80, 40], [40, 80]], COLUMN], rationality)
    assert first_chances(found) == pytest.approx([0.5, 0.5], abs=1e-14)
