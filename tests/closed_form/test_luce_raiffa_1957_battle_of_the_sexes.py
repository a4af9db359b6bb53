"""Battle of the sexes: Luce & Raiffa 1957, Games and Decisions, section 5.3, with 2, 1 and 0 as payoffs.

With p and q the chances of the first option, p = L(λ(3q - 1)) and q = L(λ(3p - 2)), L the logistic function. Where
these have three solutions, a focal profile picks one; the roots are found by bisection alone.
"""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.focal_equilibria import focal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames

GAME = [[[[2, 0], [0, 1]]], [[[1, 0], [0, 2]]]]


def roots(rationality: float) -> list[tuple[float, float]]:
    def answer(p: float) -> float:
        return float(expit(rationality * (3 * p - 2)))

    def gap(p: float) -> float:
        return p - float(expit(rationality * (3 * answer(p) - 1)))

    # Log odds put roots that crowd at 0 and 1 apart.
    grid = expit(np.linspace(-40, 40, 4001))
    gaps = [gap(float(p)) for p in grid]
    signs = [k for k in range(len(grid) - 1) if gaps[k] * gaps[k + 1] < 0]
    found = [float(brentq(gap, grid[k], grid[k + 1], xtol=1e-15)) for k in signs]
    return [(p, answer(p)) for p in found]


def at(focal: list[int], rationality: float) -> Any:
    return focal_equilibria(StageGames.of(GAME, [rationality] * 2), np.array([focal]))


@pytest.mark.parametrize("rationality", [1.5, 2.0, 5.0, 10.0])
def test_either_couple_of_expectations_has_its_equilibrium(rationality: float) -> None:
    low, middle, high = roots(rationality)
    for focal, root in (([0, 0], high), ([1, 1], low)):
        found = at(focal, rationality)
        assert found.status_s[0] == Status.FOCAL
        assert found.profile[0][0, 0] == pytest.approx(root[0], abs=1e-10)
        assert found.profile[1][0, 0] == pytest.approx(root[1], abs=1e-10)
        assert found.residual_s[0] < 1e-8
    crossed = at(
        [0, 1], rationality
    )  # each its own favourite: a branch crosses on the way there, and nothing favours it
    assert crossed.focus_lost_s[0]
    assert crossed.profile[0][0, 0] == pytest.approx(middle[0], abs=1e-10)


def test_with_little_rationality_there_is_one_whatever_is_expected() -> None:
    ((p, q),) = roots(0.5)
    for focal in ([0, 0], [1, 1]):
        found = at(focal, 0.5)
        assert (found.profile[0][0, 0], found.profile[1][0, 0]) == pytest.approx((p, q), abs=1e-10)
        assert not found.focus_lost_s[0]


def test_exact_players_keep_to_a_strict_equilibrium() -> None:
    assert at([0, 0], math.inf).profile[0][0].tolist() == [1.0, 0.0]
    assert at([1, 1], math.inf).profile[0][0].tolist() == [0.0, 1.0]


def test_one_of_infinite_rationality() -> None:
    """The other's p solves q = 1, a best reply to p > 2/3: p = L(2 λ)."""
    found = focal_equilibria(StageGames.of(GAME, [2.0, math.inf]), np.array([[0, 0]]))
    assert found.status_s[0] == Status.FOCAL
    assert found.profile[0][0, 0] == pytest.approx(float(expit(4.0)), abs=1e-9)
    assert found.profile[1][0, 0] == 1.0


def test_what_nobody_expects_stays_on_the_principal_branch() -> None:
    found = at([0, -1], 5.0)
    assert found.status_s[0] != Status.FOCAL
    assert not found.focus_lost_s[0]


def test_an_option_that_is_not_there_has_no_equilibrium() -> None:
    there = [np.array([[True, False]]), np.array([[True, True]])]
    games = StageGames.of(GAME, [5.0, 5.0], there)
    found = focal_equilibria(games, np.array([[1, 1]]))
    assert found.focus_lost_s[0]
    assert found.profile[0][0].tolist() == [1.0, 0.0]
