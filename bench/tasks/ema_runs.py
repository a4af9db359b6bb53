"""Runs of the five stocks by EMA Workbench, one path each, with the model as a plain function of a world and a path."""

import importlib
from pathlib import Path
from typing import Any

import numpy as np

from bench.plain_paths import PlainPath, luck
from bench.runs import Run, Side, timed
from offramp.explore.designs import design
from offramp.explore.world_solves import PROCESS_PATHS
from offramp.scenario.reader import read_scenario


def prepare(scenario: str, worlds: int) -> Side:
    """A unit of work is a world: as many runs as we play paths of it. Draws are made beforehand and don't count."""
    ema: Any = importlib.import_module("ema_workbench")
    ours = read_scenario(Path(scenario))
    drawn = design(ours, None, worlds, seed=1)
    ready = [luck(PROCESS_PATHS, world + 1) for world in range(worlds)]

    def life(hazard: float = 0.0, pull: float = 0.0, world: int = 0, path: int = 0) -> dict[str, float]:
        traveller = PlainPath(ready[world][path], hazard, pull)
        while not traveller.over:
            traveller.step()
        return {"struck": float(traveller.struck), "of": world}

    model = ema.Model("fiveStocks", function=life)
    bounds = {name: ours.assumptions[name].bounds(None) for name in drawn.names}
    varied = [ema.RealParameter(name, low, high) for name, (low, high) in bounds.items()]
    counted = [ema.IntegerParameter("world", 0, worlds), ema.IntegerParameter("path", 0, PROCESS_PATHS)]
    model.uncertainties = [*varied, *counted]
    model.outcomes = [ema.ScalarOutcome("struck"), ema.ScalarOutcome("of")]

    def run() -> Run:
        # Made anew each time: the workbench writes results into what it is given.
        scenarios = [
            ema.Scenario(f"{w}.{n}", **drawn.world(w), world=w, path=n)
            for w in range(worlds)
            for n in range(PROCESS_PATHS)
        ]

        def explore() -> list[float]:
            _, outcomes = ema.perform_experiments(model, scenarios=scenarios)
            of, struck = np.asarray(outcomes["of"]), np.asarray(outcomes["struck"])
            return sorted(float(struck[of == w].mean()) for w in range(worlds))

        return timed(explore, worlds)

    return run
