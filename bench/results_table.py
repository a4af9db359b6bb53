"""A made-up table of results for programs to save: draws of assumptions, and numbers of each world."""

import numpy as np
from numpy.typing import NDArray

ASSUMPTIONS = 20


def table(worlds: int, numbers: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draws, world × assumption, and numbers, world × number."""
    rng = np.random.default_rng(1)
    return rng.uniform(size=(worlds, ASSUMPTIONS)), rng.normal(size=(worlds, numbers))
