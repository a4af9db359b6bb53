"""Profiles of stage games with their certificates: what was found, how, and how far it is from an equilibrium.

Axes: s a stage, i an actor; profiles have the options of one actor as their second axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.expected_payoffs import differences, expected, option_values, regrets
from offramp.kernels.simultaneous.stage_games import StageGames

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

RESIDUAL = 1e-8  # of an equilibrium, in probability
REGRET = 1e-9  # of a Nash equilibrium, as a part of the most that the actor's choice can change
TIE = 1e-10  # values that differ by no more than this part of their size, or of 1, are equal
ROUNDING = 1e-15  # of a value, as a part of the same: some units in the last place


class Status(IntEnum):
    """What is known of the profile of a stage."""

    PRINCIPAL = 0  # on the principal branch, which didn't turn or meet another one on its way
    PAST_FOLD = 1  # on it, past a place where it turned back: rationality that grows slowly would jump there
    BRANCH_POINT = 2  # on it, past a place where another branch crosses, or passes as near as makes no difference
    LIMIT = 3  # rationality is infinite: the Nash equilibrium that the principal branch goes to
    OTHER = 4  # an equilibrium, not the principal branch's
    FOCAL = 5  # the one that a bonus for a focal profile leads to as it fades away
    STALLED = 6  # no equilibrium: the branch was lost, and the profile is where
    UNRESOLVED = 7  # rationality is infinite, and no Nash equilibrium that the branch goes to could be verified
    BEYOND_PRECISION = 8  # no equilibrium: λ times the payoffs is so large that rounding decides

    @property
    def solved(self) -> bool:
        """Whether the profile is an equilibrium."""
        return self <= Status.FOCAL


@dataclass(frozen=True)
class Equilibria:
    """One profile for each stage. Where a number doesn't apply it is nan.

    profile, log_profile: per actor, shape (size, m_i). Logarithms tell chances apart that are 0 in doubles.
    status_s: of `Status`.
    residual_s: the largest |σ_i(a) − logit(λ_i Q_i)(a)|; odds_residual_s: the same for log odds to the likeliest one.
    Both are computed anew from profile and payoffs, and leave out actors who have a habit and those of infinite
    rationality, who are certified by their regret.
    value_si, regret_si: expected payoffs, and what a best reply would add.
    folds_s: how often the branch turned on its way. Two turns nearer to each other than a step may go uncounted.
    branch_point_si: the rationality at the first place where another branch crosses.
    limit_error_s: how far, in probability, the limit of the branch may be from the profile, which is a Nash equilibrium
    in any case; more than rounding only in a continuum of them.
    focus_lost_s: where a focal profile was named and has no equilibrium of its own, so that this isn't it.
    """

    profile: tuple[Floats, ...]
    log_profile: tuple[Floats, ...]
    status_s: Ints
    residual_s: Floats
    odds_residual_s: Floats
    value_si: Floats
    regret_si: Floats
    folds_s: Ints
    branch_point_si: Floats
    limit_error_s: Floats
    focus_lost_s: Bools

    def put(self, stages: Ints, others: "Equilibria") -> None:
        """Replace what is known of some stages, in place."""
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(others, field.name)
            for one, other in zip(mine, theirs, strict=True) if isinstance(mine, tuple) else ((mine, theirs),):
                one[stages] = other


def logit(values: Floats, rationality: Floats, available: Bools) -> Floats:
    """ln σ_a of σ_a ∝ exp(λ Q_a) over the options that are there; at λ = ∞ the best ones alike.

    values: Q, shape (size, m), in utility units. rationality: λ, shape (size,). The result has the shape of the values.
    """
    top = np.where(available, values, -np.inf).max(axis=1, keepdims=True)
    exact = np.isinf(rationality)[:, None]
    best = available & (values >= top - TIE * np.maximum(np.abs(top), 1.0))
    rate = np.where(np.isinf(rationality), 0.0, rationality)[:, None]
    weight = np.where(exact, np.where(best, 0.0, -np.inf), np.where(available, rate * (values - top), -np.inf))
    found: Floats = weight - np.log(np.exp(weight).sum(axis=1, keepdims=True))
    return found


@np.errstate(over="ignore", invalid="ignore")
def certify(
    games: StageGames,
    log_profile: Sequence[Floats],
    status_s: Ints,
    folds_s: Ints,
    branch_point_si: Floats,
    limit_error_s: Floats,
) -> Equilibria:
    """Compute everything anew from the profile, and withdraw the status of what isn't an equilibrium."""
    profile = [np.exp(x) for x in log_profile]
    relative = differences(games.payoffs, games.available)
    value = option_values(relative, profile)
    regret_si = regrets(value, profile, games.available)
    residual_s, odds_residual_s, noise_s = np.zeros(games.size), np.zeros(games.size), np.zeros(games.size)
    regretted = np.zeros(games.size, dtype=np.bool_)
    for i in games.choosers:
        rate = games.rationality[i]
        finite = np.isfinite(rate)
        gap, odds_gap = _residuals(value[i], rate, games.available[i], log_profile[i])
        residual_s = np.maximum(residual_s, np.where(finite, gap, 0.0))
        odds_residual_s = np.maximum(odds_residual_s, np.where(finite, odds_gap, 0.0))
        size_s = relative[i].max(axis=tuple(range(1, relative[i].ndim)), initial=0.0)
        allowed_s = REGRET * size_s
        if len(games.choosers) == 1:  # who takes options for equal that differ by `TIE` of their size
            allowed_s += TIE * np.abs(games.payoffs[i]).max(axis=tuple(range(1, relative[i].ndim)), initial=1.0)
        regretted |= ~finite & ~(regret_si[:, i] <= allowed_s)
        noise_s = np.maximum(noise_s, np.where(finite, rate, 0.0) * size_s * ROUNDING)
    status_s = np.where(regretted & (status_s <= Status.FOCAL), Status.UNRESOLVED, status_s)
    missed = ~(residual_s <= RESIDUAL)  # nan counts as missed
    status_s = np.where(missed & (status_s <= Status.FOCAL), Status.STALLED, status_s)
    blurred = ~(noise_s <= 0.1 * RESIDUAL)
    status_s = np.where(blurred & (status_s == Status.STALLED), Status.BEYOND_PRECISION, status_s)
    return Equilibria(
        tuple(profile),
        tuple(log_profile),
        status_s,
        residual_s,
        odds_residual_s,
        expected(option_values(games.payoffs, profile), profile),
        regret_si,
        folds_s,
        branch_point_si,
        limit_error_s,
        np.zeros(games.size, dtype=np.bool_),
    )


def _residuals(value: Floats, rate: Floats, there: Bools, log_chance: Floats) -> tuple[Floats, Floats]:
    """How far an actor's chances are from the logit rule, and its log odds."""
    finite = np.isfinite(rate)
    wanted = logit(value, rate, there)
    gap = np.abs(np.exp(log_chance) - np.exp(wanted)).max(axis=1)
    with np.errstate(invalid="ignore"):
        off = np.where(there & finite[:, None], log_chance - wanted, 0.0)
    best = np.where(there, log_chance, -np.inf).argmax(axis=1)[:, None]
    odds_gap = np.abs(off - np.take_along_axis(off, best, axis=1)).max(axis=1)
    return gap, np.where(finite, odds_gap, 0.0)
