"""Memory that kernels work in: aligned for whole vectors, its variables found by the names of a frame."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_ALIGNMENT = 128  # bytes: the widest vectors, and two lines of a cache


class FrameMemory:
    """One running kernel's frame. places: where each variable lies, in bytes; names that it lacks are passed over."""

    def __init__(self, places: Mapping[str, int], size: int) -> None:
        self.places = places
        self.kept: dict[str, Array] = {}
        self._memory = aligned(size)
        self.words = self._memory.view(np.int64)
        self.numbers = self._memory.view(np.float64)

    @property
    def address(self) -> int:
        """Where the frame lies."""
        return self._memory.ctypes.data

    def put(self, name: str, value: int) -> None:
        """Set a word."""
        place = self.places.get(name)
        if place is not None:
            self.words[place // 8] = value

    def put_number(self, name: str, value: float) -> None:
        """Set a number."""
        place = self.places.get(name)
        if place is not None:
            self.numbers[place // 8] = value

    def put_array(self, name: str, array: Array, offset: int = 0) -> None:
        """Set the address of an array (`offset` bytes into it), which is kept as long as the frame points to it."""
        self.kept[name] = array
        self.put(name, array.ctypes.data + offset)

    def forget(self, name: str) -> None:
        """Set an address to nothing, and let go of the array that was there."""
        self.kept.pop(name, None)
        self.put(name, 0)

    def get(self, name: str) -> int:
        """A word; 0 where the frame has no such name."""
        place = self.places.get(name)
        return 0 if place is None else int(self.words[place // 8])

    def get_number(self, name: str) -> float:
        """A number; 0 where the frame has no such name."""
        place = self.places.get(name)
        return 0.0 if place is None else float(self.numbers[place // 8])

    def clear(self) -> None:
        """Zero all of it."""
        self._memory[:] = 0


def aligned(size: int) -> NDArray[np.uint8]:
    """Zeroed bytes that whole vectors can be read from."""
    raw = np.zeros(size + _ALIGNMENT, dtype=np.uint8)
    start = -raw.ctypes.data % _ALIGNMENT
    return raw[start : start + size]


def aligned_rows(rows: int, lanes: int, dtype: type = np.float64) -> Array:
    """Zeros of shape (rows, lanes) that whole vectors can be read from."""
    numbers: Array = aligned(np.dtype(dtype).itemsize * max(1, rows * lanes)).view(dtype)
    return numbers[: rows * lanes].reshape(rows, lanes)
