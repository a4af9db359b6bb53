"""The inner loops against plain loops: simplex weights, ragged reductions, logit choice."""

import numpy as np
import pytest

from offramp.kernels.kuhn_simplex import corners
from offramp.kernels.operations import table
from offramp.kernels.segments import first_marked, logit, segment_max, segment_min, segment_sum, tied_best

COUNTS = np.array([1, 3, 2, 1, 4])
STARTS = np.array([0, 1, 4, 6, 7])
NODES = [slice(s, s + c) for s, c in zip(STARTS, COUNTS, strict=True)]


def draws(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1.0, 1.0, shape)


# --- the Kuhn simplex -----------------------------------------------------------------------------------------------


def cells(axes: int, points: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points in random cells of a grid with 5 steps an axis, some of them on faces and corners of their cells."""
    rng = np.random.default_rng(axes)
    cell = rng.integers(0, 5, (points, axes))
    fraction = rng.uniform(0.0, 1.0, (points, axes))
    fraction[: points // 4] = rng.choice([0.0, 0.5, 1.0], (points // 4, axes))
    stride = np.tile(6 ** np.arange(axes)[::-1], (points, 1)).astype(np.int64)
    return cell, fraction, stride


@pytest.mark.parametrize("axes", [0, 1, 2, 3, 4])
def test_simplex_weights_are_shares(axes: int) -> None:
    index, weight = corners(*cells(axes))
    assert index.shape == weight.shape == (200, axes + 1)
    assert weight.min() >= 0.0
    np.testing.assert_allclose(weight.sum(axis=1), 1.0, atol=1e-15)


@pytest.mark.parametrize("axes", [1, 2, 3, 4])
def test_simplex_is_exact_on_linear_functions(axes: int) -> None:
    cell, fraction, stride = cells(axes)
    slope = draws(axes, axes)
    states = np.stack(np.meshgrid(*[np.arange(6)] * axes, indexing="ij"), axis=-1).reshape(-1, axes)
    values = states @ slope + 0.3
    index, weight = corners(cell, fraction, stride)
    np.testing.assert_allclose((values[index] * weight).sum(axis=1), (cell + fraction) @ slope + 0.3, atol=1e-12)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_simplex_puts_all_weight_on_a_grid_point_that_is_met(axes: int) -> None:
    cell, _, stride = cells(axes)
    fraction = np.random.default_rng(7).integers(0, 2, cell.shape).astype(np.float64)
    index, weight = corners(cell, fraction, stride)
    met = ((cell + fraction.astype(np.int64)) * stride).sum(axis=1)
    np.testing.assert_array_equal(np.where(index == met[:, None], weight, 0.0).sum(axis=1), 1.0)


# --- ragged reductions ----------------------------------------------------------------------------------------------


def test_reductions_over_ragged_groups() -> None:
    values = draws(1, COUNTS.sum(), 2)
    for kernel, plain in ((segment_sum, np.sum), (segment_max, np.max), (segment_min, np.min)):
        wanted = np.array([plain(values[node], axis=0) for node in NODES])
        np.testing.assert_allclose(kernel(values, STARTS), wanted, atol=1e-15)


def test_first_marked_is_the_first_of_each_node() -> None:
    marked = np.array([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1], dtype=bool)
    np.testing.assert_array_equal(first_marked(marked, STARTS, COUNTS), [0, 2, 4, 6, 10])


def test_ties_are_told_by_the_size_of_the_best() -> None:
    values = np.array([0.0, 1e9, 1e9 + 0.05, 1.0, 0.5, 0.5, 3.0, -1.0, -1.0, -1.0 - 1e-11, -2.0])
    tied = tied_best(values, STARTS, COUNTS, 1e-10)
    np.testing.assert_array_equal(tied, [True, True, True, False, True, True, True, True, True, True, False])


# --- logit choice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rationality", [0.0, 0.5, 4.0, 300.0, np.inf])
def test_choices_are_shares_and_ignore_what_all_options_have_in_common(rationality: float) -> None:
    values = draws(2, COUNTS.sum())
    shift = np.repeat(draws(3, len(COUNTS)) * 1e3, COUNTS)
    choice = logit(values, rationality, STARTS, COUNTS)
    np.testing.assert_allclose(segment_sum(choice, STARTS), 1.0, atol=1e-15)
    np.testing.assert_allclose(logit(values + shift, rationality, STARTS, COUNTS), choice, atol=1e-9)


def test_no_rationality_is_a_toss_and_all_of_it_is_the_best() -> None:
    values = draws(4, COUNTS.sum())
    np.testing.assert_allclose(logit(values, 0.0, STARTS, COUNTS), np.repeat(1.0 / COUNTS, COUNTS))
    best = np.concatenate([values[node] == values[node].max() for node in NODES])
    np.testing.assert_array_equal(logit(values, np.inf, STARTS, COUNTS), best)


def test_equals_are_picked_evenly_by_exact_players() -> None:
    choice = logit(np.array([1.0, 2.0, 2.0, 2.0]), np.inf, np.array([0]), np.array([4]))
    np.testing.assert_allclose(choice, [0.0, 1 / 3, 1 / 3, 1 / 3])


def test_odds_follow_the_difference_in_value() -> None:
    choice = logit(np.array([0.3, 1.1]), 2.5, np.array([0]), np.array([2]))
    assert choice[1] / choice[0] == pytest.approx(np.exp(2.5 * 0.8))


def test_large_values_do_not_overflow() -> None:
    choice = logit(np.array([-1e6, 0.0, 1e6]), 1e3, np.array([0]), np.array([3]))
    np.testing.assert_allclose(choice, [0.0, 0.0, 1.0])


def test_a_table_is_flat_outside() -> None:
    found = table(np.array([-5.0, 0.0, 0.5, 2.0, 9.0]), np.array([0.0, 1.0, 3.0]), np.array([1.0, 2.0, 6.0]))
    np.testing.assert_allclose(found, [1.0, 1.0, 1.5, 4.0, 6.0])
