"""The mechanism `lanchester_linear` (Lanchester 1916, Aircraft in Warfare, chapters 5 and 6).

With c = a x0 - b y0 and R = a x0 / (b y0), x = c/a R e^ct / (R e^ct - 1) and y = c/b / (R e^ct - 1), where a are the
kills of x and b those of y. 1000 against 800 with a = b leave 200, where the square law leaves 600.
"""

import math

import pytest

from .mechanism_runs import alone, output, stock, timeline


@pytest.mark.parametrize(("a", "b", "x0", "y0"), [(1e-4, 1e-4, 1000, 800), (2e-4, 1e-4, 400, 300)])
def test_the_way_of_both_sides(a: float, b: float, x0: float, y0: float) -> None:
    given = f"x_start: {x0}, y_start: {y0}, x_kills: {a}, y_kills: {b}"
    c, ratio = a * x0 - b * y0, a * x0 / (b * y0)
    for t, row in enumerate(timeline(alone("lanchester_linear", given, 40))):
        grown = ratio * math.exp(c * t)
        assert stock(row, "x") == pytest.approx(c / a * grown / (grown - 1), rel=1e-9)
        assert stock(row, "y") == pytest.approx(c / b / (grown - 1), rel=1e-9)


def test_one_thousand_against_eight_hundred_leave_two_hundred() -> None:
    given = "x_start: 1000, y_start: 800, x_kills: 0.001, y_kills: 0.001"
    rows = timeline(
        alone("lanchester_linear", given, 80, "output: [own_advantage, own_x_survivors, own_y_survivors]\n")
    )
    assert (stock(rows[-1], "x"), stock(rows[-1], "y")) == pytest.approx((200, 0), abs=1e-4)
    for row in rows:
        assert output(row, "advantage") == pytest.approx(0.2, rel=1e-9)
        assert output(row, "x_survivors") == pytest.approx(200, rel=1e-9)
        assert output(row, "y_survivors") == 0
