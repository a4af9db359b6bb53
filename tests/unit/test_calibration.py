"""Carrying numbers over from a coarse grid: known biases go, and the stated error covers what is left."""

import numpy as np
import pytest

from offramp.explore.calibration import calibrate, distance
from offramp.explore.world_results import judged

WORLDS, FITTED = 600, 100


def drawn(seed: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Fine and coarse numbers: the coarse ones are off by a smooth function of them, and by noise."""
    rng = np.random.default_rng(seed)
    fine = np.column_stack([rng.uniform(0.05, 0.95, WORLDS), rng.uniform(0.2, 0.8, WORLDS)])
    bias = np.column_stack([-0.4 * fine[:, 0] * (1 - fine[:, 0]), 0.1 * (fine[:, 0] - 0.5)])
    return fine, np.clip(fine + bias + rng.normal(0, noise, fine.shape), 0, 1)


def test_a_smooth_bias_is_removed() -> None:
    fine, coarse = drawn(1, 0.0)
    found = calibrate(coarse, np.arange(FITTED), fine[:FITTED])
    assert np.abs(coarse - fine).max() > 0.09
    assert np.abs(found.value_wm - fine).max() < 0.02
    assert found.error(0) < 0.02


@pytest.mark.parametrize("number", [0, 1])
def test_the_error_covers_95_of_100_new_worlds(number: int) -> None:
    covered = []
    for seed in range(20):
        fine, coarse = drawn(seed, 0.02)
        found = calibrate(coarse, np.arange(FITTED), fine[:FITTED])
        missed = np.abs(found.value_wm - fine)[FITTED:, number]
        covered.append((missed <= found.error(number)).mean())
    assert 0.92 <= np.mean(covered) <= 0.985


def test_the_error_at_a_level_is_that_of_worlds_near_it() -> None:
    rng = np.random.default_rng(3)
    fine = rng.uniform(0, 1, (WORLDS, 1))
    coarse = fine + np.where(np.abs(fine - 0.5) < 0.15, rng.normal(0, 0.05, fine.shape), 0.0)
    found = calibrate(coarse, np.arange(FITTED), fine[:FITTED])
    assert found.error(0, 0.5) > 1.2 * found.error(0)


def test_fitted_worlds_keep_their_fine_numbers_and_chances_stay_chances() -> None:
    fine, coarse = drawn(2, 0.1)
    fitted = np.arange(3, 3 + 2 * FITTED, 2)
    found = calibrate(coarse, fitted, fine[fitted])
    assert (found.value_wm[fitted] == fine[fitted]).all()
    assert ((found.value_wm >= 0) & (found.value_wm <= 1)).all()


@pytest.mark.parametrize("fitted", [1, 2, 5, 12])
def test_a_handful_of_worlds_shifts_but_does_not_bend(fitted: int) -> None:
    fine, coarse = drawn(4, 0.01)
    found = calibrate(coarse, np.arange(fitted), fine[:fitted])
    assert np.isfinite(found.value_wm).all()
    assert np.isfinite(found.residual_fm).all()


def test_numbers_that_never_change() -> None:
    coarse, fine = np.full((50, 2), 0.25), np.full((20, 2), 0.4)
    found = calibrate(coarse, np.arange(20), fine)
    assert found.value_wm == pytest.approx(0.4)
    assert found.error(0, 0.5) == pytest.approx(0.0, abs=1e-12)


def test_the_order_statistic() -> None:
    assert distance(np.arange(1, 101) / 100) == 0.96  # ⌈0.95 · 101⌉ of 100
    assert distance(np.array([0.3, 0.1])) == 0.3
    assert distance(np.zeros(0)) == 0.0


def test_only_numbers_that_decide_a_verdict_make_it_too_close() -> None:
    value = np.array(
        [
            [0.9, 0.51, 0.9, 0.9],  # free: the best reply decides nothing
            [0.51, 0.9, 0.9, 0.9],  # free by less than the error
            [0.49, 0.9, 0.9, 0.9],  # unsteady, or free
            [0.1, 0.2, 0.6, 0.9],  # unwilling
            [0.1, 0.2, 0.3, 0.4],  # trapped
            [0.1, 0.2, 0.3, 0.49],  # trapped, or dependent
        ]
    )
    place, close = judged(value, np.full_like(value, 0.02), 0.5)
    assert place.tolist() == [0, 0, 1, 2, 4, 4]
    assert close.tolist() == [False, True, True, False, False, True]
    assert not judged(value, np.zeros_like(value), 0.5)[1].any()
    # A reach of exactly the level reaches it, and without an error nothing is too close.
    assert judged(np.full((1, 4), 0.5), np.zeros((1, 4)), 0.5)[0].tolist() == [0]
