"""Expressions as they were written, before any name has a meaning: what the parser hands to the resolver."""

from dataclasses import dataclass

from offramp.core.spans import Span


@dataclass(frozen=True, slots=True)
class RawNumber:
    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class RawBoolean:
    value: bool
    span: Span


@dataclass(frozen=True, slots=True)
class RawName:
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class RawDotted:
    """A qualified label: `phase.war`."""

    owner: str
    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class RawUnary:
    """`operator` is `-` or `not`."""

    operator: str
    operand: "RawExpression"
    span: Span


@dataclass(frozen=True, slots=True)
class RawBinary:
    """`operator` is one of + - * / % ** and or."""

    operator: str
    left: "RawExpression"
    right: "RawExpression"
    span: Span


@dataclass(frozen=True, slots=True)
class RawComparison:
    """`a < b`, or a chain `a < b <= c`: one operand more than operators."""

    operands: tuple["RawExpression", ...]
    operators: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RawIfElse:
    condition: "RawExpression"
    then: "RawExpression"
    otherwise: "RawExpression"
    span: Span


@dataclass(frozen=True, slots=True)
class RawList:
    """`[0, 1, 2]`, an argument of `table` only."""

    items: tuple["RawExpression", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RawCall:
    """A call of any function, `table`, `initial`, `at_end` and `previous` included."""

    function: str
    arguments: tuple["RawExpression", ...]
    function_span: Span
    span: Span


RawExpression = (
    RawNumber | RawBoolean | RawName | RawDotted | RawUnary | RawBinary | RawComparison | RawIfElse | RawList | RawCall
)


def raw_children(node: RawExpression) -> tuple[RawExpression, ...]:
    """The direct parts of `node`, left to right."""
    match node:
        case RawUnary():
            return (node.operand,)
        case RawBinary():
            return (node.left, node.right)
        case RawComparison():
            return node.operands
        case RawIfElse():
            return (node.condition, node.then, node.otherwise)
        case RawList():
            return node.items
        case RawCall():
            return node.arguments
        case _:
            return ()


def height(root: RawExpression) -> int:
    """How deep the typed tree made of `root` will be. Without recursion: it guards against deep trees."""
    order: list[RawExpression] = []
    stack = [root]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(raw_children(node))
    heights: dict[int, int] = {}
    for node in reversed(order):
        below = max((heights[id(child)] for child in raw_children(node)), default=0)
        # A chain of comparisons becomes nested `and`s, one for each operator.
        heights[id(node)] = below + (len(node.operators) if isinstance(node, RawComparison) else 1)
    return heights[id(root)]
