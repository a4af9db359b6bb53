"""Shapley effects: shares of the variance that add up to 1, correlated or not (Owen 2014; Song et al. 2016).

What a set of assumptions explains is read from the worlds themselves, by nearest neighbours (Broto, Bachoc & Depecker
2020).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.quantile_scale import mid_ranks
from offramp.explore.hinges.resampling import permutation

Floats = NDArray[np.float64]

MOST = 10  # assumptions: there are 2^10 sets of them, and neighbours in more dimensions are none
NEIGHBOURS = 3  # a world among them
CENTRES = 2000
FEWEST = 20  # worlds, below which nothing is said (NaN)


@dataclass(frozen=True)
class ShapleyEffects:
    """Effects in the order of `names`, with their intervals (2, assumptions); NaN where nothing varies."""

    names: tuple[str, ...]
    variance: float
    effect_a: Floats
    interval_ka: Floats


def shapley_effects(names: Sequence[str], value_wa: Floats, number_w: Floats, seed: int) -> ShapleyEffects:
    """The Shapley effects of at most 10 assumptions on a number, from worlds in general position (not Sobol' points).

    With v(u) = Var E[y | x_u] / Var y, the effect of i is Σ_{u∌i} (v(u+i) − v(u)) / (d C(d−1, |u|)). E Var[y | x_u] is
    the mean variance of y among 3 neighbouring worlds in x_u, on the quantile scale; for all assumptions it is 0. The
    intervals are 95% of noise, and beyond that what the effects moved by from half of the worlds to all: neighbours
    aren't at the same place. Raises ValueError where there are more than 10 assumptions.
    """
    if len(names) > MOST:
        raise ValueError(
            f"Shapley effects of {len(names)} assumptions can't be had from worlds: give the {MOST} that matter most"
        )
    rest_w = number_w - number_w.mean()
    variance = float(rest_w @ rest_w / len(rest_w))
    if not variance > 0 or not names or len(number_w) < FEWEST:
        nothing = np.full(len(names), np.nan)
        return ShapleyEffects(tuple(names), variance, nothing, np.stack([nothing, nothing]))
    place_wa = np.stack([mid_ranks(value_wa[:, a], np.ones(len(rest_w))) for a in range(len(names))], axis=1)
    order = permutation(len(rest_w), seed, 0, "centres of neighbours")
    part = order[: len(order) // 2]
    effect_ca = _effects(place_wa, rest_w / np.sqrt(variance), order[:CENTRES])
    coarse_ca = _effects(place_wa[part], rest_w[part] / np.sqrt(variance), np.arange(len(part))[:CENTRES])
    effect_a = effect_ca.mean(axis=0)
    # Each world is a neighbour of about so many others, and counts as often.
    noise_a = 1.96 * effect_ca.std(axis=0) * np.sqrt(NEIGHBOURS / len(effect_ca))
    reach_a = noise_a + np.abs(coarse_ca.mean(axis=0) - effect_a)
    return ShapleyEffects(tuple(names), variance, effect_a, np.stack([effect_a - reach_a, effect_a + reach_a]))


def _effects(place_wa: Floats, scaled_w: Floats, centres: NDArray[np.int64]) -> Floats:
    """Each centre's part in the effects: shape (centres, assumptions); the effects are their mean."""
    assumptions = place_wa.shape[1]
    explained = {u: 1 - _left_over(place_wa, scaled_w, centres, u) for u in _sets(assumptions)}
    explained[()] = np.zeros(len(centres))
    explained[tuple(range(assumptions))] = np.full(len(centres), scaled_w @ scaled_w / len(scaled_w))
    effect_ca = np.zeros((len(centres), assumptions))
    for u, explained_c in explained.items():
        for a in range(assumptions):
            if a not in u:
                more = explained[tuple(sorted((*u, a)))] - explained_c
                effect_ca[:, a] += more / (assumptions * comb(assumptions - 1, len(u)))
    return effect_ca


def _sets(assumptions: int) -> Iterator[tuple[int, ...]]:
    """All sets of assumptions but the empty and the full one."""
    for size in range(1, assumptions):
        yield from combinations(range(assumptions), size)


def _left_over(place_wa: Floats, scaled_w: Floats, centres: NDArray[np.int64], u: tuple[int, ...]) -> Floats:
    """The variance among the neighbours of each centre, where only the assumptions `u` are looked at."""
    from scipy.spatial import KDTree

    place_wu = place_wa[:, u]
    _, near_ck = KDTree(place_wu).query(place_wu[centres], k=NEIGHBOURS)
    spread_c: Floats = scaled_w[near_ck].var(axis=1, ddof=1)
    return spread_c
