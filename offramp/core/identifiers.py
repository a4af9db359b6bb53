"""Names in the sense of the language: letters, digits and underscores of any alphabet, with the marks of its letters.

Scripts of India and South-East Asia write vowels as combining marks, Hebrew, Arabic and Vietnamese may add them; so
names go on with what Unicode calls XID_Continue. One word may be spelled with composed letters or with marks: names
are compared in the composed form (NFC).
"""

import re
import unicodedata
from typing import Final

_START: Final = re.compile(r"[^\W\d]")
_MORE: Final = re.compile(r"\w*")  # letters, digits and underscores; no marks
# Marks that show nothing: with them two names could look the same.
_INVISIBLE: Final = re.compile("[\u034f\u17b4\u17b5\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def name_end(text: str, place: int) -> int:
    """Where the name that begins at `place` ends; `place` itself where none begins."""
    return continued(text, place + 1) if _START.match(text, place) else place


def continued(text: str, place: int) -> int:
    """Where the letters, digits, underscores and marks from `place` on end."""
    while True:
        found = _MORE.match(text, place)
        assert found is not None
        place = found.end()
        if place >= len(text) or not _is_mark(text[place]):
            return place
        place += 1


def is_name(text: str) -> bool:
    """Whether `text` has the form of a name: letters, digits and underscores, no digit first."""
    return bool(text) and name_end(text, 0) == len(text)


def composed(text: str) -> str:
    """A name as names are compared; any other text as it is."""
    if text.isascii() or not is_name(text):
        return text
    return unicodedata.normalize("NFC", text)


def name_like(text: str) -> str:
    """`text` with an underscore for each stretch that a name can't have; perhaps empty, or with a digit first."""
    pieces, place = [], 0
    while place < len(text):
        end = continued(text, place)
        if end > place:
            pieces.append(text[place:end])
        place = end + 1
    return unicodedata.normalize("NFC", "_".join(pieces)).strip("_")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc") and not _INVISIBLE.match(character)
