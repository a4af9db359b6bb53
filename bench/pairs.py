"""Paired timing: A B A B …, and the ratio pair by pair.

A machine that others use changes its speed within seconds. Two runs next to each other share most of that, so their
ratio is steadier than either clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.runs import Run, Side


@dataclass(frozen=True)
class Pair:
    """Two runs next to each other."""

    ours: Run
    theirs: Run


@dataclass(frozen=True)
class Spread:
    """The median of a ratio over the pairs, and its lower and upper quartile."""

    ratio: float
    low: float
    high: float


def alternate(ours: Side, theirs: Side, rounds: int) -> list[Pair]:
    """`rounds` pairs, after one run of each side that isn't counted: it compiles and fills caches."""
    ours(), theirs()
    return [Pair(ours(), theirs()) for _ in range(rounds)]


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles; of one value, that value thrice."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Spread(median(values), low, high)


def times_as_fast(pairs: Sequence[Pair]) -> Spread:
    """How many times as much work we do in the same time."""
    return spread([pair.theirs.cost / pair.ours.cost for pair in pairs])


def times_the_time(pairs: Sequence[Pair]) -> Spread:
    """How many times as much we take, of time or memory, for the same work."""
    return spread([pair.ours.cost / pair.theirs.cost for pair in pairs])


def disagreement(pairs: Sequence[Pair], tolerance: float) -> str | None:
    """Where two sides came to different numbers, in words; None where they did the same work.

    tolerance: relative to the larger of 1 and the number.
    """
    return first_difference([(pair.ours.answer, pair.theirs.answer) for pair in pairs], tolerance)


def first_difference(answers: Sequence[tuple[Sequence[float], Sequence[float]]], tolerance: float) -> str | None:
    """The same of pairs of answers."""
    for ours, theirs in answers:
        if len(ours) != len(theirs) or not ours:
            return f"not the same work: {len(ours)} numbers here, {len(theirs)} there"
        for k, (x, y) in enumerate(zip(ours, theirs, strict=True)):
            if not abs(x - y) <= tolerance * max(1.0, abs(y)):  # NaN is no agreement either
                return f"not the same work: number {k + 1} is {x:.10g} here and {y:.10g} there"
    return None


Summary = Callable[[Sequence[Pair]], Spread]
