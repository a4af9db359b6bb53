"""Follow the curve of logit equilibria of every stage of a batch from one level of rationality to another.

Pseudo-arclength continuation (Keller 1977; Allgower and Georg 1990, Numerical Continuation Methods): a cubic through
the last two points and directions predicts the next point, Newton's method along the hyperplane that the last direction
is perpendicular to corrects it. So the curve is followed round folds, where it turns back in τ. Every stage has its own
step, all take them together.

What keeps a stage on its own curve, where steps are large: corrections must be small and shrink fast, directions may
turn by a limited angle, and the determinant of the bordered system may change by a limited factor. That determinant is
zero at branch points alone, where another curve crosses, and of opposite signs on both sides of an ordinary one. As it
falls towards zero, steps shrink in proportion to the distance that its fall leaves, so that a curve which narrowly
misses another one is followed where it bends away. Nearer than `Pace.close` the curve counts as crossing one, and is
followed straight on.

Axes: u an unknown, τ last; s a stage. Lengths are in log odds.
"""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.curve_walks import CAREFUL, USUAL, Pace, Verdict, Walks, move, predict
from offramp.kernels.simultaneous.logit_equations import LogitEquations

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHORTEST_STEP = 1e-6  # more where unknowns are so large that rounding moves them
ARRIVED = 1e-12  # a last correction at the target, relative to the largest unknown
SURE = 1e-8  # and where the curve seems to turn
ROUNDS = 4  # corrections on the way; at the target twice as many
MOST_ROUNDS = 2000


class Outcome(IntEnum):
    """How following a curve ended."""

    ARRIVED = 0
    STALLED = 1  # the shortest step fails
    UNFINISHED = 2  # rounds ran out


@dataclass(frozen=True)
class Followed:
    """Where each stage got to.

    point_us: log odds and τ. folds_s: how often the curve turned in τ. crossings_s: how many branch points it passed.
    first_crossing_s: τ at the first of them, not a number where there is none. steps_s: steps taken.
    """

    point_us: Floats
    outcome_s: Ints
    folds_s: Ints
    crossings_s: Ints
    first_crossing_s: Floats
    steps_s: Ints


@dataclass(frozen=True)
class Waypoint:
    """A point that was passed, its direction, and the logarithm and sign of the determinant; for one stage."""

    point_u: Floats
    direction_u: Floats
    logarithm: float
    sign: float


def follow(
    equations: LogitEquations,
    start_us: Floats,
    target_s: Floats,
    direction_us: Floats | None = None,
    pace: Pace = USUAL,
    trail: list[Waypoint] | None = None,
) -> Followed:
    """Follow each stage's curve from a point on it, or near it, until τ first is `target_s`.

    direction_us: roughly which way to start; towards larger τ unless given. trail: where the way of the first stage is
    written down.
    """
    if direction_us is None:
        direction_us = np.zeros_like(start_us)
        direction_us[-1] = 1.0
    result = _nowhere(start_us)
    walks = Walks.begin(start_us, target_s, direction_us)
    with np.errstate(all="ignore"):
        for _ in range(MOST_ROUNDS):
            verdict = _correct(equations, walks, pace)
            if trail is not None and verdict.accepted_s[0]:
                trail.append(_waypoint(verdict))
            arrived = verdict.accepted_s & walks.landing_s & ~walks.gone_s
            move(walks, verdict, pace)
            shortest = SHORTEST_STEP * (1.0 + SHORTEST_STEP * np.abs(walks.here_us).max(axis=0))
            stalled = verdict.failed_s & ((walks.step_s < shortest) | ~walks.started_s) & ~walks.gone_s
            if arrived.any() or stalled.any():
                _note(result, walks, arrived, Outcome.ARRIVED)
                _note(result, walks, stalled, Outcome.STALLED)
                walks.gone_s |= arrived | stalled
                left = np.flatnonzero(~walks.gone_s)
                if not len(left):
                    break
                if len(left) < 0.8 * len(walks.gone_s):
                    equations, walks = equations.take(left), walks.take(left)
            predict(walks)
        _note(result, walks, ~walks.gone_s, Outcome.UNFINISHED)
    return result


def follow_surely(equations: LogitEquations, start_us: Floats, target_s: Floats) -> Followed:
    """Follow towards larger τ, and a second time, with care, where the first time a branch point was met or it stalled.

    Curves that pass each other at a small distance are told apart at a tenth of it then.
    """
    found = follow(equations, start_us, target_s)
    doubtful = np.flatnonzero((found.outcome_s != Outcome.ARRIVED) | ~np.isnan(found.first_crossing_s))
    if len(doubtful):
        again = follow(equations.take(doubtful), start_us[:, doubtful], target_s[doubtful], pace=CAREFUL)
        for field in fields(Followed):
            getattr(found, field.name)[..., doubtful] = getattr(again, field.name)
    return found


def _correct(equations: LogitEquations, walks: Walks, pace: Pace) -> Verdict:
    """One of Newton's steps for each stage, and what to think of it."""
    landing = walks.landing_s
    border: Floats = walks.direction_us
    ahead: Floats | float = 0.0
    if landing.any():
        border = np.where(landing, 0.0, border)
        border[-1][landing] = 1.0
        ahead = np.where(landing, walks.target_s - walks.guess_us[-1], 0.0)
    line = equations.linearise(walks.guess_us, border, ahead)
    point = walks.guess_us + line.step_us
    correction = np.abs(line.step_us).max(axis=0)
    length = np.sqrt((line.direction_us * line.direction_us).sum(axis=0))
    direction = line.direction_us / length
    cosine = 1.0 / length  # the direction's product with the border is 1
    sign = np.sign(line.determinant_s)
    logarithm = np.log(np.abs(line.determinant_s) * length)
    if landing.any():  # the border isn't the last direction then
        along = (direction * walks.direction_us).sum(axis=0)
        back = landing & (along < 0.0)
        direction = np.where(back, -direction, direction)
        sign = np.where(back, -sign, sign)
        cosine = np.where(landing, np.abs(along), cosine)
    on_curve, failed = _converged(walks, correction, pace)
    looked_at = on_curve & walks.started_s
    change = logarithm - walks.logarithm_s
    long = walks.step_s > pace.close
    crossed = looked_at & (sign * walks.sign_s < 0.0)
    turned = looked_at & ~landing & (direction[-1] * walks.direction_us[-1] < 0.0)
    if turned.any():  # rounding mustn't make folds: these are corrected once more
        on_curve &= ~(turned & (correction > SURE * (1.0 + np.abs(point).max(axis=0))))
        turned &= on_curve
    failed |= looked_at & (cosine < pace.turn)
    failed |= crossed & long
    failed |= looked_at & ~landing & long & ~(np.abs(change) < pace.fall)
    failed |= looked_at & landing & (direction[-1] < 0.0)
    failed |= looked_at & long & _hides_turns(walks, point, direction)
    return Verdict(point, direction, logarithm, sign, on_curve & ~failed, failed, crossed & ~failed, turned & ~failed)


def _converged(walks: Walks, correction: Floats, pace: Pace) -> tuple[Bools, Bools]:
    """Which corrections were the last ones, and which show that Newton's method goes astray."""
    first = walks.round_s == 0
    walks.first_s = np.where(first, correction, walks.first_s)
    enough = np.minimum(pace.near, 0.02 * walks.clear_s)
    enough = np.where(walks.landing_s, ARRIVED * (1.0 + np.abs(walks.here_us).max(axis=0)), enough)
    done = correction <= enough
    # Corrections that no longer shrink but are small are rounding; the residual will say what it amounts to.
    done |= walks.landing_s & (walks.round_s > 1) & (correction <= pace.near) & (2.0 * correction > walks.last_s)
    failed = ~np.isfinite(correction)
    failed |= first & walks.started_s & (correction > np.minimum(pace.farthest, walks.clear_s))
    failed |= ~first & ~done & (correction > pace.contraction * walks.last_s)
    failed |= ~done & (walks.round_s >= np.where(walks.landing_s, 2 * ROUNDS, ROUNDS))
    walks.last_s = correction
    return done & ~failed, failed


def _hides_turns(walks: Walks, point: Floats, direction: Floats) -> Bools:
    """Whether τ turns twice within a step, or turns and may have been past the target in between.

    Judged by the cubic that has the levels and slopes of both ends: start + 2 square u + 3 cube u² is its slope.
    """
    gap = point - walks.here_us
    length = np.sqrt((gap * gap).sum(axis=0))
    rise, start, end = gap[-1], walks.direction_us[-1] * length, direction[-1] * length
    square, cube = 3.0 * rise - 2.0 * start - end, start + end - 2.0 * rise
    inside = (square * cube < 0.0) & (np.abs(square) < 3.0 * np.abs(cube))
    twice = inside & (start * end > 0.0) & ((start - square * square / (3.0 * cube)) * start < 0.0)
    root = np.sqrt(np.maximum(square * square - 3.0 * cube * start, 0.0))
    top = start / np.maximum(root - square, 1e-300)  # where the slope is zero, without cancellation
    height = top * (start + top * (square + top * cube))
    above = height - np.maximum(rise, 0.0)
    passed = (start > 0.0) & (end < 0.0) & (walks.here_us[-1] + height + above > walks.target_s)
    hidden: Bools = twice | passed
    return hidden


def _nowhere(start_us: Floats) -> Followed:
    size = start_us.shape[1]
    none = np.zeros(size, dtype=np.int64)
    return Followed(start_us.copy(), none, none.copy(), none.copy(), np.full(size, np.nan), none.copy())


def _note(result: Followed, walks: Walks, which: Bools, outcome: Outcome) -> None:
    """Write down where some stages are."""
    stages = walks.stage_s[which]
    if not len(stages):
        return
    result.point_us[:, stages] = walks.here_us[:, which]
    result.outcome_s[stages] = outcome
    result.folds_s[stages] = walks.folds_s[which]
    result.crossings_s[stages] = walks.crossings_s[which]
    result.first_crossing_s[stages] = walks.first_crossing_s[which]
    result.steps_s[stages] = walks.steps_s[which]


def _waypoint(verdict: Verdict) -> Waypoint:
    return Waypoint(
        verdict.point_us[:, 0], verdict.direction_us[:, 0], float(verdict.logarithm_s[0]), float(verdict.sign_s[0])
    )
