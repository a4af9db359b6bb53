"""Interval arithmetic on many boxes at once: of each, what `intervals` says of it alone, to the last bit.

What is common in claims (plus, minus, times, over, comparisons, and, or) runs on whole columns; the rest of the
arithmetic is left to `intervals`, box by box.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.interval_arithmetic import ARITHMETIC, FUNCTIONS
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
from offramp.scenario.expressions.intervals import bounds

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Key = tuple[Kind, str]
Ends = tuple[Floats, Floats]  # the lower and the upper end in each box
Truth = tuple[Bools, Bools]  # where a yes/no always holds, and where it never does; in neither it depends


@dataclass(frozen=True)
class Boxes:
    """What every variable may be, in each of `count` boxes: numbers and yes/no by their ends, and of a label all that
    it may be. A variable that isn't here may be anything."""

    count: int
    ends: Mapping[Key, Ends]
    labels: Mapping[Key, Mapping[str, Bools]]

    def everywhere(self, low: float, high: float) -> Ends:
        """The same ends in every box."""
        return np.full(self.count, low), np.full(self.count, high)

    def all_or_none(self, value: bool) -> Truth:
        """The same yes or no in every box."""
        return np.full(self.count, value), np.full(self.count, not value)

    @property
    def open(self) -> Truth:
        """What depends in every box."""
        return np.zeros(self.count, dtype=bool), np.zeros(self.count, dtype=bool)


def truths(expression: Expression, boxes: Boxes) -> Truth:
    """Where a yes/no always holds, and where it never does."""
    match expression:
        case Boolean(value=value):
            return boxes.all_or_none(value)
        case Not():
            always, never = truths(expression.operand, boxes)
            return never, always
        case Logical():
            left, right = truths(expression.left, boxes), truths(expression.right, boxes)
            if expression.operator == "and":
                never = left[1] | right[1] | _contradict(expression, boxes)
                return left[0] & right[0] & ~never, never
            return left[0] | right[0], left[1] & right[1]
        case Compare():
            return _COMPARE[expression.operator](*ends_of(expression.left, boxes), *ends_of(expression.right, boxes))
        case IfElse():
            holds, fails = truths(expression.condition, boxes)
            then, other = truths(expression.then, boxes), truths(expression.otherwise, boxes)
            always, never = (np.where(holds, a, np.where(fails, b, a & b)) for a, b in zip(then, other, strict=True))
            return always, never
        case Is():
            return _is(expression, boxes)
        case Same():
            return _same(expression, boxes)
        case Variable(type=ValueType.BOOLEAN):
            low, high = boxes.ends.get((expression.kind, expression.name), boxes.everywhere(-np.inf, np.inf))
            return (low == 1) & (high == 1), (low == 0) & (high == 0)
        case _:
            return boxes.open


def ends_of(expression: Expression, boxes: Boxes) -> Ends:
    """Between which numbers an expression lies in each box; a yes/no counts as 1 or 0."""
    match expression:
        case Variable(type=ValueType.NUMBER):
            return _ordered(boxes.ends.get((expression.kind, expression.name), boxes.everywhere(-np.inf, np.inf)))
        case Number():
            return boxes.everywhere(*bounds(expression, {}))
        case Negate():
            low, high = ends_of(expression.operand, boxes)
            return -high, -low
        case Arithmetic():
            left, right = ends_of(expression.left, boxes), ends_of(expression.right, boxes)
            whole = _ARITHMETIC.get(expression.operator)
            return whole(left, right) if whole else _each(ARITHMETIC[expression.operator], [left, right])
        case IfElse():
            holds, fails = truths(expression.condition, boxes)
            one, other = ends_of(expression.then, boxes), ends_of(expression.otherwise, boxes)
            low = np.where(holds, one[0], np.where(fails, other[0], np.minimum(one[0], other[0])))
            return low, np.where(holds, one[1], np.where(fails, other[1], np.maximum(one[1], other[1])))
        case Call():
            return _each(FUNCTIONS[expression.function], [ends_of(part, boxes) for part in expression.arguments])
        case Table():
            place = Variable(Kind.QUANTITY, "", ValueType.NUMBER, expression.span)
            asked = Table(place, expression.xs, expression.ys, expression.span)
            return _each(lambda ends: bounds(asked, {(Kind.QUANTITY, ""): ends}), [ends_of(expression.argument, boxes)])
        case _:
            always, never = truths(expression, boxes)
            return always.astype(np.float64), (~never).astype(np.float64)


def _each(one: Callable[..., tuple[float, float]], parts: list[Ends]) -> Ends:
    """A function of intervals, box by box."""
    rows = [list(zip(low.tolist(), high.tolist(), strict=True)) for low, high in parts]
    found = np.array([one(*row) for row in zip(*rows, strict=True)], dtype=np.float64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _is(node: Is, boxes: Boxes) -> Truth:
    """Whether a label is this one: surely where it may be nothing else."""
    labels = boxes.labels.get((node.kind, node.name))
    if labels is None:
        return boxes.open
    may = labels.get(node.label, np.zeros(boxes.count, dtype=bool))
    return may & (_count(labels.values()) == 1), ~may


def _same(node: Same, boxes: Boxes) -> Truth:
    """Whether two labels are the same: surely where each may be one and the same thing only."""
    left, right = boxes.labels.get(node.left, {}), boxes.labels.get(node.right, {})
    nowhere = np.zeros(boxes.count, dtype=bool)
    pairs = [(left.get(name, nowhere), right.get(name, nowhere)) for name in dict.fromkeys([*left, *right])]
    shared = reduce(np.logical_or, [a & b for a, b in pairs], nowhere)
    one = _count([a | b for a, b in pairs]) == 1
    return shared & (one | (node.left == node.right)), ~shared


def _count(parts: Any) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.sum(list(parts), axis=0, dtype=np.int64)
    return found


def _contradict(node: Logical, boxes: Boxes) -> Bools:
    """Where a chain of `and`s asks something for two labels between which the box leaves it open."""
    found = np.zeros(boxes.count, dtype=bool)
    for one, other in combinations(_asked(node), 2):
        if (one.kind, one.name) == (other.kind, other.name) and one.label != other.label:
            sides = [_is(part, boxes) for part in (one, other)]
            found |= ~(sides[0][0] | sides[0][1] | sides[1][0] | sides[1][1])
    return found


def _asked(node: Expression) -> Iterator[Is]:
    if isinstance(node, Logical) and node.operator == "and":
        yield from _asked(node.left)
        yield from _asked(node.right)
    elif isinstance(node, Is):
        yield node


def _ordered(ends: Ends) -> Ends:
    low, high = ends
    unknown = np.isnan(low + high) & ~(low <= high)
    swapped = low > high
    return (
        np.where(unknown, -np.inf, np.where(swapped, high, low)),
        np.where(unknown, np.inf, np.where(swapped, low, high)),
    )


def _add(a: Ends, b: Ends) -> Ends:
    low, high = a[0] + b[0], a[1] + b[1]
    return np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)


def _subtract(a: Ends, b: Ends) -> Ends:
    return _add(a, (-b[1], -b[0]))


def _multiply(a: Ends, b: Ends) -> Ends:
    # An infinite end stands for numbers without bound: zero times any of them is zero.
    return _hull([np.where((x == 0.0) | (y == 0.0), 0.0, x * y) for x, y in product(a, b)])


def _divide(a: Ends, b: Ends) -> Ends:
    low, high = _hull([np.where(np.isinf(x) & np.isinf(y), np.nan, x / y) for x, y in product(a, b)])
    through_zero = (b[0] <= 0.0) & (b[1] >= 0.0)
    return np.where(through_zero, -np.inf, low), np.where(through_zero, np.inf, high)


def _hull(values: list[Floats]) -> Ends:
    """The smallest interval around `values`; not-a-number leaves nothing known."""
    low, high = np.minimum.reduce(values), np.maximum.reduce(values)
    return np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)


_ARITHMETIC: dict[str, Callable[[Ends, Ends], Ends]] = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}

_COMPARE: dict[str, Callable[[Floats, Floats, Floats, Floats], Truth]] = {
    "<": lambda a, b, c, d: (b < c, a >= d),
    "<=": lambda a, b, c, d: (b <= c, a > d),
    ">": lambda a, b, c, d: (a > d, b <= c),
    ">=": lambda a, b, c, d: (a >= d, b < c),
    "==": lambda a, b, c, d: ((a == b) & (b == c) & (c == d), (b < c) | (d < a)),
    "!=": lambda a, b, c, d: ((b < c) | (d < a), (a == b) & (b == c) & (c == d)),
}

__all__ = ["Boxes", "ends_of", "truths"]
