"""What an assumption that has no part in a number would seem to explain of it, in 95 of 100 cases.

First-order indices are estimated with noise, total ones besides with what numerical errors make of two worlds that are
one; below that an index says nothing.
"""

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.resampling import permutation

Floats = NDArray[np.float64]

SHUFFLES = 199
UP_TO = 0.95


def rank_floor(number_w: Floats, seed: int) -> float:
    """Of first-order indices by ranks: worlds in random orders, in which neighbours share nothing."""
    rest_w = number_w - number_w.mean()
    square, worlds = float(rest_w @ rest_w), len(rest_w)
    if not square > 0 or worlds < 2:
        return float("nan")
    dealt_rw = (rest_w[permutation(worlds, seed, r, "order of nothing")] for r in range(SHUFFLES))
    found_r = [float(dealt_w[:-1] @ dealt_w[1:]) * worlds / (worlds - 1) / square for dealt_w in dealt_rw]
    return float(np.quantile(found_r, UP_TO))


def block_floor(first_w: Floats, second_w: Floats, mixed_wa: Floats, seed: int) -> float:
    """Of first-order indices from the blocks A, B and A with one column of B: the rows of B dealt out anew, so that
    what a column changes in A has nothing to do with what it is in B; of the assumption that has the highest."""
    centre = np.concatenate([first_w, second_w]).mean()
    variance = float(np.concatenate([first_w, second_w]).var())
    if not variance > 0:
        return float("nan")
    change_wa, worlds = mixed_wa - first_w[:, None], len(first_w)
    dealt_rw = np.stack([second_w[permutation(worlds, seed, r, "rows of nothing")] for r in range(SHUFFLES)])
    found_ra = (dealt_rw - centre) @ change_wa / worlds / variance
    return float(np.quantile(found_ra, UP_TO, axis=0).max(initial=0.0))


def error_floor(first_w: Floats, first_error_w: Floats, mixed_error_wa: Floats) -> float:
    """Of total-order indices: what errors as large as these would make of numbers that are the same."""
    variance = float(first_w.var())
    if not variance > 0:
        return float("nan")
    apart_wa = first_error_w[:, None] + mixed_error_wa
    return float((apart_wa**2).mean(axis=0).max(initial=0.0) / 2 / variance)
