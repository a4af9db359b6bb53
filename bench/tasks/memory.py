"""The memory that one solve takes at its height, as Python's allocator sees it: with arrays, without the compiler."""

import tracemalloc

from bench.games import headlines, library_model, states
from bench.runs import Run, Side
from offramp.game.game import Game
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def prepare(scenario: str, points: int) -> Side:
    """A unit of work is one solve, and what is spent are bytes."""
    game = Game.bind(library_model(scenario))

    def run() -> Run:
        tracemalloc.start()
        solved = solve(game, Start(), Effort(points=points, refine=False))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return Run(float(most), 1.0, headlines(solved), {"states": states(solved.backward)})

    return run
