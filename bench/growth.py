"""How a cost grows with size: the exponent b of cost = a · size ** b, fitted by least squares on logarithms."""

import math
from collections.abc import Sequence
from statistics import linear_regression

from bench.outcomes import EXPONENT, Row
from bench.pairs import first_difference, spread
from bench.runs import Run, Side


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of log cost over log size."""
    return linear_regression([math.log(x) for x in sizes], [math.log(y) for y in costs]).slope


def rounds_of(sides: Sequence[Side], rounds: int) -> list[list[Run]]:
    """Every size in turn, `rounds` times, after one run of each that isn't counted."""
    for side in sides:
        side()
    return [[side() for side in sides] for _ in range(rounds)]


def grown(name: str, sizes: Sequence[float], measured: Sequence[Sequence[Run]], note: str) -> Row:
    """The row of an exponent, one fit a round; void where a size came to other numbers in another round."""
    checks = [(run.answer, first.answer) for runs in measured for run, first in zip(runs, measured[0], strict=True)]
    wrong = first_difference(checks, 0.0)
    if wrong is not None:
        return Row(name, EXPONENT, None, wrong)
    return Row(name, EXPONENT, spread([exponent(sizes, [run.spent for run in runs]) for runs in measured]), note)
