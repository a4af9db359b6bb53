"""Marked nodes: mappings, sequences and scalars that know where in the file they stand. A scalar is always text."""

from collections.abc import Iterator
from dataclasses import dataclass

from offramp.core.spans import Span
from offramp.scenario.yaml_text.yaml_places import Places, character_offsets


@dataclass(eq=False, slots=True)
class Scalar:
    """Text, a name in its composed form. `start` and `end` are offsets into the file's text, quotes and block header
    included."""

    text: str
    style: str  # empty (plain), ', ", | or >
    start: int
    end: int
    places: Places
    cut: bool = False  # a comma inside {} has cut it short, which the log says already
    _offsets: tuple[int, ...] | None = None

    @property
    def span(self) -> Span:
        """Where the scalar stands."""
        return self.places.span(self.start, self.end)

    @property
    def plain(self) -> bool:
        """Whether it was written without quotes or block signs."""
        return not self.style

    @property
    def empty(self) -> bool:
        """Whether nothing was written (`key:`), or YAML's word for nothing."""
        return self.plain and self.text in ("", "~")

    def locate(self, first: int, end: int) -> Span:
        """The place in the file of the characters `first` to `end` (exclusive) of the text."""
        if self._offsets is None:
            raw = self.places.text[self.start : self.end]
            self._offsets = character_offsets(raw, self.text, self.style)
        offsets = self._offsets
        if not offsets:
            return self.span
        first = min(max(first, 0), len(offsets))
        # An empty stretch, as at the end of the text, points just behind the character before it.
        start = offsets[first] if first < len(offsets) else offsets[-1] + 1
        stop = offsets[min(end, len(offsets)) - 1] + 1 if end > first else start + 1
        return self.places.span(self.start + start, self.start + max(stop, start + 1))


@dataclass(eq=False, slots=True)
class Sequence:
    items: list["Node"]
    start: int
    end: int
    places: Places
    flow: bool

    @property
    def span(self) -> Span:
        """Where the sequence stands."""
        return self.places.span(self.start, self.end)


@dataclass(eq=False, slots=True)
class Mapping:
    """Keys and values in the file's order; a key that is written twice is in `entries` once."""

    entries: dict[str, tuple[Scalar, "Node"]]
    start: int
    end: int
    places: Places
    flow: bool

    @property
    def span(self) -> Span:
        """Where the mapping stands."""
        return self.places.span(self.start, self.end)

    def key_span(self, key: str) -> Span:
        """Where `key` is written."""
        return self.entries[key][0].span

    def get(self, key: str) -> "Node | None":
        """The value under `key`, or None."""
        found = self.entries.get(key)
        return found[1] if found else None

    def items(self) -> Iterator[tuple[Scalar, "Node"]]:
        """Keys with their values."""
        return iter(self.entries.values())


Node = Scalar | Sequence | Mapping
