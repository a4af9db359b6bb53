"""Many small linear systems at once: the batch is the last axis, so that NumPy works along whole vectors.

Axes: r a row, c a column, k a right side, s a system. LAPACK takes systems one by one, which costs more than solving
them where they are as small as those of stage games.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALLEST = 1e-300  # what a determinant or a pivot of zero is divided as: the answer is huge, and nothing is raised


def solve(matrix_rcs: Floats, right_rks: Floats) -> tuple[Floats, Floats]:
    """Solutions, shape (c, k, s), and determinants, shape (s,).

    Of a singular system the solution is huge or meaningless and the determinant (nearly) zero: whoever calls looks.
    """
    size = len(matrix_rcs)
    if size == 2:
        return _two(matrix_rcs, right_rks)
    if size == 3:
        return _three(matrix_rcs, right_rks)
    return _eliminate(matrix_rcs, right_rks)


def _divisor(x: Floats) -> Floats:
    return np.where(np.abs(x) < SMALLEST, SMALLEST, x)


def _two(m: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Cramer's rule."""
    determinant = m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]
    found = np.empty_like(right)
    found[0] = m[1, 1] * right[0] - m[0, 1] * right[1]
    found[1] = m[0, 0] * right[1] - m[1, 0] * right[0]
    found /= _divisor(determinant)
    return found, determinant


def _three(m: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Cramer's rule: the columns of the adjugate are cross products of rows."""
    first, second, third = _cross(m[1], m[2]), _cross(m[2], m[0]), _cross(m[0], m[1])
    determinant = m[0, 0] * first[0] + m[0, 1] * first[1] + m[0, 2] * first[2]
    found: Floats = first[:, None] * right[0]
    found += second[:, None] * right[1]
    found += third[:, None] * right[2]
    found /= _divisor(determinant)
    return found, determinant


def _cross(u: Floats, v: Floats) -> Floats:
    found = np.empty_like(u)
    for k in range(3):
        i, j = (k + 1) % 3, (k + 2) % 3
        np.multiply(u[i], v[j], out=found[k])
        found[k] -= u[j] * v[i]
    return found


def _eliminate(matrix: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Gauss, with the largest pivot of the column."""
    size = len(matrix)
    work = np.concatenate((matrix, right), axis=1)
    determinant = np.ones(matrix.shape[-1])
    for c in range(size):
        best = np.abs(work[c:, c]).argmax(axis=0)
        swapped = np.flatnonzero(best)
        if len(swapped):
            rows = best[swapped] + c
            upper = work[c, c:, swapped]
            work[c, c:, swapped] = work[rows, c:, swapped]
            work[rows, c:, swapped] = upper
            determinant[swapped] *= -1.0
        determinant *= work[c, c]
        work[c, c + 1 :] /= _divisor(work[c, c])
        work[c + 1 :, c + 1 :] -= work[c + 1 :, c, None] * work[c, None, c + 1 :]
    for c in range(size - 1, 0, -1):
        work[:c, size:] -= work[:c, c, None] * work[c, None, size:]
    return work[:, size:], determinant
