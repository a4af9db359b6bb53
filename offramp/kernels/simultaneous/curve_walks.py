"""Stages on their way along their curves: where each is, what it does with a verdict, and where it tries next.

Axes: u an unknown, τ last; s a stage. Lengths are in log odds.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FIRST_STEP = 0.5
VANISHED = 25.0  # fall of the determinant's logarithm at the target


@dataclass(frozen=True)
class Pace:
    """How far a step may go."""

    aim: float = 0.02  # the correction of a prediction that the next step is chosen for
    farthest: float = 0.3  # the largest correction of a prediction
    near: float = 1e-3  # a last correction on the way; it is made, so what is left is about its square
    contraction: float = 0.3  # by what factor each correction is smaller than the one before
    turn: float = 0.85  # cosine of the angle between the directions at the two ends of a step
    fall: float = 1.5  # change of the determinant's logarithm over a step
    approach: float = 0.4  # share of the distance to where the determinant would be zero
    close: float = 1e-3  # nearer to there the curve counts as crossing another one


USUAL = Pace()
CAREFUL = Pace(aim=5e-4, near=1e-4, turn=0.95, fall=0.7, approach=0.2, close=1e-4)


@dataclass
class Walks:
    """Stages on their way. A curve is here + l direction + l² bend + l³ twist for small l."""

    stage_s: Ints
    target_s: Floats
    guess_us: Floats  # what is being corrected
    here_us: Floats  # the last point on the curve
    direction_us: Floats
    bend_us: Floats
    twist_us: Floats
    logarithm_s: Floats  # of the determinant at `here`
    sign_s: Floats
    clear_s: Floats  # estimated distance to where the determinant is zero
    step_s: Floats
    first_s: Floats  # the first correction of the prediction
    last_s: Floats  # the last one
    round_s: Ints
    landing_s: Bools  # the guess is at the target: τ is held
    started_s: Bools
    gone_s: Bools
    fresh_s: Bools  # waits for a prediction
    folds_s: Ints
    crossings_s: Ints
    first_crossing_s: Floats
    steps_s: Ints

    @classmethod
    def begin(cls, start_us: Floats, target_s: Floats, direction_us: Floats) -> "Walks":
        """At the start, with a first guess there."""
        size = len(target_s)
        zero, none, no = np.zeros(size), np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
        flat = np.zeros_like(start_us)
        return cls(
            stage_s=np.arange(size),
            target_s=target_s,
            guess_us=start_us.copy(),
            here_us=start_us.copy(),
            direction_us=direction_us.copy(),
            bend_us=flat,
            twist_us=flat.copy(),
            logarithm_s=zero,
            sign_s=zero.copy(),
            clear_s=np.full(size, np.inf),
            step_s=FIRST_STEP * (1.0 + 0.1 * np.abs(start_us).max(axis=0)),
            first_s=zero.copy(),
            last_s=zero.copy(),
            round_s=none,
            landing_s=no,
            started_s=no.copy(),
            gone_s=no.copy(),
            fresh_s=no.copy(),
            folds_s=none.copy(),
            crossings_s=none.copy(),
            first_crossing_s=np.full(size, np.nan),
            steps_s=none.copy(),
        )

    def take(self, stages: Ints) -> "Walks":
        """The same for some of the stages."""
        return Walks(**{field.name: getattr(self, field.name).take(stages, axis=-1) for field in fields(self)})


@dataclass(frozen=True)
class Verdict:
    """On the guesses after a correction: which are points of the curve, and which steps were too long."""

    point_us: Floats
    direction_us: Floats
    logarithm_s: Floats
    sign_s: Floats
    accepted_s: Bools
    failed_s: Bools
    crossed_s: Bools
    turned_s: Bools


def move(walks: Walks, verdict: Verdict, pace: Pace) -> None:
    """Go to the points found. Afterwards `here` is the last point, and the step that of the next prediction."""
    accepted, failed, point = verdict.accepted_s, verdict.failed_s, verdict.point_us
    walks.fresh_s = accepted | failed
    walks.guess_us = np.where(failed, walks.guess_us, point)
    walks.round_s = np.where(walks.fresh_s, 0, walks.round_s + 1)
    walks.step_s = np.where(failed, 0.5 * walks.step_s, walks.step_s)
    if not accepted.any():
        return
    gap = point - walks.here_us
    stride = np.sqrt((gap * gap).sum(axis=0))
    moved = accepted & walks.started_s & (stride > 0.0)
    # The cubic through the two points with their directions, written from the second one.
    away = (verdict.direction_us - gap / stride) / stride
    turn = (verdict.direction_us - walks.direction_us) / stride
    walks.bend_us = np.where(moved, 3.0 * away - turn, walks.bend_us)
    walks.twist_us = np.where(moved, (2.0 * away - turn) / stride, walks.twist_us)
    _count(walks, verdict, pace)
    _adapt(walks, verdict, stride, moved, pace)
    walks.here_us = np.where(accepted, point, walks.here_us)
    walks.direction_us = np.where(accepted, verdict.direction_us, walks.direction_us)
    walks.logarithm_s = np.where(accepted, verdict.logarithm_s, walks.logarithm_s)
    walks.sign_s = np.where(accepted, verdict.sign_s, walks.sign_s)
    walks.started_s |= accepted


def _count(walks: Walks, verdict: Verdict, pace: Pace) -> None:
    """Steps, folds and branch points."""
    walks.steps_s += verdict.accepted_s
    walks.folds_s += verdict.turned_s
    crossed = verdict.crossed_s
    if crossed.any():
        # The determinant is nearly linear over so short a step.
        part = 1.0 / (1.0 + np.exp(verdict.logarithm_s - walks.logarithm_s))
        level = walks.here_us[-1] + part * (verdict.point_us[-1] - walks.here_us[-1])
        known = walks.first_crossing_s
        first = crossed & (walks.crossings_s == 0) & ~(np.abs(known - level) > 10.0 * pace.close)
        walks.first_crossing_s = np.where(first, level, known)
        walks.crossings_s += crossed
    vanished = verdict.accepted_s & walks.landing_s & (walks.logarithm_s - verdict.logarithm_s > VANISHED)
    if vanished.any():  # the target itself is one
        walks.first_crossing_s = np.where(
            np.isnan(walks.first_crossing_s) & vanished, walks.target_s, walks.first_crossing_s
        )


def _adapt(walks: Walks, verdict: Verdict, stride: Floats, moved: Bools, pace: Pace) -> None:
    """The next step: as long as predictions were good, and short where the determinant falls towards zero."""
    # A cubic errs by the fourth power of the step.
    growth = np.sqrt(np.sqrt(pace.aim / np.maximum(walks.first_s, 1e-9))).clip(0.3, 2.0)
    fall = (walks.logarithm_s - verdict.logarithm_s) / stride
    distance = np.where(fall > 0.0, 1.0 / fall, np.inf)  # to its zero, if it goes on like this
    longest = np.maximum(pace.approach * distance, 2.0 * pace.close)
    walks.clear_s = np.where(moved, np.maximum(distance, pace.close), walks.clear_s)
    walks.step_s = np.where(moved, np.minimum(walks.step_s * growth, longest), walks.step_s)
    close = moved & (distance < pace.close)
    if close.any():
        level = verdict.point_us[-1] + distance * verdict.direction_us[-1]
        walks.first_crossing_s = np.where(close & np.isnan(walks.first_crossing_s), level, walks.first_crossing_s)


def predict(walks: Walks) -> None:
    """New guesses along the cubics, at the target where that is within the step."""
    here, straight, bend, twist = walks.here_us, walks.direction_us, walks.bend_us, walks.twist_us
    beyond = here[-1] >= walks.target_s  # a corrected point may lie past the target
    step = np.where(beyond, 0.0, walks.step_s)
    guess = here + step * (straight + step * (bend + step * twist))
    landing = beyond | (guess[-1] >= walks.target_s)
    if (landing & walks.fresh_s).any():
        length, lower, upper = step, np.where(beyond, -1.0, 0.0), np.where(beyond, 0.0, step)
        for _ in range(4):
            level = here[-1] + length * (straight[-1] + length * (bend[-1] + length * twist[-1]))
            slope = straight[-1] + length * (2.0 * bend[-1] + 3.0 * length * twist[-1])
            better = (length - (level - walks.target_s) / np.where(slope == 0.0, 1.0, slope)).clip(lower, upper)
            length = np.where(landing, better, length)
        guess = np.where(landing, here + length * (straight + length * (bend + length * twist)), guess)
    walks.guess_us = np.where(walks.fresh_s, guess, walks.guess_us)
    walks.landing_s = np.where(walks.fresh_s, landing, walks.landing_s)
