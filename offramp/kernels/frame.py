"""The memory of one running kernel: every variable, stored value and buffer has a fixed place in it."""

from dataclasses import dataclass, field


@dataclass
class Frame:
    """Offsets in bytes, given out one after the other; `size` is how much there is so far."""

    size: int = 0
    places: dict[str, int] = field(default_factory=dict)

    def word(self, name: str) -> int:
        """Room for one 64-bit number or address."""
        return self._place(name, 8, 8)

    def vector(self, name: str, lanes: int) -> int:
        """Room for one 64-bit number a lane."""
        return self._place(name, 8 * lanes, 64)

    def room(self, name: str, size: int) -> int:
        """Room for a buffer of `size` bytes."""
        return self._place(name, size, 64)

    def __getitem__(self, name: str) -> int:
        return self.places[name]

    def _place(self, name: str, size: int, align: int) -> int:
        known = self.places.get(name)
        if known is not None:
            return known
        self.size = (self.size + align - 1) // align * align
        self.places[name] = self.size
        self.size += size
        return self.places[name]
