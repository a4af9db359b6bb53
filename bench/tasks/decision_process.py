"""Our solver on a game with one decider and finitely many states."""

from bench.decision_process import DecisionProcess
from bench.games import game_of
from bench.runs import Run, Side, timed
from offramp.solve.solution import Solution
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def prepare(capacity: int, periods: int) -> Side:
    """A unit of work is one solve, finding the states that can be reached included."""
    game = game_of(DecisionProcess(capacity, periods).scenario())
    found: list[Solution] = []

    def work() -> tuple[float, ...]:
        found[:] = [solve(game, Start(), Effort())]
        return (found[0].number("value", "keeper"),)

    def run() -> Run:
        return timed(work)

    return run
