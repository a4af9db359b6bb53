"""How many grid points each stock gets: more where values bend more."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.solve.grid import Box, Combination, Grid
from offramp.solve.memory import MEMORY_BYTES, too_large
from offramp.solve.tube import Tube

Floats = NDArray[np.float64]


def make_grids(game: Game, tube: Tube, points: int, bend_d: Floats, columns: int) -> list[Grid]:
    """Grids of about `points` states a period (whole stocks multiply that), one a period.

    bend_d: how much values bend along each stock (see `bending`); interpolation errs by about Σ c_d / n_d², so
    n_d goes with the square root of c_d. Raises ScenarioError E607 where the grids would not fit in memory.
    """
    made: dict[int, Grid] = {}
    grids: list[Grid] = []
    for boxes in tube:
        if id(boxes) not in made:
            counts = _counts(game, boxes, points, bend_d)
            states = sum(int(np.prod([float(n) for n in c])) for c in counts.values())
            needed = states * 8 * (columns + 40) * game.periods
            if needed > MEMORY_BYTES:
                raise too_large(game, states, needed)
            made[id(boxes)] = Grid(game, boxes, counts)
        grids.append(made[id(boxes)])
    return grids


def _counts(
    game: Game, boxes: Mapping[Combination, Box], points: int, bend_d: Floats
) -> dict[Combination, tuple[int, ...]]:
    whole = np.array([game.model.stocks[s].whole for s in game.stocks], dtype=bool)
    share = points / max(1, len(boxes))
    result: dict[Combination, tuple[int, ...]] = {}
    for combination, (low, high) in boxes.items():
        width = high - low
        fine = ~whole & (width > 1e-12)
        counts = np.where(whole, np.rint(width) + 1, 1.0)
        counts[fine] = _share_out(share, np.sqrt(np.maximum(bend_d[fine], 1e-12)))
        result[combination] = tuple(int(n) for n in counts)
    return result


def _share_out(points: float, weight: Floats) -> Floats:
    """Integers ≥ 2 in proportion to `weight` whose product is about `points`."""
    counts = np.full(len(weight), 2.0)
    if len(weight) == 0:
        return counts
    # One step at a time where it helps most keeps the product close to what was asked for.
    while True:
        need = weight / (counts - 1)
        for axis in np.argsort(-need, kind="stable"):
            grown = counts.copy()
            grown[axis] += 1
            if np.prod(grown) <= points * 1.05:
                counts = grown
                break
        else:
            return counts


def bending(game: Game, grids: Sequence[object], values: list[Floats], columns: list[int]) -> Floats:
    """How much the values bend along each stock: mean |second difference| over the whole box, shape (stocks,).

    values: state × column a period; `columns` picks those that matter. Payoff columns should be scaled by the
    caller to the size of probabilities.
    """
    total, seen = np.zeros(len(game.stocks)), np.zeros(len(game.stocks))
    for grid, value in zip(grids, values, strict=True):
        if not isinstance(grid, Grid):
            continue
        for g in range(len(grid.combinations)):
            shape = tuple(int(n) for n in grid.points_gd[g])
            block = value[grid.offset_g[g] : grid.offset_g[g + 1]][:, columns].reshape(*shape, len(columns))
            for axis, n in enumerate(shape):
                if n >= 3:
                    second = np.abs(np.diff(block, n=2, axis=axis)) * (n - 1) ** 2
                    total[axis] += float(second.mean())
                    seen[axis] += 1
    mean = np.divide(total, seen, out=np.zeros_like(total), where=seen > 0)
    return np.where(seen > 0, mean, max(float(mean.max(initial=0.0)), 1.0))
