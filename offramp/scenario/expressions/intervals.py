"""Interval arithmetic: between which bounds an expression's value lies, whatever its variables are.

The bounds are sound and not always tight: each mention of a variable is taken on its own. A value that can't
be bounded has (-inf, inf); one that isn't a number for some values of the variables is bounded where it is one.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping

from offramp.core.interval_arithmetic import ARITHMETIC, FUNCTIONS, UNKNOWN, Interval, ordered
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
    ValueType,
    Variable,
)

Box = Mapping[tuple[Kind, str], Interval]


def bounds(expression: Expression, box: Box) -> Interval:
    """Between which numbers `expression` lies while each variable lies in its interval in `box`.

    Variables that `box` doesn't have may be anything. A yes/no is bounded as 1 or 0.
    """
    match expression:
        case Number(value=value):
            return UNKNOWN if math.isnan(value) else (value, value)
        case Variable(type=ValueType.NUMBER):
            return ordered(box.get((expression.kind, expression.name), UNKNOWN))
        case Negate():
            low, high = bounds(expression.operand, box)
            return -high, -low
        case Arithmetic():
            return ARITHMETIC[expression.operator](bounds(expression.left, box), bounds(expression.right, box))
        case IfElse():
            holds = truth(expression.condition, box)
            if holds is not None:
                return bounds(expression.then if holds else expression.otherwise, box)
            one, other = bounds(expression.then, box), bounds(expression.otherwise, box)
            return min(one[0], other[0]), max(one[1], other[1])
        case Call():
            return FUNCTIONS[expression.function](*(bounds(argument, box) for argument in expression.arguments))
        case Table():
            return _table(expression, *bounds(expression.argument, box))
        case _:
            holds = truth(expression, box)
            return (0.0, 1.0) if holds is None else (float(holds), float(holds))


def truth(expression: Expression, box: Box) -> bool | None:
    """Whether a yes/no always holds (True), never holds (False), or depends (None)."""
    match expression:
        case Boolean(value=value):
            return value
        case Not():
            inner = truth(expression.operand, box)
            return None if inner is None else not inner
        case Logical(operator="and"):
            left, right = truth(expression.left, box), truth(expression.right, box)
            if left is False or right is False or _contradict(expression):
                return False
            return True if left and right else None
        case Logical():
            left, right = truth(expression.left, box), truth(expression.right, box)
            return True if left or right else False if left is False and right is False else None
        case Compare():
            return _compare(expression, box)
        case IfElse():
            holds = truth(expression.condition, box)
            then, otherwise = truth(expression.then, box), truth(expression.otherwise, box)
            if holds is not None:
                return then if holds else otherwise
            return then if then is otherwise else None
        case Same(left=left, right=right):
            return True if left == right else None
        case Variable(type=ValueType.BOOLEAN):
            return {(1.0, 1.0): True, (0.0, 0.0): False}.get(box.get((expression.kind, expression.name), UNKNOWN))
        case _:
            return None


def _compare(node: Compare, box: Box) -> bool | None:
    (a, b), (c, d) = bounds(node.left, box), bounds(node.right, box)
    match node.operator:
        case "<":
            return _decided(b < c, a >= d)
        case "<=":
            return _decided(b <= c, a > d)
        case ">":
            return _decided(a > d, b <= c)
        case ">=":
            return _decided(a >= d, b < c)
        case "==":
            return _decided(a == b == c == d, b < c or d < a)
        case _:
            return _decided(b < c or d < a, a == b == c == d)


def _decided(always: bool, never: bool) -> bool | None:
    return True if always else False if never else None


def _contradict(node: Logical) -> bool:
    """Whether a chain of `and`s asks one mode or actor for two labels."""
    asked: dict[tuple[Kind, str], str] = {}
    stack: list[Expression] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Logical) and part.operator == "and":
            stack += [part.left, part.right]
        elif isinstance(part, Is) and asked.setdefault((part.kind, part.name), part.label) != part.label:
            return True
    return False


def _table(node: Table, low: float, high: float) -> Interval:
    inside = [(y, y) for x, y in zip(node.xs, node.ys, strict=True) if low < x < high]
    ends = [_look_up(node, low), *inside, _look_up(node, high)]
    return min(end[0] for end in ends), max(end[1] for end in ends)


def _look_up(node: Table, x: float) -> Interval:
    """The value at `x`: exact at the points, within rounding between them."""
    right = bisect_left(node.xs, x)
    if right == len(node.xs) or right == 0 or node.xs[right] == x:
        y = node.ys[min(right, len(node.xs) - 1)]
        return y, y
    (x0, x1), (y0, y1) = node.xs[right - 1 : right + 1], node.ys[right - 1 : right + 1]
    y = y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
    rounding = 4 * math.ulp(max(abs(y0), abs(y1)))
    return y - rounding, y + rounding


__all__ = ["UNKNOWN", "Box", "Interval", "bounds", "truth"]
