"""Replace `at_end(actor)` in the weight of an ending by what that ending pays the actor."""

from collections.abc import Callable

from offramp.scenario.expressions.expression_tree import Expression, Kind, Variable, rebuilt


def substitute(node: Expression, paid: Callable[[str], Expression]) -> Expression:
    """`node` with every `at_end(a)` replaced by `paid(a)`; everything else as it is."""
    if isinstance(node, Variable) and node.kind is Kind.AT_END:
        return paid(node.name)
    return rebuilt(node, lambda child: substitute(child, paid))
