"""From a coarse grid's numbers to a fine grid's: fit the difference where both are known, add it everywhere.

Interpolation on a coarse grid invents traps (concept §2), so verdicts are never read off it: each number gets the
difference that worlds solved on both grids show, and only then is compared with the level. How far that may be off
is read from predictions for worlds that were left out of the fit (leave-one-out, Allen's PRESS 1974; as a distance
that holds in 95 of 100 worlds: the jackknife quantile of Barber, Candès, Ramdas & Tibshirani 2021).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FITTED = 100  # worlds that are solved on both grids (all of them where there are fewer)
WORLDS_PER_TERM = 5  # a fit may have one term for so many worlds
NEAREST = 40  # the error at a level is read from so many of the worlds that lie nearest to it, at least
COVERAGE = 0.95


@dataclass(frozen=True)
class Calibration:
    """Numbers of all worlds on the fine grid, known or predicted: shape (worlds, numbers); NaN where there are none.

    residual_fm: what leave-one-out predictions missed the fine grid by, for the fitted worlds `fitted_f`. moved_m: how
    far the fine grid moved a number, in 95 of 100 fitted worlds at most; 0 where none has it.
    """

    value_wm: Floats
    fitted_f: Ints
    predicted_fm: Floats
    residual_fm: Floats
    moved_m: Floats

    def error(self, number: int, level: float | None = None) -> float:
        """How far a prediction of one number may be off in 95 of 100 worlds; at `level`: of the worlds near it.

        NaN where no fitted world has the number.
        """
        known = np.isfinite(self.residual_fm[:, number])
        missed, predicted = np.abs(self.residual_fm[known, number]), self.predicted_fm[known, number]
        if not len(missed):
            return math.nan
        if level is not None:
            nearest = max(NEAREST, len(missed) // 3)
            near = np.argsort(np.abs(predicted - level), kind="stable")[:nearest]
            missed = missed[near]
        return distance(missed)


def calibrate(
    coarse_wm: Floats,
    fitted_f: Ints,
    fine_fm: Floats,
    bounds_m: Sequence[tuple[float, float] | None] | None = None,
    predictors: int | None = None,
) -> Calibration:
    """Carry every world over to the fine grid.

    coarse_wm: numbers of all worlds. fitted_f: the worlds that were solved on the fine grid too, with the numbers
    fine_fm there: these are taken as they are. bounds_m: what each number keeps to, [0, 1] unless said otherwise; None
    for one that is no number to be carried over: it stays what it is.
    predictors: so many of the first numbers may say something about the difference of any other (None: all).
    """
    count = coarse_wm.shape[1]
    first_wm = coarse_wm[:, : count if predictors is None else predictors]
    bounds: Sequence[tuple[float, float] | None] = bounds_m or [(0.0, 1.0)] * count
    value_wm, predicted_fm = coarse_wm.copy(), np.full_like(fine_fm, np.nan)
    for m in range(count):
        coarse_w, fine_f = coarse_wm[:, m], fine_fm[:, m]
        there, keeps = np.isfinite(coarse_w[fitted_f]) & np.isfinite(fine_f), bounds[m]
        if keeps is not None and there.any():
            found = _carried(coarse_w, first_wm, m, fitted_f[there], fine_f[there], keeps)
            value_wm[:, m], predicted_fm[there, m] = found
    moved_fm = np.abs(fine_fm - coarse_wm[fitted_f])
    moved_m = np.array([distance(column[np.isfinite(column)]) for column in moved_fm.T])
    value_wm[fitted_f] = fine_fm
    return Calibration(value_wm, fitted_f, predicted_fm, fine_fm - predicted_fm, moved_m)


def _carried(
    coarse_w: Floats, first_wm: Floats, number: int, fitted_f: Ints, fine_f: Floats, bounds: tuple[float, float]
) -> tuple[Floats, Floats]:
    """One number carried over: in all worlds, and in the fitted ones as the others predict it."""
    difference_f = fine_f - coarse_w[fitted_f]
    best, value_w, predicted_f = np.inf, coarse_w, fine_f
    for term_wk in _terms(coarse_w, first_wm, number, len(fitted_f)):
        coefficient_k, left_out_f = _fit(term_wk[fitted_f], difference_f)
        tried_f = np.clip(coarse_w[fitted_f] + left_out_f, *bounds)
        missed = float(np.mean((fine_f - tried_f) ** 2))
        if missed < best:
            best, predicted_f = missed, tried_f
            value_w = np.clip(coarse_w + term_wk @ coefficient_k, *bounds)
    return value_w, predicted_f


def distance(missed: Floats) -> float:
    """The distance that 95 of 100 new worlds would keep: an order statistic, the largest where there are few."""
    if not len(missed):
        return 0.0
    place = math.ceil((len(missed) + 1) * COVERAGE) - 1
    return float(np.sort(missed)[min(place, len(missed) - 1)])


def _terms(coarse_w: Floats, first_wm: Floats, number: int, fitted: int) -> Iterator[Floats]:
    """What the difference may depend on, from simple to rich: nothing, the number, its square, the first numbers.

    A world without the number gets no difference: its terms are NaN.
    """
    worlds, count = first_wm.shape
    one, own = np.ones(worlds), coarse_w
    known = own[np.isfinite(own)]
    spread_m = first_wm.std(axis=0)
    yield one[:, None]
    if known.std() < 1e-9:
        return
    own = (own - known.mean()) / known.std()
    simple = np.stack([one, own, own**2], axis=1)
    for count_of_terms in (2, 3):
        if count_of_terms * WORLDS_PER_TERM <= fitted:
            yield simple[:, :count_of_terms]
    others = [m for m in range(count) if m != number and spread_m[m] > 1e-9]
    if (3 + len(others)) * WORLDS_PER_TERM <= fitted:
        other_wm = first_wm[:, others]
        scaled = (other_wm - other_wm.mean(axis=0)) / spread_m[others]
        yield np.column_stack([simple, scaled])


def _fit(term_fk: Floats, difference_f: Floats) -> tuple[Floats, Floats]:
    """Least squares: the coefficients, and the prediction for each world from all the others."""
    q, singular, v = np.linalg.svd(term_fk, full_matrices=False)
    kept = singular > 1e-9 * singular[0]  # endings add up to one, so some columns say the same
    q = q[:, kept]
    along = q.T @ difference_f
    coefficient_k = v[kept].T @ (along / singular[kept])
    leverage_f = np.minimum((q * q).sum(axis=1), 1 - 1e-9)
    predicted_f = q @ along
    left_out_f = (predicted_f - leverage_f * difference_f) / (1 - leverage_f)
    return coefficient_k, left_out_f
