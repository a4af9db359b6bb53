"""Whether claims hold in one solved game.

A claim's expression is evaluated with its quantities as intervals, each as wide as its numerical error. Where that
leaves one answer the claim holds or fails; where it doesn't, it is too close to call, and what the numbers say without
their errors is told beside that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from offramp.core.diagnostics import Diagnostic
from offramp.game.game import Game
from offramp.judge.claims.courses import ConditionsKey, Courses, key_of_all
from offramp.judge.claims.measured import Measured, State
from offramp.judge.claims.pledged_games import Armed, armed, pledges_in
from offramp.judge.claims.quantities import Measuring
from offramp.judge.verdicts import LEVEL
from offramp.scenario.claims.claim_tree import (
    SHARES,
    Chance,
    Claim,
    OptionStanding,
    Quantity,
    Standing,
    Timing,
    Turn,
)
from offramp.scenario.claims.questions import StatedClaim
from offramp.scenario.expressions.expression_tree import Boolean, Compare, Expression, Is, Kind, Same, children, rebuilt
from offramp.scenario.expressions.intervals import Box, bounds, truth
from offramp.solve.solution import Solution

EVENT_PATHS = 2000
AUDIT_PATHS = 300


class Judgement(Enum):
    """What becomes of a claim in one game."""

    HOLDS = "holds"
    FAILS = "fails"
    TOO_CLOSE = "too_close"  # the numerical error decides
    VACUOUS = "vacuous"  # it supposes what can't be here
    UNSUPPORTED = "unsupported"  # what is given happens in under 0.001 of the play
    NOT_JUDGED = "not_judged"  # see the reason
    NOT_FORMALISED = "not_formalised"


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its value, and between which numbers the errors leave it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """A comparison of numbers in a claim."""

    expression: Compare
    left: Side
    right: Side


@dataclass(frozen=True)
class ClaimValue:
    """A claim in one solved game.

    holds: what the numbers say, errors aside; None where nothing is said. quantities: what was measured, by the text of
    each. reason: why nothing is said, or what the numbers are; faults: what broke.
    """

    name: str
    judgement: Judgement
    holds: bool | None
    quantities: Mapping[str, Measured]
    comparisons: tuple[Comparison, ...] = ()
    reason: str = ""
    faults: tuple[Diagnostic, ...] = ()


def claim_values(
    solution: Solution,
    level: float = LEVEL,
    paths: int = EVENT_PATHS,
    audit_paths: int = AUDIT_PATHS,
    seed: int = 1,
    threads: int = 1,
    claims: Mapping[str, StatedClaim] | None = None,
    ready: Armed | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> dict[str, ClaimValue]:
    """Every claim of the scenario (or `claims`) in a solved game, by name.

    What a claim supposes is solved once for all claims, on the grids of the solution. level: from which chance on an
    ending is within reach. paths: for events whose chances a grid can't tell. audit_paths: for the error of the games
    that claims suppose, 0 to leave that to the error of the solution given. threads: results don't depend on it. ready:
    the scenario with what claims suppose (`armed`), where many games of it are judged; native code is then made once,
    and a solution of `ready.model` itself saves solving the game as it is a second time. progress: told the share done.
    """
    stated = solution.game.model.claims if claims is None else claims
    ready = ready or armed(solution.game.model, pledges_in(stated.values()))
    courses = Courses(solution, ready, _asked_for_ways_out(stated.values()), audit_paths, seed, threads)
    measuring = Measuring(courses, level, paths, seed)
    measured: dict[str, Measured] = {}
    found = {}
    for number, (name, claim) in enumerate(stated.items(), 1):
        found[name] = _judged(claim, measuring, measured)
        progress(number / len(stated))
    return found


def _asked_for_ways_out(claims: Iterable[StatedClaim]) -> frozenset[ConditionsKey]:
    """The conditions on which claims ask for more than chances of events and expectations."""
    found: set[ConditionsKey] = set()
    for quantity in (q for claim in claims if claim.holds is not None for q in claim.holds.quantities.values()):
        match quantity:
            case Timing():
                both = (quantity.turn, quantity.to)
                found |= {key_of_all(turn.conditions) for turn in both if isinstance(turn, Turn)}
            case OptionStanding():
                found.add(key_of_all(quantity.conditions))
            case Standing() if quantity.what not in ("value", "would"):
                found.add(key_of_all(quantity.conditions))
    return frozenset(found)


def _judged(stated: StatedClaim, measuring: Measuring, kept: dict[str, Measured]) -> ClaimValue:
    claim = stated.holds
    if claim is None:
        reason = "; ".join(anchor.note for anchor in stated.because if anchor.note)
        return ClaimValue(stated.name, Judgement.NOT_FORMALISED, None, {}, reason=reason)
    for text, quantity in claim.quantities.items():
        if text not in kept:
            kept[text] = measuring.of(quantity)
    found = {text: kept[text] for text in claim.quantities}
    for state, judgement in (
        (State.NOT_JUDGED, Judgement.NOT_JUDGED),
        (State.VACUOUS, Judgement.VACUOUS),
        (State.UNSUPPORTED, Judgement.UNSUPPORTED),
    ):
        missing = [one for one in found.values() if one.state is state]
        if missing:
            faults = tuple(fault for one in missing for fault in one.faults)
            return ClaimValue(stated.name, judgement, None, found, reason=missing[0].reason, faults=faults)
    game = measuring.courses.base.game
    as_found, within = _box(game, claim, found, errors=False), _box(game, claim, found, errors=True)
    sure = truth(_settled(claim.expression, game, found, errors=True), within)
    says = truth(_settled(claim.expression, game, found, errors=False), as_found)
    judgement = Judgement.TOO_CLOSE
    if sure is not None:
        judgement = Judgement.HOLDS if sure else Judgement.FAILS
    told = tuple(
        Comparison(node, _side(node.left, as_found, within), _side(node.right, as_found, within))
        for node in _comparisons(claim.expression)
    )
    return ClaimValue(stated.name, judgement, says, found, told)


def _box(game: Game, claim: Claim, found: Mapping[str, Measured], errors: bool) -> Box:
    """What every number in a claim may be."""
    box: dict[tuple[Kind, str], tuple[float, float]] = {}
    for kind, values in (
        (Kind.ASSUMPTION, game.assumptions),
        (Kind.INITIAL, game.start_stocks),
        (Kind.ASPIRATION, game.aspirations),
    ):
        box |= {(kind, name): (value, value) for name, value in values.items()}
    for text, one in found.items():
        if isinstance(one.value, bool):
            if not errors or len(one.may_be) == 1:
                box[Kind.QUANTITY, text] = (float(one.value), float(one.value))
        elif isinstance(one.value, float):
            off = one.error if errors else 0.0
            low, high = one.value - off, one.value + off
            if is_share(claim.quantities[text]):
                low, high = max(0.0, low), min(1.0, high)
            box[Kind.QUANTITY, text] = (min(low, one.value), max(high, one.value))
    return box


def is_share(quantity: Quantity) -> bool:
    """Whether a quantity is a chance, between 0 and 1."""
    return isinstance(quantity, Chance) or getattr(quantity, "what", "") in SHARES


def _settled(node: Expression, game: Game, found: Mapping[str, Measured], errors: bool) -> Expression:
    """A claim with what it says of verdicts and switches put in, where the errors leave no doubt about it."""

    def labels(kind: Kind, name: str) -> set[str]:
        if kind is Kind.SWITCH:
            return {game.cases[name]}
        one = found[name]
        return {str(label) for label in (one.may_be if errors else (one.value,))}

    match node:
        case Is(kind=Kind.QUANTITY | Kind.SWITCH):
            may_be = labels(node.kind, node.name)
            return node if node.label in may_be and len(may_be) > 1 else Boolean(node.label in may_be, node.span)
        case Same():
            left, right = labels(*node.left), labels(*node.right)
            return node if left & right and len(left | right) > 1 else Boolean(bool(left & right), node.span)
    return rebuilt(node, lambda part: _settled(part, game, found, errors))


def _comparisons(node: Expression) -> Iterator[Compare]:
    if isinstance(node, Compare):
        yield node
    for part in children(node):
        yield from _comparisons(part)


def _side(node: Expression, as_found: Box, within: Box) -> Side:
    return Side(bounds(node, as_found)[0], *bounds(node, within))


__all__ = ["ClaimValue", "Comparison", "Judgement", "Side", "claim_values", "is_share"]
