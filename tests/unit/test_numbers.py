import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.core.numbers import as_written, cost, last_place, level, points, quantity, share


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.4, 0.02, "40% ± 2%"),
        (0.4049, 0.013, "40.5% ± 1.3%"),
        (0.4049, 0.0213, "40% ± 3%"),
        (0.4, 0.12, "40% ± 12%"),
        (0.4, 0.31, "≤ 80%"),
        (0.01, 0.02, "≤ 3%"),
        (0.022, 0.021, "≤ 5%"),
        (0.985, 0.03, "≥ 95%"),
        (0.5, 0.6, "anything from 0% to 100%"),
        (0.41666, 0.0, "41.7%"),
        (0.5, 0.0, "50%"),
        (0.0, 0.0, "0%"),
        (1.0, 0.0, "100%"),
        (0.00031, 0.0, "0.031%"),
        (4e-16, 0.0, "under 0.0001%"),
        (0.99997, 0.0, "over 99.9%"),
        (1.0 - 1e-15, 0.0, "100%"),
        (0.43, None, "≈ 45%"),
        (0.043, None, "≈ 4%"),
        (0.004, None, "under 1%"),
        (0.999, None, "over 99%"),
        (None, 0.1, "–"),
        (math.nan, 0.1, "–"),
        (True, None, "–"),
    ],
)
def test_share(value: float | None, error: float | None, text: str) -> None:
    assert share(value, error) == text


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (-1.3, 0.06, "−1.30 ± 0.06"),
        (1234.5, 20.0, "1\u202f230 ± 20"),
        (-0.004, 0.1, "0.00 ± 0.10"),
        (0.123456, 0.0, "0.1235"),
        (0.123456, None, "≈ 0.12"),
        (0.0, None, "0"),
        (math.inf, None, "–"),
    ],
)
def test_quantity(value: float, error: float | None, text: str) -> None:
    assert quantity(value, error) == text


def test_a_cost_within_its_error_is_a_bound() -> None:
    assert cost(0.03, 0.06) == "≤ 0.09"
    assert cost(0.31, 0.06) == "0.31 ± 0.06"
    assert cost(0.0, 0.0) == "0"
    assert cost(-0.0002, 0.00004) == "≤ 0.00004"


def test_points_level_and_inputs() -> None:
    assert (points(0.0371), points(3e-16), points(0.0), points(None)) == ("3.7", "under 0.01", "0", "–")
    assert (level(0.5), level(0.025)) == ("50%", "2.5%")
    assert (as_written(7.5), as_written(-2), as_written(math.inf), as_written(True)) == ("7.5", "−2", "∞", "yes")


@given(st.floats(0.0, 1.0), st.floats(1e-6, 0.5))
def test_no_more_digits_than_the_error_allows(value: float, error: float) -> None:
    text = share(value, error)
    if "±" in text:
        number, around = (part.rstrip("%") for part in text.split("% ± "))
        assert len(number.partition(".")[2]) == len(around.partition(".")[2])
        assert float(around) / 100 >= error - 1e-9  # an error is never made to look smaller
        assert abs(float(number) / 100 - value) <= error + 1e-9 or error < 5e-4
    else:
        bound = float(text.split()[1].rstrip("%")) / 100 if text[0] in "≤≥" else None
        if bound is not None:
            assert bound >= value - 1e-9 if text[0] == "≤" else bound <= value + 1e-9


@given(st.floats(1e-9, 1e6))
def test_the_last_place_is_the_first_or_second_digit_of_the_error(error: float) -> None:
    assert 0.9999 <= error / 10.0 ** last_place(error) <= 20.0001
