"""What kind of document a file is, by its first bytes and its name; and the text of each kind."""

import re
from pathlib import PurePath
from typing import Final

from offramp.scenario.citations.documents.docx_text import docx_text
from offramp.scenario.citations.documents.faults import DocumentFault, too_large
from offramp.scenario.citations.documents.html_text import html_text
from offramp.scenario.citations.documents.limits import MOST_CHARACTERS
from offramp.scenario.citations.documents.markdown_text import markdown_text
from offramp.scenario.citations.documents.pdf_text import pdf_pages
from offramp.scenario.citations.documents.plain_text import decoded

_BY_NAME: Final = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".docx": "docx",
}  # fmt: skip
_HTML: Final = re.compile(rb"\s*(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def kind_of(raw: bytes, name: str) -> str:
    """txt, md, html, pdf or docx. A file's first bytes count more than its name."""
    named = _BY_NAME.get(PurePath(name).suffix.lower(), "")
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return "docx"
    if _HTML.match(raw[:4096].removeprefix(b"\xef\xbb\xbf")):
        return "html"
    return named or "txt"


def pages_of(raw: bytes, kind: str) -> tuple[list[str], str]:
    """The text of a document, by page where it has pages, and its encoding where it has one. Raises DocumentFault."""
    encoding = ""
    match kind:
        case "pdf":
            return pdf_pages(raw), ""
        case "docx":
            pages = [docx_text(raw)]
        case "html":
            text, encoding = html_text(raw)
            pages = [text]
        case "md":
            text, encoding = markdown_text(raw)
            pages = [text]
        case _:
            text, encoding = decoded(raw)
            pages = [text]
    if len(pages[0]) > MOST_CHARACTERS:
        raise too_large(f"{len(pages[0]):,} characters of text", f"{MOST_CHARACTERS:,}")
    if not pages[0].strip():
        raise DocumentFault("E121", "has no text in it", "name the document that the phrases were read in")
    return pages, encoding
