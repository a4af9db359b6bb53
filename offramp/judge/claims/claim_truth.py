"""Whether a claim holds, once its quantities are known.

A claim's expression is evaluated with its quantities as intervals, each as wide as its numerical error. Where that
leaves one answer the claim holds or fails; where it doesn't, it is too close to call, and what the numbers say without
their errors is told beside that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from offramp.game.game import Game
from offramp.judge.claims.measured import Measured, State
from offramp.scenario.claims.claim_tree import SHARES, Chance, Claim, Quantity
from offramp.scenario.expressions.expression_tree import Boolean, Expression, Is, Kind, Same, rebuilt
from offramp.scenario.expressions.intervals import Box, truth


class Judgement(Enum):
    """What becomes of a claim in one game."""

    HOLDS = "holds"
    FAILS = "fails"
    TOO_CLOSE = "too_close"  # the numerical error decides
    VACUOUS = "vacuous"  # it supposes what can't be here
    UNSUPPORTED = "unsupported"  # what is given happens in under 0.001 of the play
    NOT_JUDGED = "not_judged"  # see the reason
    NOT_FORMALISED = "not_formalised"


# What a claim is if one of its quantities couldn't be measured, the first of these that one has.
STATES: Final = {
    State.NOT_JUDGED: Judgement.NOT_JUDGED,
    State.VACUOUS: Judgement.VACUOUS,
    State.UNSUPPORTED: Judgement.UNSUPPORTED,
}


@dataclass(frozen=True)
class Setting:
    """What a claim may read beside its quantities. known: assumptions, initial stocks and aspirations. cases: of
    switches."""

    known: Box
    cases: Mapping[str, str]

    @staticmethod
    def of(game: Game) -> "Setting":
        """That of one game."""
        known: dict[tuple[Kind, str], tuple[float, float]] = {}
        for kind, values in (
            (Kind.ASSUMPTION, game.assumptions),
            (Kind.INITIAL, game.start_stocks),
            (Kind.ASPIRATION, game.aspirations),
        ):
            known |= {(kind, name): (value, value) for name, value in values.items()}
        return Setting(known, game.cases)


def judged(claim: Claim, setting: Setting, found: Mapping[str, Measured]) -> tuple[Judgement, bool | None]:
    """What becomes of a claim whose quantities are `found`, and what the numbers say, errors aside; None where nothing
    is said."""
    for state, judgement in STATES.items():
        if any(one.state is state for one in found.values()):
            return judgement, None
    sure = _truth(claim, setting, found, errors=True)
    if sure is not None:
        return (Judgement.HOLDS if sure else Judgement.FAILS), sure
    return Judgement.TOO_CLOSE, _truth(claim, setting, found, errors=False)


def box(claim: Claim, setting: Setting, found: Mapping[str, Measured], errors: bool) -> Box:
    """What every number in a claim may be."""
    numbers = dict(setting.known)
    for text, one in found.items():
        if isinstance(one.value, bool):
            if not errors or len(one.may_be) == 1:
                numbers[Kind.QUANTITY, text] = (float(one.value), float(one.value))
        elif isinstance(one.value, float):
            off = one.error if errors else 0.0
            low, high = one.value - off, one.value + off
            if is_share(claim.quantities[text]):
                low, high = max(0.0, low), min(1.0, high)
            numbers[Kind.QUANTITY, text] = (min(low, one.value), max(high, one.value))
    return numbers


def is_share(quantity: Quantity) -> bool:
    """Whether a quantity is a chance, between 0 and 1."""
    return isinstance(quantity, Chance) or getattr(quantity, "what", "") in SHARES


def _truth(claim: Claim, setting: Setting, found: Mapping[str, Measured], errors: bool) -> bool | None:
    settled = _settled(claim.expression, setting, found, errors)
    return truth(settled, box(claim, setting, found, errors))


def _settled(node: Expression, setting: Setting, found: Mapping[str, Measured], errors: bool) -> Expression:
    """A claim with what it says of verdicts and switches put in, where the errors leave no doubt about it."""

    def labels(kind: Kind, name: str) -> set[str]:
        if kind is Kind.SWITCH:
            return {setting.cases[name]}
        one = found[name]
        return {str(label) for label in (one.may_be if errors else (one.value,))}

    match node:
        case Is(kind=Kind.QUANTITY | Kind.SWITCH):
            may_be = labels(node.kind, node.name)
            return node if node.label in may_be and len(may_be) > 1 else Boolean(node.label in may_be, node.span)
        case Same():
            left, right = labels(*node.left), labels(*node.right)
            return node if left & right and len(left | right) > 1 else Boolean(bool(left & right), node.span)
    return rebuilt(node, lambda part: _settled(part, setting, found, errors))
