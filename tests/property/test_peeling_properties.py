"""Peeling: the fast way is the plain way, and what it says of a box is what counting says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from offramp.explore.hinges.pasting import drop_conditions, harmonic, paste
from offramp.explore.hinges.peeling import Trajectory, fit, inside, peel
from tests.plain_peeling import peeled

Floats = NDArray[np.float64]


def drawn(seed: int, worlds: int, assumptions: int) -> tuple[Floats, Floats]:
    """Worlds with continuous assumptions, one with few values and one with a single value."""
    rng = np.random.default_rng(seed)
    value_wa = rng.random((worlds, assumptions))
    value_wa[:, -1] = rng.integers(0, 3, worlds)
    if assumptions > 2:
        value_wa[:, 1] = 0.5
    holds_w = (rng.random(worlds) < np.where(value_wa[:, 0] > 0.5, 0.7, 0.2)).astype(float)
    return value_wa, holds_w


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    worlds=st.integers(2, 120),
    assumptions=st.integers(1, 5),
    alpha=st.sampled_from([0.05, 0.1, 0.3]),
    objective=st.sampled_from(["original", "lenient"]),
)
def test_the_fast_way_is_the_plain_way(seed: int, worlds: int, assumptions: int, alpha: float, objective: str) -> None:
    value_wa, holds_w = drawn(seed, worlds, assumptions)
    way = peel(value_wa, holds_w, alpha=alpha, least_mass=0.1, objective=objective)
    plain = peeled(value_wa, holds_w, alpha, 0.1, objective)
    if holds_w.any():
        assert len(way.mass_b) == len(plain)
        for low_a, high_a, box in zip(way.low_ba, way.high_ba, plain, strict=True):
            assert np.flatnonzero(inside(value_wa, low_a, high_a)).tolist() == box


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), weighted=st.booleans(), hesitation=st.sampled_from([0.0, 2.0]))
def test_every_box_has_the_fit_that_counting_gives(seed: int, weighted: bool, hesitation: float) -> None:
    value_wa, holds_w = drawn(seed, 150, 4)
    weight_w = np.random.default_rng(seed).exponential(size=150) + 0.01 if weighted else None
    way = peel(value_wa, holds_w, weight_w, hesitation=hesitation)
    for b in range(len(way.mass_b)):
        found = fit(inside(value_wa, way.low_ba[b], way.high_ba[b]), holds_w, weight_w)
        assert found.mass == pytest.approx(way.mass_b[b], abs=1e-9)
        assert found.density == pytest.approx(way.density_b[b], abs=1e-9)
        assert found.coverage == pytest.approx(way.coverage_b[b], abs=1e-9)
    assert (np.diff(way.mass_b) < 0).all()
    assert (way.mass_b[1:] >= 0.05 - 1e-12).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), weight=st.floats(0.1, 10))
def test_equal_weights_are_no_weights(seed: int, weight: float) -> None:
    value_wa, holds_w = drawn(seed, 100, 3)
    assert same(peel(value_wa, holds_w), peel(value_wa, holds_w, np.full(100, weight)))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_whole_weight_is_as_good_as_so_many_worlds(seed: int) -> None:
    value_wa, holds_w = drawn(seed, 80, 2)
    times_w = np.random.default_rng(seed).integers(1, 4, 80)
    low_a, high_a = np.array([0.3, -np.inf]), np.array([np.inf, 1.0])
    weighted = fit(inside(value_wa, low_a, high_a), holds_w, times_w.astype(float))
    repeated = fit(inside(np.repeat(value_wa, times_w, axis=0), low_a, high_a), np.repeat(holds_w, times_w))
    for part in ("coverage", "density", "mass"):
        assert getattr(weighted, part) == pytest.approx(getattr(repeated, part))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.sampled_from([0.5, 2.0, 8.0]))
def test_units_of_an_assumption_change_its_bounds_only(seed: int, scale: float) -> None:
    value_wa, holds_w = drawn(seed, 100, 3)
    way, scaled = peel(value_wa, holds_w), peel(value_wa * scale, holds_w)
    assert (way.low_ba * scale == scaled.low_ba).all()
    assert (way.high_ba * scale == scaled.high_ba).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), most=st.integers(1, 3))
def test_pasting_and_dropping_never_make_a_box_smaller(seed: int, most: int) -> None:
    value_wa, holds_w = drawn(seed, 150, 4)
    way = peel(value_wa, holds_w)
    bounds = (way.low_ba[-1], way.high_ba[-1])
    held_w = inside(value_wa, *bounds)
    pasted = paste(value_wa, holds_w, bounds)
    assert (inside(value_wa, *pasted) | ~held_w).all()
    assert fit(inside(value_wa, *pasted), holds_w).density >= fit(held_w, holds_w).density
    dropped = drop_conditions(value_wa, holds_w, bounds, most)
    assert (inside(value_wa, *dropped) | ~held_w).all()
    assert (np.isfinite(dropped[0]) | np.isfinite(dropped[1])).sum() <= most
    assert 0 <= harmonic(fit(inside(value_wa, *dropped), holds_w)) <= 1


def same(first: Trajectory, second: Trajectory) -> bool:
    """Whether two peelings went the same way."""
    return bool((first.low_ba == second.low_ba).all() and (first.high_ba == second.high_ba).all())
