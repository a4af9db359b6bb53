"""Shares of worlds whose true number reaches a level, where each number is known up to noise of a known size.

Noise spreads the numbers out, so the share that is counted is pulled towards what lies on the other side. More noise is
added (in closed form, not drawn) to see what noise does, and the line is followed back to none:
simulation-extrapolation (Cook & Stefanski 1994).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.weights import checked_weights

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DebiasedShare:
    """share: without the noise, ± `error` (95%). counted: the share of estimates that reach the level."""

    share: float
    error: float
    counted: float


def debiased_share(estimate_w: Floats, noise_w: Floats, level: float, weight_w: Floats | None = None) -> DebiasedShare:
    """The share of worlds whose true number is at least `level`.

    estimate_w: the numbers. noise_w: the standard error of each, normal; 0 where it is exact. With added noise of
    variance k s², the share is g(k) = mean_w Φ((y_w − level) / (s_w √k)), and g(0) the counted one. The parabola
    through k = 0, 1, 2 is followed to k = −1: 3 g(0) − 3 g(1) + g(2). Its own bias is of the third order in s². As a
    mean over worlds it has the usual error.
    """
    from scipy.special import ndtr

    weight_w = checked_weights(weight_w, len(estimate_w))
    share_w = weight_w / weight_w.sum()
    counted_w = (estimate_w >= level).astype(float)
    scaled_w = np.divide(estimate_w - level, noise_w, out=np.zeros_like(estimate_w), where=noise_w > 0)
    once_w, twice_w = (np.where(noise_w > 0, ndtr(scaled_w / np.sqrt(k)), counted_w) for k in (1, 2))
    part_w = 3 * counted_w - 3 * once_w + twice_w
    found = float(share_w @ part_w)
    error = 1.96 * float(np.sqrt(share_w**2 @ (part_w - found) ** 2))
    return DebiasedShare(min(1.0, max(0.0, found)), error, float(share_w @ counted_w))
