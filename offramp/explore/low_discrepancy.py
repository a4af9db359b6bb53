"""Scrambled Sobol' points: spread more evenly than any draws, and random enough to estimate their own error."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BITS = 30


def scrambled_sobol(points: int, names: Sequence[str], seed: int, scramble: int) -> Floats:
    """Sobol' points (Sobol' 1967; directions of Joe & Kuo 2008), scrambled: shape (points, names), in (0, 1).

    Each column is multiplied by a random lower triangular matrix of bits and shifted by random bits (Matoušek 1998),
    both drawn by its name, so that each point is uniform, and scrambles are independent. points: a power of two.
    """
    from scipy.stats import qmc

    power = points.bit_length() - 1
    plain_wa = (qmc.Sobol(len(names), scramble=False, bits=BITS).random_base2(power) * 2**BITS).astype(np.int64)
    mixed = [_scrambled(plain_wa[:, a], seed, scramble, name) for a, name in enumerate(names)]
    drawn_wa: Floats = (np.stack(mixed, axis=1) + 0.5) / 2**BITS
    return drawn_wa


def _scrambled(plain_w: Ints, seed: int, scramble: int, name: str) -> Ints:
    """One column: bit i becomes its own parity with those bits above it that its matrix row has, and with the shift."""
    bits = uniforms(seed, scramble, np.arange(BITS * (BITS + 1)), f"scramble of {name}", 0) < 0.5
    matrix, shift = bits[: BITS * BITS].reshape(BITS, BITS), bits[BITS * BITS :]
    mixed_w = np.zeros_like(plain_w)
    for i in range(BITS):  # from the most significant bit
        row = (1 << (BITS - 1 - i)) + sum(int(matrix[i, j]) << (BITS - 1 - j) for j in range(i))
        parity_w = np.bitwise_count(plain_w & row) & 1
        mixed_w |= (parity_w.astype(np.int64) ^ int(shift[i])) << (BITS - 1 - i)
    return mixed_w


def rounded_up(worlds: int, scrambles: int) -> int:
    """The least number of at least `worlds` that is a power of two for each scramble: only so many lie evenly."""
    each = -(-worlds // scrambles)
    return scrambles * (1 << max(0, each - 1).bit_length())
