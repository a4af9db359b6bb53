"""Bounds of expressions over ranges, and conditions that always or never hold."""

import math

import pytest

from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.expressions.intervals import UNKNOWN, bounds, truth
from tests.expression_scope import tree

BOX = {
    (Kind.ASSUMPTION, "slip"): (0.0, 1.0),
    (Kind.ASSUMPTION, "aid"): (-2.0, 3.0),
    (Kind.STOCK, "front"): (2.0, 4.0),
    (Kind.STOCK, "tension"): (-4.0, -2.0),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("slip + front", (2.0, 5.0)),
        ("slip - front", (-4.0, -1.0)),
        ("slip * aid", (-2.0, 3.0)),
        ("-front", (-4.0, -2.0)),
        ("slip / front", (0.0, 0.5)),
        ("slip / aid", UNKNOWN),
        ("aid % front", (0.0, 4.0)),
        ("slip % front", (0.0, 1.0)),
        ("aid % tension", (-4.0, 0.0)),
        ("aid % aid", UNKNOWN),
        ("aid ** 0.5", UNKNOWN),
        ("pressure", UNKNOWN),
        ("pressure * 0", (0.0, 0.0)),
        ("pressure - pressure", UNKNOWN),
        ("min(slip, front)", (0.0, 1.0)),
        ("max(slip, front, 3)", (3.0, 4.0)),
        ("abs(aid)", (0.0, 3.0)),
        ("abs(tension)", (2.0, 4.0)),
        ("clip(pressure, 0, slip)", (0.0, 1.0)),
        ("sqrt(front - 2)", (0.0, math.sqrt(2.0))),
        ("sqrt(tension)", UNKNOWN),
        ("log(tension)", UNKNOWN),
        ("logistic(pressure)", (0.0, 1.0)),
        ("table(aid, [-1, 0, 1], [0, 5, 1])", (0.0, 5.0)),
        ("table(front, [-1, 0, 1], [0, 5, 1])", (1.0, 1.0)),
        ("slip if accident else front", (0.0, 4.0)),
        ("slip if front > 1 else front", (0.0, 1.0)),
        ("slip if front < 1 else front", (2.0, 4.0)),
        ("exp(1000) - exp(1000)", UNKNOWN),
        ("1 / (front - front + 1e-320)", UNKNOWN),
        ("9 ** 9 ** 9 ** 9", (math.inf, math.inf)),
    ],
)
def test_bounds(text: str, expected: tuple[float, float]) -> None:
    assert bounds(tree(text), BOX) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aid ** 2", (0.0, 9.0)),
        ("aid ** 3", (-8.0, 27.0)),
        ("front ** -1", (0.25, 0.5)),
        ("tension ** -2", (1 / 16, 1 / 4)),
        ("front ** slip", (1.0, 4.0)),
        ("slip ** front", (0.0, 1.0)),
        ("exp(slip)", (1.0, math.e)),
        ("log(front)", (math.log(2), math.log(4))),
        ("per_period(front)", (1 - math.exp(-2), 1 - math.exp(-4))),
        ("logistic(aid)", (1 / (1 + math.exp(2)), 1 / (1 + math.exp(-3)))),
        ("table(slip, [-1, 2], [0, 3])", (1.0, 2.0)),
    ],
)
def test_bounds_within_rounding(text: str, expected: tuple[float, float]) -> None:
    assert bounds(tree(text), BOX) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("front > 1", True),
        ("front >= 2", True),
        ("front > 2", None),
        ("front < 2", False),
        ("front <= 2", None),
        ("front == 5", False),
        ("front != 5", True),
        ("front == 3", None),
        ("2 == 2", True),
        ("not front < 2", True),
        ("accident", None),
        ("accident and front < 2", False),
        ("accident or front > 1", True),
        ("accident or front > 3", None),
        ("front > 1 and slip >= 0", True),
        ("0 <= slip <= 1", True),
        ("phase == war", None),
        ("phase == war and phase == talks", False),
        ("phase == war and (accident and west == push) and phase == crisis", False),
        ("phase == war and west == push", None),
        ("true if accident else front > 1", True),
        ("accident if front > 1 else true", None),
        ("pressure > 0", None),
        ("false", False),
    ],
)
def test_truth(text: str, expected: bool | None) -> None:
    assert truth(tree(text), BOX) is expected


def test_a_condition_is_bounded_as_one_or_nothing() -> None:
    assert bounds(tree("front > 1"), BOX) == (1.0, 1.0)
    assert bounds(tree("accident"), BOX) == (0.0, 1.0)
    assert truth(tree("accident"), {(Kind.EVENT, "accident"): (0.0, 0.0)}) is False
