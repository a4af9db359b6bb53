"""Where the characters of a text stand: offsets to lines and columns."""

from bisect import bisect_right
from functools import cached_property

from offramp.core.spans import Span

# The line ends that YAML knows; a CR LF pair is one.
BREAKS = "\n\r\x85\u2028\u2029"


class Places:
    """Turns offsets into one file's text to spans. `used_at`: of a mechanism, where the scenario brings it in."""

    def __init__(self, text: str, path: str, used_at: Span | None = None) -> None:
        self.text = text
        self.path = path
        self.used_at = used_at

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character, and that of the text's end."""
        starts = [0]
        for line in self.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at `offset`."""
        offset = min(offset, len(self.text))
        line = bisect_right(self.line_starts, offset)
        if line > 1 and self.line_starts[line - 1] == len(self.text) and offset == len(self.text):
            # The end of the file belongs to its last line, not to an empty one below it.
            line -= 1
            return line, len(self.text[self.line_starts[line - 1] :].rstrip(BREAKS)) + 1
        return line, offset - self.line_starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span of the characters `start` to `end` (exclusive)."""
        line, column = self.position(start)
        end_line, end_column = self.position(end)
        return Span(self.path, line, column, end_line, end_column, self.used_at)
