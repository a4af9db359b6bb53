"""Solve a scenario of the library on one coarse grid, as every world of a study is solved."""

from bench.games import headlines, library_model, states
from bench.runs import Run, Side, timed
from offramp.game.game import Game
from offramp.solve.solution import Solution
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def prepare(scenario: str, points: int) -> Side:
    """A unit of work is one solve. facts: `states` of all periods."""
    game = Game.bind(library_model(scenario))
    found: list[Solution] = []

    def work() -> tuple[float, ...]:
        found[:] = [solve(game, Start(), Effort(points=points, refine=False))]
        return headlines(found[0])

    def run() -> Run:
        timing = timed(work)
        return Run(timing.spent, 1.0, timing.answer, {"states": states(found[0].backward)})

    return run
