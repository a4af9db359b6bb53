"""Dates and lengths of time as periods of the calendar."""

import re
from datetime import date, timedelta
from typing import Final

from offramp.core.dates import FORMS, OpenDate, parse_date
from offramp.core.diagnostics import DiagnosticLog
from offramp.core.units import PERIODS
from offramp.scenario.claims.claim_tree import Moment
from offramp.scenario.claims.raw_claim import RawMoment, RawWithin
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.model import Calendar
from offramp.scenario.reading.scalars import no_such_day

OBSERVED: Final = "an observation"
_WHOLE: Final = re.compile(r"[0-9]+")
_IN_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_IN_DAYS: Final = {"day": 1, "week": 7}


def moment(raw: RawMoment, use: str, calendar: Calendar, log: DiagnosticLog) -> Moment | None:
    """The period that a date or a number of a period means after `use`: by, at, from, until, a comparison, or OBSERVED.

    Four digits are a year where the calendar has dates. By a date count the periods that are over by then; at a
    date stands the period that it lies in (the last of several); from and until a date, the first that begins then.
    """
    if _WHOLE.fullmatch(raw.text) and (calendar.start is None or len(raw.text) != 4):
        return _numbered(raw, use, calendar, log)
    opened = parse_date(raw.text)
    if opened is None:
        log.error(
            "E347",
            f"`{raw.text}` is no date and no number of a period",
            raw.span,
            no_such_day(raw.text) or f"write it like {FORMS}, or 5",
        )
        return None
    if calendar.start is None:
        message = f"`{raw.text}` is a date, and the calendar has none"
        log.error("E347", message, raw.span, "write the number of a period, from 0, or give the calendar a `start`")
        return None
    if not has_dates(calendar):
        return None  # its own faults are in the log
    found = _dated(raw, use, opened, calendar, log)
    return None if found is None else Moment(raw.text, found, raw.span)


def has_dates(calendar: Calendar) -> bool:
    """Whether every period has a first and a last day."""
    try:
        dated = calendar.start is not None and calendar.period in PERIODS
        return dated and last_day(calendar, calendar.periods - 1) is not None
    except (OverflowError, ValueError):
        return False


def last_day(calendar: Calendar, t: int) -> date:
    """The last day of period `t`."""
    return calendar.begins(t + 1) - timedelta(days=1)


def period_of(day: date, calendar: Calendar) -> int | None:
    """The period in which `day` lies; None where none does."""
    t = calendar.first_from(day + timedelta(days=1)) - 1
    return t if t >= 0 and day <= last_day(calendar, calendar.periods - 1) else None


def _numbered(raw: RawMoment, use: str, calendar: Calendar, log: DiagnosticLog) -> Moment | None:
    least, most = (1, calendar.periods) if use == "until" else (0, calendar.periods - 1)
    t = int(raw.text[:9])
    if not least <= t <= most:
        message = f"period {raw.text} can't stand here: it is from {least} to {most}"
        log.error("E347", message, raw.span, "correct the number, or give the calendar more periods")
        return None
    return Moment(raw.text, t, raw.span)


def _dated(raw: RawMoment, use: str, opened: OpenDate, calendar: Calendar, log: DiagnosticLog) -> int | None:
    begins, ends = calendar.begins(0), last_day(calendar, calendar.periods - 1)
    if use == "until" and opened.first <= begins <= opened.last:
        message = f"until {raw.text} there is no period: the calendar begins then, and `until` doesn't count it in"
        log.error("E347", message, raw.span, "take a later date")
        return None
    whole = use in ("==", "!=", OBSERVED)
    if opened.last < begins or opened.last > ends or (whole and opened.first < begins):
        message = f"{raw.text} isn't inside the calendar, which runs from {begins} to {ends}"
        log.error("E347", message, raw.span, "correct the date, or give the calendar more periods")
        return None
    if use in ("from", "until"):
        t = calendar.first_from(opened.first)
        if t >= calendar.periods and use == "from":
            log.error("E347", f"no period begins on {raw.text} or later", raw.span, "take an earlier date")
            return None
        return t
    last = period_of(opened.last, calendar)
    first = period_of(max(opened.first, begins), calendar)
    assert first is not None
    assert last is not None
    if use == "by":
        return _by(raw, opened.last, last, calendar, log)
    if whole and first != last:
        message = f"{raw.text} covers several periods, where one is needed"
        remedy = f"name one {calendar.period}" if use == OBSERVED else "use `>=` and `<=`, or name one period"
        log.error("E347", message, raw.span, remedy)
        return None
    return first if use in ("<", ">=") else last


def _by(raw: RawMoment, day: date, t: int, calendar: Calendar, log: DiagnosticLog) -> int | None:
    if last_day(calendar, t) == day:
        return t
    inside, name = calendar.label(t), calendar.period
    if t == 0:
        message = f"by {raw.text} the first period ({inside}) isn't over"
        log.error("E347", message, raw.span, f"take the last day of a {name}, or a shorter period")
        return None
    log.warning(
        "W347",
        f"{raw.text} lies inside the {name} {inside}; the last day that is counted is {last_day(calendar, t - 1)}",
        raw.span,
        f"write {last_day(calendar, t - 1)}, or {last_day(calendar, t)} to count that {name} too: "
        f"the game knows no days inside a {name}",
    )
    return t - 1


def periods(raw: RawWithin, calendar: Calendar, log: DiagnosticLog) -> int | None:
    """How many periods `within 12 months` is."""
    count, unit = raw.count, raw.unit
    if not _WHOLE.fullmatch(count.text) or int(count.text[:9]) < 1:
        message = f"`within {count.text}` isn't a number of periods"
        log.error("E347", message, count.span, "write a whole number from 1 on")
        return None
    found = int(count.text[:9])
    name = unit.text.removesuffix("s")
    if name != "period":
        if name not in PERIODS:
            known = ("periods", *(f"{period}s" for period in PERIODS))
            log.error("E347", f"`{unit.text}` is no length of time", unit.span, suggest(unit.text, known))
            return None
        length = _in_periods(found, name, calendar.period)
        if length is None:
            of = f"whole {calendar.period}s" if calendar.period else "periods of this calendar, which have no length"
            message = f"{count.text} {unit.text} aren't a number of {of}"
            log.error("E347", message, count.span.up_to(unit.span), "write `within 4 periods`, say")
            return None
        found = length
    if found > calendar.periods:
        message = f"the calendar has {calendar.periods} periods, fewer than {found}"
        log.error("E347", message, count.span, "write `ever`, or give the calendar more periods")
        return None
    return found


def _in_periods(count: int, name: str, period: str) -> int | None:
    for lengths in (_IN_MONTHS, _IN_DAYS):
        if name in lengths and period in lengths and count * lengths[name] % lengths[period] == 0:
            return count * lengths[name] // lengths[period]
    return None
