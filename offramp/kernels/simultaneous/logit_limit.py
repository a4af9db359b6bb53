"""Where the principal branch goes as rationality grows without bound: McKelvey and Palfrey's logit equilibrium.

The branch is followed to higher and higher levels. At each, the Nash equilibrium that it seems to go to is solved for
exactly. It is taken for the limit once the next level leads to the same one, and the branch has come nearer in between.
A profile that the branch merely passes is never called a limit.

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

LEVELS = (30.0, 300.0, 3e3, 3e4, 3e5, 1e6)  # of rationality times spread
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


@dataclass
class _Climb:
    """Stages on their way up.

    chance_us: the last guess at the limit. distance_s: of the branch from it. error_s: how much that guess changed.
    """

    rate_is: Floats  # infinite for some
    pace_is: Floats  # the rationality of each actor is this times the level, where its own is infinite
    point_us: Floats
    chance_us: Floats
    distance_s: Floats
    error_s: Floats
    verified_s: Bools
    lost_s: Bools
    folds_s: Ints
    branch_point_is: Floats


def limits(choice: Choosing, rate_is: Floats) -> Limits:
    """The limits of the principal branches. rate_is: rationalities, in every stage at least one of them infinite."""
    climb, equations = _first_part(choice, rate_is)
    for level in LEVELS:
        rows = np.flatnonzero(~climb.verified_s & ~climb.lost_s)
        if not len(rows):
            break
        part = equations.take(rows)
        way = follow_surely(part, climb.point_us[:, rows], np.maximum(level, climb.point_us[-1, rows]))
        climb.point_us[:, rows] = way.point_us
        climb.folds_s[rows] += way.folds_s
        climb.lost_s[rows] = way.outcome_s != Outcome.ARRIVED
        new = np.isnan(climb.branch_point_is[:, rows]).all(axis=0) & ~np.isnan(way.first_crossing_s)
        rate = np.where(np.isinf(rate_is[:, rows]), climb.pace_is[:, rows] * way.first_crossing_s, rate_is[:, rows])
        climb.branch_point_is[:, rows[new]] = rate[:, new]
        _plain(part, climb, rows)
        for number, row in enumerate(rows):
            if not climb.lost_s[row] and not climb.verified_s[row]:
                _guess(part.take(np.array([number])), climb, row, last=level == LEVELS[-1])
    return _ended(choice, climb)


def rising(choice: Choosing, rate_is: Floats) -> LogitEquations:
    """The equations where finite rationalities are what they are, and infinite ones rise together.

    τ is the largest scaled rationality of the latter.
    """
    unbounded = np.isinf(rate_is)
    spread_is = np.where(choice.spread_is > 0.0, choice.spread_is, 1.0)
    fixed_is = np.where(unbounded, 0.0, rate_is) * spread_is
    free_is = np.where(unbounded, spread_is, 0.0)
    return choice.equations(fixed_is, free_is / free_is.max(axis=0))


def _first_part(choice: Choosing, rate_is: Floats) -> tuple[_Climb, LogitEquations]:
    """All actors rise together, as far as the finite rationalities; from there on the equations for the rest."""
    unbounded = np.isinf(rate_is)
    spread_is = np.where(choice.spread_is > 0.0, choice.spread_is, 1.0)
    widest_s = np.where(unbounded, spread_is, 0.0).max(axis=0)
    common_s = np.maximum(np.where(unbounded, 0.0, rate_is).max(axis=0), 1.0 / widest_s)
    shared_is = np.where(unbounded, common_s, rate_is)
    scaled_is = shared_is * spread_is
    target_s = scaled_is.max(axis=0)
    together = choice.equations(np.zeros_like(scaled_is), scaled_is / target_s)
    way = follow_surely(together, np.zeros((together.unknowns + 1, len(target_s))), target_s)
    way.point_us[-1] = common_s * widest_s
    alone = rising(choice, rate_is)
    climb = _Climb(
        rate_is=rate_is,
        pace_is=np.broadcast_to(1.0 / widest_s, rate_is.shape),
        point_us=way.point_us,
        chance_us=np.full((together.unknowns, len(target_s)), np.nan),
        distance_s=np.full(len(target_s), np.inf),
        error_s=np.full(len(target_s), np.nan),
        verified_s=np.zeros(len(target_s), dtype=np.bool_),
        lost_s=way.outcome_s != Outcome.ARRIVED,
        folds_s=way.folds_s,
        branch_point_is=shared_is * (way.first_crossing_s / target_s),
    )
    return climb, alone


def _guess(equations: LogitEquations, climb: _Climb, row: np.int64, last: bool) -> None:
    """Guess at one stage's limit, and see whether it is confirmed."""
    unbounded = [bool(x) for x in np.isinf(climb.rate_is[:, row])]
    point = climb.point_us[:, row]
    found = nash_near(equations, point, unbounded)
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
    sure = ~climb.lost_s[rows]
    for i, (block, there) in enumerate(zip(equations.blocks, equations.there_as, strict=True)):
        odds = point_us[block] if there is None else np.where(there, point_us[block], -np.inf)
        ranked = np.sort(np.concatenate((np.zeros((1, len(rows))), odds)), axis=0)
        bounded = np.isfinite(climb.rate_is[i, rows])
        sure &= bounded | (ranked[-1] - ranked[-2] > NEVER)
        chance_us[block] = np.where(bounded, chance_us[block], np.round(chance_us[block]))
    found = rows[sure]
    climb.chance_us[:, found] = chance_us[:, sure]
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
