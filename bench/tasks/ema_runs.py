"""Runs of the five stocks by EMA Workbench, one path each, with the model as a plain function of a world and a path."""

import numpy as np

from bench.ema_process import drawn_worlds, ema_model, workbench
from bench.plain_paths import PlainPath, luck
from bench.runs import Run, Side, timed
from offramp.explore.world_solves import PROCESS_PATHS


def prepare(scenario: str, worlds: int) -> Side:
    """A unit of work is a world: as many runs as we play paths of it. Draws are made beforehand and don't count."""
    ema, (ours, drawn) = workbench(), drawn_worlds(scenario, worlds)
    ready = [luck(PROCESS_PATHS, world + 1) for world in range(worlds)]

    def life(hazard: float = 0.0, pull: float = 0.0, world: int = 0, path: int = 0) -> dict[str, float]:
        traveller = PlainPath(ready[world][path], hazard, pull)
        while not traveller.over:
            traveller.step()
        return {"struck": float(traveller.struck), "of": world}

    counted = {"world": worlds, "path": PROCESS_PATHS}
    model = ema_model(ours, drawn, life, counted, ("struck", "of"))

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
