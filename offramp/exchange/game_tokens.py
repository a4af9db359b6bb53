"""The words of Gambit's files: labels in quotes, braces and commas, everything else between blanks."""

import re
from enum import IntEnum

_TOKEN = re.compile(
    r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'  # a label; \" in it is a quote
    r"|([{},])"
    r'|([^\s{},"]++)'
    r'|(")',  # a label that never ends
    re.DOTALL,
)


class Kind(IntEnum):
    """What a token is; the numbers are those of the pattern's groups."""

    END = 0
    LABEL = 1
    MARK = 2
    WORD = 3
    OPEN = 4


class Tokens:
    """A cursor on one text.

    `kind`, `text` (a label's without quotes), `start` and `end` are those of the token at hand; `label_start` and
    `label_end` those of the last label before it.
    """

    def __init__(self, text: str) -> None:
        self.whole = text
        self._found = _TOKEN.finditer(text)
        self.kind, self.text, self.start, self.end = Kind.END, "", 0, 0
        self.label_start, self.label_end = 0, 0
        self.advance()

    def advance(self) -> None:
        """Go to the next token; past the last one there is END, an empty token at the end of the text."""
        if self.kind is Kind.LABEL:
            self.label_start, self.label_end = self.start, self.end
        found = next(self._found, None)
        if found is None:
            self.kind, self.text, self.start = Kind.END, "", len(self.whole)
            self.end = self.start
            return
        kind = found.lastindex
        assert kind is not None
        self.kind, self.text = _KINDS[kind], found[kind]
        self.start, self.end = found.span()

    def label(self) -> str:
        """The label at hand with its quotes as they are meant."""
        return self.text.replace('\\"', '"') if "\\" in self.text else self.text

    @property
    def runs_on(self) -> bool:
        """Whether the last label goes over several lines and ends in this one, as where a quote is missing."""
        whole = self.whole
        return "\n" in whole[self.label_start : self.label_end] and "\n" not in whole[self.label_end : self.start]

    @property
    def touches(self) -> bool:
        """Whether the token at hand follows a label without a blank, as where a quote inside one ended it too early."""
        return self.kind in (Kind.WORD, Kind.LABEL) and self.start > 0 and self.whole[self.start - 1] == '"'

    def begins_line(self) -> bool:
        """Whether nothing but blanks stands before the token in its line."""
        return not self.whole[self.whole.rfind("\n", 0, self.start) + 1 : self.start].strip()


_KINDS = (Kind.END, Kind.LABEL, Kind.MARK, Kind.WORD, Kind.OPEN)
