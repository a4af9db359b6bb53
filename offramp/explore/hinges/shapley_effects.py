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

from offramp.core.seeds import uniforms
from offramp.explore.hinges.quantile_scale import mid_ranks
from offramp.explore.hinges.resampling import permutation

Floats = NDArray[np.float64]

MOST = 10  # assumptions: there are 2^10 sets of them, and neighbours in more dimensions are none
NEIGHBOURS = 3  # a world among them
CENTRES = 2000
FEWEST = 20  # worlds, below which nothing is said (NaN)


@dataclass(frozen=True)
class ShapleyEffects:
    """Effects in the order of `names`, with their intervals (2, assumptions); NaN where nothing varies.

    floor: what a column of random numbers, put among the assumptions, would seem to be worth, its noise included; None
    where that wasn't asked for.
    """

    names: tuple[str, ...]
    variance: float
    effect_a: Floats
    interval_ka: Floats
    floor: float | None = None


def shapley_effects(names: Sequence[str], value_wa: Floats, number_w: Floats, seed: int) -> ShapleyEffects:
    """The Shapley effects of at most 10 assumptions on a number, from worlds in general position (not Sobol' points).

    With v(u) = Var E[y | x_u] / Var y, the effect of i is Σ_{u∌i} (v(u+i) − v(u)) / (d C(d−1, |u|)). E Var[y | x_u] is
    the mean variance of y among 3 neighbouring worlds in x_u, on the quantile scale; for all assumptions it is 0. The
    intervals are 95% of noise, and beyond that what the effects moved by from half of the worlds to all: neighbours
    aren't at the same place. Raises ValueError where there are more than 10 assumptions.
    """
    return shapley_effects_of(names, value_wa, number_w[:, None], seed, with_floor=False)[0]


def shapley_effects_of(
    names: Sequence[str], value_wa: Floats, number_wy: Floats, seed: int, with_floor: bool = True
) -> list[ShapleyEffects]:
    """The same of several numbers of the same worlds, y: neighbours are looked for once."""
    if len(names) > MOST:
        raise ValueError(
            f"Shapley effects of {len(names)} assumptions can't be had from worlds: give the {MOST} that matter most"
        )
    worlds = len(number_wy)
    rest_wy = number_wy - number_wy.mean(axis=0)
    variance_y = (rest_wy**2).mean(axis=0)
    varies = variance_y > 0
    if not varies.any() or not names or worlds < FEWEST:
        nothing = np.full(len(names), np.nan)
        return [ShapleyEffects(tuple(names), float(v), nothing, np.stack([nothing, nothing])) for v in variance_y]
    places = [mid_ranks(value_wa[:, a], np.ones(worlds)) for a in range(len(names))]
    scaled_wy = rest_wy / np.sqrt(np.where(varies, variance_y, 1.0))
    effect_ya, interval_kya = _with_intervals(np.stack(places, axis=1), scaled_wy, seed)
    floor_y = None
    if with_floor:
        places.append(uniforms(seed, 0, np.arange(worlds), "a column that means nothing", 0))
        floor_y = _with_intervals(np.stack(places, axis=1), scaled_wy, seed)[1][1, :, -1]
    return [
        ShapleyEffects(
            tuple(names),
            float(variance_y[y]),
            effect_ya[y] if varies[y] else np.full(len(names), np.nan),
            interval_kya[:, y] if varies[y] else np.full((2, len(names)), np.nan),
            float(floor_y[y]) if floor_y is not None and varies[y] else None,
        )
        for y in range(len(variance_y))
    ]


def _with_intervals(place_wa: Floats, scaled_wy: Floats, seed: int) -> tuple[Floats, Floats]:
    """Effects (numbers, assumptions), and both ends of their intervals (2, numbers, assumptions)."""
    order = permutation(len(place_wa), seed, 0, "centres of neighbours")
    part = order[: len(order) // 2]
    effect_cya = _effects(place_wa, scaled_wy, order[:CENTRES])
    coarse_cya = _effects(place_wa[part], scaled_wy[part], np.arange(len(part))[:CENTRES])
    effect_ya = effect_cya.mean(axis=0)
    # Each world is a neighbour of about so many others, and counts as often.
    noise_ya = 1.96 * effect_cya.std(axis=0) * np.sqrt(NEIGHBOURS / len(effect_cya))
    reach_ya = noise_ya + np.abs(coarse_cya.mean(axis=0) - effect_ya)
    return effect_ya, np.stack([effect_ya - reach_ya, effect_ya + reach_ya])


def _effects(place_wa: Floats, scaled_wy: Floats, centres: NDArray[np.int64]) -> Floats:
    """Each centre's part in the effects: shape (centres, numbers, assumptions); the effects are their mean.

    What a set explains counts for each assumption in it, and against each that isn't.
    """
    assumptions = place_wa.shape[1]
    effect_cya = np.zeros((len(centres), scaled_wy.shape[1], assumptions))
    for u in _sets(assumptions):
        sign_a = np.full(assumptions, -1 / (assumptions * comb(assumptions - 1, len(u))))
        sign_a[list(u)] = 1 / (assumptions * comb(assumptions - 1, len(u) - 1))
        effect_cya += (1 - _left_over(place_wa, scaled_wy, centres, u))[:, :, None] * sign_a
    effect_cya += (scaled_wy**2).mean(axis=0)[None, :, None] / assumptions  # all of them together explain all
    return effect_cya


def _sets(assumptions: int) -> Iterator[tuple[int, ...]]:
    """All sets of assumptions but the empty and the full one."""
    for size in range(1, assumptions):
        yield from combinations(range(assumptions), size)


def _left_over(place_wa: Floats, scaled_wy: Floats, centres: NDArray[np.int64], u: tuple[int, ...]) -> Floats:
    """The variance among the neighbours of each centre, where only the assumptions `u` are looked at."""
    from scipy.spatial import KDTree

    place_wu = place_wa[:, u]
    _, near_ck = KDTree(place_wu).query(place_wu[centres], k=NEIGHBOURS)
    spread_cy: Floats = scaled_wy[near_ck].var(axis=1, ddof=1)
    return spread_cy
