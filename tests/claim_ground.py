"""A small scenario's names for tests of claims, and short ways to read one."""

from datetime import date

from offramp.core.diagnostics import Diagnostic, DiagnosticLog
from offramp.scenario.claims.claim_ground import Ground, Names, ground
from offramp.scenario.claims.claim_parser import parse_claim, parse_happening
from offramp.scenario.claims.claim_resolver import resolve_claim, resolve_happening
from offramp.scenario.claims.claim_tree import By, Claim, Happening
from offramp.scenario.expressions.expression_lexer import Locate
from offramp.scenario.model import Calendar
from offramp.scenario.reading.declarations import Declarations
from offramp.scenario.reading.file_reading import Reading
from tests.expression_scope import NOWHERE, SYMBOLS, at

CALENDAR = Calendar(12, "quarter", date(2023, 10, 1), NOWHERE)
OPTIONS = {"west": ("push", "give_in"), "east": ("push", "hold"), "bloc": ("push", "west", "talk")}
# `accident` is a chance event too, and `front` a stock.
ENDINGS = ("war", "deal", "accident", "front")
GROUPS = {"peace": ("deal", "horizon"), "accident": ("accident", "war")}
NAMES = Names(tuple(name for name, symbol in SYMBOLS.items() if symbol.labels), (*ENDINGS, "horizon", *GROUPS))


def make_ground(calendar: Calendar = CALENDAR) -> Ground:
    names = Declarations(
        symbols=SYMBOLS,
        actors=dict.fromkeys(("west", "east", "bloc", "onlooker"), NOWHERE),
        endings=dict.fromkeys(ENDINGS, NOWHERE),
        period=calendar.period,
    )
    return ground(Reading(DiagnosticLog(), names), calendar, OPTIONS, GROUPS)


def read(text: str, locate: Locate = at, calendar: Calendar = CALENDAR) -> tuple[Claim | None, list[Diagnostic]]:
    """The claim that `text` is, and what was found wrong with it."""
    on = make_ground(calendar)
    raw = parse_claim(text, locate, on.log)
    return (None if raw is None else resolve_claim(raw, on, "the claim")), on.log.found


def read_happening(text: str, by: By | None = None, locate: Locate = at) -> tuple[Happening | None, list[Diagnostic]]:
    """The happening that `text` is, and what was found wrong with it."""
    on = make_ground()
    raw = parse_happening(text, locate, on.log)
    return (None if raw is None else resolve_happening(raw, on, "the forecast", by)), on.log.found


def claim(text: str, calendar: Calendar = CALENDAR) -> Claim:
    """The claim that `text` is, which must be sound, without places."""
    found, faults = read(text, lambda _start, _end: NOWHERE, calendar)
    assert not faults, (text, faults)
    assert found is not None
    return found


def happening(text: str, by: By | None = None) -> Happening:
    """The happening that `text` is, which must be sound, without places."""
    found, faults = read_happening(text, by, lambda _start, _end: NOWHERE)
    assert not faults, (text, faults)
    assert found is not None
    return found


def code(text: str) -> str:
    """The code of the only fault in `text`."""
    _, faults = read(text)
    assert len(faults) == 1, faults
    return faults[0].code
