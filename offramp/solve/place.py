"""Where exact points lie among the states of a period."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """Where points lie on a grid: point × corner.

    index_pc: flat grid numbers; weight_pc: their weights; outside_p: whether the point was clamped into its box;
    missing_p: whether its modes have no box at all (its corners then weigh 0).
    """

    index_pc: Ints
    weight_pc: Floats
    outside_p: NDArray[np.bool_]
    missing_p: NDArray[np.bool_]
