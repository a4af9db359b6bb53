"""Expressions by structure: equal ones have one number, wherever they stand, and `define`s are looked through.

So an expression is worked out once where its value can't have changed in between, however often the file writes it.
"""

from collections.abc import Mapping

from offramp.kernels.layout import Key
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
    children,
)
from offramp.scenario.model import Define

# What differs from state to state and within a period; everything else is the same for a whole period.
MOVING = (Kind.STOCK, Kind.PREVIOUS, Kind.MODE, Kind.CHOICE, Kind.PICKED, Kind.EVENT, Kind.SHOCK)


class ExpressionNumbers:
    """Numbers of expressions. `node[n]` is one of the equal expressions with number n, `parts[n]` the numbers of its
    sub-expressions, `reads[n]` the moving variables that it reads."""

    def __init__(self, defines: Mapping[str, Define], numeric: Mapping[str, str]) -> None:
        """numeric: for each name of a numeric option's number, the choice that it is read from."""
        self._defines = defines
        self._numeric = numeric
        self._by_structure: dict[tuple[object, ...], int] = {}
        self._by_identity: dict[int, tuple[Expression, int]] = {}
        self.node: list[Expression] = []
        self.parts: list[tuple[int, ...]] = []
        self.reads: list[frozenset[Key]] = []

    def of(self, node: Expression) -> int:
        """The number of an expression."""
        known = self._by_identity.get(id(node))
        if known is not None:
            return known[1]
        if isinstance(node, Variable) and node.kind is Kind.DEFINE:
            found = self.of(self._defines[node.name].expression)
        else:
            parts = tuple(self.of(child) for child in children(node))
            structure = (type(node), *_label(node), *parts)
            found = self._by_structure.get(structure, -1)
            if found < 0:
                found = len(self.node)
                self._by_structure[structure] = found
                self.node.append(node)
                self.parts.append(parts)
                self.reads.append(self._own_reads(node).union(*(self.reads[p] for p in parts)))
        # The expression is kept too, so that its identity can't be given to another one.
        self._by_identity[id(node)] = (node, found)
        return found

    def _own_reads(self, node: Expression) -> frozenset[Key]:
        match node:
            case Variable(kind=Kind.PICKED):
                return frozenset({(Kind.PICKED, self._numeric[node.name])})
            case Variable() | Is() if node.kind in MOVING:
                return frozenset({(node.kind, node.name)})
            case Same():
                return frozenset(key for key in (node.left, node.right) if key[0] in MOVING)
            case _:
                return frozenset()


def _label(node: Expression) -> tuple[object, ...]:
    match node:
        case Number() | Boolean():
            return (repr(node.value),)  # tells 0.0 from -0.0
        case Variable():
            return (node.kind, node.name)
        case Is():
            return (node.kind, node.name, node.label)
        case Same():
            return (node.left, node.right)
        case Arithmetic() | Compare() | Logical():
            return (node.operator,)
        case Call():
            return (node.function,)
        case Table():
            return (node.xs, node.ys)
        case Negate() | Not() | IfElse():
            return ()
