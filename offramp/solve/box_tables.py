"""A grid's boxes as kernels read them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.solve.grid import Grid, leeway


def box_tables(grid: Grid, labels: Mapping[str, Sequence[int]]) -> dict[str, NDArray[Any]]:
    """For every combination of modes its box (-1: none), and for every box its corners, steps and places, by name; made
    once for all solutions on the grid."""
    known = grid.kept.get("box tables")
    if known is None:
        known = grid.kept["box tables"] = _made(grid, labels)
    assert isinstance(known, dict)
    return known


def _made(grid: Grid, labels: Mapping[str, Sequence[int]]) -> dict[str, NDArray[Any]]:
    counts = [len(of_mode) for of_mode in labels.values()]
    boxes = np.full(math.prod(counts), -1, dtype=np.int64)
    for g, combination in enumerate(grid.combinations):
        code = 0
        for label, of_mode in zip(combination, labels.values(), strict=True):
            code = code * len(of_mode) + of_mode.index(label)
        boxes[code] = g
    low, high, points = grid.low_gd, grid.high_gd, grid.points_gd
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(width > 0, (points - 1) / np.where(width > 0, width, 1.0), 0.0)
    slack = leeway(low, high)
    tables: dict[str, NDArray[Any]] = {
        "boxes": boxes,
        "box offset": grid.offset_g.astype(np.int64),
        "box low": low,
        "box least": low - slack,
        "box most": high + slack,
        "box scale": scale,
        "box top": (points - 1).astype(np.float64),
        "box cells": np.maximum(points - 2, 0).astype(np.int64),
        "box stride": grid.stride_gd.astype(np.int64),
    }
    return {
        name: np.ascontiguousarray(array) if array.size else np.zeros(1, array.dtype) for name, array in tables.items()
    }
