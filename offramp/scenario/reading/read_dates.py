"""When a step or an option applies: `when`, and `from`/`until` as dates or as numbers of periods."""

from datetime import timedelta

from offramp.core.dates import parse_date
from offramp.core.spans import Span
from offramp.core.units import PERIODS
from offramp.scenario.expressions.expression_tree import Compare, Expression, Kind, Logical, Number, ValueType, Variable
from offramp.scenario.expressions.scope import TIME_NAME, Scope
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar


def read_when(entry: Fields, scope: Scope, what: str, reading: Reading) -> Expression | None:
    """The condition under which `entry` applies: `when`, from the period `from` on and before `until`; None: always.

    Dates become comparisons with `t`, so that whatever reads the condition sees them too.
    """
    written = reading.condition(entry.get("when"), scope, f"`when` of {what}")
    begin, end = (_limit(entry, key, what, reading) for key in ("from", "until"))
    if begin is not None and end is not None and end[0] <= begin[0]:
        message = f"{what} begins to apply at t = {begin[0]} and is over from t = {end[0]} on, so it never applies"
        reading.log.error("E451", message, end[1], "let `until` come after `from`; that period itself is left out")
        return written
    found: Expression | None = None
    for operator, limit in ((">=", begin), ("<", end)):
        if limit is not None and not (operator == ">=" and limit[0] == 0):
            time = Variable(Kind.TIME, TIME_NAME, ValueType.NUMBER, limit[1])
            found = _both(found, Compare(operator, time, Number(float(limit[0]), limit[1]), limit[1]))
    return found if written is None else _both(found, written)


def _both(first: Expression | None, second: Expression) -> Expression:
    return second if first is None else Logical("and", first, second, second.span)


def _limit(entry: Fields, key: str, what: str, reading: Reading) -> tuple[int, Span] | None:
    node = entry.get(key)
    period = None if node is None else read_period(node, f"`{key}` of {what}", reading)
    if node is None or period is None:
        return None
    if key == "until":
        _warn_if_late(node, what, reading)
    return period, fields.head(node)


def _warn_if_late(node: Node, what: str, reading: Reading) -> None:
    """An `until` after the last day of the calendar ends nothing: perhaps its year is wrong."""
    calendar = reading.calendar
    opened = parse_date(node.text) if isinstance(node, Scalar) else None
    if opened is None or calendar is None or calendar.start is None or calendar.period not in PERIODS:
        return
    try:
        over = calendar.begins(calendar.periods)
    except (OverflowError, ValueError):  # past the year 9999
        return
    if opened.first > over:
        last = over - timedelta(days=1)
        message = f"`until` of {what} has no effect: the calendar is over before that date, on {last}"
        remedy = "correct the date, leave it out, or give the calendar more periods"
        reading.log.warning("W451", message, fields.head(node), remedy)


def read_period(node: Node, what: str, reading: Reading) -> int | None:
    """The number of the period that a date or a number names; otherwise None, and the log says so.

    A date is the first period that begins on it or later. Four digits are a year where the calendar has dates.
    """
    log, calendar = reading.log, reading.calendar
    if calendar is None:
        return None
    shown = node.text.strip() if isinstance(node, Scalar) else ""
    opened = parse_date(shown)
    if opened is not None and calendar.start is not None:
        if calendar.period not in PERIODS:
            return None  # the calendar's own fault, which is in the log
        return calendar.first_from(opened.first)
    number = shown.replace(" ", "").removeprefix("t=")
    if number.isascii() and number.isdigit() and len(number) <= 6 and int(number) <= calendar.periods:
        return int(number)
    message = f"{what} is neither a date nor a period; this is {fields.found_in(node)}"
    remedy = f"write a date such as {calendar.start}" if calendar.start else "write the number of a period"
    remedy += f", or a period from 0 to {calendar.periods}"
    if opened is not None:
        message = f"{what} is a date, and the calendar has none"
        remedy = f"write a period from 0 to {calendar.periods}, or give the calendar a `start` and a `period`"
        if number.isdigit():
            message = f"{what} is period {shown}, and the calendar has {calendar.periods} without dates"
    elif number.lstrip("-+").replace(".", "", 1).isdigit():
        message = f"{what} must be a whole number of periods, from 0 to {calendar.periods}; this is `{shown}`"
    log.error("E450", message, fields.head(node), scalars.no_such_day(shown) or remedy)
    return None
