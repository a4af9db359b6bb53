"""Other ways to weigh worlds: evenly over the ranges of assumptions, and as badly or well as may be within bounds."""

import numpy as np
from numpy.typing import NDArray

from offramp.core.distributions import Distribution, Uniform

Floats = NDArray[np.float64]

STEP = 1e-4  # of chance, over which the slope of quantiles is taken
TIMES = 2.0  # how often a world may count for each time that another does, in the worst and the best weighting


def slope(distribution: Distribution, share_w: Floats) -> Floats:
    """How fast the quantiles rise at these chances, as a share of the range that is explored: even over it is 1.

    That is the density of the even distribution over the range, divided by the distribution's own, at the value drawn;
    0 beyond the range, where that ends before the distribution does.
    """
    if isinstance(distribution, Uniform):
        return np.ones(len(share_w))
    low, high = distribution.bounds
    half_w = np.minimum(STEP, np.minimum(share_w, 1 - share_w) / 2)
    rise_w = distribution.quantile(share_w + half_w) - distribution.quantile(share_w - half_w)
    value_w = distribution.quantile(share_w)
    found: Floats = np.where((value_w >= low) & (value_w <= high), rise_w / (2 * half_w) / (high - low), 0.0)
    return found


def copula_density(share_wj: Floats, correlation_jj: Floats) -> Floats:
    """The density of a Gaussian copula at these shares: what correlated draws are likelier by than independent ones.

    |R|^(−1/2) exp(−z' (R⁻¹ − 1) z / 2) with z the normal scores (Song 2000).
    """
    from scipy.special import ndtri

    score_wj = ndtri(share_wj)
    apart_jj = np.linalg.inv(correlation_jj) - np.eye(len(correlation_jj))
    power_w = np.einsum("wj,jk,wk->w", score_wj, apart_jj, score_wj)
    found: Floats = np.exp(-0.5 * power_w) / np.sqrt(np.linalg.det(correlation_jj))
    return found


def truncated(weight_w: Floats) -> Floats:
    """No weight above the mean times √n: a little bias for far less noise (Ionides 2008)."""
    found: Floats = np.minimum(weight_w, weight_w.mean() * np.sqrt(len(weight_w)))
    return found


def worst(share: float, times: float = TIMES) -> float:
    """The least share of weight for which a conclusion holds, where no world counts more than `times` another.

    The worlds in which it holds then count as little as may be, and all others as much: the bound of a marginal
    sensitivity model (Tan 2006; by sorting for numbers between 0 and 1: Zhao, Small & Bhattacharya 2019). The odds are
    divided by `times`.
    """
    return share / (share + times * (1 - share))


def best(share: float, times: float = TIMES) -> float:
    """The largest: the odds are multiplied."""
    return 1 - worst(1 - share, times)
