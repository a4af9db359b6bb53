"""Games for the benchmark: the flagship, and small ones written for one question."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.scenario.library import find_scenario
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario, read_text
from offramp.solve.backward_induction import Backward
from offramp.solve.grid import Grid
from offramp.solve.solution import Solution
from offramp.solve.stage import expand

FLAGSHIP = "ukraine-2023"
COARSE = 720  # states a period of the grid that worlds are solved on
ROWS_AT_ONCE = 32

Floats = NDArray[np.float64]


def library_model(name: str) -> ScenarioModel:
    """A scenario that comes with Offramp."""
    return read_scenario(find_scenario(name))


def game_of(text: str, changes: Mapping[str, float] | None = None, periods: int | None = None) -> Game:
    """The game of a scenario's text."""
    return Game.bind(read_text(text, "bench.yaml"), None, changes, periods)


def headlines(solution: Solution) -> tuple[float, ...]:
    """The numbers by which two solutions are compared: chances of endings, and each actor's value and reaches."""
    game = solution.game
    endings = [solution.number("ending", None, ending) for ending in game.endings]
    names = ("value", "would", "could", "helped", "possible", "guaranteed")
    return tuple(endings + [solution.number(name, actor) for actor in game.actors for name in names])


def states(solved: Backward) -> int:
    """States of all periods."""
    return sum(grid.size for grid in solved.grids)


def solver_transitions(solved: Backward) -> int:
    """How many transitions one backward pass makes: from a state, for each way to pick and each thing that may happen,
    into the next period's grid. Counted with the NumPy twin, whichever solver made the solution."""
    found = 0
    for t in range(solved.game.periods - 1):
        here, following = solved.grids[t], solved.grids[t + 1]
        assert isinstance(here, Grid)
        for first in range(0, here.size, ROWS_AT_ONCE):
            rows = slice(first, min(first + ROWS_AT_ONCE, here.size))
            onto_ks = expand(solved.game, here.block(solved.game, t, rows), following, solved.nodes).onto_ks
            # Each way on has its own entries, one a corner: they are added up only where they are used.
            found += onto_ks.nnz if onto_ks is not None else 0
    return found // (1 + sum(not axis.whole for axis in solved.game.axes))
