"""Dates that may leave something open: 2023, 2023Q4, 2023-09, 2023-09-01."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORM = re.compile(r"([0-9]{4})(?:-?[Qq]([1-4])|-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")

FORMS = "2023-09-01, 2023-09, 2023Q4 or 2023"


@dataclass(frozen=True, slots=True)
class OpenDate:
    """The days that a date as written may mean, `first` to `last` inclusive."""

    first: date
    last: date


def parse_date(text: str) -> OpenDate | None:
    """The days that `text` may mean; None where it is no date in one of the four forms."""
    found = _FORM.fullmatch(text.strip())
    if not found:
        return None
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            first = date(year, month, day)
            return OpenDate(first, first)
        if found.group(3):
            return _months(year, month, 1)
        return _months(year, 3 * quarter - 2, 3) if quarter else _months(year, 1, 12)
    except ValueError:
        return None


def _months(year: int, month: int, length: int) -> OpenDate:
    first = date(year, month, 1)
    year, month = year + (month + length - 1) // 12, (month + length - 1) % 12 + 1
    # The year after 9999 has no date; its day before does.
    last = date(year, month, 1) - timedelta(days=1) if year <= date.max.year else date.max
    return OpenDate(first, last)
