"""A small set of names for tests of expressions, and short ways to read one."""

from offramp.core.diagnostics import Diagnostic, DiagnosticLog
from offramp.core.spans import Span
from offramp.core.units import Unit, parse_unit
from offramp.scenario.expressions.expression_parser import parse
from offramp.scenario.expressions.expression_resolver import resolve
from offramp.scenario.expressions.expression_tree import Expression, Kind, ValueType
from offramp.scenario.expressions.scope import EVERYWHERE, Scope, Symbol

NUMBER, BOOLEAN, LABEL = ValueType.NUMBER, ValueType.BOOLEAN, ValueType.LABEL
NOWHERE = Span("scenario.yaml", 1, 1, 1, 1)


def unit(text: str) -> Unit:
    found = parse_unit(text)
    assert isinstance(found, Unit), found
    return found


SYMBOLS = {
    "slip": Symbol(Kind.ASSUMPTION, NUMBER, unit=unit("probability")),
    "war_cost": Symbol(Kind.ASSUMPTION, NUMBER, unit=unit("utility")),
    "aid": Symbol(Kind.ASSUMPTION, NUMBER, unit=unit("EUR bn/quarter")),
    "front": Symbol(Kind.STOCK, NUMBER, unit=unit("km")),
    "front_loss": Symbol(Kind.STOCK, NUMBER, unit=unit("share")),
    "tension": Symbol(Kind.STOCK, NUMBER),
    "phase": Symbol(Kind.MODE, LABEL, ("crisis", "war", "talks")),
    "mood": Symbol(Kind.MODE, LABEL, ("calm", "talks")),
    "west": Symbol(Kind.CHOICE, LABEL, ("push", "give_in")),
    "east": Symbol(Kind.CHOICE, LABEL, ("push", "hold")),
    "bloc": Symbol(Kind.CHOICE, LABEL, ("push", "west")),
    "accident": Symbol(Kind.EVENT, BOOLEAN),
    "both_push": Symbol(Kind.DEFINE, BOOLEAN),
    "pressure": Symbol(Kind.DEFINE, NUMBER),
    "nerves": Symbol(Kind.SHOCK, NUMBER),
    "aspiration_east": Symbol(Kind.ASPIRATION, NUMBER),
}
SCOPE = Scope(
    SYMBOLS,
    EVERYWHERE | {Kind.SHOCK, Kind.AT_END},
    where="the weight",
    actors=frozenset({"west", "east", "bloc", "onlooker"}),
    period="quarter",
)


def at(start: int, end: int) -> Span:
    return Span("scenario.yaml", 1, start + 1, 1, end + 1)


def read(
    text: str, scope: Scope = SCOPE, wanted: ValueType | None = None
) -> tuple[Expression | None, list[Diagnostic]]:
    """The typed tree of `text` and what was found wrong with it."""
    log = DiagnosticLog()
    raw = parse(text, at, log)
    found = None if raw is None else resolve(raw, scope, wanted, log)
    return found, log.found


def tree(text: str, scope: Scope = SCOPE) -> Expression:
    """The typed tree of `text`, which must be sound, without places: trees compare equal wherever they stood."""
    log = DiagnosticLog()
    raw = parse(text, lambda _start, _end: NOWHERE, log)
    found = None if raw is None else resolve(raw, scope, None, log)
    assert found is not None, (text, log.found)
    assert not log.found, (text, log.found)
    return found
