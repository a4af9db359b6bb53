"""How an answer moves with each assumption: solved again at both ends of its range, and where the answer turns.

An answer is a number whose sign decides: what one option is worth more than another, or how far a verdict is from
turning. All solutions here are on one coarse grid; what they say is moved by as much as that grid misses the finer one
by at the baseline, so that only the change is the coarse grid's.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from offramp.core.diagnostics import ScenarioError
from offramp.scenario.model import Assumption

Answer = Callable[[dict[str, float]], float]  # with these assumptions changed; may raise ScenarioError
Progress = Callable[[float], None]

TURNS_FOR = 5  # assumptions, the ones that move the answer most, for which the turn is looked for
PRECISION = 0.005  # of the range: a turn is looked for no closer
STEPS = 8
NOTHING = 1e-12


@dataclass(frozen=True)
class Shift:
    """An assumption moved alone, the others as they are. low, high: the ends of its range, with the answers there
    (None: can't be solved there). turn: the value nearest to the baseline that was found where the answer turns, with
    its error; None where it doesn't turn between the values looked at, or wasn't looked for."""

    name: str
    value: float
    low: float
    high: float
    at_low: float | None
    at_high: float | None
    base: float
    turn: float | None = None
    turn_error: float | None = None
    looked: bool = False

    @property
    def size(self) -> float:
        """The largest change of the answer."""
        return max((abs(x - self.base) for x in (self.at_low, self.at_high) if x is not None), default=0.0)


def shifts(
    assumptions: list[tuple[Assumption, float, tuple[float, float]]],
    answer: Answer,
    base: float,
    error: float,
    progress: Progress,
) -> list[Shift]:
    """Every assumption (with its value and its range) moved to both ends, the one that moves the answer most first.

    base: the answer of the finer solution. error: of its numbers, which makes a turn uncertain.
    """
    if not assumptions:
        return []
    coarse = answer({})
    if math.isnan(coarse):
        return []  # on the coarse grid play doesn't come there

    def at(name: str, value: float) -> float | None:
        try:
            found = answer({name: value})
        except ScenarioError:
            return None
        return None if math.isnan(found) else base + (found - coarse)

    found = []
    for number, (assumption, value, (low, high)) in enumerate(assumptions, 1):
        name = assumption.name
        at_low = base if low == value else at(name, low)
        at_high = base if high == value else at(name, high)
        found.append(Shift(name, value, low, high, at_low, at_high, base))
        progress(0.8 * number / len(assumptions))
    found.sort(key=lambda shift: (-shift.size, shift.name))
    for number, shift in enumerate(found[:TURNS_FOR], 1):
        found[number - 1] = _turned(shift, partial(at, shift.name), error)
        progress(0.8 + 0.2 * number / TURNS_FOR)
    return found


def _turned(shift: Shift, at: Callable[[float], float | None], error: float) -> Shift:
    """With the turn that is nearest to the baseline, as a share of the range."""
    turns = list(_turns(shift, at, error))
    if not turns:
        return replace(shift, looked=True)
    turn, off = min(turns, key=lambda found: abs(found[0] - shift.value))
    return replace(shift, turn=turn, turn_error=off, looked=True)


def _turns(shift: Shift, at: Callable[[float], float | None], error: float) -> Iterator[tuple[float, float]]:
    for end, there in ((shift.low, shift.at_low), (shift.high, shift.at_high)):
        if there is None or end == shift.value or (there > 0) == (shift.base > 0):
            continue
        a, fa, b, fb = shift.value, shift.base, end, there
        closest = PRECISION * abs(shift.high - shift.low)
        for _ in range(STEPS):
            if abs(b - a) <= closest:
                break
            middle = b - fb * (b - a) / (fb - fa)
            # A secant may creep along one end: halve where it would.
            least = 0.1 * abs(b - a)
            if min(abs(middle - a), abs(middle - b)) < least:
                middle = (a + b) / 2
            found = at(middle)
            if found is None:
                break
            if (found > 0) == (fa > 0):
                a, fa = middle, found
            else:
                b, fb = middle, found
        slope = abs(fb - fa) / abs(b - a) if a != b else 0.0
        off = abs(b - a) / 2 + (error / slope if slope > NOTHING else 0.0)
        turn = b - fb * (b - a) / (fb - fa) if fa != fb else b
        yield turn, min(off, abs(shift.high - shift.low))
