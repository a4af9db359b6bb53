"""The grid of one period: a box of stock values for each live combination of modes.

Boxes come from the tube of what can be reached by then, so cells shrink where it matters. Whole stocks are an
exact lattice and are never interpolated.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.kernels.kuhn_simplex import corners
from offramp.scenario.expressions.expression_tree import Kind
from offramp.solve.place import Place

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Combination = tuple[int, ...]  # one label number a mode, in the game's order
Box = tuple[Floats, Floats]  # lowest and highest value of each stock, shape (stocks,) each


LEEWAY = 0.01  # a cell is many times as wide


def leeway(low: Floats, high: Floats) -> Floats:
    """How far outside a box a point may lie and still count as inside: its value is taken at the box's side."""
    return np.maximum(1e-9 * np.maximum(1.0, np.abs(high)), LEEWAY * (high - low))


class Grid:
    """All states of one period: boxes g × stocks d, `points_gd` points along each axis."""

    def __init__(
        self, game: Game, boxes: Mapping[Combination, Box], points: Mapping[Combination, Sequence[int]]
    ) -> None:
        self.game = game
        self.kept: dict[str, object] = {}  # what others work out of this grid, once for all that use it
        self.combinations = tuple(boxes)
        d = len(game.axes)
        self.low_gd = np.array([boxes[c][0] for c in self.combinations]).reshape(len(boxes), d)
        self.high_gd = np.array([boxes[c][1] for c in self.combinations]).reshape(len(boxes), d)
        self.points_gd = np.array([points[c] for c in self.combinations], dtype=np.int64).reshape(len(boxes), d)
        self.sizes_g = self.points_gd.prod(axis=1)
        self.offset_g = np.concatenate([[0], np.cumsum(self.sizes_g)])
        self.size = int(self.offset_g[-1])
        # The last stock runs fastest; an axis of one point has no step, so that its upper corner is itself.
        stride = np.ones_like(self.points_gd)
        for axis in range(d - 2, -1, -1):
            stride[:, axis] = stride[:, axis + 1] * self.points_gd[:, axis + 1]
        self.stride_gd = np.where(self.points_gd > 1, stride, 0)
        self._whole = np.array([axis.whole for axis in game.axes], dtype=bool)
        modes = [game.model.modes[m] for m in game.modes]
        self._labels = [np.array([game.code(label) for label in mode.labels]) for mode in modes]
        codes = self._codes([np.array([c[m] for c in self.combinations], dtype=np.int64) for m in range(len(modes))])
        codes = codes[: len(self.combinations)]
        self._order = np.argsort(codes)
        self._sorted_codes = codes[self._order]

    def _codes(self, modes_mn: Sequence[Ints]) -> Ints:
        """One number for each combination of labels."""
        code = np.zeros(len(modes_mn[0]) if modes_mn else 1, dtype=np.int64)
        for labels, values in zip(self._labels, modes_mn, strict=True):
            position = np.zeros(int(labels.max()) + 1, dtype=np.int64)
            position[labels] = np.arange(len(labels))
            code = code * len(labels) + position[values]
        return code

    def states(self, rows: slice | None = None) -> tuple[dict[str, Floats], dict[str, Ints], int]:
        """Stocks and modes of the grid's states `rows` (all of them), and how many there are."""
        flat = np.arange(self.size)[rows or slice(None)]
        g = np.searchsorted(self.offset_g, flat, side="right") - 1
        rest = flat - self.offset_g[g]
        stocks: dict[str, Floats] = {}
        for d, axis in enumerate(self.game.axes):
            stride = np.maximum(self.stride_gd[g, d], 1)
            points = self.points_gd[g, d]
            place = (rest // stride) % points
            width = (self.high_gd[g, d] - self.low_gd[g, d]) / np.maximum(points - 1, 1)
            stocks[axis.name] = self.low_gd[g, d] + place * width
        labels = np.array(self.combinations, dtype=np.int64).reshape(len(self.combinations), len(self.game.modes))
        modes = {name: labels[g, m] for m, name in enumerate(self.game.modes)}
        return stocks, modes, len(flat)

    def block(self, game: Game, t: int, rows: slice | None = None) -> Block:
        """The grid's states `rows` at the start of period `t`, as `game` sees them."""
        stocks, modes, size = self.states(rows)
        return game.block(t, stocks, modes, size)

    def locate(self, block: Block) -> Place:
        """Where a block's rows lie on this grid."""
        n = block.size
        code = self._codes([block.value((Kind.MODE, m)) for m in self.game.modes])
        if not self.combinations:
            nowhere = np.ones(n, dtype=bool)
            width = 1 + int((~self._whole).sum())
            return Place(np.zeros((n, width), dtype=np.int64), np.zeros((n, width)), ~nowhere, nowhere)
        found = np.minimum(np.searchsorted(self._sorted_codes, code), len(self._sorted_codes) - 1)
        missing = np.broadcast_to(self._sorted_codes[found] != code, (n,))
        g = np.broadcast_to(np.where(missing, 0, self._order[found]), (n,))
        x_pd = np.empty((n, len(self.game.axes)))
        for d, axis in enumerate(self.game.axes):
            x_pd[:, d] = block.value(axis.key)
        low, high, points = self.low_gd[g], self.high_gd[g], self.points_gd[g]
        slack = leeway(low, high)
        outside = ((x_pd < low - slack) | (x_pd > high + slack)).any(axis=1) & ~missing
        width = high - low
        with np.errstate(invalid="ignore", divide="ignore"):
            scaled = np.where(width > 0, (x_pd - low) / np.where(width > 0, width, 1.0), 0.0)
        scaled = np.clip(scaled, 0.0, 1.0) * (points - 1)
        cell = np.minimum(scaled.astype(np.int64), np.maximum(points - 2, 0))
        fraction = scaled - cell
        stride = self.stride_gd[g]
        base = self.offset_g[g]
        whole = self._whole
        if whole.any():
            base = base + (np.rint(scaled[:, whole]).astype(np.int64) * stride[:, whole]).sum(axis=1)
        index_pc, weight_pc = corners(cell[:, ~whole], fraction[:, ~whole], stride[:, ~whole])
        index_pc += base[:, None]
        if missing.any():
            index_pc[missing], weight_pc[missing] = 0, 0.0
        return Place(index_pc, weight_pc, outside, missing)
