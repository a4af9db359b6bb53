"""Text in a given width: paragraphs, bullets and tables that hold for scripts of any width."""

import re
from collections.abc import Sequence

from rich.cells import cell_len

WIDTH = 80
INDENT = "  "
_NUMBER = re.compile(r"[0-9<>±+≈≤≥−–-]|under |over |anything ")


def paragraph(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> str:
    """`text` wrapped to `width` columns, the first line led in by `first`, the others by `rest`."""
    lines: list[str] = []
    line, lead = "", first
    for word in _words(text, max(8, width - max(cell_len(first), cell_len(rest)))):
        candidate = f"{line} {word}" if line else word
        if line and cell_len(lead) + cell_len(candidate) > width:
            lines.append(lead + line)
            line, lead = word, rest
        else:
            line = candidate
    lines.append(lead + line)
    return "\n".join(lines)


def bullet(text: str, width: int = WIDTH, depth: int = 1) -> str:
    """One item of a list: indented, its further lines indented more."""
    return paragraph(text, width, INDENT * depth, INDENT * (depth + 1))


def table(rows: Sequence[Sequence[str]], width: int = WIDTH) -> str:
    """Rows in columns under the first one, words to the left and numbers to the right.

    Where the columns don't fit, the first and the last of them wrap.
    """
    columns = max(len(row) for row in rows)
    cells = [[*row, *[""] * (columns - len(row))] for row in rows]
    right = [c > 0 and all(not row[c] or _NUMBER.match(row[c]) for row in cells[1:]) for c in range(columns)]
    widths = _fit([max(cell_len(row[c]) for row in cells) for c in range(columns)], width)
    lines: list[str] = []
    for row in cells:
        wrapped = [paragraph(cell, widths[c]).split("\n") for c, cell in enumerate(row)]
        for number in range(max(len(cell) for cell in wrapped)):
            parts = [
                _pad(cell[number] if number < len(cell) else "", widths[c], right[c]) for c, cell in enumerate(wrapped)
            ]
            lines.append((INDENT + "  ".join(parts)).rstrip())
    return "\n".join(lines)


def sections(parts: Sequence[str]) -> str:
    """The parts that say something, one empty line between them."""
    return "\n\n".join(part for part in parts if part)


def sentence(text: str) -> str:
    """`text` with a full stop, unless it has an end of its own."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _fit(widths: list[int], width: int) -> list[int]:
    # Words can wrap, numbers can't be read in pieces: the wordy ends give way, then whatever is widest.
    room = width - len(INDENT) - 2 * (len(widths) - 1)
    for c in (0, len(widths) - 1):
        excess = sum(widths) - room
        if excess > 0:
            widths[c] = max(min(widths[c], 14), widths[c] - excess)
    while sum(widths) > room and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths


def _pad(text: str, width: int, right: bool) -> str:
    gap = " " * max(0, width - cell_len(text))
    return gap + text if right else text + gap


def _words(text: str, longest: int) -> list[str]:
    # Split at breakable spaces only; scripts without spaces come as one long word, cut where the line is full.
    words: list[str] = []
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        piece = ""
        for character in word:
            if piece and cell_len(piece + character) > longest:
                words.append(piece)
                piece = ""
            piece += character
        words.append(piece)
    return words
