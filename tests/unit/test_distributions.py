"""Named distributions against SciPy's own, form by form, and cut off at a range."""

import math
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import stats

from offramp.core.distributions import Distribution, Fixed, Named, Uniform
from offramp.core.families import FAMILIES

CHANCES = np.array([0.0005, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.9995])

# family, parameters, the same in SciPy
SAME: list[tuple[str, dict[str, float], Any]] = [
    ("normal", {"mean": -2, "sd": 3}, stats.norm(-2, 3)),
    ("lognormal", {"median": 8, "sigma": 0.6}, stats.lognorm(0.6, scale=8)),
    ("uniform", {"low": -1, "high": 4}, stats.uniform(-1, 5)),
    ("loguniform", {"low": 0.01, "high": 10}, stats.loguniform(0.01, 10)),
    ("triangular", {"low": 1, "mode": 2, "high": 6}, stats.triang(0.2, 1, 5)),
    ("triangular", {"low": 1, "mode": 1, "high": 6}, stats.triang(0.0, 1, 5)),
    ("triangular", {"low": 1, "mode": 6, "high": 6}, stats.triang(1.0, 1, 5)),
    ("pert", {"low": 1, "mode": 2, "high": 6}, stats.beta(1.8, 4.2, 1, 5)),
    ("beta", {"alpha": 2, "beta": 38}, stats.beta(2, 38)),
    ("gamma", {"shape": 2, "mean": 0.05}, stats.gamma(2, scale=0.025)),
    ("gamma", {"shape": 0.5, "scale": 3}, stats.gamma(0.5, scale=3)),
    ("exponential", {"mean": 4}, stats.expon(scale=4)),
    ("exponential", {"rate": 4}, stats.expon(scale=0.25)),
    ("weibull", {"shape": 1.5, "scale": 2}, stats.weibull_min(1.5, scale=2)),
    ("student_t", {"center": 1, "scale": 2, "df": 3}, stats.t(3, 1, 2)),
]


def named(family: str, parameters: dict[str, float], low: float = -math.inf, high: float = math.inf) -> Named:
    form = FAMILIES[family].form(frozenset(parameters))
    assert form is not None
    assert form.fits(*(parameters[name] for name in form.parameters))
    return Named(family, tuple((name, parameters[name]) for name in form.parameters), low, high)


@pytest.mark.parametrize(("family", "parameters", "same"), SAME)
def test_like_scipy(family: str, parameters: dict[str, float], same: Any) -> None:
    found = named(family, parameters)
    values = same.ppf(CHANCES)
    assert found.quantile(CHANCES) == pytest.approx(values, rel=1e-9, abs=1e-12)
    assert found.cdf(values) == pytest.approx(CHANCES, abs=1e-12)
    assert found.median == pytest.approx(same.median(), rel=1e-9)
    assert found.support == pytest.approx(same.support())
    assert found.cdf(same.support()) == pytest.approx([0.0, 1.0], abs=1e-12)


@pytest.mark.parametrize(("family", "parameters", "same"), SAME)
def test_cut_off_at_a_range(family: str, parameters: dict[str, float], same: Any) -> None:
    low, high = same.ppf(0.2), same.ppf(0.7)
    found = named(family, parameters, low, high)
    assert found.support == (low, high)
    assert found.held == pytest.approx(0.5, abs=1e-9)
    assert found.quantile(CHANCES) == pytest.approx(same.ppf(0.2 + 0.5 * CHANCES), rel=1e-8, abs=1e-12)
    assert found.cdf(found.quantile(CHANCES)) == pytest.approx(CHANCES, abs=1e-9)
    assert list(found.quantile([0.0, 1.0])) == pytest.approx([low, high])
    assert list(found.cdf([low - 1, high + 1])) == [0.0, 1.0]


@pytest.mark.parametrize(
    ("family", "mean", "sd"), [("lognormal", 3.0, 2.0), ("gamma", 3.0, 2.0), ("beta", 0.3, 0.1), ("beta", 0.5, 0.49)]
)
def test_forms_by_mean_and_sd(family: str, mean: float, sd: float) -> None:
    # The mean and the second moment, integrated over the quantile function.
    found = named(family, {"mean": mean, "sd": sd})
    u = (np.arange(200_000) + 0.5) / 200_000
    values = found.quantile(u)
    assert values.mean() == pytest.approx(mean, rel=1e-3)
    assert values.std() == pytest.approx(sd, rel=1e-2)


def test_every_family_is_tested() -> None:
    assert {family for family, _, _ in SAME} == set(FAMILIES)


@pytest.mark.parametrize(
    "distribution", [Fixed(2.0), Uniform(-1.0, 3.0), Named("normal", (("mean", 0.0), ("sd", 1.0)))]
)
def test_shapes_are_kept(distribution: Distribution) -> None:
    p = np.array([[0.1, 0.5], [0.7, 0.9]])
    assert distribution.quantile(p).shape == (2, 2)
    assert distribution.cdf(distribution.quantile(p)).shape == (2, 2)
    assert distribution.quantile(0.5).shape == ()
    assert pickle.loads(pickle.dumps(distribution)) == distribution


def test_bounds_cut_only_ends_that_are_infinite() -> None:
    assert Uniform(1.0, 3.0).bounds == (1.0, 3.0)
    low, high = named("gamma", {"shape": 2, "mean": 0.05}).bounds
    assert low == 0.0
    assert high == pytest.approx(stats.gamma(2, scale=0.025).ppf(0.9995))


@pytest.mark.parametrize(
    ("family", "parameters"),
    [
        ("normal", {"mean": 0, "sd": 0}),
        ("lognormal", {"median": -1, "sigma": 1}),
        ("triangular", {"low": 1, "mode": 1, "high": 1}),
        ("beta", {"mean": 0.5, "sd": 0.5}),
        ("beta", {"mean": 0.5, "sd": 1e200}),
        ("gamma", {"shape": 0, "mean": 1}),
    ],
)
def test_parameters_that_make_no_distribution(family: str, parameters: dict[str, float]) -> None:
    form = FAMILIES[family].form(frozenset(parameters))
    assert form is not None
    assert not form.fits(*(parameters[name] for name in form.parameters))
