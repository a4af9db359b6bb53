"""Worlds that count unequally, because evidence or a reading of the situation makes some likelier."""

import numpy as np
from numpy.typing import NDArray

from offramp.explore.shares import interval

Floats = NDArray[np.float64]


def checked_weights(weight_w: Floats | None, worlds: int) -> Floats:
    """Weights with mean 1 over the worlds; ones where None was given. Raises ValueError where they can't be weights."""
    if weight_w is None:
        return np.ones(worlds)
    weight_w = np.asarray(weight_w, dtype=float)
    if weight_w.shape != (worlds,):
        raise ValueError(f"there are {worlds} worlds, and weights of shape {weight_w.shape}: give one for each world")
    if not np.isfinite(weight_w).all() or (weight_w < 0).any() or not weight_w.any():
        raise ValueError("a weight is a finite number of at least 0, and some must be positive")
    mean_one: Floats = weight_w / weight_w.mean()
    return mean_one


def effective_size(weight_w: Floats) -> float:
    """(Σw)² / Σw²: so many worlds of equal weight would say as much (Kish 1965)."""
    return float(weight_w.sum() ** 2 / (weight_w @ weight_w))


def weighted_share(holds_w: Floats, weight_w: Floats | None = None) -> tuple[float, float, float]:
    """The share of weight for which a conclusion holds, with its 95% interval: that of so many worlds as count.

    holds_w: 0 to 1. The interval is Wilson's with the effective size in the place of the count.
    """
    weight_w = checked_weights(weight_w, len(holds_w))
    size = effective_size(weight_w)
    share = float(weight_w @ holds_w / weight_w.sum())
    worlds = max(1, round(size))
    low, high = interval(round(share * worlds), worlds)
    return share, min(low, share), max(high, share)
