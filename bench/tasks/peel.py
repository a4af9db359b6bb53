"""Our peeling and pasting of a box."""

from bench.drawn_worlds import boxed_worlds
from bench.runs import Run, Side, timed
from offramp.explore.hinges.pasting import paste
from offramp.explore.hinges.peeling import peel


def prepare(worlds: int, assumptions: int) -> Side:
    """A unit of work is one box, sorting the worlds included."""
    value_wa, holds_w = boxed_worlds(worlds, assumptions)

    def work() -> list[float]:
        way = peel(value_wa, holds_w)
        paste(value_wa, holds_w, (way.low_ba[-1], way.high_ba[-1]))
        return [*way.coverage_b, *way.density_b, *way.mass_b]

    def run() -> Run:
        return timed(work)

    return run
