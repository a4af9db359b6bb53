"""Reductions over ragged groups of rows: the children of a decision or chance node stand next to each other.

`starts` holds the first child row of each node; every node has at least one child.
Arrays: `values_cx` is child × column, results are node × column.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def segment_sum(values: Floats, starts: Ints) -> Floats:
    """Sum over each node's children."""
    return np.add.reduceat(values, starts, axis=0)


def segment_max(values: Floats, starts: Ints) -> Floats:
    """Largest over each node's children."""
    return np.maximum.reduceat(values, starts, axis=0)


def segment_min(values: Floats, starts: Ints) -> Floats:
    """Smallest over each node's children."""
    return np.minimum.reduceat(values, starts, axis=0)


def tied_best(values: Floats, starts: Ints, counts: Ints, tolerance: float) -> Bools:
    """Which children are as good as their node's best one, up to `tolerance` × max(1, |best|)."""
    best = np.repeat(segment_max(values, starts), counts)
    return values >= best - tolerance * np.maximum(1.0, np.abs(best))


def first_marked(marked: Bools, starts: Ints, counts: Ints) -> Ints:
    """The row of each node's first marked child; its first child where none is marked."""
    rows = np.flatnonzero(marked)
    node_of_row = np.repeat(np.arange(len(starts)), counts)[rows]
    first = starts.astype(np.int64)
    first[node_of_row[::-1]] = rows[::-1]
    return first


def logit(
    values: Floats, rationality: float, starts: Ints, counts: Ints, tolerance: float = 1e-10, first: bool = False
) -> Floats:
    """Choice probabilities σ = exp(λ Q) / Σ exp(λ Q) per node, max-shifted; λ = inf is the uniform argmax.

    first: where λ = inf, the first of equals instead of all of them alike.
    McFadden 1974; McKelvey & Palfrey 1998 (agent form).
    """
    if np.isinf(rationality):
        best_of = tied_best(values, starts, counts, tolerance)
        weight = best_of.astype(np.float64)
        if first:
            weight = np.zeros(len(values))
            weight[first_marked(best_of, starts, counts)] = 1.0
    else:
        best = np.repeat(segment_max(values, starts), counts)
        weight = np.exp(rationality * (values - best))
    return weight / np.repeat(segment_sum(weight, starts), counts)
