"""Interpolation on the Kuhn simplex: d + 1 corners a point instead of 2^d.

Source: Kuhn 1960; Davies 1997, "Multidimensional triangulation and interpolation for reinforcement learning".
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def corners(cell_pd: Ints, fraction_pd: Floats, stride_pd: Ints) -> tuple[Ints, Floats]:
    """Corner offsets and weights of points in unit cells.

    cell_pd: point × axis, lower corner of the point's cell, in grid steps.
    fraction_pd: point × axis, place inside the cell, in [0, 1].
    stride_pd: point × axis, how far the flat index moves for one step along an axis.
    Returns (index_pc, weight_pc), point × corner with d + 1 corners; weights are ≥ 0 and sum to 1.
    The corners are visited in order of falling fractions, so the value is linear on each simplex
    x_π(1) ≥ … ≥ x_π(d).
    """
    points, axes = fraction_pd.shape
    index_pc = np.empty((points, axes + 1), dtype=np.int64)
    weight_pc = np.empty((points, axes + 1))
    index_pc[:, 0] = (cell_pd * stride_pd).sum(axis=1)
    if axes == 0:
        weight_pc[:, 0] = 1.0
        return index_pc, weight_pc
    order_pd = np.argsort(-fraction_pd, axis=1, kind="stable")
    sorted_pd = np.take_along_axis(fraction_pd, order_pd, axis=1)
    step_pd = np.take_along_axis(stride_pd, order_pd, axis=1)
    np.cumsum(step_pd, axis=1, out=step_pd)
    index_pc[:, 1:] = index_pc[:, :1] + step_pd
    weight_pc[:, 0] = 1.0 - sorted_pd[:, 0]
    weight_pc[:, 1:-1] = sorted_pd[:, :-1] - sorted_pd[:, 1:]
    weight_pc[:, -1] = sorted_pd[:, -1]
    return index_pc, weight_pc
