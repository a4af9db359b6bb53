"""The g-function (Saltelli & Sobol' 1995): eight inputs, from decisive to negligible."""

import numpy as np
import pytest

from offramp.explore.hinges.given_data_indices import rank_indices
from offramp.explore.hinges.variance_indices import from_blocks, saltelli_indices

from .known_indices import sobol_g, within

KNOWN = sobol_g()


def test_the_closed_form_is_the_published_one() -> None:
    assert KNOWN.first == pytest.approx((0.7162, 0.1790, 0.0237, 0.0072, 0.0001, 0.0001, 0.0001, 0.0001), abs=5e-5)
    assert KNOWN.total[:3] == pytest.approx((0.7871, 0.2422, 0.0343), abs=5e-5)


def test_from_blocks() -> None:
    drawn, number_w = KNOWN.drawn("saltelli", 4096, 1)
    found = saltelli_indices(drawn, number_w, seed=1)
    assert found.total_a is not None
    assert found.total_interval_ka is not None
    assert found.first_a == pytest.approx(KNOWN.first, abs=0.01)
    assert found.total_a == pytest.approx(KNOWN.total, abs=0.01)
    assert within(found.first_interval_ka, KNOWN.first).all()
    assert within(found.total_interval_ka, KNOWN.total).all()


def test_by_ranks_on_draws() -> None:
    drawn, number_w = KNOWN.drawn("iid", 8000, 4)
    found = rank_indices(drawn, number_w, seed=1)
    assert found.first_a == pytest.approx(KNOWN.first, abs=0.04)
    assert within(found.first_interval_ka, KNOWN.first).sum() >= 7


def test_a_far_off_mean_changes_nothing() -> None:
    drawn, number_w = KNOWN.drawn("saltelli", 512, 1)
    plain, shifted = (saltelli_indices(drawn, number_w + far, seed=1) for far in (0.0, 1e4))
    assert shifted.first_a == pytest.approx(plain.first_a, abs=1e-7)
    assert shifted.first_interval_ka == pytest.approx(plain.first_interval_ka, abs=1e-7)


def test_a_constant_has_no_indices() -> None:
    found = from_blocks(["a", "b"], np.full(8, 0.1), np.full(8, 0.1), np.full((8, 2), 0.1), seed=1)
    assert found.variance == 0.0
    assert np.isnan(found.first_a).all()
