"""A threshold of ruin that small steps lead to: the coarse grid of one axis invents a random walk, and with it ruin.

The truth is computed here by brute force: the walk's density, absorbed at the threshold, on a lattice of 40,000 cells
of which a period's step is a whole number.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.signal import fftconvolve

import offramp

from .scenario_runs import SCENARIOS

PERIODS, START, USE, UNEVENNESS, CELLS = 60, 0.5, 0.005, 0.0015, 40_000


@cache
def chance_of_ruin(threshold: float) -> float:
    density = np.zeros(CELLS + 1)
    density[round(START * CELLS)] = 1.0
    steps = np.arange(-round(8 * UNEVENNESS * CELLS), round(8 * UNEVENNESS * CELLS) + 1)
    kernel = np.exp(-0.5 * (steps / (UNEVENNESS * CELLS)) ** 2)
    kernel /= kernel.sum()
    used, edge, ruined = round(USE * CELLS), round(threshold * CELLS), 0.0
    for _ in range(PERIODS):
        spread = fftconvolve(density, kernel, mode="same")
        density = np.zeros(CELLS + 1)
        density[: CELLS + 1 - used] = spread[used:]
        ruined += density[:edge].sum() + 0.5 * density[edge]
        density[edge] *= 0.5  # half of the threshold's own cell lies above it
        density[:edge] = 0.0
    return float(ruined)


def solve(threshold: float, **requests: Any) -> dict[str, Any]:
    scenario = offramp.load(SCENARIOS / "ruin_threshold.yaml")
    solution: dict[str, Any] = scenario.solve(set={"threshold": threshold}, **requests).to_json()
    return solution


@pytest.mark.parametrize(
    ("threshold", "about"), [(0.17, 0.005), (0.18, 0.04), (0.20, 0.5), (0.22, 0.96), (0.23, 0.995)]
)
def test_the_brute_force_truth(threshold: float, about: float) -> None:
    assert chance_of_ruin(threshold) == pytest.approx(about, abs=0.005)


@pytest.mark.parametrize("threshold", [0.17, 0.18, 0.22])
def test_one_coarse_grid_misses_by_more_than_0_2(threshold: float) -> None:
    coarse = solve(threshold, points=20, refine=False)
    assert abs(coarse["endings"]["ruined"] - chance_of_ruin(threshold)) > 0.2
    assert not coarse["certificate"]["resolved"]


@pytest.mark.parametrize("threshold", [0.17, 0.18, 0.19, 0.20, 0.21, 0.22, 0.23])
def test_the_shipped_solver_is_right_or_says_that_it_is_not_resolved(threshold: float) -> None:
    solution = solve(threshold)
    certificate = solution["certificate"]
    off = abs(solution["endings"]["ruined"] - chance_of_ruin(threshold))
    assert off <= certificate["tolerance"] or not certificate["resolved"]
    if not certificate["resolved"]:
        assert certificate["reasons"]
