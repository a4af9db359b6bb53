"""Replace `at_end(actor)` in the weight of an ending by what that ending pays the actor."""

from collections.abc import Callable
from dataclasses import replace

from offramp.scenario.expression_tree import (
    Arithmetic,
    Call,
    Compare,
    Expression,
    IfElse,
    Kind,
    Logical,
    Negate,
    Not,
    Table,
    Variable,
)


def substitute(node: Expression, paid: Callable[[str], Expression]) -> Expression:
    """`node` with every `at_end(a)` replaced by `paid(a)`; everything else as it is."""

    def walk(n: Expression) -> Expression:
        return substitute(n, paid)

    match node:
        case Variable(kind=Kind.AT_END):
            return paid(node.name)
        case Negate() | Not():
            return replace(node, operand=walk(node.operand))
        case Arithmetic() | Compare() | Logical():
            return replace(node, left=walk(node.left), right=walk(node.right))
        case IfElse():
            return replace(node, condition=walk(node.condition), then=walk(node.then), otherwise=walk(node.otherwise))
        case Call():
            return replace(node, arguments=tuple(map(walk, node.arguments)))
        case Table():
            return replace(node, argument=walk(node.argument))
        case _:
            return node
