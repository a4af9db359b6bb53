"""Two options, one worth 0 and one worth p₁ − p₂ with normal p's (Raiffa & Schlaifer 1961)."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import norm

from offramp.explore.designs import latin_hypercube
from offramp.explore.hinges.perfect_information import perfect_information

Floats = NDArray[np.float64]
NAMES = ("p1", "p2", "neither")


def loss(mean: float, spread: float) -> float:
    """E max(0, x) − max(0, mean) for a normal x."""
    return float(mean * norm.cdf(mean / spread) + spread * norm.pdf(mean / spread) - max(0.0, mean))


def worlds(seed: int, count: int) -> tuple[Floats, Floats]:
    """p₁ ~ N(1, 1), p₂ ~ N(0, 2²)."""
    rng = np.random.default_rng(seed)
    value_wa = np.column_stack([rng.normal(1, 1, count), rng.normal(0, 2, count), rng.normal(size=count)])
    return value_wa, np.column_stack([np.zeros(count), value_wa[:, 0] - value_wa[:, 1]])


def test_the_worth_of_each_question() -> None:
    value_wa = ndtri(latin_hypercube(10_000, NAMES, 1)) * (1, 2, 1) + (1, 0, 0)
    worth_wo = np.column_stack([np.zeros(10_000), value_wa[:, 0] - value_wa[:, 1]])
    found = perfect_information(NAMES, value_wa, worth_wo, seed=1)
    assert found.best == 1
    assert found.evpi == pytest.approx(loss(1, np.sqrt(5)), abs=found.evpi_error)
    assert found.evpi_error < 0.03
    first, second, third = found.questions
    assert (first.name, second.name, third.name) == ("p2", "p1", "neither")
    assert first.low < loss(1, 2) < first.high
    assert second.low < loss(1, 1) < second.high
    assert first.above_noise
    assert second.above_noise
    assert not third.above_noise


def test_the_intervals_hold_it() -> None:
    held = np.zeros(2)
    for seed in range(20):
        found = {q.name: q for q in perfect_information(NAMES, *worlds(seed, 2000), seed=seed).questions}
        held += [found["p1"].low < loss(1, 1) < found["p1"].high, found["p2"].low < loss(1, 2) < found["p2"].high]
    assert (held >= 17).all()


def test_nothing_is_worth_asking_where_the_options_are_noise() -> None:
    """Options that are equally good in the mean, and depend on nothing: smooth curves still follow noise a little."""
    claimed, seen = 0, 0.0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found = perfect_information(list("abcde"), rng.random((1000, 5)), rng.normal(size=(1000, 3)), seed=seed)
        claimed += any(question.above_noise for question in found.questions)
        seen += found.questions[0].worth
        assert found.questions[0].floor > 0
    assert seen > 0
    assert claimed <= 3


def test_weights_are_other_worlds() -> None:
    """Drawn with a mean of 1 and weighted as if with a mean of 0: φ(x) / φ(x − 1) = exp(½ − x)."""
    value_wa, worth_wo = worlds(3, 20_000)
    found = perfect_information(NAMES, value_wa, worth_wo, np.exp(0.5 - value_wa[:, 0]), seed=1)
    assert found.evpi == pytest.approx(loss(0, np.sqrt(5)), abs=0.06)
