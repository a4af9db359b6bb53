"""Variance-based indices of first and total order from Saltelli's blocks, with intervals.

First order: the part of the variance that goes if one assumption is known (Saltelli et al. 2010, their equation b).
Total order: the part that is left if all others are (Jansen 1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.explore.designs import Design, UnsuitableDesign
from offramp.explore.hinges.resampling import bootstrap_counts

Floats = NDArray[np.float64]

RESAMPLES = 100
INNER_95 = (0.025, 0.975)


@dataclass(frozen=True)
class VarianceIndices:
    """Indices in the order of `names`; each with its 95% interval: arrays of shape (assumptions,) and (2, assumptions).

    The total order is None where the data allow the first only. variance: of the number; where it is 0 nothing can be
    divided by it, and all indices are NaN.
    """

    names: tuple[str, ...]
    variance: float
    first_a: Floats
    first_interval_ka: Floats
    total_a: Floats | None = None
    total_interval_ka: Floats | None = None


def saltelli_indices(drawn: Design, number_w: Floats, seed: int, resamples: int = RESAMPLES) -> VarianceIndices:
    """Indices of a number that was found in all worlds of a design of kind "saltelli". Raises UnsuitableDesign."""
    if drawn.kind != "saltelli":
        raise UnsuitableDesign(
            f'total-order indices need the blocks of a design of kind "saltelli", and this one is "{drawn.kind}"'
        )
    mixed = [number_w[drawn.block(name)] for name in drawn.layout[2:]]
    return from_blocks(
        drawn.names, number_w[drawn.block("A")], number_w[drawn.block("B")], np.stack(mixed, axis=1), seed, resamples
    )


def from_blocks(
    names: Sequence[str], first_w: Floats, second_w: Floats, mixed_wa: Floats, seed: int, resamples: int = RESAMPLES
) -> VarianceIndices:
    """Indices from the numbers in the blocks A, B (shape (worlds,)) and A with one column of B (worlds, assumptions).

    Numbers are centred first: without that the first-order estimate is far noisier. Intervals are percentiles of a
    bootstrap over rows, which takes Sobol' points for independent ones and so is wide rather than narrow.
    """
    centre = (first_w.sum() + second_w.sum() + mixed_wa.sum()) / (len(first_w) * (2 + mixed_wa.shape[1]))
    first_w, second_w, mixed_wa = first_w - centre, second_w - centre, mixed_wa - centre
    change_wa = mixed_wa - first_w[:, None]
    part_wk = np.concatenate([second_w[:, None] * change_wa, change_wa**2 / 2], axis=1)
    moment_wk = np.stack([first_w + second_w, first_w**2 + second_w**2], axis=1) / 2
    worlds = len(first_w)
    one_rw = np.concatenate([np.ones((1, worlds)), bootstrap_counts(worlds, resamples, seed, "rows of blocks")])
    mean_rk, moment_rk = one_rw @ part_wk / worlds, one_rw @ moment_wk / worlds
    variance_r = moment_rk[:, 1] - moment_rk[:, 0] ** 2
    scale = float(moment_wk[:, 1].mean())
    variance_r = np.where(variance_r > 1e-14 * scale, variance_r, np.nan)
    index_rk = mean_rk / variance_r[:, None]
    interval_kk = np.quantile(index_rk[1:], INNER_95, axis=0)
    a = len(names)
    return VarianceIndices(
        tuple(names),
        float(np.nan_to_num(variance_r[0])),
        index_rk[0, :a],
        interval_kk[:, :a],
        index_rk[0, a:],
        interval_kk[:, a:],
    )
