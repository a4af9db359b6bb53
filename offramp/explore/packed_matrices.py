"""Columns of worlds as bytes: codes as they are, numbers as so many steps between the lowest and the highest."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

LEVELS = 4095  # a figure a thousand points wide can't show a smaller step than a 4,095th of its range
MISSING = 0  # of a number that a world doesn't have; the others are coded from 1


@dataclass
class Packing:
    """Matrices of worlds put one behind the other, column by column, so that one column is a run of bytes."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0

    def codes(self, code_wk: NDArray[np.integer]) -> int:
        """Add a matrix of codes below 256, a byte each. The place of its first byte."""
        return self._add(np.ascontiguousarray(code_wk.T, dtype=np.uint8))

    def numbers(self, value_wk: Floats) -> tuple[int, list[list[float]]]:
        """Add a matrix of numbers; NaN is kept. The place of its first byte, and each column's lowest and highest.

        Of each column first all low bytes, then all high bytes of 1 + round(LEVELS (x - lowest) / (highest - lowest)).
        """
        ends = [_ends(value_w) for value_w in value_wk.T]
        low_k, high_k = (np.array([end[n] for end in ends]) for n in (0, 1))
        width_k = np.where(high_k > low_k, high_k - low_k, 1.0)
        step_wk = np.rint((np.nan_to_num(value_wk, nan=0.0) - low_k) / width_k * LEVELS) + 1
        code_kw = np.where(np.isfinite(value_wk), step_wk, MISSING).astype(np.uint16).T
        planes = np.stack([code_kw & 255, code_kw >> 8], axis=1)  # alike bytes side by side pack better
        return self._add(planes.astype(np.uint8)), ends

    def _add(self, column_kw: Bytes) -> int:
        at = self.size
        self.parts.append(column_kw.tobytes())
        self.size += column_kw.nbytes
        return at


def _ends(value_w: Floats) -> list[float]:
    """The lowest and the highest; 0 and 0 where no world has the number."""
    known_w = value_w[np.isfinite(value_w)]
    return [float(known_w.min()), float(known_w.max())] if len(known_w) else [0.0, 0.0]
