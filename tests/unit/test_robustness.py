"""Regret, satisficing and shares without noise, by hand."""

import numpy as np
import pytest
from scipy.special import ndtr

from offramp.explore.hinges.debiased_shares import debiased_share
from offramp.explore.hinges.robustness import regrets, robustness

# Two views of four worlds with three options.
WORTH = np.array(
    [
        [[1.0, 2.0, 0.0], [1.0, 0.0, 3.0], [1.0, 2.0, 0.0], [1.0, 2.0, 1.0]],
        [[5.0, 5.0, 5.0], [1.0, 0.0, 9.0], [1.0, 1.5, 0.0], [2.0, 1.0, 0.0]],
    ]
)


def test_regret_and_satisficing_by_hand() -> None:
    steady, bold, wild = sorted(robustness(("steady", "bold", "wild"), WORTH, 1.0), key=lambda o: o.name == "wild")[:3]
    by_name = {option.name: option for option in (steady, bold, wild)}
    one = by_name["steady"]  # regrets 1 2 1 1 | 0 8 0.5 0
    assert one.mean_regret == pytest.approx(13.5 / 8)
    assert (one.largest_regret, one.satisfied, one.worst_satisfied) == (8.0, 1.0, 1.0)
    assert one.best == 2 / 8
    two = by_name["bold"]  # 2 0 2 2 | 5 0 1.5 1
    assert (two.satisfied, two.worst_satisfied, two.largest_regret) == (6 / 8, 3 / 4, 9.0)
    assert two.high_regret == 9.0
    three = by_name["wild"]  # regrets 2 0 2 1 | 0 0 1.5 2
    assert (three.largest_regret, three.worst_satisfied) == (2.0, 0.5)
    assert robustness(("steady", "bold", "wild"), WORTH, 1.0)[0].name == "wild"  # minimax regret


def test_an_option_that_is_not_always_there() -> None:
    worth = WORTH.copy()
    worth[0, :2, 1] = np.nan
    worth[1, :, 2] = np.nan
    found = {o.name: o for o in robustness(("steady", "bold", "wild"), worth, 1.0)}
    assert found["bold"].open == 6 / 8
    assert found["wild"].open == 4 / 8
    assert found["wild"].worst_satisfied == 0.5
    assert found["steady"].largest_regret == 2.0
    never = robustness(("a",), np.full((1, 3, 1), np.nan), 0.5)[0]
    assert never.open == 0
    assert np.isnan(never.mean_regret)


def test_weights_count_worlds_within_a_view_and_reach_may_decide() -> None:
    weight = np.array([[1.0, 0.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]])
    found = {o.name: o for o in robustness(("steady", "bold", "wild"), WORTH, 0.5, WORTH / 10, weight)}
    assert found["bold"].satisfied == 1 / 8
    assert found["bold"].mean_regret == pytest.approx((0 + 0) / 4 + (0 + 9 + 0 + 1) / 8)
    assert (regrets(WORTH).min(axis=2) == 0).all()


@pytest.mark.parametrize("noise", [0.1, 0.3, 0.5])
def test_a_share_without_the_noise(noise: float) -> None:
    """True numbers N(0, 1), estimates N(true, noise²): above 0.7 are Φ(−0.7), and Φ(−0.7/√(1 + noise²)) is counted."""
    worlds = 400_000
    true_w = np.random.default_rng(1).normal(size=worlds)
    estimate_w = true_w + noise * np.random.default_rng(2).normal(size=worlds)
    found = debiased_share(estimate_w, np.full(worlds, noise), 0.7)
    known, blurred = ndtr(-0.7), ndtr(-0.7 / np.sqrt(1 + noise**2))
    assert found.counted == pytest.approx(blurred, abs=0.002)
    # The parabola's own bias, from the known curve g(k) = Φ(−0.7 / √(1 + (1 + k) noise²)).
    curve = [ndtr(-0.7 / np.sqrt(1 + (1 + k) * noise**2)) for k in range(3)]
    bias = 3 * curve[0] - 3 * curve[1] + curve[2] - known
    assert abs(bias) < abs(blurred - known) / 4
    assert found.share == pytest.approx(known + bias, abs=1.5 * found.error)


def test_exact_numbers_need_no_help() -> None:
    found = debiased_share(np.array([0.2, 0.5, 0.7, 0.9]), np.zeros(4), 0.5)
    assert (found.share, found.counted) == (0.75, 0.75)
    assert debiased_share(np.array([0.2, 0.5]), np.zeros(2), 0.5, np.array([3.0, 1.0])).share == 0.25


def test_noise_of_all_sizes_at_once() -> None:
    rng = np.random.default_rng(5)
    noise_w = rng.choice([0.0, 0.1, 0.3], 300_000)
    true_w = rng.normal(size=300_000)
    found = debiased_share(true_w + noise_w * rng.normal(size=300_000), noise_w, 1.0)
    assert found.share == pytest.approx(ndtr(-1.0), abs=found.error)
