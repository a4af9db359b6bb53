"""Defined quantities that results show (`output:`), as values of the rows of one period."""

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.faults import evaluate_safely
from offramp.game.game import Game
from offramp.scenario.expressions.expression_tree import Kind, ValueType

Floats = NDArray[np.float64]


def at_end(game: Game, name: str) -> bool:
    """Whether a quantity is known only when the period is over: it reads what is picked, happens or is drawn in it."""
    read = game.reads(game.model.defines[name].expression)
    return any(kind not in (Kind.STOCK, Kind.PREVIOUS, Kind.MODE) for kind, _ in read)


def names(game: Game, late: bool | None = None) -> list[str]:
    """The quantities to show; those known at the start or (late) at the end of a period only, where asked."""
    return [name for name in game.model.outputs if late is None or at_end(game, name) is late]


def is_yes_no(game: Game, name: str) -> bool:
    """Whether a quantity is a yes/no, whose mean is a share."""
    return game.model.defines[name].type is ValueType.BOOLEAN


def values(block: Block, name: str) -> Floats:
    """A quantity in every row of `block`, shape (size,); a yes/no as 1 or 0.

    Raises ScenarioError E601 where it isn't a number.
    """
    found = evaluate_safely(block, block.game.model.defines[name].expression, None)
    return np.broadcast_to(np.asarray(found, dtype=np.float64), (block.size,))


def of_period(start: Block, end: Block) -> dict[str, Floats]:
    """Every quantity of a period from its first and its last rows, which are the same rows: shape (size,) each."""
    game = start.game
    return {name: values(end if at_end(game, name) else start, name) for name in game.model.outputs}
