"""PRIM's peeling one candidate box at a time (Friedman & Fisher 1999): what the fast one is held against."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Peel = tuple[float, int, int, float, list[int]]


def peeled(value_wa: Floats, holds_w: Floats, alpha: float, least_mass: float, objective: str) -> list[list[int]]:
    """The worlds in each box of the trajectory."""
    worlds, assumptions = value_wa.shape
    box = list(range(worlds))
    restricted: set[int] = set()
    boxes = [box]
    while True:
        before = sum(holds_w[w] for w in box) / len(box)
        best: Peel | None = None
        for a in range(assumptions):
            for upper in (True, False):
                stays = _kept([value_wa[w, a] for w in box], alpha, upper)
                new = [w for w, kept in zip(box, stays, strict=True) if kept]
                if not new or len(new) == len(box) or len(new) / worlds < least_mass:
                    continue
                mean = sum(holds_w[w] for w in new) / len(new)
                gain = mean if objective == "original" else (mean - before) / (len(box) - len(new))
                free = assumptions - len(restricted | {a})
                if best is None or (gain, free) > best[:2]:
                    best = (gain, free, a, mean, new)
        if best is None or best[0] <= 0:
            return boxes
        restricted.add(best[2])
        box = best[4]
        boxes.append(box)


def _kept(values: list[float], alpha: float, upper: bool) -> list[bool]:
    ordered = sorted(values)
    at = (len(ordered) - 1) * (1 - alpha if upper else alpha)
    low, high = math.floor(at), math.ceil(at)
    if upper:
        while ordered[low] == ordered[high] and low > 0:
            low -= 1
    else:
        while ordered[low] == ordered[high] and high < len(ordered) - 1:
            high += 1
    cut = (ordered[low] + ordered[high]) / 2
    if ordered[low] == ordered[high]:
        return [True] * len(values)
    return [value <= cut if upper else value >= cut for value in values]
