"""How fast worlds are solved, and how long those that are left will take: from what was done, for whoever waits."""

import time

from offramp.judge.requests import Progress

FIRST_SECONDS = 3.0  # before that a rate says more about starting than about worlds


class Pace:
    """Tells progress in worlds. known: how many of all were there already, which says nothing about the rate."""

    def __init__(self, tell: Progress, what: str, worlds: int, known: int) -> None:
        self._tell, self.what, self.worlds, self.done = tell, what, worlds, known
        self._known, self._began, self._last = known, time.monotonic(), 0.0

    def add(self, worlds: int) -> None:
        """So many more are done."""
        self.done += worlds
        self._last = time.monotonic() - self._began
        self.tell()

    def tell(self) -> None:
        """Say where things stand."""
        self._tell(self.words(self._last, time.monotonic() - self._began), self.done / max(1, self.worlds))

    def words(self, last: float, now: float) -> str:
        """Where things stand `now`, in seconds from the start, where a block was done at `last`."""
        said = f"{self.what}: {self.done:,} of {self.worlds:,}"
        solved = self.done - self._known
        if not solved or last < FIRST_SECONDS:
            return said
        rate = solved / last
        left = (self.worlds - self.done) / rate - (now - last)
        return f"{said}, {rate:.3g} a second" + (
            f", {duration(max(1.0, left))} left" if self.done < self.worlds else ""
        )


def duration(seconds: float) -> str:
    """A time that nobody knows exactly."""
    if seconds < 90:
        whole = max(1, round(seconds))
        return f"{whole} second{'s' if whole > 1 else ''}"
    return f"{round(seconds / 60)} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
