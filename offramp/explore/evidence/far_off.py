"""How unusual data are among data that a world makes: a chance that holds whatever the world is like."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

Floats = NDArray[np.float64]

MOST_TOGETHER = 300  # numbers of which it is seen how they move together: that costs their third power
LARGEST = 1e100  # squares of larger numbers are none
RIDGE = 0.05  # of each number's variance counts as its own: the matrix can be inverted whatever is observed


def chances_so_far_off(value_kn: Floats) -> Floats:
    """The chance of data that lie as far off as the last column does, by the first k numbers, for each k: shape (k,).

    value_kn: row k holds one number of the data: in each column but the last as the world makes it, independently, and
    in the last as it was observed. How far off data lie is Mahalanobis' distance from the mean of all columns. If the
    world made the last column as well, its rank among them is anybody's guess; so a chance of at most p comes up with a
    chance of at most p, for any world (a Monte-Carlo test: Barnard 1963; Besag & Clifford 1989).
    """
    columns = value_kn.shape[1]
    value_kn = np.clip(value_kn, -LARGEST, LARGEST)
    centred_kn = value_kn - value_kn.mean(axis=1, keepdims=True)
    spread_k = centred_kn.std(axis=1)
    scaled_kn = centred_kn / np.where(spread_k > 0, spread_k, 1.0)[:, None]
    first_kn = scaled_kn[:MOST_TOGETHER]
    matrix = (1 - RIDGE) * (first_kn @ first_kn.T) / columns + RIDGE * np.eye(len(first_kn))
    # The first k rows of a Cholesky factor are that of the first k numbers.
    whitened_kn = scaled_kn
    whitened_kn[:MOST_TOGETHER] = solve_triangular(np.linalg.cholesky(matrix), first_kn, lower=True)
    distance_kn = np.cumsum(whitened_kn**2, axis=0)
    as_far = distance_kn >= distance_kn[:, -1:] * (1 - 1e-12)
    return np.asarray(as_far.mean(axis=1))
