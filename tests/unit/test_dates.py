"""Dates that leave something open."""

from datetime import date

import pytest

from offramp.core.dates import OpenDate, parse_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-09-01", (2023, 9, 1), (2023, 9, 1)),
        ("2023-09", (2023, 9, 1), (2023, 9, 30)),
        ("2024-2", (2024, 2, 1), (2024, 2, 29)),
        ("2023Q4", (2023, 10, 1), (2023, 12, 31)),
        ("2023-q1", (2023, 1, 1), (2023, 3, 31)),
        ("2023", (2023, 1, 1), (2023, 12, 31)),
        (" 1962-10-16 ", (1962, 10, 16), (1962, 10, 16)),
        ("9999", (9999, 1, 1), (9999, 12, 31)),
    ],
)
def test_what_a_date_may_mean(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert parse_date(text) == OpenDate(date(*first), date(*last))


@pytest.mark.parametrize(
    "text", ["", "23", "2023-13", "2023-02-30", "2023Q5", "0000", "2023-09-01T12:00", "٢٠٢٣", "soon"]
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None
