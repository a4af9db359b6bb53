"""How much values bend along each stock: found by probing exact states, so a coarse grid doesn't hide it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.solve.backward_induction import Backward
from offramp.solve.grid import Combination, Grid
from offramp.solve.look_ahead import values_ahead

Floats = NDArray[np.float64]

PROBES = 7  # points along a stock
PERIODS = 3  # periods that are probed
COMBINATIONS = 3  # combinations of modes that are probed, the most visited first


def bending(
    solved: Backward, first: int, visited_share: Mapping[Combination, float], columns: list[int], size_q: Floats
) -> Floats:
    """Mean |second difference| over the whole box along each stock, the others in its middle: shape (stocks,).

    Values are looked at one exact step ahead, which sees the hazards that a coarse grid smooths away. columns: those
    that matter; size_q: what one unit of each column is worth as a share.
    """
    game = solved.game
    total = np.zeros(len(game.axes))
    last = game.periods - 1
    periods = sorted({first + round(k * (last - first) / PERIODS) for k in range(1, PERIODS + 1)})
    for t in periods:
        grid = solved.grids[t]
        if not isinstance(grid, Grid):
            continue
        order = sorted(range(len(grid.combinations)), key=lambda g: -visited_share.get(grid.combinations[g], 0.0))
        for g in order[:COMBINATIONS]:
            share = visited_share.get(grid.combinations[g], 1.0)
            total += share * _along_each(solved, t, grid, g, columns, size_q)
    return total if total.any() else np.ones(len(game.axes))


def _along_each(solved: Backward, t: int, grid: Grid, g: int, columns: list[int], size_q: Floats) -> Floats:
    game = solved.game
    low, high = grid.low_gd[g], grid.high_gd[g]
    axes = [d for d, axis in enumerate(game.axes) if high[d] > low[d] and not axis.whole]
    result = np.zeros(len(game.axes))
    if not axes:
        return result
    points = np.repeat(((low + high) / 2)[None, :], PROBES * len(axes), axis=0)
    for k, d in enumerate(axes):
        points[k * PROBES : (k + 1) * PROBES, d] = np.linspace(low[d], high[d], PROBES)
    whole = [d for d, axis in enumerate(game.axes) if axis.whole]
    points[:, whole] = np.rint(points[:, whole])
    stocks = {axis.name: points[:, d] for d, axis in enumerate(game.axes)}
    labels = grid.combinations[g]
    modes = {m: np.full(len(points), labels[k], dtype=np.int64) for k, m in enumerate(game.modes)}
    block = game.block(t, stocks, modes, len(points))
    values = (values_ahead(solved, block) * size_q)[:, columns]
    for k, d in enumerate(axes):
        second = np.diff(values[k * PROBES : (k + 1) * PROBES], n=2, axis=0) * (PROBES - 1) ** 2
        result[d] = float(np.abs(second).mean())
    return result
