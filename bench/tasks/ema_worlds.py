"""Worlds of the five stocks run by EMA Workbench, with the model in NumPy as its users write one."""

import numpy as np

from bench.ema_process import drawn_worlds, ema_model, workbench
from bench.five_stocks import EVENTS, PERIODS, SEED, START
from bench.runs import Run, Side, timed
from offramp.core.seeds import uniforms
from offramp.explore.world_solves import PROCESS_PATHS


def share_struck(hazard: float, pull: float, world: int) -> float:
    """The share of paths that are struck, with the luck of this world (see `explore.world_solves`)."""
    from scipy.special import ndtri

    numbers = np.arange(PROCESS_PATHS)
    front, strength, will, endurance, stake = (np.full(PROCESS_PATHS, x) for x in START)
    for t in range(PERIODS):
        draws = [uniforms(SEED, world + 1, numbers, event, t) for event in EVENTS]
        weather, fortune, chance = 0.03 * ndtri(draws[0]), 0.05 * ndtri(draws[1]), draws[2]
        front, strength, will, endurance, stake = (
            np.clip(front + pull * (strength - endurance) + weather, 0, 1),
            np.clip(strength + pull * (will - strength) * (1 - stake) + 0.5 * weather + 0.02, 0, 1),
            np.clip(will - 0.05 * will * (1 - front) + 0.4 * fortune, 0, 1),
            np.clip(endurance + pull * (front - endurance) * stake - 0.3 * fortune, 0, 1),
            np.clip(stake + 0.1 * (1 - stake) * (1 - will), 0, 1),
        )
        probability = 1 / (1 + np.exp(-(hazard + 3 * (stake - front) + 2 * (endurance - will))))
        on = chance < 1 - probability
        numbers = numbers[on]
        front, strength, will, endurance, stake = (x[on] for x in (front, strength, will, endurance, stake))
    return 1 - len(numbers) / PROCESS_PATHS


def prepare(scenario: str, worlds: int) -> Side:
    """A unit of work is a world. The draws of the assumptions are ours, given to the workbench as its scenarios."""
    ema, (ours, drawn) = workbench(), drawn_worlds(scenario, worlds)

    def struck(hazard: float = 0.0, pull: float = 0.0, world: int = 0) -> dict[str, float]:
        return {"struck": share_struck(hazard, pull, world)}

    model = ema_model(ours, drawn, struck, {"world": worlds}, ("struck",))

    def run() -> Run:
        # Made anew each time: the workbench writes results into what it is given.
        scenarios = [ema.Scenario(str(w), **drawn.world(w), world=w) for w in range(worlds)]

        def explore() -> list[float]:
            _, outcomes = ema.perform_experiments(model, scenarios=scenarios)
            return [float(x) for x in np.sort(outcomes["struck"])]

        return timed(explore, worlds)

    return run
