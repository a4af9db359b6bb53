"""An assumption on the scale of its own quantiles, and local-linear smoothing there.

On that scale worlds lie evenly whatever the distribution, so one bandwidth serves everywhere and no tail is stretched.
Worlds are gathered in bins first: a smoother is then a small matrix, the same for every conclusion and every reshuffle.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BINS = 100
FEW_VALUES = 12  # an assumption with no more values than this is looked at value by value
BANDWIDTH = 0.5  # times n^(-1/4): narrower than n^(-1/5), so that bias is small beside noise (Wasserman 2006)


def mid_ranks(value_w: Floats, weight_w: Floats) -> Floats:
    """Where each world lies on the quantile scale, in (0, 1); equal values share the middle of theirs."""
    order = np.argsort(value_w, kind="stable")
    _, group_w = np.unique(value_w[order], return_inverse=True)
    mass_g = np.bincount(group_w, weights=weight_w[order])
    middle_g = (np.cumsum(mass_g) - mass_g / 2) / mass_g.sum()
    place_w = np.empty(len(value_w))
    place_w[order] = middle_g[group_w]
    return place_w


def quantile(value_w: Floats, weight_w: Floats, share_q: Floats) -> Floats:
    """Quantiles of weighted values, straight lines between mid-ranks."""
    order = np.argsort(value_w, kind="stable")
    mass_w = weight_w[order]
    middle_w = (np.cumsum(mass_w) - mass_w / 2) / mass_w.sum()
    return np.interp(share_q, middle_w, value_w[order])


@dataclass(frozen=True)
class QuantileScale:
    """One assumption's worlds in bins, with the matrix that smooths over these.

    bin_w: each world's bin. mass_b: weight in each bin; square_b: squared weight. place_b: bins on the quantile scale,
    and value_b in the assumption's own unit. smooth_gb: what the curve at each bin g takes from the mean of each bin b.
    by_value: every value is a bin, and nothing is smoothed.
    """

    bin_w: Ints
    mass_b: Floats
    square_b: Floats
    place_b: Floats
    value_b: Floats
    smooth_gb: Floats
    by_value: bool

    @classmethod
    def of(cls, value_w: Floats, weight_w: Floats, bandwidth: float | None = None) -> "QuantileScale":
        """The scale of these values. bandwidth: on it; by default 0.5 n^(−1/4) for n worlds of equal weight."""
        size = weight_w.sum() ** 2 / (weight_w @ weight_w)
        values = np.unique(value_w)
        by_value = len(values) <= FEW_VALUES
        if by_value:
            bin_w = np.searchsorted(values, value_w)
            mass_b = _totals(bin_w, weight_w, len(values))
            place_b, value_b = (np.cumsum(mass_b) - mass_b / 2) / mass_b.sum(), values
            smooth_gb = np.eye(len(values))
        else:
            bin_w = np.minimum((mid_ranks(value_w, weight_w) * BINS).astype(np.int64), BINS - 1)
            mass_b = _totals(bin_w, weight_w, BINS)
            place_b = (np.arange(BINS) + 0.5) / BINS
            value_b = quantile(value_w, weight_w, place_b)
            width = BANDWIDTH * size**-0.25 if bandwidth is None else bandwidth
            smooth_gb = local_linear(place_b, mass_b, max(width, 1.5 / BINS))
        square_b = _totals(bin_w, weight_w**2, len(mass_b))
        return cls(bin_w, mass_b, square_b, place_b, value_b, smooth_gb, by_value)

    def means(self, number_w: Floats, weight_w: Floats) -> Floats:
        """The mean in each bin; 0 where a bin is empty, from which nothing is taken."""
        total_b = _totals(self.bin_w, weight_w * number_w, len(self.mass_b))
        return np.divide(total_b, self.mass_b, out=np.zeros_like(total_b), where=self.mass_b > 0)

    @cached_property
    def noise_b(self) -> Floats:
        """Σw² / (Σw)² in each bin: the variance of its mean where one world's is 1."""
        return np.divide(self.square_b, self.mass_b**2, out=np.zeros_like(self.mass_b), where=self.mass_b > 0)

    @cached_property
    def size_g(self) -> Floats:
        """How many worlds of equal weight the curve's value at each bin rests on."""
        return 1 / (self.smooth_gb**2 @ self.noise_b)


def _totals(bin_w: Ints, number_w: Floats, bins: int) -> Floats:
    return np.bincount(bin_w, weights=number_w, minlength=bins).astype(np.float64)


def local_linear(place_b: Floats, mass_b: Floats, width: float) -> Floats:
    """The local-linear smoother (Fan & Gijbels 1996), Epanechnikov kernel: (bins, bins), rows add up to 1."""
    away_gb = place_b - place_b[:, None]
    reach_g = np.full(len(place_b), width)
    while True:
        kernel_gb = np.maximum(0.0, 1 - (away_gb / reach_g[:, None]) ** 2) * mass_b
        alone = (np.count_nonzero(kernel_gb, axis=1) < 2) & (reach_g < 2)
        if not alone.any():
            break
        reach_g[alone] *= 1.5  # where ties leave bins empty
    s0, s1, s2 = ((kernel_gb * away_gb**k).sum(axis=1, keepdims=True) for k in range(3))
    spread = s0 * s2 - s1 * s1
    line = spread > 1e-12 * s0 * s0  # else all that is near lies in one bin, whose mean is taken
    smooth_gb: Floats = kernel_gb * np.where(line, s2 - s1 * away_gb, 1.0) / np.where(line, spread, s0)
    return smooth_gb
