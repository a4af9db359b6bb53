"""What claims ask of a world, as numbers that are kept of each and can be carried over to a finer grid.

A chance, a payoff or a mean is a number as it is. A verdict under a claim's conditions is kept as the four chances that
decide it, a dilemma as the largest chance that an option is heading for, an opening or closing as the shares of live
play in which the option is open, period by period: all of them are judged only after they were carried over. Whether
something could be measured in a world at all is kept as the code of its `State`, as its own finest grid has it. What
the verdicts of a run are read from anyway isn't kept twice.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from offramp.core.diagnostics import ScenarioError
from offramp.judge.claims.claim_truth import is_share
from offramp.judge.claims.claim_values import asked_for_ways_out
from offramp.judge.claims.courses import Courses, key_of_all
from offramp.judge.claims.measured import State
from offramp.judge.claims.pledged_games import Armed, armed, pledges_in
from offramp.judge.claims.quantities import Measuring, nowhere_in
from offramp.judge.claims.standings import best_heading, open_shares, standing_values
from offramp.judge.scores.forecast_chances import as_claim
from offramp.judge.verdicts import REACHES
from offramp.scenario.claims.claim_ground import ENDING, Names, names_of
from offramp.scenario.claims.claim_printer import quantity_text
from offramp.scenario.claims.claim_tree import (
    GROUP,
    Chance,
    Condition,
    Ever,
    Mean,
    Occurs,
    OptionStanding,
    Quantity,
    Standing,
    Timing,
    Turn,
    pledges_of,
)
from offramp.scenario.expressions.expression_tree import Kind, Variable
from offramp.scenario.model import ScenarioModel
from offramp.solve.solution import Solution

CLAIMED: Final = "claim"  # begins the name of every column
CODES: Final = tuple(State)  # a state is kept as its place here
PATHS = 500  # for events whose chances a grid can't tell; all worlds share their luck
SEED = 1
NO_TURNS: Final = "when ways out open and close is followed in games that end within 120 periods only"


@dataclass(frozen=True)
class Column:
    """A number of a world. kind: `chance`, `payoff`, `share`; `kept`: as its own finest grid has it."""

    name: str
    kind: str
    unit: str


def value_of(text: str, part: str = "") -> str:
    """The column of a quantity of a claim, by the text of that; part: of one that is made of several numbers."""
    return f"{CLAIMED}: {text}{part and f', {part}'}"


def state_of(text: str) -> str:
    """The column that has the code of its state."""
    return f"{CLAIMED} state: {text}"


def noise_of(text: str) -> str:
    """The column of what it may be off by in its own world beside what is known of the grid: by sampling, or as little
    of the play has what is given."""
    return f"{CLAIMED} noise: {text}"


@dataclass(frozen=True)
class Slot(ABC):
    """Something that claims ask for, by its text; with the columns that are kept of it."""

    text: str
    conditions: tuple[Condition, ...]

    @property
    def columns(self) -> list[Column]:
        """Its columns, the code of its state first."""
        return [Column(state_of(self.text), "kept", "code")]

    @abstractmethod
    def values(self, measuring: Measuring) -> list[float]:
        """What they are in one solved game."""


class ReadSlot(Slot):
    """What can be read off the solution of the game that is supposed."""

    def values(self, measuring: Measuring) -> list[float]:
        """NaN where there is no such game, or the reading breaks."""
        course = measuring.courses.of(self.conditions)
        nowhere = nowhere_in(course)
        state = State.NOT_JUDGED if nowhere is None else nowhere.state
        if nowhere is None and course.solution is not None:
            try:
                return [float(CODES.index(State.MEASURED)), *self.read(course.solution, measuring.level)]
            except ScenarioError:
                pass  # as where a single claim is judged: it, and not the world, is left out
        return [float(CODES.index(state)), *[math.nan] * (len(self.columns) - 1)]

    @abstractmethod
    def read(self, solution: Solution, level: float) -> list[float]:
        """The numbers after the state, read off a solution."""


@dataclass(frozen=True)
class NumberSlot(Slot):
    """A number as it is."""

    quantity: Quantity

    @property
    def columns(self) -> list[Column]:
        """State, number, noise."""
        quantity = self.quantity
        kind, unit = ("chance", "probability") if is_share(quantity) else ("payoff", "number of the game")
        if kind == "payoff" and not isinstance(quantity, Mean):
            unit = f"utility of {getattr(quantity, 'actor', '')}"
        noise = Column(noise_of(self.text), "kept", unit)
        return [*super().columns, Column(value_of(self.text), kind, unit), noise]

    def values(self, measuring: Measuring) -> list[float]:
        """NaN where it couldn't be measured."""
        found = measuring.of(self.quantity)
        code = float(CODES.index(found.state))
        if not isinstance(found.value, float):
            return [code, math.nan, math.nan]
        shocks = measuring.courses.base.certificate.quadrature_change or 0.0
        known = shocks if is_share(self.quantity) else 0.0  # which a world counts among its own errors
        return [code, found.value, max(0.0, found.error - known)]


@dataclass(frozen=True)
class VerdictSlot(ReadSlot):
    """A verdict, as what decides it."""

    actor: str

    @property
    def columns(self) -> list[Column]:
        """State, and the four chances."""
        return [*super().columns, *(Column(value_of(self.text, rung), "chance", "probability") for rung in REACHES)]

    def read(self, solution: Solution, level: float) -> list[float]:
        """At the start."""
        i = solution.game.actors.index(self.actor)
        return [float(standing_values(solution, i, rung, solution.values)[0]) for rung in REACHES]


@dataclass(frozen=True)
class DilemmaSlot(ReadSlot):
    """A dilemma, as the best that an option is heading for."""

    actor: str

    @property
    def columns(self) -> list[Column]:
        """State, and one chance; NaN where there is no option."""
        return [*super().columns, Column(value_of(self.text), "chance", "probability")]

    def read(self, solution: Solution, level: float) -> list[float]:
        """At the start."""
        return [best_heading(solution, self.actor, level)]


@dataclass(frozen=True)
class OpenSlot(ReadSlot):
    """The shares of live play in which an option is open; NaN where play doesn't come to it."""

    actor: str
    option: str
    periods: int

    @property
    def columns(self) -> list[Column]:
        """State, and a share for each period."""
        shares = [value_of(self.text, str(t)) for t in range(self.periods)]
        return [*super().columns, *(Column(name, "share", "share of live play, as claimed") for name in shares)]

    def read(self, solution: Solution, level: float) -> list[float]:
        """In each period."""
        found = open_shares(solution, self.actor, self.option, level)
        return [found.get(t, math.nan) for t in range(self.periods)]


@dataclass(frozen=True)
class ClaimNumbers:
    """What the claims of a scenario ask of each of its worlds.

    ready: the scenario with what claims suppose, from which worlds are solved. slots: by their text. left_out: why a
    quantity isn't kept, by its text. games: how many games a world is solved as, the game as it is among them.
    """

    ready: Armed
    slots: Mapping[str, Slot]
    left_out: Mapping[str, str]
    games: int

    @staticmethod
    def of(model: ScenarioModel, periods: int | None) -> "ClaimNumbers":
        """Of all claims that are formalised, and the chances of forecasts. periods: how many can be played; None where
        that isn't followed."""
        names, stated = names_of(model), [one for one in model.claims.values() if one.holds is not None]
        stated += [as_claim(one, model) for one in model.forecasts.values() if one.happens is not None]
        slots: dict[str, Slot] = {}
        left_out: dict[str, str] = {}
        conditions = set()
        for text, quantity in (pair for one in stated if one.holds for pair in one.holds.quantities.items()):
            if isinstance(quantity, Timing) and periods is None:
                left_out[text] = NO_TURNS
                continue
            conditions |= {key_of_all(own) for own in _conditions(quantity)}
            if not in_any_run(quantity, model):
                slots |= {slot.text: slot for slot in _slots(text, quantity, names, periods or 0)}
        return ClaimNumbers(armed(model, pledges_in(stated)), slots, left_out, 1 + len(conditions - {()}))

    @property
    def columns(self) -> list[Column]:
        """All columns, in the order of `values`."""
        return [column for slot in self.slots.values() for column in slot.columns]

    def values(self, solution: Solution, level: float) -> list[float]:
        """What they are in a solved world; the games that claims suppose are solved on the same grids."""
        stated = self.ready.model.claims.values()
        courses = Courses(solution, self.ready, asked_for_ways_out(stated), 0, SEED)
        measuring = Measuring(courses, level, PATHS, SEED)
        return [value for slot in self.slots.values() for value in slot.values(measuring)]


def in_any_run(quantity: Quantity, model: ScenarioModel) -> tuple[str, ...]:
    """The numbers that every run has of a quantity that supposes nothing: one, or the four of a verdict."""
    if isinstance(quantity, Timing | Mean | OptionStanding) or quantity.given is not None or pledges_of(quantity):
        return ()
    if isinstance(quantity, Chance):
        match quantity.event:
            case Occurs(condition=Variable(kind=Kind.ENDING, name=name), when=Ever()):
                plain = name.removeprefix(ENDING)
                return (f"chance({plain})",) if name.startswith(GROUP) or plain in model.endings else ()
        return ()
    if quantity.at is not None and quantity.at.t > 0:
        return ()
    if quantity.what == "verdict":
        return tuple(f"{rung}({quantity.actor})" for rung in REACHES)
    known = quantity.what in ("value", "would", "could", "helped")
    return (f"{quantity.what}({quantity.actor})",) if known else ()


def open_text(turn: Turn, names: Names) -> str:
    """What the shares are called in which the option of an opening or closing is open."""
    return quantity_text(OptionStanding("open", turn.actor, turn.option, None, turn.conditions, turn.span), names)


def turns_of(timing: Timing) -> list[Turn]:
    """The openings and closings that are compared."""
    return [timing.turn, *([timing.to] if isinstance(timing.to, Turn) else [])]


def _conditions(quantity: Quantity) -> Sequence[tuple[Condition, ...]]:
    return [turn.conditions for turn in turns_of(quantity)] if isinstance(quantity, Timing) else [quantity.conditions]


def _slots(text: str, quantity: Quantity, names: Names, periods: int) -> list[Slot]:
    match quantity:
        case Timing():
            return [
                OpenSlot(open_text(turn, names), turn.conditions, turn.actor, turn.option, periods)
                for turn in turns_of(quantity)
            ]
        case Standing(what="verdict"):
            return [VerdictSlot(text, quantity.conditions, quantity.actor)]
        case Standing(what="dilemma"):
            return [DilemmaSlot(text, quantity.conditions, quantity.actor)]
        case _:
            return [NumberSlot(text, quantity.conditions, quantity)]
