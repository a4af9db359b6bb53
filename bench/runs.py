"""One timed run of one side of a comparison."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Run:
    """What one run cost and what came out.

    spent: seconds of the processor unless the row says otherwise. work: units done (solves, transitions, path-steps);
    answer: numbers that the other side must come to as well. facts: what else the row wants to know.
    """

    spent: float
    work: float = 1.0
    answer: tuple[float, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """What a unit of work took."""
        return self.spent / self.work


Side = Callable[[], Run]
Clock = Callable[[], float]


def timed(
    work: Callable[[], Sequence[float]], units: float = 1.0, repeats: int = 1, clock: Clock = time.process_time
) -> Run:
    """Do `work` `repeats` times by this clock. It gives the answer and does `units` units of work each time."""
    start = clock()
    for _ in range(repeats):
        answer = work()
    seconds = clock() - start
    return Run(seconds, units * repeats, tuple(float(x) for x in answer))
