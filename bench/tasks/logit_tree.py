"""Our solver on a tree with perfect information."""

from bench.games import game_of
from bench.logit_tree import PLAYERS, LogitTree
from bench.runs import Run, Side, timed
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def prepare(depth: int, rationality: float, discount: float = 1.0) -> Side:
    """A unit of work is one solve."""
    game = game_of(LogitTree(depth, rationality, discount).scenario())

    def work() -> tuple[float, ...]:
        solved = solve(game, Start(), Effort())
        return tuple(solved.number("value", player) for player in PLAYERS)

    def run() -> Run:
        return timed(work)

    return run
