"""Random numbers that have names.

A draw is a function of (seed, world, path, event, period) alone. So a seed gives one result whatever the
number of threads and the order of work, and two policies that are compared share their luck.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea & Flood 2014); wraps around on purpose."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def event_key(event: str) -> int:
    """A 64-bit number that stands for an event's name, the same in every process."""
    return int.from_bytes(hashlib.blake2b(event.encode(), digest_size=8).digest(), "little")


def uniforms(seed: int, world: int, paths: NDArray[np.int64], event: str, period: int) -> NDArray[np.float64]:
    """One uniform draw in (0, 1) for each path number: shape (len(paths),)."""
    with np.errstate(over="ignore"):
        key = np.zeros(1, dtype=np.uint64)
        for part in (seed, world, event_key(event), period):
            key = _mix((key + _GOLDEN) ^ np.uint64(part & 0xFFFFFFFFFFFFFFFF))
        bits = _mix(_mix(paths.astype(np.uint64) * _GOLDEN + key) + _GOLDEN)
    # 53 random bits and a half step, so that neither 0 nor 1 can come out.
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53 + 2.0**-54
