"""Paths of a solved game's play, period by period, for all that is asked of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import ENDED, Block
from offramp.judge.claims.event_trackers import over
from offramp.scenario.model import HORIZON
from offramp.simulate.native_periods import period_player
from offramp.simulate.play import Luck
from offramp.solve.look_ahead import AsSolved
from offramp.solve.solution import Solution

Ints = NDArray[np.int64]

KEPT_ROWS = 200_000  # paths times periods: some tens of megabytes


@dataclass(frozen=True)
class PeriodEnd:
    """The end of a period: a row of `block` for each of the paths with these numbers, which were live before it."""

    numbers: Ints
    block: Block


@dataclass
class PlayedPaths:
    """Paths of `solution`'s play from its start on. Playing costs far more than looking, so they are kept where that
    takes little memory, and played again for each question where it would take much."""

    solution: Solution
    paths: int
    seed: int
    _kept: list[PeriodEnd] = field(default_factory=list)

    def __iter__(self) -> Iterator[PeriodEnd]:
        """The ends of all periods that paths come to. What is live after the last one ends at the horizon, except in an
        open game. Raises ScenarioError where a rule breaks."""
        if self._kept:
            yield from self._kept
            return
        first, last = self.solution.start.t, self.solution.game.periods
        if self.paths * (last - first) > KEPT_ROWS:
            yield from self._played()
            return
        self._kept = list(self._played())
        yield from self._kept

    def _played(self) -> Iterator[PeriodEnd]:
        game, first = self.solution.game, self.solution.start.t
        play = period_player(game, AsSolved(self.solution.backward), Luck(self.seed))
        numbers, block = np.arange(self.paths), self.solution.start.block(game, self.paths)
        for t in range(first, game.periods):
            end = play(block, numbers)
            if t + 1 == game.periods and not game.open:
                end = at_horizon(end)
            yield PeriodEnd(numbers, end)
            live = np.flatnonzero(~over(end))
            numbers = numbers[live]
            if not len(live) or t + 1 == game.periods:
                return
            block = game.next_period(end, live)


def at_horizon(end: Block) -> Block:
    """The last rows of the last period: what is still live ends there."""
    horizon = end.game.endings.index(HORIZON)
    return end.child({ENDED: np.where(over(end), end.ended, horizon)})
