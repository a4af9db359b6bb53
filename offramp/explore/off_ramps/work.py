"""Many solves shared among threads, in the order in which they were asked for."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from offramp.explore.pools import threads
from offramp.judge.requests import Progress

Item = TypeVar("Item")
Result = TypeVar("Result")


class Crew:
    """Threads, or none: then the caller's does the work. Results don't depend on how many there are."""

    def __init__(self, pool: ThreadPoolExecutor | None, tell: Progress) -> None:
        self.pool, self.tell = pool, tell

    def each(self, work: Callable[[Item], Result], items: Sequence[Item], what: str) -> list[Result]:
        """What `work` makes of each item. What it raises is raised."""
        found: list[Result] = []
        under_way: list[Future[Result]] = [self.pool.submit(work, item) for item in items] if self.pool else []
        try:
            for number, item in enumerate(items):
                self.tell(what, number / len(items))
                found.append(under_way[number].result() if under_way else work(item))
        finally:
            for run in under_way:
                run.cancel()
        return found


@contextmanager
def crew(count: int, tell: Progress) -> Iterator[Crew]:
    """As many threads as `count`, if that is more than one."""
    if count < 2:
        yield Crew(None, tell)
        return
    with threads(count) as pool:
        yield Crew(pool, tell)
