"""The text of bytes: which encoding they are in."""

import codecs
import re
from typing import Final

from offramp.scenario.citations.documents.faults import DocumentFault

# Names that pages declare and that Python decodes without surprises (no `idna`, `unicode_escape` or the like).
_DECLARED: Final = re.compile(
    r"utf-?8|utf-?16(le|be)?|(iso-?)?8859-?\d{1,2}|iso_8859-\d{1,2}|latin-?[1-9]|windows-?\d{3,4}|cp\d{3,4}|koi8-[ru]|"
    r"gb2312|gbk|gb18030|big5|euc-?jp|shift[-_]?jis|euc-?kr|mac(intosh|-?cyrillic)|us-ascii|ascii|tis-620",
    re.IGNORECASE,
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT: Final = re.compile("[\x00-\x06\x0e-\x1a]")


def decoded(raw: bytes, declared: str = "") -> tuple[str, str]:
    """The text of a file and the encoding that it was taken to be in.

    A byte order mark counts first, then what the document declares, then UTF-8, then Windows-1252.
    Raises DocumentFault E116 for bytes that are no text.
    """
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "") or _utf16_by_zeros(raw)
    asked = declared.strip().lower() if _DECLARED.fullmatch(declared.strip()) else ""
    if asked in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        asked = "windows-1252"  # what browsers take these for
    for encoding in (marked, asked, "utf-8", "windows-1252"):
        if not encoding:
            continue
        try:
            text = raw.decode(encoding)
        except (UnicodeError, LookupError):
            if encoding == marked:
                break
            continue
        if _NOT_TEXT.search(text[:100_000]):
            break
        return text.removeprefix("\ufeff"), encoding
    raise DocumentFault(
        "E116", "is neither text nor PDF nor docx", "save it as .pdf, .docx, .html, .md or .txt (UTF-8)"
    )


def _utf16_by_zeros(raw: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin text is NUL."""
    sample = raw[:64]
    if len(sample) < 4 or len(sample) % 2:
        sample = sample[:-1]
    if not sample:
        return ""
    if not any(sample[1::2]) and all(sample[0::2]):
        return "utf-16-le"
    return "utf-16-be" if not any(sample[0::2]) and all(sample[1::2]) else ""
