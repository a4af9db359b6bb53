"""What the kernel of simulated paths needs to know of a scenario, and where it leaves what it found: plain data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offramp.kernels.layout import Key, Names

BLOCK = 4096  # paths whose sums are added up before they join the others'
BINS = 512  # of a histogram
NOTHING, HELD, SUMMED = 0, 1, 2  # what is kept of stocks and outputs
FIRST, SUM, SQUARES, LEAST, MOST = range(5)  # of a number's sums over a block


@dataclass(frozen=True)
class PathLayout:
    """What a kernel of paths needs to know of a scenario beyond its rules.

    parameters, switches: see `PeriodRow`. axes: the numbers of the state, each with the variable that it is at a
    period's end, and log10 of what it can't exceed; the first `stocks` of them are present values, `present` those
    that the next period calls its previous ones, with their stocks. outputs: defined quantities to show, and whether
    they are known only at the period's end.
    """

    names: Names
    parameters: Mapping[Key, int]
    switches: Mapping[str, int]
    axes: Sequence[tuple[Key, Key, float]]
    stocks: int
    present: Mapping[Key, Key]
    choices: Sequence[str]
    outputs: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class PathRows:
    """The rows of arrays over paths: what a path starts with and how it went, and what is held of each period.

    state: axes, modes, then ended, periods, clipped, payoffs and weights. held: stocks, outputs, earlier values,
    modes, choices, and the ending after the period.
    """

    axes: int
    stocks: int
    modes: int
    actors: int
    outputs: int
    choices: int

    @property
    def ended(self) -> int:
        """The row of `ended`; `periods` and `clipped` come after it."""
        return self.axes + self.modes

    def paid(self, i: int) -> int:
        """The row of what actor `i` was paid."""
        return self.ended + 3 + i

    def weight(self, i: int) -> int:
        """The row of how far actor `i` could live with the ending."""
        return self.ended + 3 + self.actors + i

    @property
    def state(self) -> int:
        """How many rows a path's state has."""
        return self.ended + 3 + 2 * self.actors

    @property
    def numbers(self) -> int:
        """How many rows are held of stocks and outputs."""
        return self.stocks + self.outputs

    def held_axis(self, d: int) -> int:
        """The held row of axis `d`."""
        return d if d < self.stocks else d + self.outputs

    def held_mode(self, m: int) -> int:
        """The held row of mode `m`."""
        return self.axes + self.outputs + m

    def held_choice(self, c: int) -> int:
        """The held row of choice `c`."""
        return self.held_mode(self.modes) + c

    @property
    def held_ending(self) -> int:
        """The held row of the ending."""
        return self.held_choice(self.choices)

    @property
    def held(self) -> int:
        """How many rows are held of all there is."""
        return self.held_ending + 1


def path_rows(layout: PathLayout, modes: int, actors: int) -> PathRows:
    """The rows of a layout."""
    return PathRows(len(layout.axes), layout.stocks, modes, actors, len(layout.outputs), len(layout.choices))


def log10_bound(low: float, high: float) -> float:
    """log10 of what a number in a range can't exceed."""
    size = max(abs(low), abs(high))
    return math.log10(size) if size > 0 else -300.0
