"""States as native code takes them: in blocks of lanes that share modes, choices and events."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.solve.native_kernel import NativeKernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """States in blocks of lanes that share modes, choices and events.

    vectors: block × variable × lane; words: block × variable; lanes: bit mask of each block; rows: block × lane, the
    state's row. Lanes without a state repeat the block's first one.
    """

    vectors: Floats
    words: Ints
    lanes: Ints
    rows: Ints

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self.lanes)

    def some(self, chosen_b: NDArray[np.bool_]) -> "Blocks":
        """Only the chosen blocks."""
        return Blocks(self.vectors[chosen_b], self.words[chosen_b], self.lanes[chosen_b], self.rows[chosen_b])


def blocks_of(kernel: NativeKernel, block: Block) -> Blocks:
    """The rows of `block` as blocks of lanes."""
    size, width = block.size, kernel.width
    words_nw = np.empty((size, len(kernel.layout.words)), dtype=np.int64)
    for w, key in enumerate(kernel.layout.words):
        words_nw[:, w] = block.value(key)
    vectors_nv = np.empty((size, len(kernel.layout.vectors)))
    for v, key in enumerate(kernel.layout.vectors):
        vectors_nv[:, v] = block.value(key)
    if words_nw.shape[1] and (words_nw != words_nw[:1]).any():
        order = np.lexsort(words_nw.T[::-1])
        changed = (words_nw[order][1:] != words_nw[order][:-1]).any(axis=1)
        starts = np.concatenate([[0], np.flatnonzero(changed) + 1, [size]])
    else:
        order, starts = np.arange(size), np.array([0, size])
    parts = [np.arange(a, b) for a, b in pairwise(starts)] if size else []
    sizes = [-(-len(part) // width) * width for part in parts]
    nothing = np.zeros(0, dtype=np.int64)
    place = np.concatenate([nothing, *(_padded(part, n) for part, n in zip(parts, sizes, strict=True))])
    filled = np.concatenate([nothing, *(np.arange(n) < len(part) for part, n in zip(parts, sizes, strict=True))])
    rows_bl = order[place].reshape(-1, width)
    lanes_b = (filled.reshape(-1, width) * (1 << np.arange(width))).sum(axis=1)
    return Blocks(
        np.ascontiguousarray(vectors_nv[rows_bl].transpose(0, 2, 1)),
        np.ascontiguousarray(words_nw[rows_bl[:, 0]]),
        lanes_b,
        np.ascontiguousarray(rows_bl.astype(np.int64)),
    )


def _padded(part: Ints, size: int) -> Ints:
    return np.concatenate([part, np.full(size - len(part), part[0])])
