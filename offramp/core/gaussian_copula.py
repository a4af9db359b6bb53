"""The Gaussian copula: numbers whose normal scores are correlated, whatever the distribution of each.

Where all are normal, these are ordinary correlations; elsewhere rank correlations are a little smaller
(Spearman's is (6/π) arcsin(r/2)).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # NumPy is imported where it is needed: most scenarios are read without it
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

LEAST_EIGENVALUE = 1e-9  # below it, rounding decides whether numbers can be correlated like this


def correlation_matrix(names: Sequence[str], pairs: Iterable[tuple[str, str, float]]) -> "Matrix":
    """The correlations of the normal scores of `names`; pairs not given are 0, other names are passed over."""
    import numpy as np

    place = {name: i for i, name in enumerate(names)}
    matrix = np.eye(len(names))
    for first, second, value in pairs:
        if first in place and second in place:
            matrix[place[first], place[second]] = matrix[place[second], place[first]] = value
    return matrix


def possible(matrix: "Matrix") -> bool:
    """Whether numbers can be correlated like this: the matrix is positive definite."""
    import numpy as np

    return len(matrix) == 0 or bool(np.linalg.eigvalsh(matrix)[0] > LEAST_EIGENVALUE)


def room(matrix: "Matrix", i: int, j: int) -> tuple[float, float] | None:
    """Between which values the correlation of `i` and `j` must lie, the others as they are; None: nowhere.

    The determinant is a quadratic function of the one entry, so its positive part is an interval.
    """
    import numpy as np

    def with_entry(value: float) -> "Matrix":
        changed = matrix.copy()
        changed[i, j] = changed[j, i] = value
        return changed

    below, at, above = (float(np.linalg.det(with_entry(value))) for value in (-1.0, 0.0, 1.0))
    square, linear = 0.5 * (below + above) - at, 0.5 * (above - below)
    discriminant = linear**2 - 4 * square * at
    if square >= 0 or discriminant <= 0:
        return None
    ends = sorted((-linear + sign * discriminant**0.5) / (2 * square) for sign in (-1, 1))
    return (ends[0], ends[1]) if possible(with_entry(0.5 * (ends[0] + ends[1]))) else None
