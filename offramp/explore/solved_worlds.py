"""Worlds of one view on one grid as arrays: what is kept of them, in memory or on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.world_solves import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class FailedWorld:
    """A world that could not be solved: its number and every diagnostic, as plain data."""

    number: int
    faults: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SolvedWorlds:
    """number_w: which worlds could be solved; value_wm: their `Numbers`; error_w: numerical error that each knows of;
    exact_w: whether nothing was interpolated."""

    number_w: Ints
    value_wm: Floats
    error_w: Floats
    exact_w: NDArray[np.bool_]
    failed: tuple[FailedWorld, ...]

    @staticmethod
    def of(worlds: Sequence[World], count: int) -> "SolvedWorlds":
        """Some worlds that have `count` numbers each."""
        good = [world for world in worlds if not world.faults]
        return SolvedWorlds(
            np.array([w.number for w in good], dtype=np.int64),
            np.array([w.value_m for w in good]).reshape(len(good), count),
            np.array([w.error for w in good], dtype=np.float64),
            np.array([w.exact for w in good], dtype=np.bool_),
            tuple(FailedWorld(w.number, tuple(d.to_json() for d in w.faults)) for w in worlds if w.faults),
        )

    @staticmethod
    def joined(parts: Sequence["SolvedWorlds"], count: int) -> "SolvedWorlds":
        """All worlds of some parts, in their order."""
        value_wm = np.empty((sum(len(part.number_w) for part in parts), count))
        first = 0
        for part in parts:
            value_wm[first : first + len(part.number_w)] = part.value_wm
            first += len(part.number_w)
        return SolvedWorlds(
            np.concatenate([np.zeros(0, dtype=np.int64), *(part.number_w for part in parts)]),
            value_wm,
            np.concatenate([np.zeros(0), *(part.error_w for part in parts)]),
            np.concatenate([np.zeros(0, dtype=np.bool_), *(part.exact_w for part in parts)]),
            tuple(world for part in parts for world in part.failed),
        )
