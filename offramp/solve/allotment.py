"""How many grid points each stock gets: more where values bend more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.solve.grid import Box, Combination, Grid
from offramp.solve.memory import MEMORY_BYTES, too_large
from offramp.solve.tube import Tube

Floats = NDArray[np.float64]


LEAST_WEIGHT = 0.03  # share of the points for a combination of modes that play hardly ever comes to


@dataclass(frozen=True)
class Allotment:
    """Where grid points go, as learnt from one solution for others like it.

    bend_d: how much values bend along each stock (see `bending`). visited: how much of the play is in each combination
    of modes (see `visited`).
    """

    bend_d: tuple[float, ...]
    visited: tuple[tuple[Combination, float], ...]


def visited(grids: Sequence[object], masses: Sequence[Floats]) -> dict[Combination, float]:
    """How much of the play is in each combination of modes, over all periods: shares of one.

    masses: chance of each state of each grid, as the forward pass has them.
    """
    found: dict[Combination, float] = {}
    for grid, mass in zip(grids, masses, strict=True):
        if isinstance(grid, Grid):
            for g, combination in enumerate(grid.combinations):
                here = float(mass[grid.offset_g[g] : grid.offset_g[g + 1]].sum())
                found[combination] = found.get(combination, 0.0) + here
    total = sum(found.values())
    return {combination: mass / total for combination, mass in found.items()}


def make_grids(
    game: Game,
    tube: Tube,
    points: int,
    bend_d: Floats,
    visited_share: Mapping[Combination, float],
    columns: int,
) -> list[Grid]:
    """Grids of about `points` states a period (whole stocks multiply that), one a period.

    bend_d: how much values bend along each stock (see `bending`); interpolation errs by about Σ c_d / n_d², so
    n_d goes with the square root of c_d. visited_share: where play goes (see `visited`): combinations of modes get
    points in proportion, so errors are small where they count; empty: all alike.
    Raises ScenarioError E607 where the grids would not fit in memory.
    """
    grids: list[Grid] = []
    for boxes in tube:
        if grids and boxes is tube[len(grids) - 1]:
            grids.append(grids[-1])
            continue
        counts = _counts(game, boxes, points, bend_d, visited_share)
        states = sum(int(np.prod([float(n) for n in c])) for c in counts.values())
        needed = memory_needed(game, states, columns)
        if needed > MEMORY_BYTES:
            raise too_large(game, states, needed)
        grids.append(Grid(game, boxes, counts))
    return grids


def memory_needed(game: Game, states: float, columns: int) -> int:
    """Bytes that a solution takes with so many states a period."""
    return int(states * 8 * (columns + 40) * game.periods)


def _counts(
    game: Game,
    boxes: Mapping[Combination, Box],
    points: int,
    bend_d: Floats,
    visited_share: Mapping[Combination, float],
) -> dict[Combination, tuple[int, ...]]:
    whole = np.array([axis.whole for axis in game.axes], dtype=bool)
    weight = {c: max(visited_share.get(c, 0.0), LEAST_WEIGHT) if visited_share else 1.0 for c in boxes}
    total = sum(weight.values())
    result: dict[Combination, tuple[int, ...]] = {}
    for combination, (low, high) in boxes.items():
        width = high - low
        fine = ~whole & (width > 1e-12)
        counts = np.where(whole, np.rint(width) + 1, 1.0)
        counts[fine] = _share_out(points * weight[combination] / total, np.sqrt(np.maximum(bend_d[fine], 1e-12)))
        result[combination] = tuple(int(n) for n in counts)
    return result


def _share_out(points: float, weight: Floats) -> Floats:
    """Integers ≥ 2 in proportion to `weight` whose product is about `points`."""
    counts = np.full(len(weight), 2.0)
    if len(weight) == 0:
        return counts
    if len(weight) == 1:
        single: Floats = np.maximum(counts, np.floor(points * 1.05))
        return single
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
