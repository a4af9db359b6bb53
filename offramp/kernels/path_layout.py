"""What the kernel of simulated paths needs to know of a scenario, and where it leaves what it found: plain data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offramp.kernels.layout import Key, Names
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Chance, Move, ScenarioModel, Shock

BLOCK = 4096  # paths whose sums are added up before they join the others'
BINS = 512  # of a histogram
NOTHING, HELD, SUMMED = 0, 1, 2  # what is kept of stocks and outputs
ALL_THROUGH = -1  # where a period stops: nowhere, its paths are played to their end
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


def moving_keys(layout: PathLayout, model: ScenarioModel) -> dict[str, list[Key]]:
    """All that moves within a period, by what it is, in the order in which it is written down where a period stops:
    `axes`, `present`, `modes`, `choices`, `events` (all that have a chance of their own) and `shocks`."""
    chances = [step for step in model.play if isinstance(step, Chance)]
    events = [outcome.name for step in chances for outcome in step.outcomes if outcome.weight is not None]
    found: dict[str, list[Key]] = {
        "axes": [key for key, _, _ in layout.axes],
        "present": list(layout.present),
        "modes": [(Kind.MODE, mode) for mode in model.modes],
        "choices": [(Kind.CHOICE, choice) for choice in layout.choices],
        "events": [(Kind.EVENT, event) for event in dict.fromkeys(events)],
        "shocks": [(Kind.SHOCK, step.name) for step in model.play if isinstance(step, Shock)],
    }
    return found


@dataclass(frozen=True)
class SeenRows:
    """The rows of what is written down of paths where a period stops. keys: of what moves; then the ending, whether a
    stock was held at its range, whether the next mover moves, and each option of it that is there, up to `options`."""

    keys: Sequence[Key]
    options: int

    @staticmethod
    def of(layout: PathLayout, model: ScenarioModel) -> "SeenRows":
        """The rows of a scenario."""
        keys = dict.fromkeys(key for keys in moving_keys(layout, model).values() for key in keys)
        return SeenRows(tuple(keys), max((len(s.options) for s in model.play if isinstance(s, Move)), default=0))

    @property
    def ended(self) -> int:
        """The row of the ending."""
        return len(self.keys)

    @property
    def clipped(self) -> int:
        """The row that says whether a stock was held at an end of its range."""
        return self.ended + 1

    @property
    def acting(self) -> int:
        """The row that says whether the next mover moves; its options come behind."""
        return self.clipped + 1

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.acting + 1 + self.options


def path_rows(layout: PathLayout, modes: int, actors: int) -> PathRows:
    """The rows of a layout."""
    return PathRows(len(layout.axes), layout.stocks, modes, actors, len(layout.outputs), len(layout.choices))


def log10_bound(low: float, high: float) -> float:
    """log10 of what a number in a range can't exceed."""
    size = max(abs(low), abs(high))
    return math.log10(size) if size > 0 else -300.0
