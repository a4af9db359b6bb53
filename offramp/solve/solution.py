"""A solved game: the finest solution, where it starts, its checks, and the numbers that they allow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.solve.allotment import Allotment
from offramp.solve.backward_induction import Backward
from offramp.solve.certificate import Certificate
from offramp.solve.columns import Target
from offramp.solve.fold_back import LookAhead
from offramp.solve.forward_pass import Visit, walk
from offramp.solve.start import Start

Floats = NDArray[np.float64]


@dataclass
class Expectation:
    """What an actor that believes in another game expects, in that game."""

    would: float
    value: float
    endings: dict[str, float]


@dataclass
class Solution:
    """Everything that was solved for one game.

    values: all columns at the start state, one exact step ahead: shape (1, columns).
    change_q, gap_q, sampling_q: by column, in its own unit: change between the last two grids, gap of the audit
    and its standard error; 0 where not checked.
    met: the states at the start of each period that the audit's paths met, played as solved on the exact dynamics;
    shown: the quantities to show (`output:`) of each of these periods, by path.
    allotment: where the points of its last grid went.
    followed: the play as solved, period by period, where that was followed already.
    """

    game: Game
    start: Start
    backward: Backward
    values: Floats
    change_q: Floats
    gap_q: Floats
    sampling_q: Floats
    certificate: Certificate
    expectations: dict[str, Expectation] = field(default_factory=dict)
    met: list[Block] = field(default_factory=list)
    shown: list[dict[str, Floats]] = field(default_factory=list)
    allotment: Allotment | None = None
    followed: list[Visit] | None = None

    @cached_property
    def visits(self) -> list[Visit]:
        """The play as solved, period by period."""
        return self.followed or list(walk(self.backward, self.start.block(self.game)))

    @cached_property
    def ahead(self) -> LookAhead:
        """The start state, one exact step ahead: every move, every option."""
        return self.backward.look_at(self.start.block(self.game))

    def number(self, name: str, actor: str | None = None, option: str = "") -> float:
        """One headline at the start, such as `would` of an actor or the chance of an `ending`."""
        return float(self.values[0, self._column(name, actor, option)])

    def error(self, name: str, actor: str | None = None, option: str = "") -> float:
        """The numerical error of `number`."""
        return self._error([self._column(name, actor, option)])

    def audited(self, name: str, actor: str | None = None, option: str = "") -> tuple[float, float]:
        """`number` on the exact dynamics: the grid's number plus the audit gap, held in [0, 1], and twice its
        standard error."""
        q = self._column(name, actor, option)
        value = float(self.values[0, q] + self.gap_q[q])
        return min(1.0, max(0.0, value)), 2 * float(self.sampling_q[q])

    def ending_error(self, endings: Sequence[str]) -> float:
        """The error of the chance that the game ends in one of `endings`; opposite errors cancel."""
        return self._error([self._column("ending", None, e) for e in endings])

    def _error(self, qs: list[int]) -> float:
        audited = abs(float(self.gap_q[qs].sum())) + 2 * float(np.sqrt((self.sampling_q[qs] ** 2).sum()))
        changed = abs(float(self.change_q[qs].sum()))
        shocks = self.certificate.quadrature_change or 0.0
        chances = all(self.backward.columns.columns[q].target is not Target.PAYOFF for q in qs)
        return max(audited, changed, shocks if chances else 0.0)

    def _column(self, name: str, actor: str | None, option: str) -> int:
        i = -1 if actor is None else self.game.actors.index(actor)
        return self.backward.columns.at(name, i, option)


def stakes(solved: Backward) -> Floats:
    """How far each actor's payoffs spread over every option in every state: shape (actors,), at least 1e-12."""
    return np.maximum(solved.highest_i - solved.lowest_i, 1e-12)


def scale(solved: Backward, span_i: Floats) -> Floats:
    """What one unit of each column is worth as a share: payoffs are divided by the actor's stakes."""
    return np.array([1 / span_i[c.actor] if c.target is Target.PAYOFF else 1.0 for c in solved.columns.columns])
