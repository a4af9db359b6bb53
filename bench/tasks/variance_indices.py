"""Our first and total order indices with bootstrapped intervals."""

from bench.drawn_worlds import block_numbers
from bench.runs import Run, Side, timed
from offramp.explore.hinges.variance_indices import from_blocks


def prepare(worlds: int, assumptions: int, resamples: int) -> Side:
    """A unit of work is one analysis of numbers that are there already."""
    blocks = block_numbers(worlds, assumptions)
    names = [f"x{a}" for a in range(assumptions)]

    def work() -> list[float]:
        found = from_blocks(names, *blocks, seed=1, resamples=resamples)
        assert found.total_a is not None
        return [*found.first_a, *found.total_a]

    def run() -> Run:
        return timed(work)

    return run
