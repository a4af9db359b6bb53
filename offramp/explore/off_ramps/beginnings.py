"""Until when an off-ramp works: the last period in which it may begin and still move the verdict.

Beginnings are looked at here and there first. Where from some point on none of these works, the last that does lies
before it, and is found by halves; where they come and go, every period is looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass

SPREAD = 9  # beginnings that are looked at first


@dataclass(frozen=True)
class Beginnings:
    """last: the last period that was found to do. works: every period that was looked at, and whether a beginning then
    does. throughout: whether every one of these up to `last` does."""

    last: int
    works: dict[int, bool]

    @property
    def throughout(self) -> bool:
        """Whether what begins earlier works too, as far as that was looked at."""
        return all(works for t, works in self.works.items() if t <= self.last)


def latest_beginning(works: Callable[[int], bool], periods: int) -> Beginnings:
    """The last of `periods` in which an off-ramp that works from period 0 on may begin. works: of one beginning."""
    seen = {0: True}
    for k in range(1, SPREAD):
        t = round(k * (periods - 1) / (SPREAD - 1))
        if t not in seen:
            seen[t] = works(t)
    answers = [seen[t] for t in sorted(seen)]
    if answers != sorted(answers, reverse=True):
        for t in range(periods):
            if t not in seen:
                seen[t] = works(t)
        return Beginnings(max(t for t, does in seen.items() if does), dict(sorted(seen.items())))
    low = max(t for t, does in seen.items() if does)
    high = min((t for t, does in seen.items() if not does), default=periods)
    while high - low > 1:
        middle = (low + high) // 2
        seen[middle] = works(middle)
        low, high = (middle, high) if seen[middle] else (low, middle)
    return Beginnings(low, dict(sorted(seen.items())))
