"""Where in a file something stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one file; lines and columns count from 1, the end is exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


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
