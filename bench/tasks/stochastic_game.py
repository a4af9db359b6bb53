"""Our solver on a game without a last period."""

import numpy as np

from bench.games import game_of
from bench.runs import Run, Side, timed
from bench.stochastic_game import ACTORS, StochasticGame
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start
from offramp.solve.state_set import StateSet


def prepare(states: int, actors: int, options: int, rationality: float, discount: float) -> Side:
    """A unit of work is one solve: everything that a result has, from the compiled scenario."""
    game = game_of(StochasticGame(states, actors, options, discount).scenario(rationality))

    def work() -> list[float]:
        solved = solve(game, Start(), Effort())
        if not solved.certificate.resolved:
            raise RuntimeError("not resolved")
        grid, columns = solved.backward.grids[0], solved.backward.columns
        assert isinstance(grid, StateSet)
        in_order = np.argsort(grid.rows_sv[:, 0])  # by the one mode, the place
        payoffs = [columns.at("value", game.actors.index(name)) for name in ACTORS[:actors]]
        found: list[float] = solved.backward.values(0)[in_order][:, payoffs].ravel().tolist()
        return found

    def run() -> Run:
        return timed(work)

    return run
