"""Play one period of the exact dynamics for many paths at once.

Who chooses how is a `Policy`; luck is named (see `core.seeds`), so two policies meet the same draws.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms
from offramp.game.blocks import Block
from offramp.game.choices import options
from offramp.game.shocks import strike
from offramp.game.steps import (
    after_chance,
    after_moves,
    after_shock,
    after_update,
    look_at_endings,
    outcomes,
)
from offramp.scenario.model import Chance, Move, Shock, Step, Update

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Policy(Protocol):
    """How the movers choose."""

    def start(self, block: Block) -> None:
        """Told the rows at the start of each period, before anyone moves."""
        ...

    def choose(self, block: Block, step: int, available: NDArray[np.bool_], paths: Ints) -> Floats:
        """Probabilities of each option, shape (size, 1 + options); column 0 is 1 where a row passes by."""
        ...


class Luck:
    """The draws of one simulation: uniform numbers by path, event and period.

    explore: the share of paths on which every possible outcome of a chance event is made equally likely, so
    that rare branches are seen. Only for finding what can be reached, never for a result.
    named: whether draws go by the names of their events, or (for the tube) by their place in the play, so that
    renaming moves no grid.
    """

    def __init__(self, seed: int, world: int = 0, explore: float = 0.0, named: bool = True) -> None:
        self.seed = seed
        self.world = world
        self.explore = explore
        self.named = named

    def uniform(self, paths: Ints, step: int, event: str, t: int) -> Floats:
        """One draw for each path, for the event of step number `step` of the play."""
        return uniforms(self.seed, self.world, paths, event if self.named else str(step), t)

    def tilt(self, probability_nk: Floats, paths: Ints) -> Floats:
        """Probabilities as they are played: flattened on the exploring paths."""
        if not self.explore:
            return probability_nk
        exploring = self.uniform(paths, -1, "explore", -1) < self.explore
        possible = probability_nk > 0
        flat = possible / possible.sum(axis=1, keepdims=True)
        return np.where(exploring[:, None], flat, probability_nk)


def pick(probability_nk: Floats, uniform_n: Floats) -> Ints:
    """The column that each row's uniform draw falls into (inverse cumulative distribution)."""
    cumulative = np.cumsum(probability_nk, axis=1)
    column: Ints = (uniform_n[:, None] * cumulative[:, -1:] >= cumulative).sum(axis=1)
    last: Ints = probability_nk.shape[1] - 1 - np.argmax(probability_nk[:, ::-1] > 0, axis=1)
    picked: Ints = np.minimum(column, last)
    return picked


def event_of(number: int, step: Step) -> str:
    """The name of what is drawn at step number `number` of the play."""
    match step:
        case Move():
            return f"move {number} {step.actor}"
        case Chance():
            return "chance " + " ".join(outcome.name for outcome in step.outcomes)
        case Shock():
            return f"shock {step.name}"
        case Update():
            raise AssertionError(step)


def play_period(block: Block, paths: Ints, policy: Policy, luck: Luck) -> Block:
    """The rows at the end of period `block.t`: row k is path number `paths[k]`.

    What is paid can be read off the result (`game.payment`), since nothing happens to a row that has ended.
    """
    rows = np.arange(block.size)
    t, game = block.t, block.game
    policy.start(block)
    for number, step in enumerate(game.model.play):
        if isinstance(step, Move):
            if game.at_once[number][0] == number:
                block = _played(block, game.at_once[number], rows, paths, policy, luck)
        elif isinstance(step, Chance):
            probability = luck.tilt(outcomes(block, step), paths)
            column = pick(probability, luck.uniform(paths, number, event_of(number, step), t))
            block = after_chance(block, step, rows, column)
        elif isinstance(step, Shock):
            uniform = luck.uniform(paths, number, event_of(number, step), t)
            block = after_shock(block, step, None, strike(block, step).from_uniforms(uniform))
        else:
            block = after_update(block, step)
    return block


def _played(block: Block, together: Sequence[int], rows: Ints, paths: Ints, policy: Policy, luck: Luck) -> Block:
    """The block after moves that are made at the same time: all pick before anything comes of it."""
    moves: list[Move] = []
    columns: list[Ints] = []
    for number in together:
        move = block.game.model.play[number]
        assert isinstance(move, Move)
        available = options(block, move)
        moves.append(move)
        if available[:, 0].all():
            columns.append(np.zeros(block.size, dtype=np.int64))
            continue
        probability = policy.choose(block, number, available, paths)
        columns.append(pick(probability, luck.uniform(paths, number, event_of(number, move), block.t)))
    if not any(column.any() for column in columns):
        return block if block.looked else look_at_endings(block)
    return after_moves(block, moves, rows, columns)
