"""Where value iteration is heading, told from its last rounds.

A discount near 1 makes values creep: each round, what is left shrinks by little, though actors have long stopped
changing what they pick. From there on a round is nearly linear, and a few of them show where they lead (Anderson 1965,
Iterative Procedures for Nonlinear Integral Equations, JACM 12:547-560; Walker and Ni 2011, SIAM Journal on Numerical
Analysis 49:1715-1735). Only discounted columns are extrapolated: theirs is the one fixed point that choices leave
them, while a chance that is put too high may stay so for ever.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.scenario.model import HORIZON
from offramp.solve.columns import Columns

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

STEADY = 0.1  # log odds by which choices may still move where extrapolation begins
DEPTH = 4  # rounds that are looked back on
RANK = 1e-12  # of the largest squared length: what is shorter is rounding


@dataclass
class Extrapolation:
    """The rounds so far. paid_c: the columns that are extrapolated. start: values where it began."""

    paid_c: Bools
    start: Floats
    before: list[Floats] = field(default_factory=list)
    after: list[Floats] = field(default_factory=list)

    @classmethod
    def of(cls, columns: Columns, start: Floats) -> "Extrapolation":
        """From the values `start`, state × column."""
        return cls(columns.discount_c < 1.0, start)

    def next(self, before: Floats, after: Floats, size_q: Floats) -> Floats:
        """What the next round should begin with, after one that led from `before` to `after`: state × column.

        size_q: what a unit of each column counts.
        """
        paid = self.paid_c
        self.before = [*self.before[-DEPTH:], before[:, paid]]
        self.after = [*self.after[-DEPTH:], after[:, paid]]
        changes = [(b - a) * size_q[paid] for a, b in zip(self.before, self.after, strict=True)]
        differences = [changes[-1] - change for change in changes[:-1]]
        gram = np.array([[float((x * y).sum()) for y in differences] for x in differences])
        if not gram.any() or not np.isfinite(gram).all():
            return after
        # Sums one by one, and so few unknowns, come out alike on any number of threads.
        toward = np.array([float((x * changes[-1]).sum()) for x in differences])
        share = np.linalg.lstsq(gram, toward, rcond=RANK)[0]
        result = after.copy()
        for part, value in zip(share, self.after[:-1], strict=True):
            result[:, paid] -= part * (self.after[-1] - value)
        return result


def drift(game: Game, columns: Columns, change: Floats) -> float:
    """How far log odds move at most if what the states are worth to their actors changes so: state × column.

    Only differences between states, and to the end of the game, bear on a choice: what all states gain moves nothing.
    """
    ends = any(ending != HORIZON for ending in game.endings)
    largest = 0.0
    for i in range(len(game.actors)):
        change_s = change[:, columns.at("value", i)]
        low, high = (float(change_s.min()), float(change_s.max())) if len(change_s) else (0.0, 0.0)
        if ends:
            low, high = min(low, 0.0), max(high, 0.0)
        if high > low:
            largest = max(largest, float(game.rationality_i[i]) * (high - low))
    return largest
