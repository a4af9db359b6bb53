"""Our kernel on a game without a last period, from arrays to values."""

import numpy as np

from bench.runs import Run, Side, timed
from bench.stochastic_game import StochasticGame
from offramp.kernels.simultaneous.stationary_equilibria import stationary_equilibrium
from offramp.kernels.simultaneous.stationary_games import StationaryGame

REPEATS = 10  # of a run: one solve takes milliseconds


def prepare(states: int, actors: int, options: int, rationality: float, discount: float) -> Side:
    """A unit of work is one solve; arrays are checked in that time."""
    drawn = StochasticGame(states, actors, options, discount)
    payoffs = [np.ascontiguousarray(drawn.payoff_sia[:, i]) for i in range(actors)]

    def work() -> list[float]:
        game = StationaryGame.of(payoffs, drawn.onward_sat, discount, [rationality] * actors)
        found: list[float] = stationary_equilibrium(game).values_si.ravel().tolist()
        return found

    def run() -> Run:
        return timed(work, repeats=REPEATS)

    return run
