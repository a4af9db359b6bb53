"""Our solver on a game without a last period."""

from bench.games import game_of
from bench.runs import Run, Side, timed
from bench.stochastic_game import ACTORS, StochasticGame
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def prepare(states: int, actors: int, options: int, rationality: float, discount: float) -> Side:
    """A unit of work is one solve: everything that a result has, from the compiled scenario."""
    game = game_of(StochasticGame(states, actors, options, discount).scenario(rationality))

    def work() -> tuple[float, ...]:
        solved = solve(game, Start(), Effort())
        if not solved.certificate.resolved:
            raise RuntimeError("not resolved")
        return tuple(solved.number("value", name) for name in ACTORS[:actors])

    def run() -> Run:
        return timed(work)

    return run
