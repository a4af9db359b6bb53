"""What becomes of each claim in each world of a view, from the numbers that the run keeps of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
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
from offramp.explore.claim_turns import turns_within
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.game.game import Game
from offramp.judge.claims.claim_truth import Judgement, Setting, judged
from offramp.judge.claims.measured import Measured, State, not_judged, number, one_of
from offramp.judge.claims.quantities import Turned, compared
from offramp.judge.verdicts import ORDER, REACHES, SLACK
from offramp.scenario.claims.claim_ground import Names, names_of
from offramp.scenario.claims.claim_tree import Moment, Quantity, Standing, Timing, Turn
from offramp.scenario.expressions.expression_tree import Kind, variables
from offramp.scenario.model import ScenarioModel

Floats = NDArray[np.float64]
JUDGEMENTS: Final = tuple(Judgement)
_SAID: Final = {
    State.VACUOUS: "what it supposes can't be in this world",
    State.UNSUPPORTED: "what is given, or the date, comes about in under 0.1% of the play",
    State.NOT_JUDGED: "a rule or an expression breaks in the game that it supposes",
}


@dataclass(frozen=True)
class WorldClaims:
    """Claims in the worlds of a view that could be solved. code_cw: the place of each `Judgement` in JUDGEMENTS, by
    claim (`names`) and world."""

    names: tuple[str, ...]
    code_cw: NDArray[np.int8]

    def of(self, judgement: Judgement) -> NDArray[np.bool_]:
        """Where claims come out so: shape (claims, worlds)."""
        found: NDArray[np.bool_] = self.code_cw == JUDGEMENTS.index(judgement)
        return found


def asked_in(run: Run) -> ClaimNumbers:
    """What the run keeps for claims. Raises ScenarioError E755 where it was explored without them."""
    found = run.numbers.further.asked.claims
    if found is None:
        said = f"the run in {run.path} was explored without claims"
        remedy = "explore into another folder without --no-claims: offramp explore SCENARIO --out FOLDER"
        if not any(claim.holds for claim in run.model.claims.values()):
            said = f"the scenario of the run in {run.path} makes no claim that worlds could be asked for"
            remedy = "write them under `claims` in the scenario (docs/claims.md says how), and explore it anew"
        elif not run.manifest.actors:
            said = f"nobody chooses anything in the worlds of the run in {run.path}, and its claims were left out"
            remedy = "judge them at the baseline: offramp claims SCENARIO"
        raise ScenarioError([Diagnostic("E755", said, None, remedy)])
    return found


@lru_cache(maxsize=8)  # hinges, claims and evidence ask for the same, and each world takes its time
def world_claims(view: ViewRun) -> WorldClaims:
    """All claims in all worlds of a view; read only. Raises ScenarioError E755 and as reading the run does."""
    asked, model = asked_in(view.run), view.run.model
    reading = _Reading(view, asked, names_of(model))
    settings = _settings(view, model)
    kept: dict[str, Sequence[Measured]] = {}
    code_cw = np.full((len(model.claims), view.solved), JUDGEMENTS.index(Judgement.NOT_FORMALISED), dtype=np.int8)
    for c, stated in enumerate(model.claims.values()):
        claim = stated.holds
        if claim is None:
            continue
        for text, quantity in claim.quantities.items():
            if text not in kept:
                kept[text] = reading.of(text, quantity)
        for w, setting in enumerate(settings):
            found = {text: kept[text][w] for text in claim.quantities}
            code_cw[c, w] = JUDGEMENTS.index(judged(claim, setting, found)[0])
    code_cw.setflags(write=False)
    return WorldClaims(tuple(model.claims), code_cw)


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
