"""The mechanism `lanchester_square` (Lanchester 1916, Aircraft in Warfare, chapters 5 and 6).

With nobody reinforced x = x0 cosh kt - y0 sqrt(b/a) sinh kt, k = sqrt(ab), where a are the kills of x and b those of y;
a x² - b y² stays. 1000 against 800 with a = b = 0.1 leave 600 at t = 10.986123.
"""

import math

import pytest

import offramp

from .mechanism_runs import alone, output, stock, timeline


def test_one_thousand_against_eight_hundred_leave_six_hundred() -> None:
    scenario = alone(
        "lanchester_square",
        "x_start: 1000, y_start: 800, x_kills: 0.1, y_kills: 0.1",
        14,
        "output: [own_advantage, own_x_survivors, own_y_survivors]\n",
    )
    rows = timeline(scenario)
    for t, row in enumerate(rows[:11]):
        assert stock(row, "x") == pytest.approx(1000 * math.cosh(0.1 * t) - 800 * math.sinh(0.1 * t), rel=1e-9)
        assert output(row, "advantage") == pytest.approx(0.1 * (1000**2 - 800**2), rel=1e-9)
        assert output(row, "x_survivors") == pytest.approx(600, rel=1e-9)
        assert output(row, "y_survivors") == 0
    # The smaller side is gone at t = ln 3 / 0.1 = 10.986123; the last step before it is cut short.
    assert stock(rows[11], "y") == 0
    assert stock(rows[13], "x") == stock(rows[12], "x") == pytest.approx(600, rel=1e-4)


def test_the_side_that_loses_leaves_nobody() -> None:
    rows = timeline(
        alone(
            "lanchester_square",
            "x_start: 400, y_start: 300, x_kills: 0.01, y_kills: 0.05",
            3,
            "output: [own_x_survivors, own_y_survivors]\n",
        )
    )
    # 0.01 * 400² < 0.05 * 300²: what is left of y is sqrt(300² - 400² / 5).
    assert output(rows[0], "x_survivors") == 0
    assert output(rows[0], "y_survivors") == pytest.approx(math.sqrt(300**2 - 400**2 / 5), rel=1e-12)


def test_reinforcement_at_the_rate_of_losses_holds_a_side() -> None:
    given = "x_start: 500, y_start: 800, x_kills: 0.01, y_kills: 0.05, x_reinforcement: 0.05 * own_y"
    assert [stock(row, "x") for row in timeline(alone("lanchester_square", given, 30))] == pytest.approx(
        [500] * 30, rel=1e-12
    )


def test_the_model_of_the_library_without_luck() -> None:
    found = offramp.load("square-law").simulate(set={"luck": 0}, paths=50).to_json()
    assert found["endings"]["red_is_gone"]["share"] == 1
    # What reads the luck of a period is told at its end, and the last of Red falls within the eleventh.
    for row in found["timeline"][:10]:
        assert row["outputs"]["field_x_survivors"]["mean"] == pytest.approx(600, rel=1e-9)
