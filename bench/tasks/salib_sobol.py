"""SALib's analysis of the same blocks."""

import importlib
from typing import Any

import numpy as np

from bench.drawn_worlds import block_numbers
from bench.runs import Run, Side, timed


def prepare(worlds: int, assumptions: int, resamples: int) -> Side:
    """A unit of work is one analysis. Intervals differ by their draws; the answer is the indices."""
    sobol: Any = importlib.import_module("SALib.analyze.sobol")
    first_w, second_w, mixed_wa = block_numbers(worlds, assumptions)
    # Row by row: A, then A with each column of B, then B.
    number_w = np.column_stack([first_w, mixed_wa, second_w]).reshape(-1)
    names = [f"x{a}" for a in range(assumptions)]
    problem = {"num_vars": assumptions, "names": names, "bounds": [[0.0, 1.0]] * assumptions}

    def work() -> list[float]:
        found = sobol.analyze(problem, number_w, calc_second_order=False, num_resamples=resamples, seed=1)
        return [*found["S1"], *found["ST"]]

    def run() -> Run:
        return timed(work)

    return run
