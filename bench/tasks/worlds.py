"""Worlds of a scenario: draws of what is uncertain in it, each solved, or simulated where nobody chooses."""

import atexit
import math
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from bench.games import library_model
from bench.runs import Run, Side, timed
from offramp.explore.designs import design
from offramp.explore.world_runs import Block, workers
from offramp.explore.world_solves import Grids, Numbers
from offramp.scenario.reader import read_scenario

_OPEN = ExitStack()
atexit.register(_OPEN.close)


def prepare(scenario: str, worlds: int, points: int = 120, cores: int = 0) -> Side:
    """A unit of work is a world. cores: 0 works on one, timed by its CPU time; otherwise the clock on the wall
    counts, as it does for somebody who waits."""
    model = read_scenario(Path(scenario)) if scenario.endswith(".yaml") else library_model(scenario)
    drawn = design(model, None, worlds, seed=1)
    numbers = Numbers.of(model, list(model.actors))
    clock = time.perf_counter if cores else time.process_time
    size = max(1, worlds // (4 * max(1, cores)))
    work = [
        Block(None, Grids(points), np.arange(k, min(k + size, worlds)), drawn.names, drawn.value_wa[k : k + size])
        for k in range(0, worlds, size)
    ]
    # Open from run to run: starting processes, and having them read what was compiled, is not what is measured.
    solver = _OPEN.enter_context(workers(model, numbers, cores))
    if cores:
        solver.solve(work[: 2 * cores], lambda what, share: None, "", math.inf)

    def run() -> Run:
        def solve() -> list[float]:
            found = solver.solve(work, lambda what, share: None, "", math.inf)
            return [float(x) for block in found for world in block for x in world.value_m]

        return timed(solve, worlds, clock=clock)

    return run
