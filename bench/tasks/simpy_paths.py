"""The five stocks as processes of SimPy, one a path."""

import importlib
from collections.abc import Iterator
from typing import Any

from bench.plain_paths import PlainPath, luck, path_steps, summarised
from bench.runs import Run, Side, timed


def prepare(paths: int) -> Side:
    """A unit of work is a period of one path. Draws are made beforehand and don't count."""
    simpy: Any = importlib.import_module("simpy")
    drawn = luck(paths)

    def life(environment: Any, path: PlainPath) -> Iterator[Any]:
        while not path.over:
            path.step()
            yield environment.timeout(1)

    def run() -> Run:
        travellers = [PlainPath(luck_te) for luck_te in drawn]

        def work() -> tuple[float, ...]:
            environment = simpy.Environment()
            for path in travellers:
                environment.process(life(environment, path))
            environment.run()
            return ()

        return Run(timed(work).spent, path_steps(travellers), summarised(travellers))

    return run
