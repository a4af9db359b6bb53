"""How far a period can branch: what bounds the memory that a kernel is given before it runs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from offramp.game.game import Game
from offramp.scenario.model import Chance, Effect, Move, SetMode, Shock, Step, Update

MOST_ENTRIES = 65_536
MOST_SHARES = 4_000_000


@dataclass(frozen=True)
class BranchBounds:
    """Of one game. nodes: quadrature nodes a shock; width: lanes of a block of states."""

    game: Game
    nodes: int
    width: int

    @property
    def play(self) -> tuple[Step, ...]:
        """The steps of a period."""
        return self.game.model.play

    def shares(self) -> int | None:
        """Places for σ that one block of states can need. None where they are too many."""
        places, steps = 1, self._to_last_move()
        for k, step in enumerate(steps):
            if isinstance(step, Move):
                places += self.branches(steps[:k]) * len(step.options)
            if places > MOST_SHARES:
                return None
        return places

    def most_nodes(self, number: int) -> int:
        """How many nodes of the move at step `number` one block of states can have."""
        return math.prod(self._ways(step) for step in self.play[:number]) * self.width

    def _to_last_move(self) -> tuple[Step, ...]:
        play = self.play
        return play[: max((k + 1 for k, step in enumerate(play) if isinstance(step, Move)), default=0)]

    def _ways(self, step: Step) -> int:
        """Into how many branches a step can part a state that comes to it."""
        if isinstance(step, Move):
            return len(step.options) + 1
        if isinstance(step, Chance):
            return len(step.outcomes) + 1
        return self.nodes + 1 if isinstance(step, Shock) else 1

    def branches(self, steps: Sequence[Step]) -> int:
        """Into how many branches, each with some lanes, steps can part one block of states."""
        # Every branch has a lane, and no lane is in more than `_ways` of them.
        most = self.width * math.prod(map(self._ways, steps))
        return min(most, math.prod(self._parts(step) for step in steps))

    def _parts(self, step: Step) -> int:
        """Into how many branches a step can part one whose lanes go different ways."""
        passing = int(step.when is not None)
        match step:
            case Move():
                return passing + sum(_splits(option.then) for option in step.options)
            case Chance():
                return passing + 1 + sum(_splits(outcome.then) for outcome in step.outcomes)
            case Shock():
                return passing + 1 + self.nodes
            case Update():
                return passing + _splits(step.effects)

    def entries(self) -> int:
        """Corners of the next grid that what follows the last move of one node can lead to."""
        ways = min(MOST_ENTRIES, self.branches(self.play[len(self._to_last_move()) :]))
        return ways * (1 + sum(not axis.whole for axis in self.game.axes))


def _splits(effects: Sequence[Effect]) -> int:
    """Into how many branches effects can part lanes: those whose modes become the same stay together."""
    return math.prod(len(effect.cases) for effect in effects if isinstance(effect, SetMode))
