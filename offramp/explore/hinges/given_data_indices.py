"""First-order indices from worlds that were drawn for another purpose: Gamboa, Gremaud, Klein & Lagnoux (2022)."""

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms
from offramp.explore.designs import Design, UnsuitableDesign
from offramp.explore.hinges.resampling import half
from offramp.explore.hinges.variance_indices import VarianceIndices

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RESAMPLES = 200


def rank_indices(drawn: Design, number_w: Floats, seed: int, resamples: int = RESAMPLES) -> VarianceIndices:
    """First-order indices of a number found in all worlds of a design of kind "lhs" or "iid".

    With the worlds sorted by one assumption, S = Σ y_(j) y_(j+1) / Σ y_j², where y is centred: neighbours share that
    assumption and nothing else. On Sobol' points they share more, and the estimate is wrong: refused
    (UnsuitableDesign). Intervals: ± 1.96 standard deviations over random halves of the worlds (the delete-half
    jackknife, Shao & Wu 1989).
    """
    if drawn.kind not in ("lhs", "iid"):
        raise UnsuitableDesign(
            f'indices by ranks are wrong on Sobol\' points, of which a design of kind "{drawn.kind}" consists: '
            'draw worlds of kind "lhs" or "iid"'
        )
    worlds = len(number_w)
    rest_w = number_w - number_w.mean()
    marked = [np.ones(worlds, dtype=bool), *(half(worlds, seed, r, "half for ranks") for r in range(resamples))]
    index_ra = np.empty((len(marked), len(drawn.names)))
    for a, name in enumerate(drawn.names):
        order = _order(drawn.value_wa[:, a], seed, name)
        sorted_w = rest_w[order]
        for r, marked_w in enumerate(marked):
            index_ra[r, a] = _neighbours(sorted_w[marked_w[order]])
    spread_a = index_ra[1:].std(axis=0)
    interval_ka = index_ra[0] + 1.96 * np.stack([-spread_a, spread_a])
    return VarianceIndices(drawn.names, float(rest_w @ rest_w / worlds), index_ra[0], interval_ka)


def _order(value_w: Floats, seed: int, name: str) -> Ints:
    """The worlds by value, equal ones in a random order: none of their own stays in."""
    return np.lexsort((uniforms(seed, 0, np.arange(len(value_w)), f"ties of {name}", 0), value_w))


def _neighbours(sorted_w: Floats) -> float:
    rest_w = sorted_w - sorted_w.mean()
    square = float(rest_w @ rest_w)
    worlds = len(rest_w)
    return float(rest_w[:-1] @ rest_w[1:]) * worlds / (worlds - 1) / square if square > 0 else float("nan")
