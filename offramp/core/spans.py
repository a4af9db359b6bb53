"""Where in a file something stands."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one file; lines and columns count from 1, the end is exclusive.

    `used_at`: of a place in a mechanism of the library, where the scenario brings it in.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    used_at: "Span | None" = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def first(self) -> "Span":
        """Its first character: a span over all of a long part would say less."""
        return replace(self, end_line=self.line, end_column=self.column + 1)

    @property
    def home(self) -> "Span":
        """The place in the scenario's own file: this one, or where it brings in the mechanism that this is in."""
        return self.used_at or self

    @property
    def in_words(self) -> str:
        """`line 12`, or of another file than the scenario's `line 12 of …`."""
        return f"line {self.line} of {self.path}" if self.used_at else f"line {self.line}"

    def up_to(self, last: "Span") -> "Span":
        """From the start of this one to the end of `last`, which stands behind it in the same file."""
        return replace(self, end_line=last.end_line, end_column=last.end_column)


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file as it was read, with its lines at hand for diagnostics.

    `bom`: whether a byte order mark stood before it, which isn't part of the text and is written back with it.
    """

    path: str
    text: str
    bom: bool = False

    def line(self, number: int) -> str:
        """Line `number` (from 1) without its line end; empty past the end of the file."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""
