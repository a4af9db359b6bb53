"""Paths of play that are all kept, those too on which the game is over, so that any of them can be drawn again.

A game that has ended keeps its modes and stocks; nobody picks anything then and nothing strikes (docs/claims.md).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import ENDED, LIVE, Block, Key
from offramp.game.game import Game
from offramp.judge.claims.event_trackers import frozen, number_at
from offramp.scenario.expressions.expression_tree import Expression
from offramp.simulate.native_periods import period_player
from offramp.simulate.play import Luck, Policy
from offramp.solve.start import Start

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Particles:
    """`count` paths from one start. Path n meets the draws of path n, whichever path it was copied from."""

    def __init__(self, game: Game, policy: Policy, luck: Luck, start: Start, count: int) -> None:
        self.game, self.count = game, count
        self._play = period_player(game, policy, luck)
        self.t = start.t - 1
        self._first = start.block(game, count)
        self._now: dict[Key, NDArray[Any]] = {}

    def play(self) -> None:
        """Play the next period; after the last one nothing happens. Raises ScenarioError where a rule of the scenario
        breaks on a path."""
        live = np.flatnonzero(self._now[ENDED] == LIVE) if self._now else np.arange(self.count)
        self.t += 1
        if not len(live) or self.t >= self.game.periods:
            return
        block = self.game.next_period(self._block(live, self.t - 1), np.arange(len(live))) if self._now else self._first
        end = self.game.carried_over(self._play(block, live))
        if not self._now:
            self._now = {key: np.array(values) for key, values in end.own.items()}
            self._period = np.full(self.count, self.t)
            return
        self._period[live] = self.t
        for key, values in end.own.items():
            self._now[key][live] = values

    def values(self, numbers: Sequence[Expression]) -> Floats:
        """Numbers of the game at the end of the period, shape (numbers, count). Raises ScenarioError as `play` does."""
        found = np.zeros((len(numbers), self.count))
        over = self._period < self.t
        for rows, ended in ((np.flatnonzero(~over), False), (np.flatnonzero(over), True)):
            if len(rows):
                block = self._block(rows, self.t)
                block = frozen(block, self.t) if ended else block
                found[:, rows] = [number_at(block, number) for number in numbers]
        return found

    def draw_again(self, rows: Ints) -> None:
        """Put a copy of path `rows[n]` in the place of path n, for every n."""
        self._now = {key: values[rows] for key, values in self._now.items()}
        self._period = self._period[rows]

    def _block(self, rows: Ints, t: int) -> Block:
        return Block(self.game, t, len(rows), {key: values[rows] for key, values in self._now.items()})
