"""The text of an HTML page: all of it but scripts and styles.

Readers that look for a page's main text (trafilatura and its like) drop captions, notes and quotations, and a phrase
that was dropped would be called missing. Menus that stay in do no harm.
"""

import re
from html.parser import HTMLParser
from typing import Final

from offramp.scenario.citations.documents.faults import too_large
from offramp.scenario.citations.documents.limits import MOST_CHARACTERS
from offramp.scenario.citations.documents.plain_text import decoded

_INLINE: Final = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rb rp rt ruby s samp small "
        "span strike strong sub sup time tt u var wbr",
    )
)
_UNSEEN: Final = ("script", "style", "template")
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{1,40})""", re.IGNORECASE)


class _Text(HTMLParser):
    """Collects text; keeps no stack, so that no depth of nesting is too much for it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.length = 0
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag not in _INLINE:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag not in _INLINE:
            self.parts.append("\n")

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![if …]>` and the like: passed over to the next `>`, as browsers do; the library's own way may fail."""
        return self.parse_bogus_comment(i, report)

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        self.length += len(data)
        if self.length > MOST_CHARACTERS:
            raise too_large(f"more than {MOST_CHARACTERS:,} characters of text", "that")
        # A line of the page's source is no line on the screen.
        self.parts.append(data.replace("\r", " ").replace("\n", " "))


def html_text(raw: bytes) -> tuple[str, str]:
    """The text of a page and the encoding that it was taken to be in. Raises DocumentFault."""
    found = _CHARSET.search(raw[:4096])
    text, encoding = decoded(raw, found[1].decode("ascii") if found else "")
    return markup_text(text), encoding


def markup_text(markup: str) -> str:
    """The text of HTML that is decoded already. Raises DocumentFault."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)
