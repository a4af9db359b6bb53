"""One period of a game of finitely many states, step by step, with every option and every event as a row of its own."""

from collections.abc import Generator, Iterator, Sequence
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
    None where an actor weighs its options. base_n: of moves made at the same time, for each row in front of one of them
    the row in front of the first: who moves can't tell apart rows that have it in common. None elsewhere.
    """

    number: int
    step: Move | Chance
    before: Block
    after: Block
    index_c: Ints
    column_c: Ints
    share_c: Floats | None
    base_n: Ints | None = None

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
    """Raise ScenarioError E822 where a game has infinitely many states or periods. `what`: what it can't be then."""
    faults = []
    if game.open:
        said = f"the game has no last period, and {what} ends"
        faults.append(Diagnostic("E822", said, game.model.calendar.span, "give the calendar a number of periods"))
    for name, stock in game.model.stocks.items():
        if not stock.whole:
            said = f"stock {name} takes any value from {stock.low:g} to {stock.high:g}; {what} has finitely many states"
            faults.append(Diagnostic("E822", said, stock.span, "make it a whole stock, or a mode with a few labels"))
    for step in game.model.play:
        if isinstance(step, Shock):
            said = f"shock {step.name} takes infinitely many values; {what} has finitely many states"
            faults.append(Diagnostic("E822", said, step.span, "replace it by a chance event with a few outcomes"))
    if faults:
        raise ScenarioError(faults, game.model.source)


def branchings(game: Game, block: Block) -> Iterator[Branching | Block]:
    """The steps of period `block.t` at which rows part, and at last the rows with which it ends."""
    for number, step in enumerate(game.model.play):
        if isinstance(step, Move):
            if game.at_once[number][0] == number:
                block = yield from _moves(game, block, game.at_once[number])
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


def _moves(game: Game, block: Block, together: Sequence[int]) -> Generator[Branching, None, Block]:
    """Moves made at the same time, one after the other: all find what was there before the first. Or a single one."""
    steps = [step for number in together if isinstance(step := game.model.play[number], Move)]
    available = [options(block, step) for step in steps]
    if all(there[:, 0].all() for there in available):
        return block if block.looked else look_at_endings(block)
    base, before = np.arange(block.size), block
    columns = np.zeros((0, block.size), dtype=np.int64)
    for number, step, there in zip(together, steps, available, strict=True):
        row, column = np.nonzero(there[base])
        usual = habit(block, step, there)
        share_c = None if usual is None else usual[base[row], column]
        columns = np.vstack([columns[:, row], column])
        # Effects come when all have moved.
        last = step is steps[-1]
        after = after_moves(block, steps, base[row], list(columns)) if last else before.child({}, row)
        yield Branching(number, step, before, after, row, column, share_c, base if len(steps) > 1 else None)
        base, before = base[row], after
    return before
