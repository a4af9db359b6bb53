"""The text of a PDF, page by page. Forms and scripts in it are never started."""

from offramp.scenario.citations.documents.faults import DocumentFault, broken, library_missing, too_large
from offramp.scenario.citations.documents.limits import MOST_CHARACTERS, MOST_PAGES


def pdf_pages(raw: bytes) -> list[str]:
    """The text of every page. Raises DocumentFault."""
    try:
        from pypdfium2 import PdfDocument, PdfiumError
    except ImportError as fault:
        raise library_missing("pypdfium2") from fault
    if b"%PDF-" not in raw[:1024]:
        raise broken("isn't a PDF, whatever its name says")
    try:
        document = PdfDocument(raw)
    except PdfiumError as fault:
        if "password" in str(fault).lower():
            raise DocumentFault(
                "E117", "is locked with a password", "save a copy that isn't locked, or its text as .txt"
            ) from fault
        raise broken("is a broken PDF") from fault
    if len(document) > MOST_PAGES:
        raise too_large(f"{len(document):,} pages", f"{MOST_PAGES:,}")
    pages: list[str] = []
    left = MOST_CHARACTERS
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
            left -= text.count_chars()
            if left < 0:
                raise too_large(f"more than {MOST_CHARACTERS:,} characters of text", "that")
            pages.append(text.get_text_range())
            text.close()
            page.close()
        except PdfiumError as fault:
            raise broken(f"is a broken PDF: page {number + 1} can't be read") from fault
    if not any(page.strip() for page in pages):
        raise DocumentFault(
            "E121",
            "has no text in it: a scan, most likely",
            "run it through text recognition (OCR) first, or type the quoted passage into a .txt file",
        )
    return pages
