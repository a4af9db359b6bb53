"""Weights of worlds: what they may be, and how many worlds they are worth."""

import numpy as np
import pytest
from numpy.typing import NDArray

from offramp.explore.hinges.weights import checked_weights, effective_size, weighted_share
from offramp.explore.shares import interval


def test_effective_sizes() -> None:
    assert effective_size(np.ones(70)) == pytest.approx(70)
    assert effective_size(np.array([1.0, 0.0, 0.0])) == 1.0
    # Kish (1965): n / (1 + the squared coefficient of variation).
    weight_w = np.random.default_rng(1).exponential(size=1000)
    assert effective_size(weight_w) == pytest.approx(1000 / (1 + weight_w.var() / weight_w.mean() ** 2))


def test_equal_weights_give_the_usual_interval() -> None:
    holds_w = (np.arange(400) < 100).astype(float)
    for weight_w in (None, np.full(400, 3.0)):
        share, low, high = weighted_share(holds_w, weight_w)
        assert share == 0.25
        assert (low, high) == interval(100, 400)


def test_unequal_weights_widen_it() -> None:
    holds_w = (np.arange(400) % 4 == 0).astype(float)
    share, low, high = weighted_share(holds_w, np.where(np.arange(400) < 200, 9.0, 1.0))
    assert share == pytest.approx(0.25)
    assert high - low > np.diff(interval(100, 400))[0]
    assert weighted_share(np.zeros(300))[:2] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("weight_w", "says"),
    [
        (np.ones(3), "one for each world"),
        (np.array([1.0, -1.0]), "at least 0"),
        (np.array([0.0, 0.0]), "some must be positive"),
        (np.array([np.nan, 1.0]), "finite"),
    ],
)
def test_what_weights_cannot_be(weight_w: NDArray[np.float64], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        checked_weights(weight_w, 2)
