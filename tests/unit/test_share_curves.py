"""Share curves: they follow curves that are known, cross one half where these do, and see nothing in noise."""

import numpy as np
import pytest
from numpy.typing import NDArray

from offramp.explore.hinges.null_scores import p_value
from offramp.explore.hinges.quantile_scale import QuantileScale, mid_ranks
from offramp.explore.hinges.ranked_hinges import find_hinges
from offramp.explore.hinges.share_curves import share_curve

Floats = NDArray[np.float64]


def logistic(value: Floats) -> Floats:
    """Crosses one half at 0.3."""
    return 1 / (1 + np.exp(-2 * (value - 0.3)))


def logit_worlds(seed: int, worlds: int = 1000) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    value_w = rng.normal(size=worlds)
    return value_w, (rng.random(worlds) < logistic(value_w)).astype(float)


@pytest.mark.slow
def test_the_band_holds_the_whole_curve_and_the_interval_the_crossing() -> None:
    band, crossing, settled = 0, 0, 0
    for seed in range(200):
        curve = share_curve(*logit_worlds(seed))
        true_g = logistic(curve.value_g)
        band += bool(((curve.low_g <= true_g) & (true_g <= curve.high_g)).all())
        settled += len(curve.crossings) == 1
        crossing += any(found.low <= 0.3 <= found.high for found in curve.crossings)
    assert band >= 0.9 * 200
    assert settled >= 0.95 * 200
    assert crossing >= 0.95 * 200


def test_a_curve_that_rises() -> None:
    curve = share_curve(*logit_worlds(1, 4000))
    (found,) = curve.crossings
    assert found.direction == "rises"
    assert found.low < 0.3 < found.high
    assert found.value == pytest.approx(0.3, abs=0.1)
    assert found.high - found.low < 0.6
    assert curve.at(0.1) == pytest.approx(logistic(np.array([-1.2816]))[0], abs=0.04)
    assert curve.at(0.9) == pytest.approx(logistic(np.array([1.2816]))[0], abs=0.04)
    assert ((curve.low_g <= curve.share_g) & (curve.share_g <= curve.high_g)).all()


def test_a_curve_that_goes_up_and_down_crosses_twice() -> None:
    rng = np.random.default_rng(2)
    value_w = rng.uniform(-1, 1, 4000)
    holds_w = (rng.random(4000) < np.exp(-8 * value_w**2)).astype(float)  # one half at ± √(ln 2 / 8) = ± 0.294
    curve = share_curve(value_w, holds_w)
    up, down = curve.crossings
    assert (up.direction, down.direction) == ("rises", "falls")
    assert up.low < -0.294 < up.high < down.low < 0.294 < down.high


def test_the_toss_of_a_coin_crosses_nowhere() -> None:
    rng = np.random.default_rng(3)
    assert share_curve(rng.random(1000), (rng.random(1000) < 0.5).astype(float)).crossings == ()


def test_an_assumption_with_few_values_is_counted_value_by_value() -> None:
    value_w = np.repeat([1.0, 2.0, 5.0], [300, 500, 200])
    holds_w = np.concatenate([np.arange(300) < 30, np.arange(500) < 300, np.arange(200) < 190]).astype(float)
    curve = share_curve(value_w, holds_w)
    assert curve.by_value
    assert curve.value_g.tolist() == [1.0, 2.0, 5.0]
    assert curve.share_g == pytest.approx([0.1, 0.6, 0.95])
    (found,) = curve.crossings
    assert (found.low, found.value, found.high) == (1.0, 1.5, 2.0)
    assert curve.swing == pytest.approx(0.85)


def test_what_is_too_close_to_call_widens_the_band_both_ways() -> None:
    value_w, holds_w = logit_worlds(4, 3000)
    sure = share_curve(value_w, holds_w)
    unclear = share_curve(value_w, np.where(np.abs(value_w - 0.3) < 0.3, np.nan, holds_w))
    assert (unclear.high_g - unclear.low_g).max() > (sure.high_g - sure.low_g).max() + 0.5
    (first,), (second,) = sure.crossings, unclear.crossings
    assert second.low < first.low
    assert second.high > first.high


def test_weights_move_the_curve_as_bayes_rule_does() -> None:
    """Holding worlds at a third of the weight turn the odds p/(1−p) into a third: one half where p was 3/4."""
    value_w, holds_w = logit_worlds(5, 6000)
    (found,) = share_curve(value_w, holds_w, np.where(holds_w == 1, 1.0, 3.0)).crossings
    assert found.low < 0.3 + np.log(3) / 2 < found.high


def test_smoothing_leaves_lines_as_they_are() -> None:
    rng = np.random.default_rng(6)
    weight_w = rng.exponential(size=800)
    scale = QuantileScale.of(rng.normal(size=800), weight_w)
    assert scale.smooth_gb.sum(axis=1) == pytest.approx(np.ones(100))
    assert scale.smooth_gb @ (2 + 3 * scale.place_b) == pytest.approx(2 + 3 * scale.place_b)


def test_a_heap_of_equal_values_does_no_harm() -> None:
    rng = np.random.default_rng(7)
    value_w = np.maximum(rng.normal(size=1000), 0.0)
    curve = share_curve(value_w, (rng.random(1000) < 0.2 + 0.6 * (value_w > 1)).astype(float))
    assert np.isfinite(curve.share_g).all()
    assert curve.at(0.3) == pytest.approx(0.2, abs=0.06)


def test_equal_values_share_the_middle_of_their_ranks() -> None:
    assert mid_ranks(np.array([3.0, 1.0, 1.0, 2.0]), np.ones(4)) == pytest.approx([0.875, 0.25, 0.25, 0.625])
    assert mid_ranks(np.array([1.0, 2.0]), np.array([3.0, 1.0])) == pytest.approx([0.375, 0.875])


def test_hinges_are_ranked_and_the_others_are_not_claimed() -> None:
    rng = np.random.default_rng(8)
    value_wa = rng.random((1500, 12))
    value_wa[:, 4] = value_wa[:, 4] > 0.5
    chance = 0.2 + 0.5 * value_wa[:, 2] + 0.2 * value_wa[:, 4]
    names = [f"x{a}" for a in range(12)]
    found = find_hinges(names, value_wa, (rng.random(1500) < chance).astype(float), seed=1)
    assert found.status == "found"
    assert [hinge.name for hinge in found.that_matter] == ["x2", "x4"]
    first = found.ranked[0]
    assert first.low_share == pytest.approx(0.2 + 0.05 + 0.1, abs=0.08)
    assert first.high_share == pytest.approx(0.2 + 0.45 + 0.1, abs=0.08)
    assert first.crossings[0].low < 0.4 < first.crossings[0].high
    assert all(not hinge.crossings for hinge in found.ranked[2:])


def test_a_hinge_without_a_slope_is_seen() -> None:
    rng = np.random.default_rng(9)
    value_wa = rng.uniform(-1, 1, (1000, 5))
    holds_w = (rng.random(1000) < np.where(np.abs(value_wa[:, 3]) < 0.5, 0.7, 0.3)).astype(float)
    found = find_hinges(list("abcde"), value_wa, holds_w, seed=1)
    assert [hinge.name for hinge in found.that_matter] == ["d"]
    assert abs(found.ranked[0].high_share - found.ranked[0].low_share) < 0.15 < found.ranked[0].strength


@pytest.mark.slow
@pytest.mark.parametrize("weighted", [False, True])
def test_pure_noise_is_seldom_taken_for_a_hinge(weighted: bool) -> None:
    """100 sets of 1,000 worlds with 20 assumptions: at most 5 may claim anything, and one does on average."""
    claimed = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        value_wa, holds_w = rng.random((1000, 20)), (rng.random(1000) < 0.3).astype(float)
        weight_w = rng.exponential(size=1000) if weighted else None
        claimed += find_hinges([str(a) for a in range(20)], value_wa, holds_w, weight_w, seed=seed).status == "found"
    assert claimed <= 5


@pytest.mark.parametrize(
    ("holds_w", "status"), [(np.zeros(300), "never"), (np.ones(300), "always"), (np.arange(150) % 2, "too_few_worlds")]
)
def test_where_there_can_be_no_hinge(holds_w: Floats, status: str) -> None:
    value_wa = np.random.default_rng(1).random((len(holds_w), 2))
    assert find_hinges(["a", "b"], value_wa, holds_w.astype(float), seed=1).status == status


def test_an_assumption_that_never_varies_matters_to_nobody() -> None:
    value_w, holds_w = logit_worlds(1)
    found = find_hinges(["still", "moving"], np.column_stack([np.ones(1000), value_w]), holds_w, seed=1)
    assert [hinge.name for hinge in found.that_matter] == ["moving"]
    assert found.ranked[1].p_value == 1.0


def test_nothing_that_varies_is_nothing_that_matters() -> None:
    holds_w = (np.arange(400) % 2).astype(float)
    assert find_hinges([], np.empty((400, 0)), holds_w, seed=1).status == "nothing_stands_out"


def test_worlds_of_no_weight_are_left_out() -> None:
    value_w, holds_w = logit_worlds(1)
    value_w[:5] = 50.0
    counted = share_curve(value_w[5:], holds_w[5:])
    assert (share_curve(value_w, holds_w, (np.arange(1000) >= 5).astype(float)).share_g == counted.share_g).all()
    few = np.where(np.arange(1000) < 5, 2.0, np.arange(1000) % 2)
    assert share_curve(few, holds_w, (np.arange(1000) >= 5).astype(float)).value_g.tolist() == [0.0, 1.0]


def test_chance_is_never_nil() -> None:
    assert p_value(5.0, np.zeros(99)) == 0.01
    assert p_value(0.0, np.zeros(99)) == 1.0
