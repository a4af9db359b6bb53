"""The value of an expression, calculated the plainest way: a yardstick for faster or more careful ways."""

import math
from collections.abc import Mapping

from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
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
)


class Fault(Exception):
    """The expression has no finite value here, or depends on something without a value."""


def evaluate(node: Expression, at: Mapping[tuple[Kind, str], float]) -> float:
    """The value of `node` where variables have the values `at`; 1 or 0 for a yes/no."""
    try:
        value = _value(node, at)
    except (ArithmeticError, ValueError) as problem:
        raise Fault from problem
    if isinstance(value, complex) or not math.isfinite(value):
        raise Fault
    return value


def _value(node: Expression, at: Mapping[tuple[Kind, str], float]) -> float:
    match node:
        case Number() | Boolean():
            return float(node.value)
        case Variable():
            if (node.kind, node.name) not in at:
                raise Fault
            return at[(node.kind, node.name)]
        case Negate():
            return -evaluate(node.operand, at)
        case Not():
            return 1.0 - evaluate(node.operand, at)
        case Arithmetic():
            return _arithmetic(node.operator, evaluate(node.left, at), evaluate(node.right, at))
        case Compare():
            return float(_compare(node.operator, evaluate(node.left, at), evaluate(node.right, at)))
        case Logical():
            left = evaluate(node.left, at)
            return left if bool(left) == (node.operator == "or") else evaluate(node.right, at)
        case IfElse():
            return evaluate(node.then if evaluate(node.condition, at) else node.otherwise, at)
        case Call():
            return _call(node.function, [evaluate(argument, at) for argument in node.arguments])
        case Table():
            return _table(node, evaluate(node.argument, at))
        case _:
            raise Fault


def _arithmetic(operator: str, x: float, y: float) -> float:
    match operator:
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x * y
        case "/":
            return x / y
        case "%":
            return x % y
        case _:
            return math.pow(x, y)


def _compare(operator: str, x: float, y: float) -> bool:
    match operator:
        case "<":
            return x < y
        case "<=":
            return x <= y
        case ">":
            return x > y
        case ">=":
            return x >= y
        case "==":
            return x == y
        case _:
            return x != y


def _call(function: str, x: list[float]) -> float:
    match function:
        case "min":
            return min(x)
        case "max":
            return max(x)
        case "abs":
            return abs(x[0])
        case "clip":
            return min(max(x[0], x[1]), x[2])
        case "exp":
            return math.exp(x[0])
        case "log":
            return math.log(x[0])
        case "logistic":
            return 1.0 / (1.0 + math.exp(-x[0])) if x[0] > -700 else 0.0
        case "sqrt":
            return math.sqrt(x[0])
        case _:
            return -math.expm1(-x[0])


def _table(node: Table, x: float) -> float:
    if x <= node.xs[0]:
        return node.ys[0]
    for x0, x1, y0, y1 in zip(node.xs, node.xs[1:], node.ys, node.ys[1:], strict=False):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return node.ys[-1]
