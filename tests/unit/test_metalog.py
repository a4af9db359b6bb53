"""Metalogs against their closed form (Keelin 2016, Decision Analysis 13(4)), whose numbers were worked out apart."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.core.metalog import Metalog, falls, metalog

CHANCES = (0.1, 0.5, 0.9)
ASKED = (0.05, 0.25, 0.5, 0.75, 0.95)
INF = math.inf

CASES = {
    "unbounded": (
        (CHANCES, (3.0, 6.0, 12.0), -INF, INF),
        (6.0, 2.0480382599103844, 1.70669854992532),
        (2.2310476979347844, 4.21875, 6.0, 8.71875, 14.29169506454347),
    ),
    "lower bound": (
        (CHANCES, (3.0, 6.0, 12.0), 0.0, INF),
        (1.791759469228055, 0.31546487678572877, 0.0),
        (2.3700057693339924, 4.242640687119285, 6.0, 8.48528137423857, 15.189836440827122),
    ),
    "two bounds": (
        (CHANCES, (0.1, 0.3, 0.7), 0.0, 1.0),
        (-0.8472978603872034, 0.6928109372903556, 0.1960820296776666),
        (0.06739385182906492, 0.17442663088344712, 0.3, 0.4919225230263752, 0.8103751859098577),
    ),
    "four terms": (
        ((0.1, 0.4, 0.6, 0.9), (-2.0, 0.0, 1.0, 5.0), -INF, INF),
        (0.4516349568994773, 2.6070446225866544, 1.1928287325680391, -5.570656297399062),
        (-3.1373583794019835, -0.6922181522616564, 0.4516349568994773, 2.2507162179984377, 7.201618567279669),
    ),
}


def made(*given: Any) -> Metalog:
    found = metalog(*given)
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES)
def test_published_form(case: str) -> None:
    given, coefficients, quantiles = CASES[case]
    found = made(*given)
    assert found.coefficients == pytest.approx(coefficients, abs=1e-13)
    assert found.quantile(ASKED) == pytest.approx(quantiles, rel=1e-13)
    assert falls(found) is None
    assert found.cdf(quantiles) == pytest.approx(ASKED, abs=1e-13)


def test_an_upper_bound_mirrors_a_lower_one() -> None:
    lower = made(CHANCES, (3.0, 6.0, 12.0), 0.0, INF)
    upper = made(CHANCES, (-12.0, -6.0, -3.0), -INF, 0.0)
    p = np.linspace(0.01, 0.99, 9)
    assert upper.quantile(p) == pytest.approx(-lower.quantile(1 - p), rel=1e-13)


def test_extreme_skew_is_no_distribution() -> None:
    # M'(y) y (1-y) tends to a2 - a3/2 < 0 at the lower end, so the curve falls there.
    found = made(CHANCES, (0.0, 0.1, 10.0), -INF, INF)
    assert found.coefficients == pytest.approx((0.1, 2.275598066567093, 5.575215263089379), abs=1e-13)
    falling = falls(found)
    assert falling is not None
    first, last = falling
    assert first < 1e-12
    assert 0.25 < last < 0.3
    assert found.quantile(last / 2) > found.quantile(last)


def test_a_fall_between_quantiles_is_found() -> None:
    found = made((0.1, 0.3, 0.5, 0.7, 0.9), (1.0, 1.1, 5.0, 5.1, 9.0), -INF, INF)
    falling = falls(found)
    assert falling is not None
    first, last = falling
    assert found.quantile(first) > found.quantile(last)


def test_the_ends_are_the_bounds() -> None:
    found = made(CHANCES, (0.1, 0.3, 0.7), 0.0, 1.0)
    assert list(found.quantile([0.0, 1.0])) == [0.0, 1.0]
    assert list(found.cdf([-1.0, 0.0, 1.0, 2.0])) == [0.0, 0.0, 1.0, 1.0]
    assert list(made(CHANCES, (3.0, 6.0, 12.0), -INF, INF).quantile([0.0, 1.0])) == [-INF, INF]


def test_quantiles_of_a_uniform_are_a_distribution() -> None:
    # Its metalog is a1 + a4 (y - ½); the other terms are rounding, of either sign in the tails.
    found = made((0.1, 0.3, 0.6, 0.9), (0.1, 0.3, 0.6, 0.9), -INF, INF)
    assert falls(found) is None
    assert found.quantile(ASKED) == pytest.approx(ASKED, abs=1e-12)


def test_quantiles_too_close_together() -> None:
    near = math.nextafter(0.3, 1)
    assert metalog((0.3, near, math.nextafter(near, 1)), (1.0, 2.0, 3.0)) is None
    assert metalog((0.4, 0.5), (-1.7e308, 1.7e308)) is None


@given(
    st.lists(st.floats(0.02, 0.98), min_size=2, max_size=6, unique_by=lambda p: round(p, 2)),
    st.data(),
)
def test_a_metalog_that_is_accepted_rises_and_goes_through_its_quantiles(
    chances: list[float], data: st.DataObject
) -> None:
    chances = sorted(chances)
    steps = data.draw(st.lists(st.floats(0.1, 10), min_size=len(chances), max_size=len(chances)))
    values = list(np.cumsum(steps))
    low = data.draw(st.sampled_from([-INF, 0.0]))
    high = data.draw(st.sampled_from([INF, values[-1] + 1]))
    found = made(chances, values, low, high)
    scale = max(values)
    assert found.quantile(chances) == pytest.approx(values, abs=1e-6 * scale)
    curve = found.quantile(np.linspace(0.0005, 0.9995, 999))
    # A tail that reaches beyond all numbers is refused besides (E420).
    if falls(found) is None and np.all(np.isfinite(curve)):
        # Near a bound, values are the bound itself in all digits that a float has.
        assert np.all(np.diff(curve) >= -1e-9 * scale)
        p = np.linspace(chances[0], chances[-1], 99)
        assert np.all(np.diff(found.quantile(p)) > 0)
        assert found.cdf(found.quantile(p)) == pytest.approx(p, abs=1e-6)
