"""The logit quantal response equilibrium of a batch of stage games, on the principal branch.

At rationality λ each actor's chances are σ_i(a) ∝ exp(λ_i Q_i(a)), Q_i being what its options bring while the others
play σ (McKelvey and Palfrey 1995, Games and Economic Behavior 10:6-38). Such equilibria need not be unique. The
principal branch is the curve of equilibria for κ λ that starts at κ = 0, where all options are alike; followed to where
κ first is 1, it picks one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.branch_following import Outcome, follow_surely
from offramp.kernels.simultaneous.equilibria import Equilibria, Status, certify, logit
from offramp.kernels.simultaneous.expected_payoffs import option_values
from offramp.kernels.simultaneous.logit_limit import limits, ray
from offramp.kernels.simultaneous.stage_games import Choosing, StageGames, choosing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FAR = 1e3  # rationality times spread from which on points are refined
FARTHEST = 1e6  # and to which branches are followed: rounding makes them rough
LARGEST = 1e300
NEVER = 40.0  # log odds at which an option is as good as never taken
REFINES = 1e-3  # the largest change of other log odds that is refinement
CELLS = 8_000_000  # payoffs of the stages that are followed together


@np.errstate(over="ignore", invalid="ignore")  # stages that are too large for doubles get a status
def principal_equilibria(games: StageGames) -> Equilibria:
    """The equilibrium on the principal branch, of every stage.

    With one chooser that is the logit rule, at infinite rationality the best option, ties alike. Where rationality is
    infinite for one of several choosers it is the limit for a rationality that grows without bound, the same for all
    such actors in 1 / utility unit.
    """
    log_profile = [
        np.log(habit, where=habit > 0.0, out=np.full_like(habit, -np.inf))
        if habit is not None
        else np.where(there, -np.log(there.sum(axis=1, keepdims=True)), -np.inf)
        for habit, there in zip(games.habits, games.available, strict=True)
    ]
    way = _Way(
        np.full(games.size, Status.PRINCIPAL, dtype=np.int64),
        np.zeros(games.size, dtype=np.int64),
        np.full((games.size, len(games.payoffs)), np.nan),
        np.full(games.size, np.nan),
    )
    choosers = games.choosers
    if len(choosers) == 1:
        (i,) = choosers
        value = option_values(games.payoffs, [np.exp(x) for x in log_profile])[i]
        log_profile[i] = logit(value, games.rationality[i], games.available[i])
        way.status_s[np.isinf(games.rationality[i])] = Status.LIMIT
    elif choosers:
        batch_size = max(1, CELLS // sum(payoff[:1].size for payoff in games.payoffs)) if games.size else 1
        for start in range(0, games.size, batch_size):
            part = np.arange(start, min(start + batch_size, games.size))
            batch = games.take(part)
            choice = choosing(batch)
            rate_is = np.array([games.rationality[i][part] for i in choice.actors])
            bounded = np.isfinite(rate_is).all(axis=0)
            for which, trace in ((bounded, _at_finite), (~bounded, _at_infinite)):
                rows = np.flatnonzero(which)
                if len(rows):
                    log_chances = trace(choice.take(rows), rate_is[:, rows], part[rows], way)
                    for i, log_chance in zip(choice.actors, log_chances, strict=True):
                        log_profile[i][part[rows]] = log_chance
            far = np.flatnonzero(bounded & ((np.where(bounded, rate_is, 0.0) * choice.spread_is).max(axis=0) > FAR))
            if len(far):
                near = {i: log_profile[i][part[far]] for i in choice.actors}
                for i, log_chance in refined(batch.take(far), rate_is[:, far], near)[0].items():
                    log_profile[i][part[far]] = log_chance
    return certify(games, log_profile, way.status_s, way.folds_s, way.branch_point_si, way.limit_error_s)


@dataclass(frozen=True)
class _Way:
    """What following showed of each stage; as in `Equilibria`. Filled in place."""

    status_s: Ints
    folds_s: Ints
    branch_point_si: Floats
    limit_error_s: Floats


def _at_finite(choice: Choosing, rate_is: Floats, stages: Ints, way: _Way) -> list[Floats]:
    """Follow κ λ, scaled so that the largest product of rationality and spread is τ, and κ = τ / target."""
    straight = ray(choice, rate_is)
    equations, target_s = straight.equations, straight.target_s
    start_us = np.zeros((equations.unknowns + 1, len(stages)))
    found = follow_surely(equations, start_us, np.minimum(target_s, FARTHEST))
    crossing = ~np.isnan(found.first_crossing_s)
    status_s = np.where(found.folds_s > 0, Status.PAST_FOLD, Status.PRINCIPAL)
    status_s = np.where(crossing, Status.BRANCH_POINT, status_s)
    way.status_s[stages] = np.where(found.outcome_s == Outcome.ARRIVED, status_s, Status.STALLED)
    way.folds_s[stages] = found.folds_s
    share_s = found.first_crossing_s[crossing] / target_s[crossing]
    way.branch_point_si[np.ix_(stages[crossing], np.array(choice.actors))] = (rate_is[:, crossing] * share_s).T
    return choice.log_chances(found.point_us[:-1])


def nearby_equilibria(games: StageGames, before: Equilibria) -> Equilibria:
    """The equilibria that those of games with nearly the same payoffs become; the principal one where none is near.

    before: of those games, alike in who can pick what. What goes on from the principal branch is called principal: who
    must know follows the branch in the end.
    """
    choosers = games.choosers
    follows_s = before.status_s == Status.PRINCIPAL
    if len(choosers) < 2 or not follows_s.any() or not all(np.isfinite(games.rationality[i]).all() for i in choosers):
        return principal_equilibria(games)
    order = choosing(games).actors
    rate_is = np.array([games.rationality[i] for i in order])
    refinement, near_s = refined(games, rate_is, {i: before.log_profile[i] for i in order})
    log_profile = [refinement.get(i, chance) for i, chance in enumerate(before.log_profile)]
    none, nowhere = np.zeros_like(before.folds_s), np.full(games.size, np.nan)
    found = certify(games, log_profile, before.status_s, none, np.full_like(before.value_si, np.nan), nowhere)
    lost = np.flatnonzero(~(near_s & follows_s & (found.status_s == Status.PRINCIPAL)))
    if len(lost):
        found.put(lost, principal_equilibria(games.take(lost)))
    return found


def refined(
    games: StageGames, rate_is: Floats, log_chance: dict[int, Floats]
) -> tuple[dict[int, Floats], NDArray[np.bool_]]:
    """The same chances, with the digits that log odds lose to an option that is hardly taken; and where there were any
    to be had.

    The likeliest option of each actor comes first here; rows of `rate_is` are as in `log_chance`. Stages that were only
    followed to `FARTHEST` go the rest of the way: log odds stay what they are there, or grow with rationality.
    """
    order = {i: np.argsort(-x, axis=1, kind="stable") for i, x in log_chance.items()}
    choice = choosing(games, order)
    scaled_is = np.minimum(rate_is * choice.spread_is, LARGEST)
    equations = choice.equations(scaled_is, np.zeros_like(scaled_is))
    ranked = [np.take_along_axis(log_chance[i], order[i], axis=1).T for i in choice.actors]
    with np.errstate(all="ignore"):
        start = np.concatenate([np.where(np.isinf(x[1:]), 0.0, x[1:] - x[0]) for x in ranked])
        used = np.abs(start) < NEVER
        start = np.where(used, start, start * np.maximum(1.0, scaled_is.max(axis=0) / FARTHEST))
        odds = np.concatenate((start, np.ones((1, games.size))))
        for _ in range(3):
            odds = equations.refined(odds)
        good = np.where(used, np.abs(odds[:-1] - start), 0.0).max(axis=0) < REFINES
    found = choice.log_chances(np.where(good, odds[:-1], start))
    return {i: np.where(good[:, None], x, log_chance[i]) for i, x in zip(choice.actors, found, strict=True)}, good


def _at_infinite(choice: Choosing, rate_is: Floats, stages: Ints, way: _Way) -> list[Floats]:
    """Go to the limit."""
    found = limits(choice, rate_is)
    way.status_s[stages] = np.where(found.verified_s, Status.LIMIT, Status.UNRESOLVED)
    way.folds_s[stages] = found.folds_s
    way.branch_point_si[np.ix_(stages, np.array(choice.actors))] = found.branch_point_is.T
    way.limit_error_s[stages] = found.error_s
    return found.log_chances
