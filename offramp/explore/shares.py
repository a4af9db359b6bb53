"""Counts of worlds, and the shares that they allow to state."""

from dataclasses import dataclass

from offramp.simulate.paths import wilson

FEWEST_FOR_SHARE = 200  # below this an interval is so wide that a share misleads


@dataclass(frozen=True)
class Share:
    """`count` of `of` worlds; the share and its 95% interval, None where there are too few worlds to state one.

    ends: the interval, where worlds weren't drawn so that it follows from the count.
    """

    count: int
    of: int
    ends: tuple[float, float] | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of the share; None below 200 worlds."""
        if self.of < FEWEST_FOR_SHARE:
            return None
        return self.ends or interval(self.count, self.of)

    def to_json(self) -> dict[str, float | int | None]:
        """The share as plain data."""
        found = self.interval
        return {
            "count": self.count,
            "share": self.count / self.of if found else None,
            "low": found[0] if found else None,
            "high": found[1] if found else None,
        }


def interval(count: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share: Wilson (1927).

    For none of N the rule of three, at most 3/N (Hanley & Lippman-Hand 1983), and likewise for all of N. Strata can
    only make a share surer than independent draws would (Stein 1987, for many draws).
    """
    if count == 0:
        return 0.0, min(1.0, 3 / of)
    if count == of:
        return max(0.0, 1 - 3 / of), 1.0
    return wilson(count, of)
