"""Boxes that were planted are found in plain conditions; where there is none, none is claimed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from offramp.explore.hinges.boxes import Search, find_box
from offramp.explore.hinges.peeling import fit, inside

Floats = NDArray[np.float64]
NAMES = tuple(f"x{a}" for a in range(10))


def planted(seed: int, worlds: int = 2000) -> tuple[Floats, Floats]:
    """The conclusion holds in 80 of 100 worlds with x0 > 0.6 and x3 < 0.4, elsewhere in 10: base 0.1 + 0.7 · 0.16."""
    rng = np.random.default_rng(seed)
    value_wa = rng.random((worlds, len(NAMES)))
    planted_w = (value_wa[:, 0] > 0.6) & (value_wa[:, 3] < 0.4)
    return value_wa, (rng.random(worlds) < np.where(planted_w, 0.8, 0.1)).astype(float)


def test_a_planted_box_is_found_with_its_bounds_and_its_density() -> None:
    found = find_box(NAMES, *planted(1), seed=1, resamples=20)
    assert found.status == "found"
    first, second = found.conditions
    assert (first.name, first.high, second.name, second.low) == ("x0", None, "x3", None)
    assert first.low == pytest.approx(0.6, abs=0.04)
    assert second.high == pytest.approx(0.4, abs=0.04)
    assert min(first.recurs, second.recurs) > 0.9
    assert found.base == pytest.approx(0.1 + 0.7 * 0.16, abs=0.03)
    assert found.held_out is not None
    assert found.density_interval is not None
    low, high = found.density_interval
    assert low < 0.8 < high
    assert found.held_out.mass == pytest.approx(0.16, abs=0.03)
    assert found.held_out.coverage == pytest.approx(0.8 * 0.16 / 0.212, abs=0.08)
    assert found.p_value is not None
    assert found.p_value < 1e-20


def test_a_box_in_weighted_worlds() -> None:
    """Weights that favour worlds where the conclusion fails lower its density by Bayes' rule: 0.4 / (0.4 + 0.2)."""
    value_wa, holds_w = planted(2, 4000)
    found = find_box(NAMES, value_wa, holds_w, np.where(holds_w == 1, 0.5, 1.0), seed=1, resamples=10)
    assert found.status == "found"
    assert [c.name for c in found.conditions] == ["x0", "x3"]
    assert found.held_out is not None
    assert found.held_out.density == pytest.approx(0.4 / 0.6, abs=0.06)
    assert found.effective_worlds < 4000


def test_three_conditions_at_most_and_a_switch_among_them() -> None:
    value_wa = np.random.default_rng(3).random((4000, 10))
    value_wa[:, 5] = value_wa[:, 5] > 0.5
    holds_w = ((value_wa[:, 0] > 0.3) & (value_wa[:, 1] > 0.3) & (value_wa[:, 2] > 0.3) & (value_wa[:, 5] == 1)).astype(
        float
    )
    found = find_box(NAMES, value_wa, holds_w, seed=1, resamples=5)
    assert found.status == "found"
    assert len(found.conditions) == 3
    switch = next(c for c in found.conditions if c.name == "x5")
    assert (switch.low, switch.high) == (0.5, None)


def test_pure_noise_is_said_to_be_nothing() -> None:
    """40 assumptions, 1,000 worlds, base 0.1: a peel finds dense boxes on the worlds that it sees, and only there."""
    claimed, seen = 0, []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        value_wa, holds_w = rng.random((1000, 40)), (rng.random(1000) < 0.1).astype(float)
        found = find_box([str(a) for a in range(40)], value_wa, holds_w, seed=seed, resamples=0)
        claimed += found.status == "found"
        if found.searched is not None and found.held_out is not None:
            seen.append(found.searched.density - found.held_out.density)
    assert claimed <= 1
    assert np.mean(seen) > 0.05  # so the half that was left out is needed


def test_what_is_too_close_to_call_counts_half_and_is_told() -> None:
    value_wa, holds_w = planted(1)
    holds_w[(value_wa[:, 0] > 0.6) & (value_wa[:, 3] < 0.1)] = np.nan
    found = find_box(NAMES, value_wa, holds_w, seed=1, resamples=0)
    assert found.unclear > 0.1
    clear = find_box(NAMES, *planted(1), seed=1, resamples=0)
    assert clear.unclear == 0


@pytest.mark.parametrize(
    ("holds_w", "status"),
    [
        (np.zeros(400), "never"),
        (np.ones(400), "always"),
        (np.arange(400) < 12, "too_few_worlds"),
        (np.arange(100) % 2 == 0, "too_few_worlds"),
    ],
)
def test_where_there_can_be_no_box(holds_w: Floats, status: str) -> None:
    value_wa = np.random.default_rng(1).random((len(holds_w), 3))
    assert find_box(NAMES[:3], value_wa, holds_w.astype(float), seed=1).status == status


def test_no_assumptions_no_box() -> None:
    holds_w = (np.arange(400) % 2).astype(float)
    assert find_box([], np.empty((400, 0)), holds_w, seed=1).status == "nothing_stands_out"


def test_worlds_that_hardly_count_are_too_few() -> None:
    value_wa, holds_w = planted(1)
    weight_w = np.where(np.arange(2000) < 50, 1.0, 1e-9)
    found = find_box(NAMES, value_wa, holds_w, weight_w, seed=1)
    assert found.status == "too_few_worlds"
    assert found.effective_worlds == pytest.approx(50, rel=0.01)


def test_a_seed_gives_one_box() -> None:
    value_wa, holds_w = planted(4)
    first, second = (find_box(NAMES, value_wa, holds_w, seed=9, resamples=3) for _ in range(2))
    assert first == second


def test_the_better_box_is_found_by_hesitating() -> None:
    """A search restricts what matters, not each of many assumptions a little."""
    value_wa, holds_w = planted(5)
    bounds = Search().bounds(value_wa, holds_w, np.ones(2000))
    assert bounds is not None
    assert np.flatnonzero(np.isfinite(bounds[0]) | np.isfinite(bounds[1])).tolist() == [0, 3]
    assert fit(inside(value_wa, *bounds), holds_w).density > 0.7
