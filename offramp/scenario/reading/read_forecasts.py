"""Forecasts: what a document says will happen by a date, and what became of it."""

from datetime import date

from offramp.core.dates import OpenDate
from offramp.core.spans import Span
from offramp.scenario.claims.claim_ground import Ground
from offramp.scenario.claims.claim_parser import parse_happening
from offramp.scenario.claims.claim_resolver import resolve_happening
from offramp.scenario.claims.claim_tree import (
    Always,
    At,
    AtEnd,
    By,
    Event,
    Ever,
    Happening,
    Moment,
    Within,
    occurrences,
)
from offramp.scenario.claims.estimative_words import meant, remedy
from offramp.scenario.claims.moments import has_dates, moment
from offramp.scenario.claims.questions import Forecast, Resolution
from offramp.scenario.claims.raw_claim import RawMoment
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_anchors import read_because, read_quote
from offramp.scenario.reading.read_claims import expression_text, is_formal
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

_EXAMPLE = "forecasts: {no_war: {means: …, happens: not war, by: 2024-12-31, says: likely}}"
_RESOLVED = "resolved: {as: no, on: 2024-12-31, source: name}"
_INSTEAD = {
    "holds": "a forecast says what `happens`; a sentence about the solved game belongs under `claims`",
    "formalized": "write `formalised`",
    "outcome": f"write `{_RESOLVED}`",
}


def read_forecasts(node: Node | None, ground: Ground, reading: Reading) -> dict[str, Forecast]:
    """Every forecast; one with faults is left out, and the log says why."""
    found = None if node is None else fields.mapping(node, "`forecasts`", reading.log, _EXAMPLE)
    read = {}
    for name, key, value in fields.keys(found, "a forecast", reading.log) if found else ():
        entry = fields.mapping(value, f"forecast {name}", reading.log, _EXAMPLE)
        forecast = None if entry is None else _forecast(name, key.span, entry, ground, reading)
        if forecast is not None:
            read[name] = forecast
    return read


def _forecast(name: str, span: Span, node: Mapping, ground: Ground, reading: Reading) -> Forecast | None:
    log, what = reading.log, f"forecast {name}"
    entry = Fields(node, what, log, keys("forecast"), instead=_INSTEAD)
    entry.require("means", "means: What the document says, in your own words", span)
    quote = read_quote(entry, what, reading)
    because = read_because(entry.get("because"), what, reading, plain=True)
    says, probability = _likelihood(entry, what, reading)
    base = _base_rate(entry.get("base_rate"), what, reading)
    formal = is_formal(entry, "happens", because, span, reading)
    dated = entry.require("by", "by: 2024-12-31", span) if formal else entry.get("by")
    opened = None if dated is None else scalars.open_date(dated, f"`by` of {what}", log)
    by = None if dated is None or opened is None else _by(dated, opened, what, ground, reading)
    happens = _happens(entry, what, by, ground, reading) if formal else None
    resolved = _resolution(entry.get("resolved"), what, opened, ground, reading)
    if formal is None or (formal and (happens is None or by is None)):
        return None
    return Forecast(
        name=name,
        means=entry.text("means"),
        happens=happens,
        by=by,
        by_day=opened.last if opened else None,
        says=says,
        probability=probability,
        resolved=resolved,
        quote=quote,
        because=because,
        span=span,
        base_rate=base,
    )


def _base_rate(node: Node | None, what: str, reading: Reading) -> float | None:
    """How often such a thing happens."""
    place = f"`base_rate` of {what}"
    found = None if node is None else scalars.number(node, place, reading.log)
    if node is not None and found is not None and not 0 < found < 1:
        message = f"{place} is {found:g}; expected a share between 0 and 1, without these two"
        reading.log.error("E477", message, fields.head(node), "what never or always happens needs no forecast")
        return None
    return found


def _by(node: Node, opened: OpenDate, what: str, ground: Ground, reading: Reading) -> Moment | None:
    """The last period that counts."""
    calendar, span = ground.calendar, fields.head(node)
    if calendar.start is None:
        message = f"{what} has a date, and the calendar has none"
        reading.log.error("E475", message, span, "give the calendar a `start` and a `period`, or make it a claim")
        return None
    if not has_dates(calendar):
        return None  # the calendar's own fault, which is in the log
    if opened.last < calendar.begins(0):
        message = f"{what} is over by {opened.last}, before the calendar begins ({calendar.begins(0)})"
        reading.log.error("E475", message, span, "correct the date, or let the calendar begin earlier")
        return None
    assert isinstance(node, Scalar)
    return moment(RawMoment(node.text.strip(), span), "by", calendar, reading.log)


def _happens(entry: Fields, what: str, by: Moment | None, ground: Ground, reading: Reading) -> Happening | None:
    written = entry.get("happens")
    text = None if written is None else expression_text(written, f"`happens` of {what}", reading)
    raw = None if text is None else parse_happening(text.text, text.locate, reading.log, reading.names.tables)
    if raw is None:
        return None
    # Where the date has a fault, the rest is looked at all the same.
    until = by or Moment("", ground.calendar.periods - 1, entry.span)
    found = resolve_happening(raw, ground, what, By(until))
    if found is None or (by is not None and not _in_time(found.event, by, reading)):
        return None
    return found


def _in_time(event: Event, by: Moment, reading: Reading) -> bool:
    """Whether it is known by the date of the forecast if the event happens."""
    for part in occurrences(event):
        match part.when:
            case By() | At() if part.when.moment.t > by.t:
                message = f"{part.when.moment.text} is later than the date of the forecast, {by.text}"
                reading.log.error("E475", message, part.when.moment.span, "correct one of the two")
                return False
            case Within(periods=count, after=None) if count - 1 > by.t:
                message = f"{count} periods are over later than the date of the forecast, {by.text}"
                reading.log.error("E475", message, part.span, "leave this time out: `by` is one for all")
                return False
            case Ever() | Always() | AtEnd():
                message = f"this looks past the date of the forecast, {by.text}"
                reading.log.error("E475", message, part.span, "leave this time out: `by` is one for all")
                return False
            case _:
                pass
    return True


def _likelihood(entry: Fields, what: str, reading: Reading) -> tuple[str, tuple[float, float] | None]:
    """The document's words of likelihood, and the probabilities that they stand for."""
    log = reading.log
    says = entry.text("says")
    written = entry.get("probability")
    if written is not None:
        return says, _probability(written, what, reading)
    if not says:
        return "", None
    probability = meant(says)
    if probability is None:
        node = entry.get("says")
        at = fields.head(node) if node else None
        log.error("E477", f"no probability is known for `{says}`", at, remedy(says))
    return says, probability


def _probability(node: Node, what: str, reading: Reading) -> tuple[float, float] | None:
    place = f"`probability` of {what}"
    if isinstance(node, Sequence):
        found = scalars.interval(node, place, reading.log)
    else:
        number = scalars.number(node, place, reading.log)
        found = None if number is None else (number, number)
    if found is not None and not 0 <= found[0] <= found[1] <= 1:
        shown = f"{found[0]:g}" if found[0] == found[1] else f"[{found[0]:g}, {found[1]:g}]"
        message = f"{place} is {shown}, which leaves [0, 1]"
        reading.log.error("E477", message, fields.head(node), "write probabilities as shares of one (5% is 0.05)")
        return None
    return found


def _resolution(
    node: Node | None, what: str, by: OpenDate | None, ground: Ground, reading: Reading
) -> Resolution | None:
    log, place = reading.log, f"`resolved` of {what}"
    found = None if node is None else fields.mapping(node, place, log, _RESOLVED)
    if found is None:
        return None
    entry = Fields(found, place, log, keys("resolution"))
    written = entry.require("as", "as: no")
    word = written.text.strip().casefold() if isinstance(written, Scalar) else ""
    outcomes = {"yes": True, "true": True, "no": False, "false": False, "void": None}
    if written is not None and word not in outcomes:
        message = f"`as` of {place} must be yes, no or void; this is {fields.found_in(written)}"
        log.error("E476", message, fields.head(written), "`void` is for a condition that never came about")
    dated = entry.get("on")
    on = None if dated is None else scalars.open_date(dated, f"`on` of {place}", log)
    quote = read_quote(entry, place, reading)
    if quote is None or not (quote.source or quote.note):
        message = f"{place} doesn't say from where this is known"
        log.error("E476", message, fields.head(found), "name the `source` that says so, or give a `note`")
        return None
    if written is None or word not in outcomes:
        return None
    outcome = outcomes[word]
    if on is not None and dated is not None and by is not None:
        _plausible(outcome, on.first, on.last, by, fields.head(dated), what, ground, reading)
    return Resolution(
        outcome, on.first if on else None, dated.text if isinstance(dated, Scalar) else "", quote, found.span
    )


def _plausible(
    outcome: bool | None,
    first: date,
    last: date,
    by: OpenDate,
    span: Span,
    what: str,
    ground: Ground,
    reading: Reading,
) -> None:
    """Whether an outcome fits its date."""
    log, calendar = reading.log, ground.calendar
    if outcome and first > by.last:
        message = f"{what} asks for something by {by.last}, and it happened later ({first})"
        log.error("E476", message, span, "then it is resolved `as: no`; or correct one of the dates")
    elif outcome and has_dates(calendar) and calendar.start is not None and last < calendar.begins(0):
        message = f"{what} was resolved on {last}, before the calendar begins ({calendar.begins(0)})"
        log.error("E476", message, span, "a forecast is about what happens in the calendar's time")
    elif outcome is False and last < by.last:
        message = f"{what} was resolved `no` before its date ({by.last}): it may still happen"
        log.warning("W476", message, span, "if it has become impossible, all is well; otherwise wait")
