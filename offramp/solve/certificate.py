"""What a solution can vouch for: how far its numbers can be trusted, and why not further."""

from dataclasses import dataclass, field
from typing import Literal

# How the values of an open game settled: by rounds of value iteration, so that longer and longer games come to them
# (extrapolation and Newton's method only hasten that); from means of rounds that didn't settle; or by following the
# branch on which rationality grows from nothing.
SettledBy = Literal["rounds", "means", "branch"]


@dataclass(frozen=True)
class Stages:
    """The stage games of moves made at the same time, as shares of those that play comes to.

    unsolved: where no equilibrium could be verified. past_fold, branch_point: where the principal branch had turned
    back before, or had met another one, so that play with slowly growing rationality might have gone elsewhere. focal:
    where play is at the profile that is named as focal; focus_lost: where that profile has no equilibrium of its own,
    so that the principal branch's is taken.
    """

    unsolved: float
    past_fold: float
    branch_point: float
    focal: float = 0.0
    focus_lost: float = 0.0


@dataclass(frozen=True)
class Certificate:
    """The checks of concept §2. None: not checked.

    audit_gap, audit_error: largest gap over the headlines and its standard error. refinement_change: largest
    change of a headline between the last two grids; policy_change: mean total variation of the choices between
    them. quadrature_change: largest change of a headline with twice the nodes. clamped, clipped: mass that left
    its tube, and that was held at a stock's range; mass_error: |1 − total probability|; NaN where the play wasn't
    followed. points: grid sizes (the largest period). best_reply_gain: what each actor would gain from its best
    reply, in its payoff units. stationary_residual: of an open game, how much all later rounds of value iteration may
    still change a number; settled_by: of one that settles, how that came about; None for others. logit_residual,
    stages: of moves made at the same time; None where there are none.
    """

    resolved: bool
    exact: bool
    tolerance: float
    audit_gap: float | None = None
    audit_error: float | None = None
    refinement_change: float | None = None
    policy_change: float | None = None
    quadrature_change: float | None = None
    clamped: float = 0.0
    clipped: float = 0.0
    mass_error: float = 0.0
    points: tuple[int, ...] = ()
    paths: int = 0
    best_reply_gain: dict[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    extrapolated: dict[str, float] = field(default_factory=dict)
    stationary_residual: float | None = None
    settled_by: SettledBy | None = None
    logit_residual: float | None = None
    stages: Stages | None = None
