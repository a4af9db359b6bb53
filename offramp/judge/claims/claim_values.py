"""What becomes of claims in one solved game: their quantities are measured in it, and then they are judged."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from offramp.core.diagnostics import Diagnostic
from offramp.judge.claims.claim_truth import STATES, Judgement, Setting, box, is_share, judged
from offramp.judge.claims.courses import ConditionsKey, Courses, key_of_all
from offramp.judge.claims.measured import Measured
from offramp.judge.claims.pledged_games import Armed, armed, pledges_in
from offramp.judge.claims.quantities import Measuring
from offramp.judge.verdicts import LEVEL
from offramp.scenario.claims.claim_tree import OptionStanding, Standing, Timing, Turn
from offramp.scenario.claims.questions import StatedClaim
from offramp.scenario.expressions.expression_tree import Compare, Expression, children
from offramp.scenario.expressions.intervals import Box, bounds
from offramp.solve.solution import Solution

EVENT_PATHS = 2000
AUDIT_PATHS = 300


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
    courses = Courses(solution, ready, asked_for_ways_out(stated.values()), audit_paths, seed, threads)
    measuring = Measuring(courses, level, paths, seed)
    measured: dict[str, Measured] = {}
    found = {}
    for number, (name, claim) in enumerate(stated.items(), 1):
        found[name] = _judged(claim, measuring, measured)
        progress(number / len(stated))
    return found


def asked_for_ways_out(claims: Iterable[StatedClaim]) -> frozenset[ConditionsKey]:
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
    setting = Setting.of(measuring.courses.base.game)
    judgement, says = judged(claim, setting, found)
    missing = [one for one in found.values() if STATES.get(one.state) is judgement]
    if missing:
        faults = tuple(fault for one in missing for fault in one.faults)
        return ClaimValue(stated.name, judgement, None, found, reason=missing[0].reason, faults=faults)
    as_found, within = box(claim, setting, found, errors=False), box(claim, setting, found, errors=True)
    told = tuple(
        Comparison(node, _side(node.left, as_found, within), _side(node.right, as_found, within))
        for node in _comparisons(claim.expression)
    )
    return ClaimValue(stated.name, judgement, says, found, told)


def _comparisons(node: Expression) -> Iterator[Compare]:
    if isinstance(node, Compare):
        yield node
    for part in children(node):
        yield from _comparisons(part)


def _side(node: Expression, as_found: Box, within: Box) -> Side:
    return Side(bounds(node, as_found)[0], *bounds(node, within))


__all__ = ["ClaimValue", "Comparison", "Judgement", "Side", "claim_values", "is_share"]
