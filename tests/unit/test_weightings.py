"""Worlds weighed otherwise: evenly, held against integrals that are known; at worst and at best, against a search."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import offramp
from offramp.cli.hinge_words import hinges_text
from offramp.core.distributions import Named, Uniform
from offramp.explore.hinges.weightings import TIMES, best, copula_density, slope, truncated, worst
from tests.unit.test_run_indices import scenario


def test_an_even_slope_is_the_ratio_of_densities() -> None:
    """Of a normal cut off at 0 and 3: 1 / (3 f(x)), with its density f in closed form."""
    from scipy import stats

    cut = stats.truncnorm((0 - 1) / 0.8, (3 - 1) / 0.8, loc=1, scale=0.8)
    share_w = np.linspace(0.001, 0.999, 60)
    normal = Named("normal", (("mean", 1.0), ("sd", 0.8)), 0.0, 3.0)
    value_w = normal.quantile(share_w)
    assert slope(normal, share_w) == pytest.approx(1 / (3 * cut.pdf(value_w)), rel=1e-3)
    assert (slope(Uniform(2.0, 5.0), share_w) == 1).all()


def test_weights_beyond_the_range_that_is_explored_are_none() -> None:
    normal = Named("normal", (("mean", 0.0), ("sd", 1.0)))
    assert (slope(normal, np.array([1e-4, 0.5, 1 - 1e-4])) > 0).tolist() == [False, True, False]


def test_the_copula_is_divided_out() -> None:
    """Correlated draws weighed by it have the shares of independent ones: a quarter lies below both medians."""
    rng = np.random.default_rng(3)
    correlation = np.array([[1, 0.6], [0.6, 1]])
    score_wj = rng.multivariate_normal([0, 0], correlation, 200_000)
    from scipy.special import ndtr

    share_wj = ndtr(score_wj)
    below_w = (share_wj < 0.5).all(axis=1)
    assert below_w.mean() == pytest.approx(0.25 + np.arcsin(0.6) / 2 / np.pi, abs=0.005)
    weight_w = 1 / copula_density(share_wj, correlation)
    assert weight_w @ below_w / weight_w.sum() == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.62, 1.0])
def test_the_worst_weighting_is_what_a_linear_program_finds(share: float) -> None:
    """Weights that add up to 1, none above twice another: low ≤ w ≤ 2 low for some low."""
    count = 50
    holds_w = (np.arange(count) < round(share * count)).astype(float)
    # Variables: the weights, and the least of them.
    bounds_low = np.hstack([-np.eye(count), np.ones((count, 1))])
    bounds_high = np.hstack([np.eye(count), -TIMES * np.ones((count, 1))])
    for sign, found in ((1, worst(share)), (-1, best(share))):
        solved = linprog(
            np.append(sign * holds_w, 0),
            A_ub=np.vstack([bounds_low, bounds_high]),
            b_ub=np.zeros(2 * count),
            A_eq=[[1.0] * count + [0.0]],
            b_eq=[1.0],
        )
        assert sign * solved.fun == pytest.approx(found, abs=1e-9)


def test_no_weight_outgrows_the_others() -> None:
    weight_w = np.array([1.0] * 99 + [1000.0])
    assert truncated(weight_w).max() == pytest.approx(10 * weight_w.mean())
    assert truncated(weight_w)[:99].tolist() == [1.0] * 99


def shares(found: Any, what: str) -> Any:
    listed = found["views"]["as_written"]["conclusions"]
    return next(one for one in listed if (one["kind"], one["what"]) == ("verdict", what))


def test_a_run_says_what_an_even_weighting_would(tmp_path: Path) -> None:
    """Free from x1 = ½ on: in a quarter of worlds where a triangle has its top at 0, and evenly in a half."""
    spread = "value: 0.3, distribution: {triangular: {low: 0, mode: 0, high: 1}}"
    loaded = scenario(tmp_path, "x1", [spread, "value: 0.5, range: [0, 1]"])
    for design in ("lhs", "sobol"):
        found = loaded.explore(worlds=1024, design=design, closings=False, cores=1).hinges()
        view = found["views"]["as_written"]
        assert view["even"]["status"] == "found"
        assert view["even"]["uneven"] == ["x1"]
        free = shares(found, "free")
        assert free["holds"]["share"] == pytest.approx(0.25, abs=0.01)
        even = free["weightings"]["even"]
        assert even["low"] <= 0.5 <= even["high"]
        assert even["share"] == pytest.approx(0.5, abs=0.06)
        assert free["weightings"]["worst"] == pytest.approx(worst(free["holds"]["low"]))
        assert free["weightings"]["best"] == pytest.approx(best(free["holds"]["high"]))
    text = " ".join(hinges_text(found, 80).split())
    assert "The same worlds, weighed otherwise: as drawn evenly at worst at best" in text


def test_too_few_worlds_are_left_of_uneven_draws(tmp_path: Path) -> None:
    """Ten assumptions in narrow bells leave few worlds that lie where most of the range is."""
    spread = "value: 0.5, distribution: {normal: {mean: 0.5, sd: 0.12}, low: 0, high: 1}"
    loaded = scenario(tmp_path, "x1", [spread.replace(", low: 0, high: 1}", "}, range: [0, 1]")] * 8)
    found = loaded.explore(worlds=400, closings=False, cores=1).hinges()
    view = found["views"]["as_written"]
    assert view["even"]["status"] == "too_few_worlds"
    assert view["even"]["effective_worlds"] < 50
    assert shares(found, "free")["weightings"]["even"]["share"] is None
    assert "these worlds say no more than" in " ".join(hinges_text(found, 80).split())


def test_ranges_are_even_as_drawn(tmp_path: Path) -> None:
    loaded: offramp.Scenario = scenario(tmp_path, "x1", ["value: 0.5, range: [0, 1]"])
    found = loaded.explore(worlds=250, closings=False, cores=1).hinges()
    assert found["views"]["as_written"]["even"]["status"] == "as_drawn"
    assert "evenly" not in hinges_text(found, 80)
