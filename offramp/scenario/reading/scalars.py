"""Scalars as numbers, dates and yes/no, by our own rules: YAML's surprises (`no`, `12:30`) have no say."""

import math
import re
from calendar import monthrange
from typing import Final

from offramp.core.dates import FORMS, OpenDate, parse_date
from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.reading.fields import found_in, head
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar, Sequence

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def number_of(shown: str) -> float | None:
    """The number that a text is (infinite where it is too large); None where it is none."""
    return float(shown) if _NUMBER.fullmatch(shown) else None


def number(node: Node, what: str, log: DiagnosticLog) -> float | None:
    """A number that is written out; otherwise None, and the log says so."""
    if not isinstance(node, Scalar):
        log.error("E104", f"{what} must be a number; this is {found_in(node)}", head(node), "write one number")
        return None
    shown = node.text.strip()
    value = number_of(shown)
    if value is not None:
        if math.isinf(value):
            log.error("E104", f"{what} is too large for a number", node.span, "the largest is about 1.8e308")
            return None
        return value
    log.error("E104", f"{what} must be a number; this is {found_in(node)}", node.span, _number_remedy(shown))
    return None


def _number_remedy(shown: str) -> str:
    plain = shown.replace("−", "-").replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"[+-]?[0-9.]+%", plain) and plain.count(".") <= 1:
        return f"write {float(plain[:-1]) / 100:.10g}"
    if re.fullmatch(r"[+-]?[0-9]{1,3}([,_'’][0-9]{3})+(\.[0-9]+)?", plain):
        return f"write {re.sub(r'[^-+0-9.]', '', plain)}"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", plain):
        return f"write {plain.replace(',', '.')}, with a decimal point"
    if re.fullmatch(r"[+-]?[0-9]+(_[0-9]+)+(\.[0-9]+)?", plain):
        return f"write {plain.replace('_', '')}"
    if _NUMBER.fullmatch(plain):
        return f"write {plain}"
    if re.fullmatch(r"[0-9]+:[0-9]+(:[0-9]+)?", plain):
        return "times of day and ratios aren't numbers here; divide it out"
    if shown.strip("+-.").casefold() in ("inf", "infinity", "nan"):
        return "write a finite number"
    return "write it like 3, 0.5 or 1e-3; expressions aren't read here" if plain else "write a number"


def whole_number(node: Node, what: str, log: DiagnosticLog) -> int | None:
    """A number without decimals; otherwise None, and the log says so."""
    value = number(node, what, log)
    if value is not None and value != round(value):
        log.error(
            "E106", f"{what} must be a whole number; this is {found_in(node)}", head(node), f"write {round(value)}"
        )
        return None
    return None if value is None else round(value)


def yes_no(node: Node, what: str, log: DiagnosticLog) -> bool | None:
    """`true` or `false`; otherwise None, and the log says so."""
    shown = node.text if isinstance(node, Scalar) else ""
    if shown in ("true", "false"):
        return shown == "true"
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false", "y": "true", "n": "false"}
    write = meant.get(shown.casefold()) or (shown.casefold() if shown.casefold() in ("true", "false") else "")
    log.error(
        "E106",
        f"{what} must be true or false; this is {found_in(node)}",
        head(node),
        f"write `{write}`" if write else "write `true` or `false`",
    )
    return None


def open_date(node: Node, what: str, log: DiagnosticLog) -> OpenDate | None:
    """A date; otherwise None, and the log says so."""
    found = parse_date(node.text) if isinstance(node, Scalar) else None
    if found is None:
        impossible = no_such_day(node.text) if isinstance(node, Scalar) else ""
        remedy = impossible or f"write it like {FORMS}"
        log.error("E105", f"{what} must be a date; this is {found_in(node)}", head(node), remedy)
    return found


def no_such_day(shown: str) -> str:
    """Why a text in the form of a day, such as 2031-06-31, names none; empty where it isn't one, or does."""
    found = _DAY.fullmatch(shown.strip())
    year, month, day = map(int, found.groups()) if found else (0, 0, 0)
    if not (year and 1 <= month <= 12):
        return ""
    days = monthrange(year, month)[1]
    of_year = f" {year}" if month == 2 else ""
    return "" if 1 <= day <= days else f"correct the day: {_MONTHS[month - 1]}{of_year} has {days} days"


def interval(node: Node, what: str, log: DiagnosticLog) -> tuple[float, float] | None:
    """`[low, high]` with low ≤ high; otherwise None, and the log says so."""
    if not isinstance(node, Sequence) or len(node.items) != 2:
        count = f", with {len(node.items)} entries" if isinstance(node, Sequence) else ""
        log.error(
            "E103",
            f"{what} must be a list of two numbers; this is {found_in(node)}{count}",
            head(node),
            "write `[lowest, highest]`",
        )
        return None
    low, high = (
        number(item, f"{what}, {end} end,", log) for item, end in zip(node.items, ("lower", "upper"), strict=True)
    )
    if low is None or high is None:
        return None
    if low > high:
        log.error("E410", f"{what} is reversed: {low:g} is more than {high:g}", node.span, f"write [{high:g}, {low:g}]")
        return None
    return low, high
