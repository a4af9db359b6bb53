"""Finding where an expression goes wrong: the operator, its line and the values at the first row where it does.

Blocks are evaluated fast and without care: both branches of an `if`, on all rows. NumPy says whether any
operation misbehaved; only then the expression is walked again with care, each branch on its own rows.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.game.blocks import Block
from offramp.kernels import operations
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Call,
    Compare,
    Expression,
    IfElse,
    Kind,
    Logical,
    Negate,
    Not,
    Number,
    Table,
    Variable,
    children,
)

Rows = NDArray[np.int64]


class _Flag:
    """Told by NumPy when a floating point operation misbehaves."""

    def __init__(self) -> None:
        self.raised = False

    def __call__(self, kind: str, flag: int) -> None:
        self.raised = True


def evaluate_safely(block: Block, expression: Expression, rows: NDArray[np.bool_] | None) -> Any:
    """`block.evaluate(expression)`, where NaN and overflow in the rows that count are diagnosed.

    rows: (size,) the rows whose value will be used; None means all of them.
    Raises ScenarioError E601 with the place of the operation and the values that it met.
    """
    game = block.game
    if game.numeric:
        with np.errstate(all="ignore"):
            _check_picked(block, expression, np.arange(block.size) if rows is None else np.flatnonzero(rows))
    flag = _Flag()
    with np.errstate(divide="call", over="call", invalid="call", under="ignore", call=flag):
        result = block.evaluate(expression)
    # A value that was worked out before is remembered without its flag: what once misbehaved is looked at again.
    if flag.raised:
        game.suspects |= game.passes_through(expression)
    suspect = flag.raised or bool(game.suspects and game.suspects & game.passes_through(expression))
    finite = np.isfinite(result)
    if suspect or not np.all(finite if rows is None or np.ndim(finite) == 0 else finite | ~rows):
        wanted = np.arange(block.size) if rows is None else np.flatnonzero(rows)
        with np.errstate(all="ignore"):
            _walk(block, expression, wanted)
    return result


def _walk(block: Block, node: Expression, rows: Rows) -> NDArray[Any]:
    """The values of `node` on `rows`, each sub-expression only where it is needed."""
    if len(rows) == 0:
        return np.zeros(0)
    match node:
        case Variable(kind=Kind.DEFINE):
            return _walk(block, block.game.model.defines[node.name].expression, rows)
        case IfElse():
            condition = _walk(block, node.condition, rows).astype(bool)
            result = np.empty(len(rows), dtype=object)
            result[condition] = _walk(block, node.then, rows[condition])
            result[~condition] = _walk(block, node.otherwise, rows[~condition])
            return result.astype(np.float64)
        case Logical():
            left = _walk(block, node.left, rows).astype(bool)
            undecided = left if node.operator == "and" else ~left
            result = left.copy()
            result[undecided] = _walk(block, node.right, rows[undecided]).astype(bool)
            return result
        case Negate() | Not() | Arithmetic() | Compare() | Call() | Table():
            arguments = [_walk(block, child, rows) for child in children(node)]
            result = np.asarray(_apply(node, arguments))
            bad = ~np.isfinite(result) & np.logical_and.reduce([np.isfinite(a) for a in arguments])
            if bad.any():
                _raise(block, node, int(rows[np.flatnonzero(bad)[0]]))
            return result
        case _:
            return np.broadcast_to(np.asarray(block.evaluate(node)), (block.size,))[rows]


def _check_picked(block: Block, node: Expression, rows: Rows) -> None:
    """Raise E610 where `node` reads, on one of `rows`, the number of an option that wasn't picked."""
    game = block.game
    if len(rows) == 0 or all(kind is not Kind.PICKED for kind, _ in game.reads(node)):
        return
    match node:
        case Variable(kind=Kind.PICKED):
            unpicked = rows[np.isnan(block.full(node)[rows])]
            if len(unpicked):
                choice, label = game.numeric[node.name][0], node.name.rpartition(".")[2]
                raise ScenarioError(
                    [
                        Diagnostic(
                            "E610",
                            f"`{to_text(node)}` is read where {choice} hasn't picked `{label}`, "
                            "so it is no number here",
                            node.span,
                            f"ask first: `{to_text(node)} if {choice} == {label} else 0`, or "
                            f"`{choice} == {label} and …` in a condition",
                            values=describe(block, int(unpicked[0])),
                        )
                    ],
                    game.model.source,
                )
        case Variable(kind=Kind.DEFINE):
            _check_picked(block, game.model.defines[node.name].expression, rows)
        case IfElse() | Logical():
            first = node.condition if isinstance(node, IfElse) else node.left
            _check_picked(block, first, rows)
            holds = block.full(first, np.bool_)[rows]
            if isinstance(node, IfElse):
                _check_picked(block, node.then, rows[holds])
                _check_picked(block, node.otherwise, rows[~holds])
            else:
                _check_picked(block, node.right, rows[holds if node.operator == "and" else ~holds])
        case _:
            for child in children(node):
                _check_picked(block, child, rows)


def _apply(node: Expression, arguments: list[NDArray[Any]]) -> Any:
    match node:
        case Negate():
            return -arguments[0]
        case Not():
            return ~arguments[0].astype(bool)
        case Arithmetic():
            return operations.ARITHMETIC[node.operator](*arguments)
        case Compare():
            return operations.COMPARE[node.operator](*arguments)
        case Call():
            return operations.FUNCTIONS[node.function](*arguments)
        case Table():
            return operations.table(arguments[0], np.array(node.xs), np.array(node.ys))
        case _:
            raise AssertionError(node)


def _raise(block: Block, node: Expression, row: int) -> None:
    values = tuple(
        (to_text(child), f"{float(_walk(block, child, np.array([row]))[0]):g}")
        for child in children(node)
        if not isinstance(child, Number)
    )
    what = to_text(node)
    raise ScenarioError(
        [
            Diagnostic(
                "E601",
                f"`{what}` is not a number here: expected a finite value (a division by zero, a logarithm or root of "
                "something negative, or an overflow)",
                node.span,
                "guard it (`x if condition else other`), or bound what goes in with max, min or clip",
                values=values + describe(block, row),
            )
        ],
        block.game.model.source,
    )


def describe(block: Block, row: int) -> tuple[tuple[str, str], ...]:
    """The state of one row for people: period, modes, stocks and what was picked."""
    game = block.game
    found = [("t", str(block.t))]
    found += [(name, game.label(int(block.value((Kind.MODE, name))[row]))) for name in game.modes]
    found += [(axis.name, f"{float(block.value(axis.key)[row]):g}") for axis in game.axes]
    for name in game.choices:
        picked = game.label(int(block.value((Kind.CHOICE, name))[row]))
        if picked != "none":
            found.append((name, picked))
    return tuple(found)
