"""What a benchmark comes to: rows with a ratio, and rows that couldn't be measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.pairs import Pair, Spread, Summary, disagreement, times_as_fast, times_the_time
from bench.workers import Unavailable

FASTER = "× as fast"  # above 1: we are ahead
TIME = "× the time"  # below 1: we are ahead
MEMORY = "× the memory"  # below 1: we need less
EXPONENT = "exponent"  # the cost grows like size ** ratio

_SUMMARIES: dict[str, Summary] = {FASTER: times_as_fast, TIME: times_the_time, MEMORY: times_the_time}


@dataclass(frozen=True)
class Row:
    """A measured ratio with its lower and upper quartile; without a spread, `note` says why the ratio is void."""

    name: str
    unit: str
    spread: Spread | None
    note: str = ""


@dataclass(frozen=True)
class Missing:
    """A row that couldn't be measured here, and why."""

    name: str
    why: str


Outcome = Row | Missing


def attempt(name: str, measure: Callable[[], Outcome]) -> Outcome:
    """The outcome, or why it couldn't be had: one row that fails doesn't take others with it."""
    try:
        return measure()
    except Unavailable as fault:
        return Missing(name, str(fault))


def compared(name: str, unit: str, pairs: Sequence[Pair], tolerance: float, note: str = "") -> Row:
    """The row of some pairs; void where the two sides didn't come to the same numbers."""
    wrong = disagreement(pairs, tolerance)
    if wrong is not None:
        return Row(name, unit, None, wrong)
    return Row(name, unit, _SUMMARIES[unit](pairs), note)
