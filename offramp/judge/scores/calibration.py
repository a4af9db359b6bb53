"""Calibration: of what was given 70%, how much came about? Told only where there are enough forecasts to tell."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 10  # resolved forecasts, below which a table would show chance alone
BINS = 5


@dataclass(frozen=True)
class Bin:
    """Chances from `low` to `high`: how many forecasts, the mean chance that they gave, the share that came about."""

    low: float
    high: float
    count: int
    chance: float
    happened: float


def calibration(given: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The table of these chances and outcomes, empty bins left out; empty where there are fewer than `FEWEST`."""
    if len(given) < FEWEST:
        return []
    found = []
    for k in range(BINS):
        inside = [(p, o) for p, o in given if min(BINS - 1, int(p * BINS)) == k]
        if inside:
            count = len(inside)
            mean, share = sum(p for p, _ in inside) / count, sum(o for _, o in inside) / count
            found.append(Bin(k / BINS, (k + 1) / BINS, count, mean, share))
    return found
