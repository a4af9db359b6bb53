"""Expressions as a typed tree: what the parser and the name resolver make, and every back end reads.

Every node is frozen and knows its span, so that a fault at run time leads back to its line and column.
Labels (`war`, `push`) are resolved to `Is` and `Same` nodes: no back end compares strings.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from offramp.core.spans import Span


class ValueType(Enum):
    """What an expression yields."""

    NUMBER = "number"
    BOOLEAN = "yes/no"
    LABEL = "label"


class Kind(StrEnum):
    """Where a variable's value comes from."""

    ASSUMPTION = "assumption"
    STOCK = "stock"
    MODE = "mode"
    CHOICE = "choice"  # what an actor picked in this period; the label `none` before it moves
    PICKED = "picked"  # the number of a numeric option, where that was picked in this period
    EVENT = "event"  # a chance outcome of this period: yes/no
    SHOCK = "shock"
    DEFINE = "define"
    TIME = "time"  # `t`
    INITIAL = "initial"  # initial(x): a stock's value at the start of the game
    PREVIOUS = "previous"  # previous(x, k): a stock's value at the start of an earlier period; named by `lagged`
    AT_END = "at_end"  # at_end(actor): the actor's payoff at the end; in `tolerable` only
    ASPIRATION = "aspiration"  # aspiration_<actor>
    ENDING = "ending"  # whether the game has ended so: in the events of claims only
    QUANTITY = "quantity"  # what the solved game has, such as a chance or a verdict: in claims only
    SWITCH = "switch"  # the case that a structural choice has; a label, the same all game long


@dataclass(frozen=True, slots=True)
class Number:
    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class Boolean:
    value: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Variable:
    """A number or yes/no that has a name. For MODE, CHOICE and SWITCH see `Is` and `Same`."""

    kind: Kind
    name: str
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Is:
    """`phase == war`, `west == none`: whether a mode or a choice has one label."""

    kind: Kind  # MODE, CHOICE or SWITCH
    name: str
    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class Same:
    """`west == east`: whether two modes or choices have the same label."""

    left: tuple[Kind, str]
    right: tuple[Kind, str]
    span: Span


@dataclass(frozen=True, slots=True)
class Negate:
    operand: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    operand: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`operator` is one of + - * / % **; `%` has the sign of the divisor."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """`operator` is one of < <= > >= == != between numbers (or == != between yes/no values)."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Logical:
    """`operator` is `and` or `or`; the right side is looked at only where the left leaves it open."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class IfElse:
    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function of numbers from the table in `functions.py`."""

    function: str
    arguments: tuple["Expression", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """`table(x, [x0, x1, …], [y0, y1, …])`, or `name(x)` under `tables`: piecewise linear, flat outside."""

    argument: "Expression"
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    span: Span
    name: str = ""


Expression = (
    Number | Boolean | Variable | Is | Same | Negate | Not | Arithmetic | Compare | Logical | IfElse | Call | Table
)


def lagged(stock: str, periods: int) -> str:
    """The name of the variable that `previous(stock, periods)` stands for: what stands between its brackets."""
    return stock if periods == 1 else f"{stock}, {periods}"


def stock_of(lagged_name: str) -> str:
    """The stock whose earlier value has this name."""
    return lagged_name.partition(",")[0]


def periods_back(lagged_name: str) -> int:
    """How many periods back the value with this name lies."""
    return int(lagged_name.partition(",")[2] or 1)


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct sub-expressions of `node`, left to right."""
    match node:
        case Negate() | Not():
            return (node.operand,)
        case Arithmetic() | Compare() | Logical():
            return (node.left, node.right)
        case IfElse():
            return (node.condition, node.then, node.otherwise)
        case Call():
            return node.arguments
        case Table():
            return (node.argument,)
        case _:
            return ()


def rebuilt(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """`node` with each direct sub-expression replaced by what `change` makes of it."""
    match node:
        case Negate() | Not():
            return replace(node, operand=change(node.operand))
        case Arithmetic() | Compare() | Logical():
            return replace(node, left=change(node.left), right=change(node.right))
        case IfElse():
            return replace(
                node, condition=change(node.condition), then=change(node.then), otherwise=change(node.otherwise)
            )
        case Call():
            return replace(node, arguments=tuple(map(change, node.arguments)))
        case Table():
            return replace(node, argument=change(node.argument))
        case _:
            return node


def variables(node: Expression) -> frozenset[tuple[Kind, str]]:
    """Every (kind, name) that `node` mentions, without looking through `define`s."""
    match node:
        case Variable() | Is():
            return frozenset({(node.kind, node.name)})
        case Same():
            return frozenset({node.left, node.right})
        case _:
            return frozenset().union(*(variables(child) for child in children(node)))
