"""PRIM of EMA Workbench on the same worlds."""

import importlib
from typing import Any

import numpy as np

from bench.drawn_worlds import boxed_worlds
from bench.runs import Run, Side, timed


def prepare(worlds: int, assumptions: int) -> Side:
    """A unit of work is one box, peeled and pasted. The answer is every box of the peeling, not the pasted ones."""
    prim: Any = importlib.import_module("ema_workbench.analysis.prim")
    pandas: Any = importlib.import_module("pandas")
    value_wa, holds_w = boxed_worlds(worlds, assumptions)
    table = pandas.DataFrame(value_wa, columns=[f"x{a}" for a in range(assumptions)])

    def work() -> list[float]:
        way = prim.Prim(table, holds_w, threshold=0.5).find_box().peeling_trajectory
        growing = np.flatnonzero(np.diff(way["mass"]) > 0)
        peeled = way[: growing[0] + 1] if len(growing) else way
        return [float(x) for name in ("coverage", "density", "mass") for x in peeled[name]]

    def run() -> Run:
        return timed(work)

    return run
