"""Boxes of assumptions in which a conclusion holds often: the peeling and pasting of PRIM (Friedman & Fisher 1999).

Starting from everything, the least promising slice at the end of one assumption is cut off again and again; pasting
moves faces out again where that helps. Rows are sorted once by each assumption and only thinned out afterwards, so a
peel costs the worlds that are left times the assumptions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.presorted_rows import PresortedRows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ALPHA = 0.05  # the part of a box that one peel takes away
LEAST_MASS = 0.05  # no box holds less than this part of the worlds

# What a peel is chosen by: the mean left, the mean before, the mass left and the mass taken, each per candidate.
# "original" is the mean left; "lenient" divides the gain by what it costs, which keeps assumptions with few values from
# being cut first because their slices are large (Friedman & Fisher 1999; Kwakkel & Jaxa-Rozen 2016).
OBJECTIVES: dict[str, Callable[[Floats, float, Floats, Floats], Floats]] = {
    "original": lambda mean_c, before, left_c, taken_c: mean_c,
    "lenient": lambda mean_c, before, left_c, taken_c: (mean_c - before) / taken_c,
    "lenient_by_mass": lambda mean_c, before, left_c, taken_c: left_c * (mean_c - before) / taken_c,
}


@dataclass(frozen=True)
class Fit:
    """How well a box does: the share of all cases that it holds, of cases among its worlds, of worlds in it."""

    coverage: float
    density: float
    mass: float
    worlds: int


@dataclass(frozen=True)
class Trajectory:
    """The boxes of one peeling, from everything (row 0) inwards.

    low_ba, high_ba: bounds, boxes × assumptions, infinite where a box has none. The others are
    as in `Fit`.
    """

    low_ba: Floats
    high_ba: Floats
    coverage_b: Floats
    density_b: Floats
    mass_b: Floats

    @property
    def restricted_b(self) -> Ints:
        """How many assumptions each box restricts."""
        return np.asarray((np.isfinite(self.low_ba) | np.isfinite(self.high_ba)).sum(axis=1), dtype=np.int64)


def inside(value_wa: Floats, low_a: Floats, high_a: Floats) -> Bools:
    """Which worlds a box holds: shape (worlds,)."""
    bounded = np.flatnonzero(np.isfinite(low_a) | np.isfinite(high_a))
    held_w = np.ones(len(value_wa), dtype=bool)
    for a in bounded:
        held_w &= (value_wa[:, a] >= low_a[a]) & (value_wa[:, a] <= high_a[a])
    return held_w


def fit(held_w: Bools, holds_w: Floats, weight_w: Floats | None = None) -> Fit:
    """Coverage, density and mass of the worlds `held_w`. holds_w: 0 to 1; weight_w: None where all count alike."""
    weight_w = np.ones(len(holds_w)) if weight_w is None else weight_w
    total, cases = float(weight_w.sum()), float(weight_w @ holds_w)
    mass, held = float(weight_w[held_w].sum()), float(weight_w[held_w] @ holds_w[held_w])
    return Fit(held / cases if cases else 0.0, held / mass if mass else 0.0, mass / total, int(held_w.sum()))


def peel(
    value_wa: Floats,
    holds_w: Floats,
    weight_w: Floats | None = None,
    alpha: float = ALPHA,
    least_mass: float = LEAST_MASS,
    objective: str = "lenient",
    hesitation: float = 0.0,
) -> Trajectory:
    """Peel until no cut helps or the box would hold less than `least_mass` of all worlds.

    value_wa: worlds × assumptions. holds_w: how far the conclusion holds, 0 to 1. weight_w: positive. A cut lies
    half-way between two values, so worlds with equal values are never parted: an assumption with two values loses one
    of them whole.
    Among cuts that do equally well, the one that restricts fewer assumptions is taken, then the first. `hesitation`: by
    how many standard errors of its mean a cut that restricts one more assumption must do better than one that doesn't;
    such a peeling goes on to the least mass, cuts that don't help included.
    """
    rows = PresortedRows(value_wa, holds_w, weight_w)
    assumptions = value_wa.shape[1]
    low_a, high_a = np.full(assumptions, -np.inf), np.full(assumptions, np.inf)
    total, cases = rows.mass, rows.cases
    boxes = [(low_a.copy(), high_a.copy(), rows.mass, rows.cases)]
    while rows.count > 1 and cases > 0:
        cut_c, taken_c, lost_c, place_c = rows.cuts(alpha)
        left_c = rows.mass - taken_c
        allowed = (place_c > 0) & (place_c < rows.count) & (left_c / total >= least_mass)
        if not allowed.any():
            break
        before, taken_c = rows.cases / rows.mass, np.where(allowed, taken_c, 1.0)
        mean_c = np.divide(rows.cases - lost_c, left_c, out=np.full_like(left_c, -1.0), where=allowed)
        score = OBJECTIVES[objective]
        free_a = ~(np.isfinite(low_a) | np.isfinite(high_a))
        if not hesitation:
            allowed &= score(mean_c, before, left_c, taken_c) > 0
            if not allowed.any():
                break
        elif not free_a.all():
            mean_c -= hesitation * rows.noise(place_c, taken_c) * np.repeat(free_a, 2)
        gain_c = np.where(allowed, score(mean_c, before, left_c, taken_c), -np.inf)
        equal = np.flatnonzero(gain_c == gain_c.max())
        chosen = int(equal[np.argmin(free_a[equal // 2])])
        a, from_below = chosen // 2, chosen % 2 == 1
        (low_a if from_below else high_a)[a] = cut_c[chosen]
        rows.take(a, from_below, int(place_c[chosen]))
        boxes.append((low_a.copy(), high_a.copy(), rows.mass, rows.cases))
    low_ba, high_ba, mass_b, cases_b = (np.array(part) for part in zip(*boxes, strict=True))
    return Trajectory(low_ba, high_ba, cases_b / cases if cases else 0.0 * cases_b, cases_b / mass_b, mass_b / total)
