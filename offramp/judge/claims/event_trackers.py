"""What must be remembered of a course of play to know in the end whether an event happened: a number for each row.

A condition is looked at once in each started period, when that is over or the game has ended (docs/claims.md). So an
event needs a small automaton beside the state: whether a condition has held yet, or how many periods are left of
`within 3 periods after …`. With it events of a finite game have exact chances; on paths it is kept path by path.

Rows are those of a block that a period ended with, ENDED written down in those that the game is over in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import LIVE, NO_CHOICE, Block, Key
from offramp.game.faults import evaluate_safely
from offramp.game.rules import where
from offramp.scenario.claims.claim_ground import endings_of
from offramp.scenario.claims.claim_tree import (
    Always,
    At,
    AtEnd,
    By,
    Event,
    EventPair,
    Ever,
    NoEvent,
    Occurs,
    Within,
    conditions_of,
    occurrences,
)
from offramp.scenario.expressions.expression_tree import Expression, Kind, variables

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
HAPPENED = 1  # of all but those that count periods: the condition has held (`always`: it has failed)


def with_endings(block: Block, expressions: Sequence[Expression]) -> Block:
    """The rows with the endings that the expressions ask for: true in the rows that ended so in this period."""
    game = block.game
    groups = game.model.question.groups if game.model.question else {}
    own: dict[Key, Bools] = {}
    for name in {name for e in expressions for kind, name in variables(e) if kind is Kind.ENDING}:
        codes = [game.endings.index(ending) for ending in endings_of(name, groups)]
        own[(Kind.ENDING, name)] = np.isin(block.ended, codes)
    return block.child(own) if own else block


def frozen(block: Block, t: int) -> Block:
    """Rows that ended before, as they are in period `t`: modes and stocks stay, nobody picks and nothing strikes."""
    game = block.game
    found = game.carried_over(block)
    found.t = t
    for key in list(found.own):
        kind, _ = key
        if kind in (Kind.CHOICE, Kind.PICKED):
            found.own[key] = np.full(block.size, NO_CHOICE, dtype=np.int64)
        elif kind is Kind.SHOCK:
            found.own[key] = np.zeros(block.size)
        elif kind is Kind.EVENT and not key[1].startswith("\0"):
            found.own[key] = np.zeros(block.size, dtype=np.bool_)
    groups = game.model.question.groups if game.model.question else {}
    for name in (*game.endings, *(f"group.{g}" for g in groups), *(f"ending.{e}" for e in game.endings)):
        found.own[(Kind.ENDING, name)] = np.zeros(block.size, dtype=np.bool_)
    return found


def number_at(block: Block, number: Expression) -> Floats:
    """The values of a number in each row."""
    values = np.asarray(evaluate_safely(block, number, None), dtype=np.float64)
    return np.broadcast_to(values, (block.size,))


@dataclass(frozen=True)
class Tracker:
    """One condition with its time. Its memory is a number from 0 to `states` - 1, 0 before the first period."""

    occurs: Occurs

    @property
    def states(self) -> int:
        """How many numbers it needs."""
        when = self.occurs.when
        return when.periods + 2 if isinstance(when, Within) and when.after is not None else 2

    def step(self, memory: Ints, block: Block) -> Ints:
        """The memory after a period that the rows have just ended."""
        t, when = block.t, self.occurs.when
        match when:
            case Ever():
                return self._noted(memory, block, True)
            case Always():
                return np.where(self._holds(block), memory, HAPPENED)
            case By():
                return self._noted(memory, block, t <= when.moment.t)
            case At():
                return self._noted(memory, block, t == when.moment.t)
            case AtEnd():
                return memory
        if when.after is None:
            return self._noted(memory, block, t < when.periods)
        # 0: the other condition hasn't held; 1 … n: so many periods have gone by since; n + 1: happened in time.
        done = when.periods + 1
        begins = (memory == 0) & where(block, when.after, np.ones(block.size, dtype=np.bool_))
        counting = begins | ((memory >= 1) & (memory < when.periods))
        happened = (memory == done) | (counting & self._holds(block))
        return np.where(happened, done, np.where(begins, 1, np.where(counting, memory + 1, memory)))

    def happened(self, memory: Ints, block: Block) -> Bools:
        """Whether it happened, of rows in which the game is over. block: their last rows, in their last period."""
        when = self.occurs.when
        match when:
            case Always():
                return np.asarray(memory != HAPPENED)
            case AtEnd():
                return self._holds(block)
            case At() if when.moment.t > block.t:
                later = frozen(block, when.moment.t)
                return where(later, self.occurs.condition, np.ones(block.size, dtype=np.bool_))
        timed = isinstance(when, Within) and when.after is not None
        found: Bools = memory == (self.states - 1 if timed else HAPPENED)
        return found

    def _holds(self, block: Block) -> Bools:
        return where(block, self.occurs.condition, np.ones(block.size, dtype=np.bool_))

    def _noted(self, memory: Ints, block: Block, counts: bool) -> Ints:
        return np.where(self._holds(block), HAPPENED, memory) if counts else memory


@dataclass(frozen=True)
class Memory:
    """All that several events need: the trackers of their conditions, their numbers put into one."""

    events: tuple[Event, ...]
    trackers: tuple[Tracker, ...]

    @classmethod
    def of(cls, events: Sequence[Event]) -> "Memory":
        """What these events need."""
        return cls(tuple(events), tuple(Tracker(o) for event in events for o in occurrences(event)))

    @property
    def states(self) -> int:
        """How many numbers there are."""
        return int(np.prod([tracker.states for tracker in self.trackers], dtype=np.int64))

    @property
    def expressions(self) -> list[Expression]:
        """Every condition that is looked at."""
        return [condition for event in self.events for condition in conditions_of(event)]

    def step(self, memory: Ints, block: Block) -> Ints:
        """The memory after a period that the rows have just ended."""
        block = with_endings(block, self.expressions)
        found, stride = np.zeros_like(memory), 1
        for tracker in self.trackers:
            found += stride * tracker.step((memory // stride) % tracker.states, block)
            stride *= tracker.states
        return found

    def happened(self, memory: Ints, block: Block) -> list[Bools]:
        """Of rows in which the game is over: whether each of the events happened."""
        block = with_endings(block, self.expressions)
        parts, stride = [], 1
        for tracker in self.trackers:
            parts.append(tracker.happened((memory // stride) % tracker.states, block))
            stride *= tracker.states
        rest = iter(parts)
        return [_together(event, [next(rest) for _ in occurrences(event)]) for event in self.events]


def _together(event: Event, parts: list[Bools]) -> Bools:
    """An event from its conditions, left to right; they are taken off the list."""
    match event:
        case NoEvent():
            return ~_together(event.operand, parts)
        case EventPair():
            left, right = _together(event.left, parts), _together(event.right, parts)
            return left & right if event.operator == "and" else left | right
    return parts.pop(0)


def over(block: Block) -> Bools:
    """In which rows the game is over."""
    ended: Bools = np.asarray(block.ended != LIVE)
    return ended
