"""Our kernel on simultaneous moves, all stages at once."""

from itertools import chain

import numpy as np

from bench.runs import Run, Side, timed
from bench.stage_draws import StageDraws
from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames


def prepare(stages: int, actors: int, options: int, rationality: float) -> Side:
    """A unit of work is one stage; games are built in that time."""
    tables = StageDraws(stages, actors, options).payoffs()
    shape = (stages, *[options] * actors)
    payoffs = [np.array([list(stage[i].values()) for stage in tables]).reshape(shape) for i in range(actors)]

    def work() -> list[float]:
        found = principal_equilibria(StageGames.of(payoffs, [rationality] * actors))
        if not all(Status(int(x)).solved for x in found.status_s):
            raise RuntimeError("not every stage was solved")
        return list(chain.from_iterable(found.value_si.tolist()))

    def run() -> Run:
        return timed(work, units=stages)

    return run
