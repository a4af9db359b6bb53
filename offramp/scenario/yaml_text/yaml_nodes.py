"""Marked nodes: mappings, sequences and scalars that know where in the file they stand. A scalar is always text."""

from collections.abc import Iterator
from dataclasses import dataclass

from offramp.core.places import Places
from offramp.core.spans import Span
from offramp.scenario.yaml_text.yaml_places import character_offsets


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
        return self.places.span(*self.stretch(first, end))

    def stretch(self, first: int, end: int) -> tuple[int, int]:
        """The same as offsets into the file's text."""
        if self._offsets is None:
            raw = self.places.text[self.start : self.end]
            self._offsets = character_offsets(raw, self.text, self.style)
        offsets = self._offsets
        if not offsets:
            return self.start, self.end
        first = min(max(first, 0), len(offsets))
        # An empty stretch, as at the end of the text, points just behind the character before it.
        start = offsets[first] if first < len(offsets) else offsets[-1] + 1
        stop = offsets[min(end, len(offsets)) - 1] + 1 if end > first else start + 1
        return self.start + start, self.start + max(stop, start + 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a woven text: what stands for `first` to `last` of the text of `origin`."""

    start: int
    end: int
    origin: Scalar
    first: int
    last: int


@dataclass(eq=False, slots=True)
class Woven(Scalar):
    """Text put together from others: a mechanism's, with names of the scenario's and expressions that it was given.

    `start`, `end` and `places` are those of the mechanism's own text; `pieces` cover all of the new one.
    """

    pieces: tuple[Piece, ...] = ()

    def locate(self, first: int, end: int) -> Span:
        """Where what the characters `first` to `end` (exclusive) were made of stands, in whichever file."""
        met = [piece for piece in self.pieces if piece.start < max(end, first + 1) and piece.end > first]
        if not met:
            return self.span
        origins = {id(piece.origin) for piece in met}
        if len(origins) > 1:  # an operator with both sides: the mechanism's own words tell where
            met = [piece for piece in met if piece.origin.places is self.places] or met[:1]
        left, right = met[0], met[-1]
        return left.origin.locate(_inside(left, first, left.first), _inside(right, end, right.last))


def _inside(piece: Piece, at: int, edge: int) -> int:
    """The character of the origin that `at` stands for; the `edge` where the piece isn't verbatim or ends before it."""
    verbatim = piece.end - piece.start == piece.last - piece.first
    return piece.first + at - piece.start if verbatim and piece.start <= at <= piece.end else edge


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
