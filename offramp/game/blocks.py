"""Blocks of rows: many states, or many points inside a period, evaluated together.

A period is played by making new blocks from old ones: a move gives each row a child for each option, a chance
event one for each outcome. A block stores only what it changed; everything else it takes from its parent when
asked. So an expression is computed on the smallest block on which everything it reads was known.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from offramp.kernels import operations
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Expression,
    IfElse,
    Is,
    Kind,
    Logical,
    Negate,
    Not,
    Number,
    Same,
    Table,
    Variable,
)

if TYPE_CHECKING:
    from offramp.game.game import Game

Key = tuple[Kind, str]
Array = NDArray[Any]

ENDED: Key = (Kind.EVENT, "\0ended")  # which ending holds: its number, or LIVE
LIVE = -1
NO_CHOICE = -1


class Block:
    """`size` rows of one game in period `t`.

    `own` maps what this block sets to arrays of shape (size,): stocks, modes (label numbers), choices (label
    numbers, NO_CHOICE before a move), events (yes/no), shocks, ENDED. `index` (size,) gives each row's row in
    `parent`; None means the same rows. `looked`: whether endings were looked at in this period already.
    """

    __slots__ = ("_inherited", "_memo", "game", "index", "looked", "own", "parent", "size", "t")

    def __init__(
        self,
        game: "Game",
        t: int,
        size: int,
        own: Mapping[Key, Array],
        parent: "Block | None" = None,
        index: NDArray[np.int64] | None = None,
    ) -> None:
        self.game = game
        self.t = t
        self.size = size
        self.own = dict(own)
        self.parent = parent
        self.index = index
        self.looked: bool = parent is not None and parent.looked
        self._inherited: dict[Key, Array] = {}
        self._memo: dict[int, Any] = {}

    def child(self, own: Mapping[Key, Array], index: NDArray[np.int64] | None = None) -> "Block":
        """A block that changes `own`; its rows are this block's rows `index` (None: the same rows)."""
        return Block(self.game, self.t, self.size if index is None else len(index), own, self, index)

    def value(self, key: Key) -> Array:
        """The values of one variable, shape (size,)."""
        found = self.own.get(key)
        if found is None:
            found = self._inherited.get(key)
        if found is None:
            if self.parent is None:
                found = at_period_start(key, self.size)
            else:
                found = self.parent.value(key)
                if self.index is not None:
                    found = found[self.index]
            self._inherited[key] = found
        return found

    @property
    def ended(self) -> NDArray[np.int64]:
        """The number of the ending that holds in each row, LIVE where none does."""
        return self.value(ENDED)

    @property
    def live(self) -> NDArray[np.bool_]:
        """Which rows are still being played."""
        return np.asarray(self.ended == LIVE)

    def evaluate(self, expression: Expression) -> Any:
        """The values of an expression: a scalar where it is the same in all rows, else shape (size,)."""
        memo = self._memo.get(id(expression))
        if memo is not None:
            return memo
        reads = self.game.reads(expression)
        if self.parent is not None and reads.isdisjoint(self.own):
            result = self.parent.evaluate(expression)
            if self.index is not None and np.ndim(result):
                result = result[self.index]
        else:
            result = self._compute(expression)
        self._memo[id(expression)] = result
        return result

    def full(self, expression: Expression, dtype: Any = np.float64) -> Array:
        """`evaluate`, always as an array of shape (size,)."""
        result = self.evaluate(expression)
        return np.broadcast_to(np.asarray(result, dtype=dtype), (self.size,))

    def _compute(self, node: Expression) -> Any:
        return _COMPUTE[type(node)](self, node)


def at_period_start(key: Key, size: int) -> Array:
    """What a variable that a period's first block doesn't set is: no choice made, nothing happened, no shock."""
    kind, _ = key
    if key == ENDED:
        return np.full(size, LIVE, dtype=np.int64)
    if kind in (Kind.CHOICE, Kind.PICKED):
        return np.full(size, NO_CHOICE, dtype=np.int64)
    if kind is Kind.EVENT:
        return np.zeros(size, dtype=np.bool_)
    return np.zeros(size)


def _variable(block: Block, node: Variable) -> Any:
    game = block.game
    match node.kind:
        case Kind.ASSUMPTION:
            return np.float64(game.assumptions[node.name])
        case Kind.TIME:
            return np.float64(block.t)
        case Kind.INITIAL:
            return np.float64(game.start_stocks[node.name])
        case Kind.ASPIRATION:
            return np.float64(game.aspirations[node.name])
        case Kind.DEFINE:
            return block.evaluate(game.model.defines[node.name].expression)
        case Kind.PICKED:
            choice, numbers = game.numeric[node.name]
            return numbers[block.value((Kind.PICKED, choice))]
        case _:
            return block.value((node.kind, node.name))


def _arithmetic(block: Block, node: Arithmetic) -> Any:
    return operations.ARITHMETIC[node.operator](block.evaluate(node.left), block.evaluate(node.right))


def _compare(block: Block, node: Compare) -> Any:
    return operations.COMPARE[node.operator](block.evaluate(node.left), block.evaluate(node.right))


def _logical(block: Block, node: Logical) -> Any:
    both = np.logical_and if node.operator == "and" else np.logical_or
    return both(block.evaluate(node.left), block.evaluate(node.right))


def _if_else(block: Block, node: IfElse) -> Any:
    condition = block.evaluate(node.condition)
    # A branch that no row takes isn't evaluated; one that some rows take is, on all of them (see `faults.py`).
    if np.all(condition):
        return block.evaluate(node.then)
    if not np.any(condition):
        return block.evaluate(node.otherwise)
    return np.where(condition, block.evaluate(node.then), block.evaluate(node.otherwise))


def _call(block: Block, node: Call) -> Any:
    return operations.FUNCTIONS[node.function](*map(block.evaluate, node.arguments))


def _label(block: Block, key: Key) -> Any:
    """The number of the label that a mode, an actor's choice or a switch has."""
    kind, name = key
    return np.int64(block.game.code(block.game.cases[name])) if kind is Kind.SWITCH else block.value(key)


def _is(block: Block, node: Is) -> Any:
    value = _label(block, (node.kind, node.name))
    members = block.game.members.get(node.label)
    if members is None or node.kind is not Kind.CHOICE:
        return value == block.game.code(node.label)
    # A numeric option is picked where any of its numbers is.
    return members[value]


_COMPUTE: dict[type, Callable[[Block, Any], Any]] = {
    Number: lambda block, node: np.float64(node.value),
    Boolean: lambda block, node: np.bool_(node.value),
    Variable: _variable,
    Is: _is,
    Same: lambda block, node: _label(block, node.left) == _label(block, node.right),
    Negate: lambda block, node: -block.evaluate(node.operand),
    Not: lambda block, node: np.logical_not(block.evaluate(node.operand)),
    Arithmetic: _arithmetic,
    Compare: _compare,
    Logical: _logical,
    IfElse: _if_else,
    Call: _call,
    Table: lambda block, node: operations.table(block.evaluate(node.argument), np.array(node.xs), np.array(node.ys)),
}
