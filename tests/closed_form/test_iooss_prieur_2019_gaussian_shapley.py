"""Shapley effects of a sum of three Gaussians, two of them correlated (Iooss & Prieur 2019, their linear model)."""

import numpy as np
import pytest

from offramp.explore.hinges.shapley_effects import shapley_effects

from .known_indices import within


def known(correlation: float, spread: float) -> tuple[float, ...]:
    """x₁ + x₂ + x₃ with variances 1, 1 and spread², x₂ and x₃ correlated: by the definition, set by set.

    For two alone: v(2) = (1 + r s)², v(3) = (s + r)², v(23) = 1 + s² + 2 r s; and x₁ adds 1 to every set.
    """
    two, three = (1 + correlation * spread) ** 2, (spread + correlation) ** 2
    both = 1 + spread**2 + 2 * correlation * spread
    total = 1 + both
    return 1 / total, (two + both - three) / 2 / total, (three + both - two) / 2 / total


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, -0.7])
def test_effects_lie_in_their_intervals(correlation: float) -> None:
    rng = np.random.default_rng(1)
    covariance = [[1, 0, 0], [0, 1, 2 * correlation], [0, 2 * correlation, 4]]
    value_wa = rng.multivariate_normal(np.zeros(3), covariance, 8000)
    found = shapley_effects(("x1", "x2", "x3"), value_wa, value_wa.sum(axis=1), seed=1)
    assert found.effect_a == pytest.approx(known(correlation, 2.0), abs=0.03)
    assert within(found.interval_ka, known(correlation, 2.0)).all()
    assert found.effect_a.sum() == pytest.approx(1, abs=0.01)


def test_the_closed_form_by_hand() -> None:
    """Correlation ½, spread 2: variance 8, so 1/8, (4 + 7 − 6.25)/16 and (6.25 + 7 − 4)/16."""
    assert known(0.5, 2.0) == (0.125, 0.296875, 0.578125)


def test_what_cannot_be_had() -> None:
    with pytest.raises(ValueError, match="give the 10 that matter most"):
        shapley_effects([str(a) for a in range(11)], np.zeros((100, 11)), np.zeros(100), seed=1)
    assert np.isnan(shapley_effects(["a"], np.ones((50, 1)), np.ones(50), seed=1).effect_a).all()
    assert np.isnan(shapley_effects(["a"], np.arange(5.0)[:, None], np.arange(5.0), seed=1).effect_a).all()
