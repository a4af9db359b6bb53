"""A constant hazard whose rate nobody knows: mixed over the assumption's distribution, it is less than at the mean.

With a rate that is Gamma(k, θ), nothing happens in time T with probability E exp(-ΛT) = (1 + θT)^-k, the Laplace
transform of the gamma distribution (the Lomax law; Johnson, Kotz & Balakrishnan 1994, ch. 20). With a chance per
period that is Beta(a, b), nothing happens in T periods with probability E (1-p)^T = B(a, b + T) / B(a, b)
(the beta-geometric law; Pielou 1962, Ecology 43).
"""

import math
from pathlib import Path

import numpy as np
import pytest

import offramp

SCENARIO = """
offramp: 1
title: A hazard
calendar: {{start: 2024-01, period: month, periods: 10}}
assumptions:
  hazard: {{means: How often it strikes, {unit}distribution: {distribution}}}
state:
  phase: {{modes: [quiet, struck], start: quiet}}
play:
  - chance: strikes
    when: phase == quiet
    probability: {probability}
    then: {{phase: struck}}
endings:
  struck: {{when: phase == struck}}
"""
GAMMA = {
    "unit": "unit: 1/month, ",
    "distribution": "{gamma: {shape: 2, mean: 0.05}}",
    "probability": "per_period(hazard)",
}
BETA = {"unit": "unit: probability, ", "distribution": "{beta: {alpha: 2, beta: 38}}", "probability": "hazard"}

K, THETA, T = 2, 0.025, 10
OVER_GAMMA = 1 - (1 + THETA * T) ** -K
OVER_BETA = 1 - math.prod((38 + i) / (40 + i) for i in range(T))


def hazard(folder: Path, parts: dict[str, str]) -> offramp.Scenario:
    path = folder / "hazard.yaml"
    path.write_text(SCENARIO.format(**parts), encoding="utf-8")
    return offramp.load(path)


def test_the_closed_forms() -> None:
    assert pytest.approx(0.36, abs=1e-15) == OVER_GAMMA
    # B(2, 48) / B(2, 38) = (38 · 39) / (48 · 49).
    assert pytest.approx(1 - (38 * 39) / (48 * 49), abs=1e-15) == OVER_BETA


@pytest.mark.parametrize(("parts", "mixed"), [(GAMMA, OVER_GAMMA), (BETA, OVER_BETA)], ids=["gamma", "beta"])
def test_solved_at_quantiles_and_averaged(parts: dict[str, str], mixed: float, tmp_path: Path) -> None:
    scenario = hazard(tmp_path, parts)
    strata = 400
    edges = scenario.model.assumptions["hazard"].quantile(None, np.arange(1, strata) / strata)
    struck = [scenario.solve(set={"hazard": float(edge)}).to_json()["endings"]["struck"] for edge in edges]
    # The chance rises with the hazard, so each stratum lies between its edges: a sure interval of width 1/strata.
    low, high = (0.0 + sum(struck)) / strata, (sum(struck) + 1.0) / strata
    assert low < mixed < high
    # The trapezoids in the middle leave only the last stratum, in which the rate has no bound, to be coarse.
    assert 0.5 * (low + high) == pytest.approx(mixed, abs=0.0005)


@pytest.mark.parametrize(("parts", "mixed"), [(GAMMA, OVER_GAMMA), (BETA, OVER_BETA)], ids=["gamma", "beta"])
def test_simulated_in_a_stratified_sample_of_worlds(parts: dict[str, str], mixed: float, tmp_path: Path) -> None:
    scenario = hazard(tmp_path, parts)
    strata, paths = 60, 200
    draws = np.random.default_rng(12).random(strata)
    worlds = scenario.model.assumptions["hazard"].quantile(None, (np.arange(strata) + draws) / strata)
    shares = [
        scenario.simulate(set={"hazard": float(world)}, paths=paths, seed=seed).to_json()["endings"]["struck"]["share"]
        for seed, world in enumerate(worlds)
    ]
    # Variance: binomial within worlds; between worlds no more than a quarter of each stratum's width, squared.
    within = sum(s * (1 - s) / paths for s in shares)
    between = sum(np.diff([0.0, *sorted(shares), 1.0]) ** 2) / 4
    spread = math.sqrt(within + between) / strata
    assert np.mean(shares) == pytest.approx(mixed, abs=3 * spread)
    assert spread < 0.01


def test_at_the_mean_it_is_more(tmp_path: Path) -> None:
    scenario = hazard(tmp_path, GAMMA)
    at_mean = scenario.solve(set={"hazard": 0.05}).to_json()["endings"]["struck"]
    assert at_mean == pytest.approx(0.393469340287, abs=1e-12)
    assert at_mean > OVER_GAMMA + 0.03
