"""How far one assumption must move from its baseline until a number passes a level: the nearest place on either side.

Each look is a game that has to be solved, so looks are few: outwards in steps until the number is surely on the other
side, then by halves in between.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Evaluate = Callable[[float], tuple[float, float]]  # value -> (number, its error); NaN where it couldn't be solved
Status = Literal["flips", "no_flip", "not_resolved"]

STEPS = 8  # from the baseline to the end of the range
PRECISION = 0.005  # of the range: a flip is looked for no closer


@dataclass(frozen=True)
class Flip:
    """One side of the baseline. value: where the number passes the level, somewhere from `low` to `high`.

    "no_flip": it stays on its side at all values that were looked at. "not_resolved": from `unsure_from` on the number
    lies within its error of the level (or wasn't solved), and nowhere after it is it surely on the other side.
    unsure_from: the nearest value where that was so; None: nowhere.
    """

    status: Status
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unsure_from: float | None = None


@dataclass(frozen=True)
class Flips:
    """Both sides of the baseline, where the number is `number` with `error`. looks: how many games were solved."""

    baseline: float
    number: float
    error: float
    below: Flip
    above: Flip
    looks: int

    @property
    def nearest(self) -> Flip | None:
        """The flip that lies nearest to the baseline; None where there is none on either side."""
        found = [flip for flip in (self.below, self.above) if flip.value is not None]
        return min(found, key=lambda flip: abs((flip.value or 0.0) - self.baseline), default=None)


def find_flips(
    evaluate: Evaluate,
    baseline: float,
    low: float,
    high: float,
    level: float,
    steps: int = STEPS,
    precision: float = PRECISION,
) -> Flips:
    """Where the number passes `level` when the assumption moves from `baseline` towards `low` and towards `high`.

    Each side is looked at in `steps` equal steps outwards, so the flip is the nearest that leaves the number on the
    other side for at least one step; a shorter excursion may be missed. precision: how closely a flip is looked for, as
    a share of the range. Where the baseline itself is within its error
    of the level, both sides are not resolved. Raises ValueError for a baseline outside the range.
    """
    if not low <= baseline <= high:
        raise ValueError(f"the baseline {baseline:g} lies outside the range from {low:g} to {high:g}")
    looks = _Looks(evaluate, level)
    start = looks.side(baseline)
    number, error = looks.seen[baseline]
    if start == 0:
        unsure = Flip("not_resolved", unsure_from=baseline)
        return Flips(baseline, number, error, unsure, unsure, looks.count)
    close = precision * (high - low)
    below, above = (_outwards(looks, baseline, end, start, steps, close) for end in (low, high))
    return Flips(baseline, number, error, below, above, looks.count)


class _Looks:
    """The values looked at so far."""

    def __init__(self, evaluate: Evaluate, level: float) -> None:
        self.evaluate, self.level = evaluate, level
        self.seen: dict[float, tuple[float, float]] = {}

    @property
    def count(self) -> int:
        """How many games were solved."""
        return len(self.seen)

    def side(self, value: float) -> int:
        """1 surely at the level or above it, −1 surely below, 0 within the error of it or not solved."""
        if value not in self.seen:
            self.seen[value] = self.evaluate(value)
        number, error = self.seen[value]
        if not math.isfinite(number) or (error and abs(number - self.level) <= error):
            return 0
        return 1 if number >= self.level else -1

    def excess(self, value: float) -> float:
        """Number minus level."""
        return self.seen[value][0] - self.level


def _outwards(looks: _Looks, baseline: float, end: float, start: int, steps: int, precision: float) -> Flip:
    """The nearest flip between the baseline and one end of the range."""
    last_sure, unsure = baseline, None
    for step in range(1, steps + 1) if end != baseline else ():
        value = end if step == steps else baseline + (end - baseline) * step / steps
        side = looks.side(value)
        if side == -start:
            return _between(looks, last_sure, value, start, precision, unsure)
        if side == start:
            last_sure = value
        elif unsure is None:
            unsure = value
    return Flip("no_flip" if unsure is None else "not_resolved", unsure_from=unsure)


def _between(looks: _Looks, near: float, far: float, start: int, precision: float, unsure: float | None) -> Flip:
    """The flip between `near`, surely on the baseline's side, and `far`, surely on the other.

    Halving: numbers may jump, and from one step to the precision it takes five looks. A value within its error of the
    level ends it, as nothing between can be told apart.
    """
    while abs(far - near) > precision:
        middle = (near + far) / 2
        side = looks.side(middle)
        if side == 0:
            return _unsure(looks, near, far, start, middle, middle if unsure is None else unsure)
        near, far = (middle, far) if side == start else (near, middle)
    rest = abs(looks.excess(near)) + abs(looks.excess(far))
    line = near + (far - near) * abs(looks.excess(near)) / rest if rest else far
    return Flip("flips", line, min(near, far), max(near, far), unsure)


def _unsure(looks: _Looks, near: float, far: float, start: int, value: float, unsure: float) -> Flip:
    """The flip at a value whose error covers the level: both ends are moved in as far as two more looks each allow."""
    inner_near = inner_far = value
    for _ in range(2):
        middle = (near + inner_near) / 2
        near, inner_near = (middle, inner_near) if looks.side(middle) == start else (near, middle)
        middle = (far + inner_far) / 2
        far, inner_far = (middle, inner_far) if looks.side(middle) == -start else (far, middle)
    return Flip("flips", value, min(near, far), max(near, far), unsure)
