"""Shuffles and samples of worlds by named draws, so that a seed gives one result on any machine."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

AT_ONCE = 2_000_000  # numbers drawn at a time: bounds the memory


def permutation(worlds: int, seed: int, number: int, what: str) -> Ints:
    """The worlds in a random order."""
    return np.argsort(uniforms(seed, number, np.arange(worlds), what, 0), kind="stable")


def permutations(worlds: int, count: int, seed: int, what: str) -> Iterator[Ints]:
    """`count` orders in parcels of shape (some, worlds)."""
    parcel = max(1, AT_ONCE // max(1, worlds))
    for first in range(0, count, parcel):
        yield _orders(worlds, first, min(count, first + parcel), seed, what)


@lru_cache(maxsize=4)
def _orders(worlds: int, first: int, end: int, seed: int, what: str) -> Ints:
    """Some orders, kept for the next conclusion about as many worlds: drawing them takes longer than using them."""
    # An order of more worlds has that of the first so many in it, so that one drawing serves all numbers below it.
    drawn = 1 << max(0, worlds - 1).bit_length()
    order_rw = _drawn(drawn, first, end, seed, what)
    if worlds < drawn:
        order_rw = order_rw[order_rw < worlds].reshape(len(order_rw), worlds)
        order_rw.flags.writeable = False
    return order_rw


@lru_cache(maxsize=4)
def _drawn(worlds: int, first: int, end: int, seed: int, what: str) -> Ints:
    order_rw = np.stack([permutation(worlds, seed, number, what) for number in range(first, end)])
    order_rw.flags.writeable = False  # everybody who asks gets this one
    return order_rw


def half(worlds: int, seed: int, number: int, what: str) -> Bools:
    """A random half of the worlds (the smaller one where they are odd), marked."""
    marked = np.zeros(worlds, dtype=bool)
    marked[permutation(worlds, seed, number, what)[: worlds // 2]] = True
    return marked


def bootstrap_counts(worlds: int, count: int, seed: int, what: str) -> Floats:
    """How often each world is drawn in samples of `worlds` with replacement: shape (count, worlds)."""
    drawn_rw = np.empty((count, worlds))
    for r in range(count):
        picked = (uniforms(seed, r, np.arange(worlds), what, 0) * worlds).astype(np.int64)
        drawn_rw[r] = np.bincount(picked, minlength=worlds)
    return drawn_rw


def signs(worlds: int, count: int, seed: int, what: str) -> Iterator[Floats]:
    """`count` rows of random signs, in parcels of shape (some, worlds)."""
    parcel = max(1, AT_ONCE // max(1, worlds))
    numbers = np.arange(worlds)
    for first in range(0, count, parcel):
        rows = range(first, min(count, first + parcel))
        yield np.stack([np.where(uniforms(seed, r, numbers, what, 0) < 0.5, -1.0, 1.0) for r in rows])
