"""Boxes made larger or simpler: pasting (Friedman & Fisher 1999), dropping conditions (Bryant & Lempert 2010)."""

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.peeling import ALPHA, Fit, fit, inside

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Bounds = tuple[Floats, Floats]


def paste(
    value_wa: Floats, holds_w: Floats, bounds: Bounds, weight_w: Floats | None = None, alpha: float = ALPHA
) -> Bounds:
    """Move faces of a box outwards, each time the one that raises the density most, until none does.

    A face moves far enough to take in α as many worlds as the box holds, and all that lie where it stops. One that
    meets the last world is gone. bounds: low and high of each assumption, infinite where free.
    """
    low_a, high_a = (bound.copy() for bound in bounds)
    weight_w = np.ones(len(holds_w)) if weight_w is None else weight_w
    while True:
        held_w = inside(value_wa, low_a, high_a)
        before = fit(held_w, holds_w, weight_w).density
        step = max(1, int(np.ceil(alpha * held_w.sum())))
        best = before
        moved: Bounds | None = None
        for a, upper in _faces(low_a, high_a):
            wider = _moved(value_wa, (low_a, high_a), a, upper, step)
            density = fit(inside(value_wa, *wider), holds_w, weight_w).density
            if density > best:
                best, moved = density, wider
        if moved is None:
            return low_a, high_a
        low_a, high_a = moved


def _faces(low_a: Floats, high_a: Floats) -> list[tuple[int, bool]]:
    return [
        (int(a), upper)
        for bound_a, upper in ((low_a, False), (high_a, True))
        for a in np.flatnonzero(np.isfinite(bound_a))
    ]


def _moved(value_wa: Floats, bounds: Bounds, a: int, upper: bool, step: int) -> Bounds:
    """The box with one face moved out over the next `step` worlds, to half-way before the one after them."""
    low_a, high_a = (bound.copy() for bound in bounds)
    sign = 1.0 if upper else -1.0
    face = (high_a if upper else low_a)[a]
    (high_a if upper else low_a)[a] = sign * np.inf
    outside = np.sort(sign * value_wa[inside(value_wa, low_a, high_a) & (sign * value_wa[:, a] > sign * face), a])
    if len(outside) > step:
        stop = outside[step - 1]
        beyond = outside[outside > stop]
        if len(beyond):
            (high_a if upper else low_a)[a] = sign * (stop + beyond[0]) / 2
    return low_a, high_a


def harmonic(found: Fit) -> float:
    """Coverage and density in one number, their harmonic mean (van Rijsbergen 1979): high only where both are."""
    total = found.coverage + found.density
    return 2 * found.coverage * found.density / total if total else 0.0


def without(bounds: Bounds, a: int) -> Bounds:
    """The box without its conditions on one assumption."""
    low_a, high_a = (bound.copy() for bound in bounds)
    low_a[a], high_a[a] = -np.inf, np.inf
    return low_a, high_a


def drop_conditions(
    value_wa: Floats, holds_w: Floats, bounds: Bounds, most: int, weight_w: Floats | None = None
) -> Bounds:
    """The box with at most `most` assumptions restricted, and none that it is as good without.

    The assumption is freed, one after another, whose freedom leaves the best harmonic mean of coverage and density.
    """
    while True:
        low_a, high_a = bounds
        restricted = np.flatnonzero(np.isfinite(low_a) | np.isfinite(high_a))
        if not len(restricted):
            return bounds
        freed = [without(bounds, int(a)) for a in restricted]
        value_k = [harmonic(fit(inside(value_wa, *box), holds_w, weight_w)) for box in freed]
        best = int(np.argmax(value_k))
        now = harmonic(fit(inside(value_wa, low_a, high_a), holds_w, weight_w))
        if len(restricted) <= most and value_k[best] < now:
            return bounds
        bounds = freed[best]
