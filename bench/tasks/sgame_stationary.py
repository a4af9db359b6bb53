"""sgamesolver's stationary logit equilibrium of a game without a last period."""

import importlib
from typing import Any

import numpy as np

from bench.runs import Run, Side, timed
from bench.stochastic_game import StochasticGame


def prepare(states: int, actors: int, options: int, rationality: float, discount: float) -> Side:
    """A unit of work is one solve: the homotopy from a coin toss to the wanted precision."""
    np.NaN = np.nan  # type: ignore[attr-defined]  # noqa: NPY201  # written for NumPy 1
    solver: Any = importlib.import_module("sgamesolver")
    drawn = StochasticGame(states, actors, options, discount)
    game = solver.SGame(list(drawn.payoff_sia), list(drawn.onward_sat), discount)

    def work() -> list[float]:
        homotopy = solver.homotopy.QRE(game)
        homotopy.solver_setup(target_lambda=rationality)
        homotopy.solver.verbose = 0
        homotopy.solve()
        found: list[float] = np.asarray(homotopy.equilibrium.values).ravel().tolist()
        return found

    def run() -> Run:
        return timed(work)

    return run
