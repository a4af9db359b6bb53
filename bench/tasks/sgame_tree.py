"""sgamesolver's logit equilibrium of a tree, told as a stochastic game whose last state is absorbing."""

import importlib
from typing import Any

import numpy as np

from bench.logit_tree import LogitTree
from bench.runs import Run, Side, timed


def prepare(depth: int, rationality: float, discount: float) -> Side:
    """A unit of work is one solve: the homotopy from a coin toss to the wanted precision."""
    np.NaN = np.nan  # type: ignore[attr-defined]  # noqa: NPY201  # written for NumPy 1
    solver: Any = importlib.import_module("sgamesolver")
    tree = LogitTree(depth, rationality, discount)
    payoff_il = tree.payoff_il()
    over = 2**depth - 1  # states: the decisions, level by level, then the end
    payoffs, ways = [], []
    for t in range(depth):
        for k in range(2**t):
            shape = (2, 1) if t % 2 == 0 else (1, 2)
            pay, way = np.zeros((2, *shape)), np.zeros((2, over + 1))
            for option in range(2):
                child = 2 * k + option
                if t + 1 == depth:
                    pay.reshape(2, 2)[:, option] = payoff_il[:, child]
                    way[option, over] = 1.0
                else:
                    way[option, 2 ** (t + 1) - 1 + child] = 1.0
            payoffs.append(pay)
            ways.append(way.reshape(*shape, over + 1))
    payoffs.append(np.zeros((2, 1, 1)))
    ways.append(np.eye(over + 1)[over].reshape(1, 1, over + 1))
    game = solver.SGame(payoffs, ways, discount)

    def work() -> tuple[float, ...]:
        homotopy = solver.homotopy.QRE(game)
        homotopy.solver_setup(target_lambda=rationality)
        homotopy.solver.verbose = 0
        homotopy.solve()
        found = homotopy.equilibrium
        return tuple(float(x) for x in found.values[0])

    def run() -> Run:
        return timed(work)

    return run
