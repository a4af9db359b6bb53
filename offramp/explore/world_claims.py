"""What becomes of each claim in each world of a view, from the numbers that the run keeps of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.claim_columns import MeasuredColumn, measured_columns
from offramp.explore.claim_numbers import CODES, ClaimNumbers
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.game.game import Game
from offramp.judge.claims.claim_truth import STATES, Judgement, Setting
from offramp.kernels import operations
from offramp.scenario.claims.claim_ground import names_of
from offramp.scenario.claims.claim_tree import Claim
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Expression,
    Kind,
    Negate,
    Number,
    ValueType,
    Variable,
    variables,
)
from offramp.scenario.expressions.interval_columns import Boxes, Ends, Key, truths

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
JUDGEMENTS: Final = tuple(Judgement)


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


@lru_cache(maxsize=8)  # hinges, claims and evidence ask for the same
def world_claims(view: ViewRun) -> WorldClaims:
    """All claims in all worlds of a view; read only. Raises ScenarioError E755 and as reading the run does."""
    asked, model = asked_in(view.run), view.run.model
    claims = {c: stated.holds for c, stated in enumerate(model.claims.values()) if stated.holds is not None}
    code_cw = np.full((len(model.claims), view.solved), JUDGEMENTS.index(Judgement.NOT_FORMALISED), dtype=np.int8)
    if view.solved:
        quantities = {text: one for claim in claims.values() for text, one in claim.quantities.items()}
        columns = measured_columns(view, asked, names_of(model), quantities)
        boxes = _boxes(view, claims.values(), columns)
        for c, claim in claims.items():
            code_cw[c] = _judged(claim, boxes, [columns[text] for text in claim.quantities])
    code_cw.setflags(write=False)
    return WorldClaims(tuple(model.claims), code_cw)


def _judged(claim: Claim, boxes: Boxes, columns: Sequence[MeasuredColumn]) -> NDArray[np.int8]:
    """What `claim_truth.judged` says of a claim in each world."""
    with np.errstate(all="ignore"):  # worlds without such a number are taken out below
        always_w, never_w = truths(claim.expression, boxes)
    code_w = np.full(boxes.count, JUDGEMENTS.index(Judgement.TOO_CLOSE), dtype=np.int8)
    code_w[always_w] = JUDGEMENTS.index(Judgement.HOLDS)
    code_w[never_w] = JUDGEMENTS.index(Judgement.FAILS)
    for state, judgement in reversed(STATES.items()):
        for column in columns:
            code_w[column.state_w == CODES.index(state)] = JUDGEMENTS.index(judgement)
    return code_w


def _boxes(view: ViewRun, claims: Iterable[Claim], columns: Mapping[str, MeasuredColumn]) -> Boxes:
    """All that claims read, in each world."""
    read = {name for claim in claims for name in variables(claim.expression)}
    base = Setting.of(Game.bind(view.run.model, view.branch.view, dict(view.branch.cases)))
    everywhere = np.ones(view.solved, dtype=bool)
    ends: dict[Key, Ends] = {}
    for key in sorted(read & base.known.keys()):
        value_w = _known(view, key, base)
        ends[key] = value_w, value_w
    ends |= {(Kind.QUANTITY, text): one.ends for text, one in columns.items() if one.ends is not None}
    labels: dict[Key, Mapping[str, Bools]] = {
        (Kind.QUANTITY, text): one.labels for text, one in columns.items() if one.labels is not None
    }
    labels |= {(Kind.SWITCH, name): {case: everywhere} for name, case in base.cases.items()}
    return Boxes(view.solved, ends, labels)


def _known(view: ViewRun, key: Key, base: Setting) -> Floats:
    """An assumption, or what follows from the assumptions, as the game of each world has it."""
    kind, name = key
    model = view.run.model
    if kind is Kind.ASSUMPTION:
        return _values(Variable(kind, name, ValueType.NUMBER, model.assumptions[name].span), view, base)
    expression = model.stocks[name].start if kind is Kind.INITIAL else model.actors[name].aspiration
    assert expression is not None
    if _plain(expression):
        return _values(expression, view, base)
    branch, worlds = view.branch, [dict(zip(view.names, row, strict=True)) for row in view.value_wa.tolist()]
    settings = (Setting.of(Game.bind(model, branch.view, {**dict(branch.cases), **world})) for world in worlds)
    return np.array([setting.known[key][0] for setting in settings])


def _plain(node: Expression) -> bool:
    """Whether an expression comes out the same, to the last bit, over many worlds at once and in one."""
    match node:
        case Number() | Variable(kind=Kind.ASSUMPTION):
            return True
        case Negate():
            return _plain(node.operand)
        case Arithmetic(operator="+" | "-" | "*" | "/"):
            return _plain(node.left) and _plain(node.right)
    return False


def _values(node: Expression, view: ViewRun, base: Setting) -> Floats:
    """A plain expression of assumptions in each world."""
    match node:
        case Negate():
            return -_values(node.operand, view, base)
        case Arithmetic():
            left, right = (_values(part, view, base) for part in (node.left, node.right))
            found: Floats = operations.ARITHMETIC[node.operator](left, right)
            return found
        case Variable():
            if node.name in view.names:
                return view.drawn_of([node.name])[:, 0]
            return np.full(view.solved, base.known[Kind.ASSUMPTION, node.name][0])
        case Number():
            return np.full(view.solved, node.value)
    raise TypeError(f"{type(node).__name__} isn't plain")
