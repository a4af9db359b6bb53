"""Correlations that can hold together, and how much room the others leave to one of them."""

import math

import numpy as np
import pytest

from offramp.core.gaussian_copula import correlation_matrix, possible, room


def test_matrix() -> None:
    found = correlation_matrix(["a", "b", "c"], [("c", "a", 0.5), ("a", "elsewhere", 0.9)])
    assert found.tolist() == [[1, 0, 0.5], [0, 1, 0], [0.5, 0, 1]]


def test_three_in_a_row_exclude_independence() -> None:
    matrix = correlation_matrix(["a", "b", "c"], [("a", "b", 0.9), ("b", "c", 0.9)])
    assert not possible(matrix)
    # r13 lies within r12 r23 ± sqrt((1 - r12²)(1 - r23²)): 0.81 ± 0.19.
    assert room(matrix, 0, 2) == pytest.approx((0.62, 1.0))


def test_room_is_where_it_becomes_possible() -> None:
    matrix = correlation_matrix(["a", "b", "c"], [("a", "b", 0.8), ("b", "c", -0.3)])
    between = room(matrix, 0, 2)
    assert between is not None
    half = math.sqrt((1 - 0.8**2) * (1 - 0.3**2))
    assert between == pytest.approx((-0.24 - half, -0.24 + half))
    for value, holds in [(between[0] - 1e-4, False), (between[0] + 1e-4, True), (between[1] - 1e-4, True)]:
        changed = np.array(matrix)
        changed[0, 2] = changed[2, 0] = value
        assert possible(changed) is holds


def test_no_room_where_the_others_contradict_each_other() -> None:
    pairs = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)]
    matrix = correlation_matrix(["a", "b", "c", "d"], pairs)
    assert room(matrix, 0, 3) is None
    assert possible(np.eye(3))
    assert possible(np.zeros((0, 0)))
