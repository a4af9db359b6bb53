"""The numbers that an off-ramp is judged by, read off one solved game, and the verdict that they leave open."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.judge.verdicts import ORDER, SLACK
from offramp.solve.backward_induction import Backward
from offramp.solve.look_ahead import values_ahead
from offramp.solve.options import within_cap
from offramp.solve.solution import Solution
from offramp.solve.start import Start

Floats = NDArray[np.float64]

CHANCES = ("would", "best_reply_would", "could", "helped", "possible")  # the first four decide the verdict
REACHES = 4


@dataclass(frozen=True)
class Layout:
    """Where the numbers stand: the actor's `CHANCES`, what each actor gets, and what each expects to get (which differs
    for one that believes in another game)."""

    actors: tuple[str, ...]
    actor: str

    @property
    def value(self) -> slice:
        """What each actor gets."""
        return slice(len(CHANCES), len(CHANCES) + len(self.actors))

    @property
    def expected(self) -> slice:
        """What each actor expects."""
        return slice(len(CHANCES) + len(self.actors), len(CHANCES) + 2 * len(self.actors))

    def read(self, solved: Backward) -> Floats:
        """All numbers at the start of a solved game: shape (numbers,)."""
        columns, i, start = solved.columns, self.actors.index(self.actor), Start()
        here = values_ahead(solved, start.block(solved.game))
        chances = [
            float(within_cap(columns, i, name, here)[0])
            if name in ("could", "helped")
            else float(here[0, columns.at(name, i)])
            for name in CHANCES
        ]
        values = [float(here[0, columns.at("value", a)]) for a in range(len(self.actors))]
        expected = list(values)
        for a, believed in solved.beliefs.items():
            there = values_ahead(believed, start.block(believed.game))
            expected[a] = float(there[0, believed.columns.at("value", a)])
        return np.array([*chances, *values, *expected])

    def errors(self, solution: Solution) -> Floats:
        """The numerical errors of the same numbers in a solution with its checks."""
        chances = [solution.error(name, self.actor) for name in CHANCES]
        values = [solution.error("value", actor) for actor in self.actors]
        return np.array([*chances, *values, *values])


@dataclass(frozen=True)
class Verdict:
    """The verdict that numbers give, as a place in `ORDER`, and the best and the worst that their errors leave open."""

    place: int
    best: int
    worst: int

    @property
    def word(self) -> str:
        """The verdict."""
        return ORDER[self.place].value

    @property
    def may_be(self) -> list[str]:
        """All that it may be, the verdict itself first."""
        return [self.word, *(ORDER[k].value for k in range(self.best, self.worst + 1) if k != self.place)]


def verdict(number_n: Floats, error_n: Floats, level: float) -> Verdict:
    """The verdict on the actor whose chances these are."""
    return Verdict(*(_place(number_n[:REACHES] + shift * error_n[:REACHES], level) for shift in (0.0, 1.0, -1.0)))


def _place(reach_r: Floats, level: float) -> int:
    met = [*(reach_r >= level - SLACK), True]
    return met.index(True)
