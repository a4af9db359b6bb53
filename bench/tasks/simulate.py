"""Our simulator on a process, with the summary that every telling of it is compared by."""

import numpy as np

from bench.five_stocks import SCENARIO, SEED, STOCKS, summary
from bench.runs import Run, Side, timed
from offramp.game.game import Game
from offramp.scenario.reader import read_scenario
from offramp.simulate.paths import Paths, simulate
from offramp.simulate.policies import Uniform
from offramp.solve.start import Start


def summarised(found: Paths) -> tuple[float, ...]:
    """A simulation of five_stocks.yaml in the numbers that are compared."""
    rows = found.timeline
    mean_td = np.array([[row["stocks"][s]["mean"] for s in STOCKS] for row in rows])
    spread_td = np.array([[row["stocks"][s]["sd"] for s in STOCKS] for row in rows])
    return summary(rows[-1]["endings"]["struck"], np.array([row["live"] for row in rows]), mean_td, spread_td)


def prepare(paths: int) -> Side:
    """A unit of work is a period of one path that is still going on."""
    game = Game.bind(read_scenario(SCENARIO))
    start = Start().block(game, paths)
    found: list[Paths] = []

    def play() -> tuple[float, ...]:
        found[:] = [simulate(start, Uniform(), SEED)]
        return ()

    def run() -> Run:
        timing = timed(play)
        steps = float(found[0].periods_n.sum())
        return Run(timing.spent, steps, summarised(found[0]))

    return run
