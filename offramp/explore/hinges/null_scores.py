"""Scores of features against a conclusion, and what chance alone would make of them.

Worlds that count alike: the conclusion is dealt out to the worlds anew (a permutation test, exact). Weighted worlds
aren't exchangeable; there each world's part of the score gets a random sign (the wild bootstrap, Liu 1988).
"""

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.resampling import permutations, signs

Floats = NDArray[np.float64]

SHUFFLES = 999


def scores(feature_wk: Floats, holds_w: Floats, weight_w: Floats) -> Floats:
    """Σ_w weight · (feature − mean) · (holds − mean) for each feature: shape (features,)."""
    centred_wk = feature_wk - weight_w @ feature_wk / weight_w.sum()
    found: Floats = (weight_w * (holds_w - weight_w @ holds_w / weight_w.sum())) @ centred_wk
    return found


def null_scores(
    feature_wk: Floats, holds_w: Floats, weight_w: Floats, seed: int, what: str, count: int = SHUFFLES
) -> Floats:
    """`count` draws of these scores where the conclusion hinges on none of the features: shape (count, features)."""
    worlds = len(holds_w)
    centred_wk = feature_wk - weight_w @ feature_wk / weight_w.sum()
    rest_w = holds_w - weight_w @ holds_w / weight_w.sum()
    if (weight_w == weight_w[0]).all():
        alike = weight_w[0] * rest_w
        orders = permutations(worlds, count, seed, what)
        return np.concatenate([alike.take(order, mode="clip") @ centred_wk for order in orders])  # clip: unchecked
    part_w = weight_w * rest_w
    return np.concatenate([(sign * part_w) @ centred_wk for sign in signs(worlds, count, seed, what)])


def p_value(found: float, null_r: Floats) -> float:
    """The chance of as much or more (Phipson & Smyth 2010): never 0."""
    return float((1 + np.count_nonzero(null_r >= found - 1e-12 * abs(found))) / (1 + len(null_r)))
