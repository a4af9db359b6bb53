"""Ishigami & Homma (1990): an input that matters only together with another, and one that isn't monotone."""

import numpy as np
import pytest

from offramp.explore.designs import Kind, UnsuitableDesign
from offramp.explore.hinges.given_data_indices import rank_indices
from offramp.explore.hinges.shapley_effects import shapley_effects
from offramp.explore.hinges.variance_indices import saltelli_indices

from .known_indices import ishigami, within

KNOWN = ishigami()


def test_the_closed_form_is_the_published_one() -> None:
    """To four digits as in Saltelli et al. (2008), Global Sensitivity Analysis: The Primer, for a = 7, b = 0.1."""
    assert KNOWN.variance == pytest.approx(13.8446, abs=5e-5)
    assert KNOWN.first == pytest.approx((0.3139, 0.4424, 0.0), abs=5e-5)
    assert KNOWN.total == pytest.approx((0.5576, 0.4424, 0.2437), abs=5e-5)


def test_from_blocks() -> None:
    drawn, number_w = KNOWN.drawn("saltelli", 4096, 1)
    found = saltelli_indices(drawn, number_w, seed=1)
    assert found.total_a is not None
    assert found.variance == pytest.approx(KNOWN.variance, rel=0.01)
    assert found.first_a == pytest.approx(KNOWN.first, abs=0.01)
    assert found.total_a == pytest.approx(KNOWN.total, abs=0.01)


@pytest.mark.parametrize("kind", ["lhs", "iid"])
def test_by_ranks(kind: Kind) -> None:
    drawn, number_w = KNOWN.drawn(kind, 8000, 2)
    found = rank_indices(drawn, number_w, seed=1)
    assert found.total_a is None
    assert found.first_a == pytest.approx(KNOWN.first, abs=0.04)


def test_intervals_hold_what_is_known() -> None:
    """Nine in ten and more of the 95% intervals, over 40 designs of each kind."""
    held = np.zeros((3, 3))
    for seed in range(40):
        drawn, number_w = KNOWN.drawn("saltelli", 256, seed)
        blocks = saltelli_indices(drawn, number_w, seed)
        assert blocks.total_interval_ka is not None
        sampled, number_w = KNOWN.drawn("lhs" if seed % 2 else "iid", 1000, seed)
        ranks = rank_indices(sampled, number_w, seed, resamples=60)
        held[0] += within(blocks.first_interval_ka, KNOWN.first)
        held[1] += within(blocks.total_interval_ka, KNOWN.total)
        held[2] += within(ranks.first_interval_ka, KNOWN.first)
    assert (held >= 0.9 * 40).all()


def test_shapley_effects_share_an_interaction_evenly() -> None:
    drawn, number_w = KNOWN.drawn("iid", 6000, 3)
    found = shapley_effects(KNOWN.names, drawn.value_wa, number_w, seed=1)
    known = tuple((first + total) / 2 for first, total in zip(KNOWN.first, KNOWN.total, strict=True))  # pairs only
    assert found.effect_a == pytest.approx(known, abs=0.05)
    assert within(found.interval_ka, known).all()


def test_ranks_are_refused_on_sobol_points_and_blocks_elsewhere() -> None:
    sobol, number_w = KNOWN.drawn("sobol", 1024, 1)
    with pytest.raises(UnsuitableDesign, match="wrong on Sobol' points"):
        rank_indices(sobol, number_w, seed=1)
    with pytest.raises(UnsuitableDesign, match='blocks of a design of kind "saltelli", and this one is "sobol"'):
        saltelli_indices(sobol, number_w, seed=1)
