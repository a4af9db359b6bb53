"""Where the principal branch goes as rationality grows without bound: McKelvey and Palfrey's logit equilibrium.

The branch is followed to higher and higher levels. At each, the Nash equilibrium that it seems to go to is solved for
exactly. It is taken for the limit once the next level leads to the same one, and the branch has come nearer in between.
A profile that the branch merely passes is never called a limit.

Where some rationalities are finite, the branch at each level is that of its own ray from 0: infinite rationality is
what a large one goes to.

Axes: s a stage; u an unknown; i one of those who choose, in the order of `Choosing.actors`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.branch_following import Outcome, follow_surely
from offramp.kernels.simultaneous.logit_equations import LogitEquations
from offramp.kernels.simultaneous.nash_near import nash_near
from offramp.kernels.simultaneous.stage_games import Choosing

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

LEVELS = (30.0, 300.0, 3e3, 3e4, 3e5, 1e6)  # of rationality times spread, and times what is finite
NEVER = 40.0  # log odds at which an option is as good as never taken
SAME = 1e-9  # two guesses at one limit differ by no more, in probability
NEARLY_SAME = 1e-4  # or than this at the last level, where it is one of a continuum of equilibria
ROUNDING = 1e-12  # what is left of 1 when chances are taken off
NEARER = 0.5  # the distance from level to level


@dataclass(frozen=True)
class Limits:
    """For each stage, as in `Equilibria`; log_chances[i] has the shape (size, m_i)."""

    log_chances: list[Floats]
    verified_s: Bools
    folds_s: Ints
    branch_point_is: Floats
    error_s: Floats


@dataclass(frozen=True)
class Ray:
    """The equilibrium conditions for κ λ, with κ = τ / target. rate_is: λ, finite."""

    equations: LogitEquations
    rate_is: Floats
    target_s: Floats


@dataclass
class _Climb:
    """Stages on their way up.

    chance_us: the last guess at the limit. distance_s: of the branch from it. error_s: how much that guess changed.
    """

    unbounded_is: Bools
    point_us: Floats
    chance_us: Floats
    distance_s: Floats
    error_s: Floats
    verified_s: Bools
    lost_s: Bools
    folds_s: Ints
    branch_point_is: Floats


def ray(choice: Choosing, rate_is: Floats, level: float | None = None) -> Ray:
    """The way to the rationalities, infinite ones replaced by those of a level."""
    if level is not None:
        unbounded = np.isinf(rate_is)
        finite_s = np.where(unbounded, 0.0, rate_is).max(axis=0)
        widest_s = np.where(unbounded, choice.spread_is, 0.0).max(axis=0)
        high_s = level * (finite_s + 1.0 / np.where(widest_s > 0.0, widest_s, 1.0))
        rate_is = np.where(unbounded, high_s, rate_is)
    scaled_is = rate_is * choice.spread_is
    target_s = scaled_is.max(axis=0)
    slope_is = scaled_is / np.where(target_s > 0.0, target_s, 1.0)
    return Ray(choice.equations(np.zeros_like(scaled_is), slope_is), rate_is, target_s)


def limits(choice: Choosing, rate_is: Floats) -> Limits:
    """The limits of the principal branches. rate_is: rationalities, in every stage at least one of them infinite."""
    size = rate_is.shape[1]
    unknowns = sum(len(gain) for gain in choice.gain_aos)
    climb = _Climb(
        unbounded_is=np.isinf(rate_is),
        point_us=np.zeros((unknowns + 1, size)),
        chance_us=np.full((unknowns, size), np.nan),
        distance_s=np.full(size, np.inf),
        error_s=np.full(size, np.nan),
        verified_s=np.zeros(size, dtype=np.bool_),
        lost_s=np.zeros(size, dtype=np.bool_),
        folds_s=np.zeros(size, dtype=np.int64),
        branch_point_is=np.full(rate_is.shape, np.nan),
    )
    for level in LEVELS:
        rows = np.flatnonzero(~climb.verified_s & ~climb.lost_s)
        if not len(rows):
            break
        way = ray(choice.take(rows), rate_is[:, rows], level)
        _climb(climb, way, rows)
        _plain(way.equations, climb, rows)
        for number, row in enumerate(rows):
            if not climb.lost_s[row] and not climb.verified_s[row]:
                _guess(way.equations.take(np.array([number])), climb, row, last=level == LEVELS[-1])
    return _ended(choice, climb)


def _climb(climb: _Climb, way: Ray, rows: Ints) -> None:
    """Follow the branch to the next level: from the last one where that lies on the same ray, from 0 elsewhere."""
    anew = ~climb.unbounded_is[:, rows].all(axis=0)
    start_us = np.where(anew, 0.0, climb.point_us[:, rows])
    found = follow_surely(way.equations, start_us, way.target_s)
    climb.point_us[:, rows] = found.point_us
    climb.lost_s[rows] = found.outcome_s != Outcome.ARRIVED
    climb.folds_s[rows] = np.where(anew, 0, climb.folds_s[rows]) + found.folds_s
    share_s = found.first_crossing_s / np.where(way.target_s > 0.0, way.target_s, 1.0)
    before_is = np.where(anew, np.nan, climb.branch_point_is[:, rows])
    climb.branch_point_is[:, rows] = np.where(np.isnan(before_is), way.rate_is * share_s, before_is)


def _guess(equations: LogitEquations, climb: _Climb, row: np.int64, last: bool) -> None:
    """Guess at one stage's limit, and see whether it is confirmed."""
    point = climb.point_us[:, row]
    found = nash_near(equations, point, [bool(x) for x in climb.unbounded_is[:, row]])
    before, chance = climb.chance_us[:, row].copy(), np.full(len(point) - 1, np.nan)
    distance = np.inf
    if found is not None:
        chance, distance = np.concatenate(found[0]), found[1]
        change = float(np.abs(chance - before).max())
        nearer = distance <= max(NEARER * climb.distance_s[row], SAME)
        climb.verified_s[row] = nearer and (change <= SAME or (last and change <= NEARLY_SAME))
        climb.error_s[row] = change
    climb.chance_us[:, row], climb.distance_s[row] = chance, distance


def _plain(equations: LogitEquations, climb: _Climb, rows: Ints) -> None:
    """Confirm the stages where each actor of infinite rationality takes one option, the others as good as never.

    There the branch is in the basin of a strict equilibrium, and goes on to it.
    """
    point_us = climb.point_us[:, rows]
    chance_us = np.concatenate(equations.chances(point_us[:-1]))
    sure = ~climb.lost_s[rows] & climb.unbounded_is[:, rows].all(axis=0)
    for block, there in zip(equations.blocks, equations.there_as, strict=True):
        odds = point_us[block] if there is None else np.where(there, point_us[block], -np.inf)
        ranked = np.sort(np.concatenate((np.zeros((1, len(rows))), odds)), axis=0)
        sure &= ranked[-1] - ranked[-2] > NEVER
    found = rows[sure]
    climb.chance_us[:, found] = np.round(chance_us[:, sure])
    climb.error_s[found], climb.verified_s[found] = np.exp(-NEVER), True


def _ended(choice: Choosing, climb: _Climb) -> Limits:
    """Limits where they are verified; elsewhere the last point of the branch."""
    reached = choice.log_chances(climb.point_us[:-1])
    exact = chances_in_own_order(choice, np.where(climb.verified_s, climb.chance_us, 0.0))
    log_chances = [np.where(climb.verified_s[:, None], x, y) for x, y in zip(exact, reached, strict=True)]
    error_s = np.where(climb.verified_s, climb.error_s, np.nan)
    return Limits(log_chances, climb.verified_s, climb.folds_s, climb.branch_point_is, error_s)


def chances_in_own_order(choice: Choosing, chance_us: Floats) -> list[Floats]:
    """ln σ of each of `choice.actors`, shape (size, m_i), from the chances of options 1 on; 0 is what is left."""
    found, first = [], 0
    for i, gain in enumerate(choice.gain_aos):
        chance = chance_us[first : first + len(gain)]
        first += len(gain)
        left = 1.0 - chance.sum(axis=0)
        full = np.concatenate((np.where(left < ROUNDING, 0.0, left)[None], chance))
        found.append(choice.restored(i, np.log(full, where=full > 0.0, out=np.full_like(full, -np.inf))))
    return found
