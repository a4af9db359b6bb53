"""The stationary equilibrium of an open game to which choice leads as rationality grows from nothing.

Value iteration comes only to values that attract it, though others are unchanged by a period too: V = T(V). Where
nobody weighs anything up (λ = 0) they are those of a Markov chain. From there the rationality of all actors grows at
one rate to what it is, and values go along (Eibelshäuser & Poensgen 2019, Markov Quantal Response Equilibrium and a
Homotopy Method for Computing and Selecting Markov Perfect Equilibria of Dynamic Stochastic Games, SSRN 3314404). Where
each period is one move, that is done on arrays (`stationary_arrays.py`). Elsewhere, and where it fails, each step is
solved by Newton's method with linear systems that take a few periods each (Knoll & Keyes 2004, Journal of Computational
Physics 193:357-397). Where the branch turns back it isn't followed any further.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.kernels.simultaneous.growing_rationality import FIRST_STEP, GROWTH, LEAST_STAKE, LEAST_STEP, MOST_OFF
from offramp.solve.backward_induction import Backward, How, States, solve_backward
from offramp.solve.columns import Columns, Extent
from offramp.solve.solution import stakes
from offramp.solve.stationary_arrays import payoffs_by_growing_rationality

Floats = NDArray[np.float64]

TOLERANCE = 1e-11  # of the stakes: what a period may change
MOST_NEWTON = 8  # Newton's steps for one step of rationality
MOST_PERIODS = 3000  # that are solved before the branch is given up


class _TooLongError(Exception):
    """More periods were solved than the branch is worth."""


def may_be_followed(game: Game, beliefs: bool) -> bool:
    """Whether there is a smooth branch: states are finitely many, nobody's rationality is infinite, and nobody's
    choices come from another game."""
    return game.exact and not beliefs and bool(np.isfinite(game.rationality_i).all())


def stationary_values(game: Game, grid: States, how: How, like: Backward) -> Floats | None:
    """Values that a period leaves unchanged, state × actor; None where the branch couldn't be followed to the end.

    like: the game solved before, in periods that are alike, whose trees are used again.
    """
    found = payoffs_by_growing_rationality(game, like.slices[0])
    return _by_periods(game, grid, how, like) if found is None else found


def _by_periods(game: Game, grid: States, how: How, like: Backward) -> Floats | None:
    """The same, from whole periods alone."""
    period = _Period(game.with_periods(1), grid, how, like)
    try:
        earlier = _solved(period, 0.0, period.for_ever())
        values = _solved(period, FIRST_STEP, earlier)
        last, share, step = 0.0, FIRST_STEP, FIRST_STEP
        while share < 1.0:
            ahead = min(1.0, share + step)
            found = _next(period, ahead, values + (values - earlier) * (ahead - share) / (share - last))
            if found is not None:
                last, earlier, share, values, step = share, values, ahead, found, GROWTH * step
            elif (step := step / 2) < LEAST_STEP:
                return None
    except (ValueError, _TooLongError):
        return None
    return values


def _next(period: "_Period", share: float, guess: Floats) -> Floats | None:
    """The branch a step further; None where that isn't to be had, or might be another branch."""
    try:
        found = _solved(period, share, guess)
    except ValueError:
        return None
    return found if np.abs((found - guess) / period.unit_i(share, found)).max() <= MOST_OFF else None


def _solved(period: "_Period", share: float, guess: Floats) -> Floats:
    """Values that a period leaves unchanged where rationality is this share of what it is.

    Raises ValueError where none are found near the guess, or values run away.
    """
    from scipy.optimize import NoConvergence, newton_krylov  # takes longer to import than most games to solve

    unit_i = period.unit_i(share, guess)
    try:
        with np.errstate(all="ignore"):  # steps that lead nowhere may run out of numbers: they are refused as such
            found = newton_krylov(
                lambda x: x - period.before(share, x * unit_i) / unit_i,
                guess / unit_i,
                f_tol=TOLERANCE,
                maxiter=MOST_NEWTON,
            )
    except NoConvergence as fault:
        raise ValueError("no values were found that a period leaves unchanged") from fault
    result: Floats = found * unit_i
    return result


@dataclass
class _Period:
    """One period of an open game, for any values at its end and any rationality."""

    game: Game
    grid: States
    how: How
    like: Backward
    solved: int = 0

    def __post_init__(self) -> None:
        columns = Columns(self.game, Extent.OUTLOOK)
        self.value_q = [columns.at("value", i) for i in range(len(self.game.actors))]
        self.columns = columns.count

    def before(self, share: float, values: Floats) -> Floats:
        """Values at its start from those at its end: state × actor."""
        return self._back(share, values).values(0)[:, self.value_q]

    def for_ever(self) -> Floats:
        """What each state pays those who choose blindly, as if they stayed there: state × actor."""
        nothing = np.zeros((self.grid.size, len(self.value_q)))
        discount_i = self.game.discount_i
        return self.before(0.0, nothing) / np.where(discount_i < 1.0, 1.0 - discount_i, 1.0)

    def unit_i(self, share: float, values: Floats) -> Floats:
        """What is at stake for each actor; of one that has next to nothing at stake, a small part of what it gets."""
        result: Floats = np.maximum(stakes(self._back(share, values)), LEAST_STAKE * np.abs(values).max(axis=0))
        return result

    def _back(self, share: float, values: Floats) -> Backward:
        self.solved += 1
        if self.solved > MOST_PERIODS:
            raise _TooLongError
        beyond = np.zeros((self.grid.size, self.columns))
        beyond[:, self.value_q] = values
        game = replace(self.game, rationality_i=share * self.game.rationality_i)
        self.like = solve_backward(game, [self.grid], self.how, Extent.OUTLOOK, {}, beyond, like=self.like)
        return self.like
