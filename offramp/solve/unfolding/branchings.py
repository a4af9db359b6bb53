"""One period of a game of finitely many states, step by step, with every option and every event as a row of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.game.blocks import Block
from offramp.game.choices import habit, options
from offramp.game.game import Game
from offramp.game.steps import after_chance, after_moves, after_update, look_at_endings, outcomes
from offramp.scenario.model import Chance, Move, Shock, Update

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Branching:
    """A step at which rows part.

    number: which step of the play it is, from 0. before, after: the rows in front of it and behind it. index_c,
    column_c: for each row behind it the row in front of it, and the option or event that leads there (1 …; 0: the step
    passes it by, or nothing of a chance event happens). share_c: how likely each is, where chance or a habit decides;
    None where an actor weighs its options.
    """

    number: int
    step: Move | Chance
    before: Block
    after: Block
    index_c: Ints
    column_c: Ints
    share_c: Floats | None

    @property
    def parts_n(self) -> Bools:
        """Which rows in front of it come to a move, or to an event that isn't certain."""
        if isinstance(self.step, Move):
            parts = np.zeros(self.before.size, dtype=np.bool_)
            parts[self.index_c[self.column_c > 0]] = True
            return parts
        several: Bools = np.bincount(self.index_c, minlength=self.before.size) > 1
        return several


def check_finite(game: Game, what: str) -> None:
    """Raise ScenarioError E822 where a game's states are not finitely many, or where more is asked of it than can be
    written: moves at the same time, no last period. `what`: what it can't be written as."""
    faults = []
    if game.open:
        said = f"the game has no last period, and {what} ends"
        faults.append(Diagnostic("E822", said, game.model.calendar.span, "give the calendar a number of periods"))
    for name, stock in game.model.stocks.items():
        if not stock.whole:
            said = f"stock {name} takes any value from {stock.low:g} to {stock.high:g}; {what} has finitely many states"
            faults.append(Diagnostic("E822", said, stock.span, "make it a whole stock, or a mode with a few labels"))
    for step in game.model.play:
        if isinstance(step, Move) and step.beside:
            said = f"{step.actor} moves at the same time as others, which isn't written as {what} yet"
            faults.append(Diagnostic("E822", said, step.span, "let one move after the other"))
        if isinstance(step, Shock):
            said = f"shock {step.name} takes infinitely many values; {what} has finitely many states"
            faults.append(Diagnostic("E822", said, step.span, "replace it by a chance event with a few outcomes"))
    if faults:
        raise ScenarioError(faults, game.model.source)


def branchings(game: Game, block: Block) -> Iterator[Branching | Block]:
    """The steps of period `block.t` at which rows part, and at last the rows with which it ends."""
    for number, step in enumerate(game.model.play):
        if isinstance(step, Move):
            available = options(block, step)
            if available[:, 0].all():
                block = block if block.looked else look_at_endings(block)
                continue
            index, column = np.nonzero(available)
            usual = habit(block, step, available)
            after = after_moves(block, [step], index, [column])
            yield Branching(number, step, block, after, index, column, None if usual is None else usual[index, column])
            block = after
        elif isinstance(step, Chance):
            probability = outcomes(block, step)
            if (probability[:, 0] == 1).all():
                block = block if block.looked else look_at_endings(block)
                continue
            index, column = np.nonzero(probability)
            after = after_chance(block, step, index, column)
            yield Branching(number, step, block, after, index, column, probability[index, column])
            block = after
        else:
            assert isinstance(step, Update)
            block = after_update(block, step)
    yield block
