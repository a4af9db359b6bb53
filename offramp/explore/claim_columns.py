"""What the quantities of claims were measured to be in all worlds of a view, read from what the run keeps."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from offramp.explore.claim_numbers import (
    CODES,
    ClaimNumbers,
    in_any_run,
    noise_of,
    open_text,
    state_of,
    turns_of,
    value_of,
)
from offramp.explore.claim_turns import Turns, turns
from offramp.explore.runs.run_reader import ViewRun
from offramp.judge.claims.claim_truth import is_share
from offramp.judge.claims.measured import ROUNDING, State, exact
from offramp.judge.verdicts import ORDER, REACHES, SLACK
from offramp.scenario.claims.claim_ground import Names
from offramp.scenario.claims.claim_tree import Moment, Quantity, Standing, Timing, Turn

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class MeasuredColumn:
    """One quantity in each world. state_w: places in CODES; where it isn't measured nothing else counts.

    ends: between which numbers it lies, a yes/no as 1 or 0, and anything where the errors leave that open; or labels:
    all verdicts that it may be.
    """

    state_w: Codes
    ends: tuple[Floats, Floats] | None = None
    labels: Mapping[str, Bools] | None = None


def measured_columns(
    view: ViewRun, asked: ClaimNumbers, names: Names, quantities: Mapping[str, Quantity]
) -> dict[str, MeasuredColumn]:
    """Quantities by their texts. Raises ScenarioError as reading the run does."""
    plain = {text: in_any_run(quantity, view.run.model) for text, quantity in quantities.items()}
    there = {text: one for text, one in quantities.items() if text not in asked.left_out}
    numbers = [name for text, one in there.items() for name in _numbers_of(text, one, plain[text], asked, names)]
    kept = [name for text, one in there.items() for name in _kept_with(text, one, plain[text], names)]
    numbers, kept = list(dict.fromkeys(numbers)), list(dict.fromkeys(kept))
    reading = _Reading(
        view.solved,
        view.run.manifest.asked.level,
        names,
        asked,
        dict(zip([*numbers, *kept], view.values([*numbers, *kept]).T, strict=True)),
        dict(zip(numbers, view.errors(numbers).T, strict=True)),
    )
    with np.errstate(invalid="ignore"):
        return {text: reading.of(text, one, plain[text]) for text, one in quantities.items()}


def _numbers_of(
    text: str, quantity: Quantity, plain: Sequence[str], asked: ClaimNumbers, names: Names
) -> Sequence[str]:
    """The columns of a quantity that have errors."""
    if isinstance(quantity, Timing):
        slots = [asked.slots[open_text(turn, names)] for turn in turns_of(quantity)]
        return [column.name for slot in slots for column in slot.columns[1:]]
    if plain:
        return plain
    verdict = isinstance(quantity, Standing) and quantity.what == "verdict"
    return [value_of(text, rung) for rung in REACHES] if verdict else [value_of(text)]


def _kept_with(text: str, quantity: Quantity, plain: Sequence[str], names: Names) -> Sequence[str]:
    """Those that are kept as they are: the state, and noise."""
    if isinstance(quantity, Timing):
        return [state_of(open_text(turn, names)) for turn in turns_of(quantity)]
    if plain:
        return []
    read = isinstance(quantity, Standing) and quantity.what in ("verdict", "dilemma")
    return [state_of(text)] if read else [state_of(text), noise_of(text)]


@dataclass(frozen=True)
class _Reading:
    """The columns of a view that its claims ask for, and the errors of those that have any."""

    worlds: int
    level: float
    names: Names
    asked: ClaimNumbers
    value: Mapping[str, Floats]
    error: Mapping[str, Floats]

    def of(self, text: str, quantity: Quantity, plain: Sequence[str]) -> MeasuredColumn:
        """One quantity."""
        if text in self.asked.left_out:
            return MeasuredColumn(np.full(self.worlds, CODES.index(State.NOT_JUDGED)))
        if isinstance(quantity, Timing):
            return self._timing(quantity)
        state_w = np.zeros(self.worlds, dtype=np.int64) if plain else self._states(text)
        what = quantity.what if isinstance(quantity, Standing) else ""
        columns = _numbers_of(text, quantity, plain, self.asked, self.names)
        value_wr, error_wr = self._numbers(columns)
        if what == "verdict":
            return MeasuredColumn(state_w, labels=_verdicts(value_wr, error_wr, self.level))
        value_w, error_w = value_wr[:, 0], error_wr[:, 0]
        if what == "dilemma":
            return MeasuredColumn(state_w, _dilemma(value_w, error_w, self.level))
        if not plain:
            error_w = error_w + self.value[noise_of(text)]
        return MeasuredColumn(state_w, _between(value_w, error_w, is_share(quantity)))

    def _numbers(self, columns: Sequence[str]) -> tuple[Floats, Floats]:
        """Numbers, and what they may be off by."""
        value_wr, error_wr = (np.stack([kept[name] for name in columns], axis=1) for kept in (self.value, self.error))
        # No world that was solved on two grids has such a number: nobody knows what a finer grid would make of it.
        return value_wr, np.where(np.isnan(error_wr), np.inf, error_wr)

    def _states(self, text: str) -> Codes:
        return self.value[state_of(text)].astype(np.int64)

    def _timing(self, timing: Timing) -> MeasuredColumn:
        sides = [self._turns(turn) for turn in turns_of(timing)]
        when, state_w = sides[0]
        if len(sides) == 2:
            to, others_w = sides[1]
            state_w = np.where(state_w == CODES.index(State.MEASURED), others_w, state_w)
        else:
            to = Turns.at(float(timing.to.t) if isinstance(timing.to, Moment) else math.inf, self.worlds)
        return MeasuredColumn(state_w, _yes_or_no(*when.compared(timing.operator, to)))

    def _turns(self, turn: Turn) -> tuple[Turns, Codes]:
        text = open_text(turn, self.names)
        share_wt, error_wt = self._numbers([column.name for column in self.asked.slots[text].columns[1:]])
        return turns(share_wt, error_wt, turn.what, turn.which), self._states(text)


def _between(value_w: Floats, error_w: Floats, share: bool) -> tuple[Floats, Floats]:
    """A number within its error; a share also between 0 and 1."""
    rounded_w = error_w <= ROUNDING
    value_w, error_w = value_w.copy(), np.where(rounded_w, 0.0, error_w)
    value_w[rounded_w] = [exact(value) for value in value_w[rounded_w].tolist()]
    low_w, high_w = value_w - error_w, value_w + error_w
    if share:
        low_w, high_w = np.where(low_w > 0.0, low_w, 0.0), np.where(high_w < 1.0, high_w, 1.0)
    return np.where(value_w < low_w, value_w, low_w), np.where(value_w > high_w, value_w, high_w)


def _yes_or_no(value_w: Bools, yes_w: Bools, no_w: Bools) -> tuple[Floats, Floats]:
    """What is found, as 1 or 0; anything where it may be both."""
    open_w = yes_w & no_w
    return np.where(open_w, -np.inf, value_w), np.where(open_w, np.inf, value_w)


def _verdicts(value_wr: Floats, error_wr: Floats, level: float) -> dict[str, Bools]:
    """The first chance that meets the level decides: as they are, and all lower or higher by their errors."""

    def place_w(shift: int) -> Codes:
        met = np.column_stack([value_wr + shift * error_wr >= level - SLACK, np.ones(len(value_wr), dtype=bool)])
        found: Codes = np.argmax(met, axis=1)
        return found

    here_w, worst_w, best_w = place_w(0), place_w(-1), place_w(1)
    return {
        verdict.value: (here_w == place) | ((best_w <= place) & (place <= worst_w))
        for place, verdict in enumerate(ORDER)
    }


def _dilemma(value_w: Floats, error_w: Floats, level: float) -> tuple[Floats, Floats]:
    """Whether every option is heading below the level; none is where there is no option (NaN)."""
    here_w = value_w < level
    others = [value_w + shift * error_w < level for shift in (-1, 0, 1)]
    return _yes_or_no(here_w, reduce(np.logical_or, others, here_w), ~reduce(np.logical_and, others, here_w))
