"""Claims judged world by world, as a single game is: the plain twin of what is done for all worlds at once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
from offramp.explore.runs.run_reader import ViewRun
from offramp.explore.world_claims import asked_in
from offramp.game.game import Game
from offramp.judge.claims.claim_truth import Judgement, Setting, judged
from offramp.judge.claims.measured import Measured, State, not_judged, number, one_of
from offramp.judge.claims.quantities import Turned, compared
from offramp.judge.claims.standings import HALF, turn_in
from offramp.judge.verdicts import ORDER, REACHES, SLACK
from offramp.scenario.claims.claim_ground import Names, names_of
from offramp.scenario.claims.claim_tree import Moment, Quantity, Standing, Timing, Turn
from offramp.scenario.expressions.expression_tree import Kind, variables
from offramp.scenario.model import ScenarioModel

Floats = NDArray[np.float64]
_SAID: Final = {
    State.VACUOUS: "what it supposes can't be in this world",
    State.UNSUPPORTED: "what is given, or the date, comes about in under 0.1% of the play",
    State.NOT_JUDGED: "a rule or an expression breaks in the game that it supposes",
}


def judgements(view: ViewRun) -> list[list[Judgement]]:
    """What becomes of each claim in each world of a view, one after the other."""
    asked, model = asked_in(view.run), view.run.model
    reading = _Reading(view, asked, names_of(model))
    settings = _settings(view, model)
    kept: dict[str, Sequence[Measured]] = {}
    found = []
    for stated in model.claims.values():
        claim = stated.holds
        if claim is None:
            found.append([Judgement.NOT_FORMALISED] * view.solved)
            continue
        for text, quantity in claim.quantities.items():
            if text not in kept:
                kept[text] = reading.of(text, quantity)
        found.append(
            [
                judged(claim, setting, {text: kept[text][w] for text in claim.quantities})[0]
                for w, setting in enumerate(settings)
            ]
        )
    return found


def _settings(view: ViewRun, model: ScenarioModel) -> list[Setting]:
    """What claims may read beside their quantities, in each world."""
    claims = [stated.holds for stated in model.claims.values() if stated.holds is not None]
    read = {name for claim in claims for name in variables(claim.expression)}
    name, cases = view.branch.view, dict(view.branch.cases)
    base = Setting.of(Game.bind(model, name, cases))
    if not view.solved:
        return []
    drawn = [dict(zip(view.names, row, strict=True)) for row in view.value_wa.tolist()]
    if any(kind in (Kind.INITIAL, Kind.ASPIRATION) for kind, _ in read):
        # They follow from the assumptions, as the game of each world has it.
        return [Setting.of(Game.bind(model, name, {**cases, **world})) for world in drawn]
    of_baseline = {key: value for key, value in base.known.items() if key in read}
    varies = [a for a in view.names if (Kind.ASSUMPTION, a) in read]
    return [
        Setting({**of_baseline, **{(Kind.ASSUMPTION, a): (world[a], world[a]) for a in varies}}, base.cases)
        for world in drawn
    ]


@dataclass(frozen=True)
class _Reading:
    """Quantities as they were measured in each world of a view, read from what the run keeps."""

    view: ViewRun
    asked: ClaimNumbers
    names: Names

    def of(self, text: str, quantity: Quantity) -> Sequence[Measured]:
        """One quantity, world by world."""
        if text in self.asked.left_out:
            return [not_judged(self.asked.left_out[text])] * self.view.solved
        if isinstance(quantity, Timing):
            return self._timing(quantity)
        plain = in_any_run(quantity, self.view.run.model)
        what = quantity.what if isinstance(quantity, Standing) else ""
        if what == "verdict":
            columns = plain or tuple(value_of(text, rung) for rung in REACHES)
            values, errors, state_w = self._columns(text, columns, kept=not plain)
            return self._where(state_w, _verdicts(values, errors, self._level))
        values, errors, state_w = self._columns(text, plain or (value_of(text),), kept=not plain)
        value_w, error_w = values[:, 0], errors[:, 0]
        if what == "dilemma":
            pairs = zip(value_w.tolist(), error_w.tolist(), strict=True)
            return self._where(state_w, [_dilemma(*one, self._level) for one in pairs])
        if not plain:
            error_w = error_w + self.view.values([noise_of(text)])[:, 0]
        pairs = zip(value_w.tolist(), error_w.tolist(), strict=True)
        return self._where(state_w, [number(value, error) for value, error in pairs])

    @property
    def _level(self) -> float:
        return self.view.run.manifest.asked.level

    def _columns(self, text: str, columns: Sequence[str], kept: bool) -> tuple[Floats, Floats, Floats]:
        """Numbers, what they may be off by, and the codes of the states."""
        errors = self.view.errors(columns)
        states = self.view.values([state_of(text)])[:, 0] if kept else np.zeros(len(errors))
        # No world that was solved on two grids has such a number: nobody knows what a finer grid would make of it.
        return self.view.values(columns), np.where(np.isnan(errors), np.inf, errors), states

    def _where(self, state_w: Floats, measured: Sequence[Measured]) -> Sequence[Measured]:
        """What was measured, where something could be."""
        states = [CODES[int(code)] for code in state_w]
        return [
            one if state is State.MEASURED else _nothing(state) for state, one in zip(states, measured, strict=True)
        ]

    def _timing(self, timing: Timing) -> Sequence[Measured]:
        sides = [self._turns(turn) for turn in turns_of(timing)]
        first, states = sides[0]
        if len(sides) == 2:
            other, others = sides[1]
            states = [a if a is not State.MEASURED else b for a, b in zip(states, others, strict=True)]
        else:
            to = float(timing.to.t) if isinstance(timing.to, Moment) else math.inf
            other = [(to, {to})] * len(first)
        return [
            compared(timing.operator, when, then) if state is State.MEASURED else _nothing(state)
            for when, then, state in zip(first, other, states, strict=True)
        ]

    def _turns(self, turn: Turn) -> tuple[list[Turned], list[State]]:
        text = open_text(turn, self.names)
        columns = [column.name for column in self.asked.slots[text].columns[1:]]
        values, errors, state_w = self._columns(text, columns, kept=True)
        rows = zip(values, errors, strict=True)
        return [turns_within(*row, turn.what, turn.which) for row in rows], [CODES[int(code)] for code in state_w]


def _nothing(state: State) -> Measured:
    return Measured(None, state=state, reason=_SAID[state])


def _verdicts(value_wr: Floats, error_wr: Floats, level: float) -> list[Measured]:
    """The first chance that meets the level decides: as they are, and all lower or higher by their errors."""

    def places(shift: int) -> list[int]:
        met = np.column_stack([value_wr + shift * error_wr >= level - SLACK, np.ones(len(value_wr), dtype=bool)])
        found: list[int] = np.argmax(met, axis=1).tolist()
        return found

    return [
        one_of(ORDER[here].value, {ORDER[place].value for place in range(best, worst + 1)})
        for here, worst, best in zip(places(0), places(-1), places(1), strict=True)
    ]


def _dilemma(value: float, error: float, level: float) -> Measured:
    """Whether every option is heading below the level; none is where there is no option (NaN)."""
    return one_of(value < level, {value + shift * error < level for shift in (-1, 0, 1)})


def turns_within(share_t: Floats, error_t: Floats, what: str, which: str) -> Turned:
    """The `first` or last period in which a way out `closes` or `opens`, infinity for never; and every one that it may
    be, if each share may lie anywhere within its error. NaN: play doesn't come to the option then."""
    seen = np.flatnonzero(np.isfinite(share_t))
    share, error = share_t[seen], error_t[seen]
    value = turn_in({int(t): bool(share_t[t] >= HALF) for t in seen}, what, which)
    may_open, may_shut = share + error >= HALF, share - error < HALF
    if not np.any(may_open & may_shut):
        return value, {value}
    may_turn, may_stay = (may_shut, may_open) if what == "closes" else (may_open, may_shut)
    possible = _first if which == "first" else _last
    return value, {value, *possible(seen.tolist(), may_turn.tolist(), may_stay.tolist())}


def _first(seen: Sequence[int], may_turn: Sequence[bool], may_stay: Sequence[bool]) -> set[float]:
    """All goes on as before until it turns."""
    found: set[float] = set()
    for t, turns, stays in zip(seen, may_turn, may_stay, strict=True):
        if turns:
            found.add(float(t))
        if not stays:
            return found
    return found | {math.inf}


def _last(seen: Sequence[int], may_turn: Sequence[bool], may_stay: Sequence[bool]) -> set[float]:
    """It turns, and then goes back at most once and stays so. From the last period to the first, quiet: whether after
    this period nothing need turn any more; back: whether all may be as before from the next one on."""
    found: set[float] = set()
    quiet = back = True
    for k in reversed(range(len(seen))):
        if may_turn[k] and quiet and (k == 0 or may_stay[k - 1]):
            found.add(float(seen[k]))
        back_here = back and may_stay[k]
        quiet, back = (may_turn[k] and quiet) or back_here, back_here
    return found | ({math.inf} if back else set())
