"""Arithmetic on intervals: what a result lies between when its operands lie between their ends.

Ends are floats, rounded as the calculation itself rounds them; an infinite end stands for numbers without bound.
"""

import math
from collections.abc import Callable
from itertools import product
from typing import Final

Interval = tuple[float, float]

UNKNOWN: Final[Interval] = (-math.inf, math.inf)


def ordered(interval: Interval) -> Interval:
    """`interval` with its lower end first; not-a-number ends leave nothing known."""
    low, high = interval
    return (low, high) if low <= high else UNKNOWN if math.isnan(low + high) else (high, low)


def _hull(values: list[float]) -> Interval:
    """The smallest interval around `values`; not-a-number (inf - inf, overflow) leaves nothing known."""
    return UNKNOWN if any(map(math.isnan, values)) else (min(values), max(values))


def _times(x: float, y: float) -> float:
    # An infinite end stands for numbers without bound: zero times any of them is zero.
    return 0.0 if x == 0.0 or y == 0.0 else x * y


def _add(a: Interval, b: Interval) -> Interval:
    low, high = a[0] + b[0], a[1] + b[1]
    return -math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high


def _subtract(a: Interval, b: Interval) -> Interval:
    return _add(a, (-b[1], -b[0]))


def _multiply(a: Interval, b: Interval) -> Interval:
    return _hull([_times(x, y) for x, y in product(a, b)])


def _divide(a: Interval, b: Interval) -> Interval:
    if b[0] <= 0.0 <= b[1]:
        return UNKNOWN
    return _hull([math.nan if math.isinf(x) and math.isinf(y) else x / y for x, y in product(a, b)])


def _remainder(a: Interval, b: Interval) -> Interval:
    if b[0] <= 0.0 <= b[1]:
        return UNKNOWN
    if b[0] > 0.0:
        return a if a[0] >= 0.0 and a[1] < b[0] else (0.0, b[1])
    return a if b[1] < a[0] and a[1] <= 0.0 else (b[0], 0.0)


def _power(a: Interval, b: Interval) -> Interval:
    if a[0] >= 0.0:
        # Rising or falling in each of the two on its own, so the corners bound it.
        return _loose(_hull([_raise(x, y) for x, y in product(a, b)]), 0.0)
    if b[0] != b[1] or b[0] != math.floor(b[0]) or math.isinf(b[0]):
        return UNKNOWN
    exponent = b[0]
    if exponent < 0.0:
        return _loose(_divide((1.0, 1.0), _power(a, (-exponent, -exponent))))
    ends = [_raise(x, exponent) for x in a]
    if exponent % 2 == 0.0:
        return _loose((0.0 if a[1] >= 0.0 and exponent else min(ends), max(ends)), 0.0)
    return _loose((ends[0], ends[1]))


def _raise(x: float, y: float) -> float:
    try:
        return math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0.0 and y % 2 == 1.0 else math.inf
    except ValueError:  # zero to a negative power
        return math.inf


def _loose(interval: Interval, least: float = -math.inf, most: float = math.inf) -> Interval:
    """`interval`, wider by what two libraries' roundings of one function may differ in."""
    low, high = interval
    low = low - 4 * math.ulp(low) if math.isfinite(low) else low
    high = high + 4 * math.ulp(high) if math.isfinite(high) else high
    return max(low, least), min(high, most)


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + _exp(-x)) if x >= 0.0 else _exp(x) / (1.0 + _exp(x))


def _strikes(rate: float) -> float:
    try:
        return -math.expm1(-rate)
    except OverflowError:
        return -math.inf


def _log(a: Interval) -> Interval:
    if a[1] <= 0.0:
        return UNKNOWN
    return _loose((math.log(a[0]) if a[0] > 0.0 else -math.inf, math.log(a[1])))


def _sqrt(a: Interval) -> Interval:
    return UNKNOWN if a[1] < 0.0 else (math.sqrt(max(0.0, a[0])), math.sqrt(a[1]))


def _abs(a: Interval) -> Interval:
    ends = abs(a[0]), abs(a[1])
    return (0.0 if a[0] <= 0.0 <= a[1] else min(ends)), max(ends)


def _smallest(*all_of: Interval) -> Interval:
    return min(a[0] for a in all_of), min(a[1] for a in all_of)


def _largest(*all_of: Interval) -> Interval:
    return max(a[0] for a in all_of), max(a[1] for a in all_of)


def _clip(x: Interval, low: Interval, high: Interval) -> Interval:
    return _smallest(_largest(x, low), high)


ARITHMETIC: Final[dict[str, Callable[[Interval, Interval], Interval]]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "%": _remainder,
    "**": _power,
}

FUNCTIONS: Final[dict[str, Callable[..., Interval]]] = {
    "min": _smallest,
    "max": _largest,
    "abs": _abs,
    "clip": _clip,
    "exp": lambda a: _loose((_exp(a[0]), _exp(a[1])), 0.0),
    "log": _log,
    "logistic": lambda a: _loose((_logistic(a[0]), _logistic(a[1])), 0.0, 1.0),
    "sqrt": _sqrt,
    "per_period": lambda a: _loose((_strikes(a[0]), _strikes(a[1])), -math.inf, 1.0),
}
