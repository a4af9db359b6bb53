"""Finding a quotation in a text: the W3C TextQuoteSelector (phrase, before, after) on canonical text.

A quotation is found where its characters stand, all of them, in order and as whole words: `likely to succeed` isn't in
`unlikely to succeed`, `we can` not in `we can't`, `nuclear` not in `non-nuclear`. Nothing that is merely similar is
ever taken for it. https://www.w3.org/TR/annotation-model/
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from offramp.scenario.citations.canonical_text import BREAK, CanonicalText, canonical

MOST_PLACES: Final = 1000  # counted; a phrase found more often is said to be found that often
_SPOKEN_TOGETHER: Final = re.compile(  # scripts that set no spaces between words
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Where a phrase may not be cut off, since the rest turns its meaning round: can|'t, non-|nuclear.
_NEGATED_AFTER: Final = re.compile(r"'t\b", re.IGNORECASE)
_NEGATED_BEFORE: Final = re.compile(rf"\bnon[-{BREAK}]\Z", re.IGNORECASE)


class Found(Enum):
    """What came of a search."""

    ONCE = "once"
    SEVERAL = "several"
    NOWHERE = "nowhere"
    ELSEWHERE = "elsewhere"  # the phrase is there, but not between `before` and `after`
    INSIDE_A_WORD = "inside a word"


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation as somebody wrote it down: the phrase, and what stands next to it where it needs telling apart."""

    phrase: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of canonical text, the end exclusive (a W3C TextPositionSelector)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found; `places` are those of the phrase, also where `before` or `after` don't fit them."""

    found: Found
    places: tuple[Place, ...] = ()


def search(quote: Quote, text: CanonicalText) -> Search:
    """Find `quote` in `text`."""
    phrase, before, after = (canonical(part) for part in (quote.phrase, quote.before, quote.after))
    if not phrase:
        return Search(Found.NOWHERE)
    everywhere = list(_places(phrase, text.text))
    whole = tuple(place for place in everywhere if _whole_words(place, text.text))
    fitting = tuple(place for place in whole if _between(before, place, after, text.text))
    if len(fitting) == 1:
        return Search(Found.ONCE, fitting)
    if fitting:
        return Search(Found.SEVERAL, fitting)
    if whole:
        return Search(Found.ELSEWHERE, whole)
    return Search(Found.INSIDE_A_WORD, tuple(everywhere)) if everywhere else Search(Found.NOWHERE)


def around(place: Place, text: CanonicalText, words: int = 6) -> tuple[str, str]:
    """What stands before and after `place`: a few words of each."""
    before = text.text[max(0, place.start - 40 * words) : place.start]
    after = text.text[place.end : place.end + 40 * words]
    first = re.search(rf"(?:\S+\s+){{0,{words - 1}}}\S*\s*$", before)
    last = re.match(rf"\s*\S*(?:\s+\S+){{0,{words - 1}}}", after)
    # Scripts without spaces would otherwise show all of it.
    return readable(first[0] if first else "")[-12 * words :], readable(last[0] if last else "")[: 12 * words]


def readable(text: str) -> str:
    """Canonical text for people: a hyphen that ended a line as a plain one."""
    return text.replace(BREAK, "-")


def _places(phrase: str, text: str) -> Iterator[Place]:
    pattern = re.compile(_pattern(phrase))
    position = count = 0
    while count < MOST_PLACES and (match := pattern.search(text, position)):
        yield Place(match.start(), match.end())
        position, count = match.start() + 1, count + 1


def _pattern(phrase: str) -> str:
    """`phrase` as a regular expression; a hyphen at the end of a line may be one that belongs to the word or not."""
    phrase = phrase.replace(BREAK, "-")
    parts = [f"[-{BREAK}]" if character == "-" else re.escape(character) for character in phrase]
    joined = parts[0]
    for (left, right), part in zip(pairwise(phrase), parts[1:], strict=True):
        joined += (f"{BREAK}?" if left.isalpha() and right.isalpha() else "") + part
    return joined


def _whole_words(place: Place, text: str) -> bool:
    if _joined(text, place.start) or _joined(text, place.end):
        return False
    return not (
        _NEGATED_AFTER.match(text, place.end) or _NEGATED_BEFORE.search(text[max(0, place.start - 8) : place.start])
    )


def _joined(text: str, position: int) -> bool:
    """Whether the characters on both sides of `position` belong to one word."""
    if not 0 < position < len(text):
        return False
    left, right = text[position - 1], text[position]
    if BREAK in (left, right):  # the word goes on in the next line, or a new one begins: nobody can tell
        return True
    if _SPOKEN_TOGETHER.match(left) or _SPOKEN_TOGETHER.match(right):
        return False
    return _in_word(left) and _in_word(right)


def _in_word(character: str) -> bool:
    # Vowel signs of Indic scripts and accents that have no composed form are marks, and no letters to `isalnum`.
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _between(before: str, place: Place, after: str, text: str) -> bool:
    """Whether `before` ends where the phrase begins and `after` begins where it ends, a space aside."""
    room = 2  # a space and a hyphen at the end of a line
    if before:
        left = text[max(0, place.start - 2 * len(before) - room) : place.start]
        if not re.search(_pattern(before) + r"\s?\Z", left):
            return False
    if after:
        right = text[place.end : place.end + 2 * len(after) + room]
        if not re.match(r"\s?" + _pattern(after), right):
            return False
    return True
