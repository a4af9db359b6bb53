"""Flip values of functions whose crossings are known, with and without error, in few looks."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.explore.hinges.flip_values import Evaluate, find_flips


def exact(function: Callable[[float], float]) -> Evaluate:
    """The function without any error."""
    return lambda value: (function(value), 0.0)


def test_the_nearest_crossing_on_either_side() -> None:
    found = find_flips(exact(math.cos), 0.5, -6.0, 8.0, 0.0)  # crosses at ±π/2, 3π/2, 5π/2
    assert found.below.status == found.above.status == "flips"
    assert found.below.value == pytest.approx(-math.pi / 2, abs=0.01)
    assert found.above.value == pytest.approx(math.pi / 2, abs=0.01)
    assert found.nearest is found.above
    assert found.looks <= 20


def test_no_flip_inside_the_range() -> None:
    found = find_flips(exact(lambda x: x * x + 1), 0.0, -1.0, 3.0, 0.5)
    assert (found.below.status, found.above.status) == ("no_flip", "no_flip")
    assert found.nearest is None
    assert found.looks == 1 + 8 + 8


def test_a_jump_lies_between_two_values() -> None:
    found = find_flips(exact(lambda x: 0.1 if x < 0.7311 else 0.9), 0.0, 0.0, 1.0, 0.5)
    assert found.below.status == "no_flip"
    assert found.above.low is not None
    assert found.above.high is not None
    assert found.above.low < 0.7311 <= found.above.high
    assert found.above.high - found.above.low <= 0.005
    assert found.looks <= 18


def test_an_error_widens_what_can_be_said() -> None:
    found = find_flips(lambda x: (x, 0.03), 0.0, 0.0, 1.0, 0.5)
    flip = found.above
    assert flip.status == "flips"
    assert flip.low is not None
    assert flip.high is not None
    assert flip.low < 0.47
    assert flip.high > 0.53
    assert flip.high - flip.low < 0.2
    assert flip.unsure_from == pytest.approx(0.5, abs=0.03)


def test_where_the_error_decides() -> None:
    assert find_flips(lambda x: (0.5 + x, 0.2), 0.0, -1.0, 1.0, 0.6).below.status == "not_resolved"
    touching = find_flips(lambda x: (0.4 * x, 0.14), 0.0, 0.0, 1.0, 0.5)
    assert touching.above.status == "not_resolved"
    assert touching.above.unsure_from == 1.0
    unsolved = find_flips(lambda x: (math.nan if x > 0.6 else 0.1, 0.0), 0.0, 0.0, 1.0, 0.5)
    assert unsolved.above.status == "not_resolved"
    assert unsolved.above.unsure_from == 0.625


def test_a_baseline_at_the_end_of_its_range_has_nothing_beyond() -> None:
    found = find_flips(exact(lambda x: x), 1.0, 0.0, 1.0, 0.5)
    assert found.above.status == "no_flip"
    assert found.below.value == pytest.approx(0.5, abs=0.005)
    with pytest.raises(ValueError, match="outside the range from 0 to 1"):
        find_flips(exact(lambda x: x), 2.0, 0.0, 1.0, 0.5)


@settings(max_examples=200, deadline=None)
@given(root=st.floats(-0.95, 0.95), power=st.sampled_from([1, 3, 5]), scale=st.floats(0.01, 100))
def test_monotone_numbers(root: float, power: int, scale: float) -> None:
    def number(value: float) -> tuple[float, float]:
        return scale * math.copysign(abs(value - root) ** power, value - root), 0.0

    found = find_flips(number, -1.0, -1.0, 1.0, 0.0)
    assert found.above.status == "flips"
    assert found.above.low is not None
    assert found.above.high is not None
    assert found.above.low - 1e-12 <= root <= found.above.high + 1e-12
    assert found.above.high - found.above.low <= 0.01
    assert found.looks <= 9 + 6
