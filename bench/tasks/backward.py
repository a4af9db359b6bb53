"""The backward pass alone, on grids that are there already."""

from bench.games import library_model, solver_transitions
from bench.runs import Run, Side, timed
from offramp.game.game import Game
from offramp.solve.backward_induction import Backward, How, solve_backward
from offramp.solve.look_ahead import values_ahead
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def prepare(scenario: str, points: int) -> Side:
    """A unit of work is a transition. facts: `stocks` that are interpolated, and `columns` of values carried along."""
    game = Game.bind(library_model(scenario))
    first = solve(game, Start(), Effort(points=points, refine=False)).backward
    transitions = solver_transitions(first)
    found: list[Backward] = []

    def work() -> tuple[float, ...]:
        found[:] = [solve_backward(game, first.grids, How(first.nodes))]
        return ()

    def run() -> Run:
        timing = timed(work)
        facts = {
            "stocks": sum(not axis.whole for axis in game.axes),
            "columns": first.columns.count,
            "native": found[0].native is not None,
        }
        return Run(timing.spent, transitions, tuple(values_ahead(found[0], Start().block(game))[0].tolist()), facts)

    return run
