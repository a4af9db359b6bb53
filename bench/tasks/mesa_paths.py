"""The five stocks as agents of Mesa, one a path."""

import importlib
from typing import Any

from bench.five_stocks import PERIODS
from bench.plain_paths import PlainPath, luck, path_steps, summarised
from bench.runs import Run, Side, timed


def prepare(paths: int) -> Side:
    """A unit of work is a period of one path. Draws are made beforehand and don't count."""
    mesa: Any = importlib.import_module("mesa")
    drawn = luck(paths)

    class Traveller(mesa.Agent):  # type: ignore[misc]  # mesa is Any: it may not be there
        def __init__(self, model: Any, path: PlainPath) -> None:
            super().__init__(model)
            self.path = path

        def step(self) -> None:
            if not self.path.over:
                self.path.step()

    class World(mesa.Model):  # type: ignore[misc]  # as above
        def __init__(self, travellers: list[PlainPath]) -> None:
            super().__init__(seed=1)
            for path in travellers:
                Traveller(self, path)

        def step(self) -> None:
            self.agents.do("step")

    def run() -> Run:
        travellers = [PlainPath(luck_te) for luck_te in drawn]

        def work() -> tuple[float, ...]:
            world = World(travellers)
            for _ in range(PERIODS):
                world.step()
            return ()

        return Run(timed(work).spent, path_steps(travellers), summarised(travellers))

    return run
