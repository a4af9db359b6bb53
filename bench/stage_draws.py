"""Stage games whose payoffs are drawn, the same on both sides of a comparison."""

import random
from dataclasses import dataclass
from itertools import product

Table = dict[tuple[int, ...], float]

SEED = 20


@dataclass(frozen=True)
class StageDraws:
    """`stages` games of `actors` actors with as many options each, payoffs uniform from 0 to 1."""

    stages: int
    actors: int
    options: int

    def payoffs(self) -> list[list[Table]]:
        """Of each stage and actor, what each profile brings; in plain Python, as both sides' libraries differ."""
        draws = random.Random(SEED)
        cells = list(product(range(self.options), repeat=self.actors))
        return [[{cell: draws.random() for cell in cells} for _ in range(self.actors)] for _ in range(self.stages)]
