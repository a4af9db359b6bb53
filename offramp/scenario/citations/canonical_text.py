"""Canonical text: what two copies of the same words have in common, so that a quotation can be found exactly.

Letters, digits, case, punctuation and the order of words are kept. Only what typesetting changes is made alike:

- characters in Unicode's composed form (NFC), ligatures and letter shapes of old encodings (`ﬁ`) as their letters;
- whitespace of any kind and length is one space, none at the ends, none beside a dash (some houses set one,
  some don't), and none between Chinese or Japanese characters, where a line break leaves one behind;
- characters that show nothing (soft hyphens, zero-width spaces, direction marks) are left out;
- all dashes are `-`, all single quotes `'`, all double quotes `"`, an ellipsis is `...`;
- a hyphen at the end of a line is kept as BREAK: nobody can tell `esca-/lation` from `long-/prepared` without
  knowing the words, so either reading matches.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

BREAK: Final = "\u00ad"  # a soft hyphen stands where a line ended in a hyphen

_SINGLE = dict.fromkeys("‘’‚‛′‵‹›`´ʼ＇", "'")
_DOUBLE = dict.fromkeys("“”„‟″‶«»＂〝〞〟", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－⸺⸻", "-")
# Soft hyphens at the end of a line are dealt with before; joiners (U+200C, U+200D) are part of the spelling.
_INVISIBLE = dict.fromkeys(map(chr, (0xAD, 0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F),
                                     *range(0x2066, 0x206A), *range(0xFE00, 0xFE10))), "")  # fmt: skip
_CONTROLS = {chr(c): " " for c in (*range(0x20), *range(0x7F, 0xA0))}
_ALIKE: Final = str.maketrans({**_CONTROLS, **_INVISIBLE, **_SINGLE, **_DOUBLE, **_DASHES, "…": "..."})
# Letters as old encodings and PDF files draw them: Latin, Armenian, Hebrew and Arabic presentation forms.
_SHAPES: Final = re.compile("[\ufb00-\ufdfb\ufe70-\ufefc]+")
_LINE_END: Final = "[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
_HYPHEN_AT_LINE_END: Final = re.compile(rf"(?<=[^\W\d_])[-\u2010\u00ad][^\S\n\r]*{_LINE_END}\s*(?=[^\W\d_])|\ufffe")
_BREAK_KEPT: Final = "\ue000"  # while invisible characters are taken out
_SPACE: Final = re.compile(r"\s+")
_SPACE_AT_DASH: Final = re.compile(r" ?- ?")
_WITHOUT_SPACES: Final = (
    "\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
)
_BETWEEN_IDEOGRAPHS: Final = re.compile(rf"(?<=[{_WITHOUT_SPACES}]) (?=[{_WITHOUT_SPACES}])")
_IDEOGRAPH: Final = re.compile(f"[{_WITHOUT_SPACES}]")


@dataclass(frozen=True)
class CanonicalText:
    """The canonical text of a document; `pages` is where each of its pages begins (one entry where it has none)."""

    text: str
    pages: tuple[int, ...] = (0,)

    @property
    def sha256(self) -> str:
        """Fingerprint of the text, by which a position in it stays meaningful."""
        return sha256(self.text.encode("utf-8", "replace")).hexdigest()

    def page(self, position: int) -> int | None:
        """The page, from 1, on which `position` lies; None in a document without pages."""
        if len(self.pages) == 1:
            return None
        return sum(start <= position for start in self.pages)


def canonical(text: str) -> str:
    """`text` in canonical form; doing it twice changes nothing."""
    text = text.replace(_BREAK_KEPT, "")
    text = _HYPHEN_AT_LINE_END.sub(_BREAK_KEPT, text)
    text = _SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = unicodedata.normalize("NFC", text.translate(_ALIKE))
    text = _SPACE.sub(" ", text).strip(" ")
    text = _SPACE_AT_DASH.sub("-", text)
    return _BETWEEN_IDEOGRAPHS.sub("", text).replace(_BREAK_KEPT, BREAK)


def canonical_pages(pages: Iterable[str]) -> CanonicalText:
    """The canonical text of a document of several pages, joined as if it were set on one."""
    parts: list[str] = []
    starts: list[int] = []
    last, length = "", 0
    for page in pages:
        text = canonical(page)
        seam = _seam(last, text) if last and text else ""
        if seam == BREAK:
            parts[-1], length = parts[-1][:-1], length - 1
        starts.append(length + len(seam))
        parts += [seam, text]
        length += len(seam) + len(text)
        last = text or last
    return CanonicalText("".join(parts), tuple(starts) or (0,))


def _seam(before: str, after: str) -> str:
    """What stands between two pages."""
    if before[-1] == "-" and len(before) > 1 and before[-2].isalpha() and after[0].isalpha():
        return BREAK
    if "-" in (before[-1], after[0]) or (_IDEOGRAPH.match(before[-1]) and _IDEOGRAPH.match(after[0])):
        return ""
    return " "
