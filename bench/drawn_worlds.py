"""Worlds for the statistics of explorations, drawn by name so that every side has the same ones."""

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms

Floats = NDArray[np.float64]

SEED = 1


def boxed_worlds(worlds: int, assumptions: int) -> tuple[Floats, Floats]:
    """Uniform assumptions, and a conclusion that holds in 80 of 100 worlds of a corner, else in 10."""
    value_wa = np.stack([_drawn(worlds, f"x{a}") for a in range(assumptions)], axis=1)
    corner_w = (value_wa[:, 0] > 0.6) & (value_wa[:, 1] < 0.4)
    return value_wa, (_drawn(worlds, "holds") < np.where(corner_w, 0.8, 0.1)).astype(float)


def block_numbers(worlds: int, assumptions: int) -> tuple[Floats, Floats, Floats]:
    """A g-function (Saltelli & Sobol' 1995) in the blocks A, B and A with one column of B, as independent draws."""
    first_wa, second_wa = (
        np.stack([_drawn(worlds, f"x{a} in {block}") for a in range(assumptions)], axis=1) for block in "AB"
    )
    mixed_wa = np.empty((worlds, assumptions))
    for a in range(assumptions):
        point_wa = first_wa.copy()
        point_wa[:, a] = second_wa[:, a]
        mixed_wa[:, a] = _g(point_wa)
    return _g(first_wa), _g(second_wa), mixed_wa


def _g(share_wa: Floats) -> Floats:
    weight_a = np.arange(share_wa.shape[1]) / 2.0
    number_w: Floats = np.prod((np.abs(4 * share_wa - 2) + weight_a) / (1 + weight_a), axis=1)
    return number_w


def _drawn(worlds: int, what: str) -> Floats:
    return uniforms(SEED, 0, np.arange(worlds), what, 0)
