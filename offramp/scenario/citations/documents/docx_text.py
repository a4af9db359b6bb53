"""The text of a Word document (docx): as it reads with all changes accepted."""

import io
import zipfile

from offramp.scenario.citations.documents.faults import DocumentFault, broken, library_missing, too_large
from offramp.scenario.citations.documents.html_text import markup_text
from offramp.scenario.citations.documents.limits import MOST_PARTS, MOST_UNPACKED


def docx_text(raw: bytes) -> str:
    """The text of the document. Raises DocumentFault."""
    try:
        import mammoth
    except ImportError as fault:
        raise library_missing("mammoth") from fault
    _check_size(raw)
    try:
        # Pictures are looked past: by default they would be copied into the page.
        found = mammoth.convert_to_html(
            io.BytesIO(raw),
            convert_image=lambda image: [],
            external_file_access=False,
            include_embedded_style_map=False,
        )
    except (DocumentFault, MemoryError):
        raise
    except Exception as fault:  # the library says nothing about what it raises for broken files
        raise broken(f"is a broken Word document ({type(fault).__name__})") from fault
    return markup_text(str(found.value))


def _check_size(raw: bytes) -> None:
    """What the archive says that it holds; unpacking stops at the size that is said, so a lie gains nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as fault:
        raise broken("is a broken Word document: its archive can't be opened") from fault
    if len(parts) > MOST_PARTS:
        raise too_large(f"{len(parts):,} parts", f"{MOST_PARTS:,}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise too_large(f"{unpacked / 1e6:,.0f} MB when unpacked", f"{MOST_UNPACKED // 1_000_000} MB")
    if any(part.flag_bits & 1 for part in parts):
        raise broken("is locked with a password")
    if "word/document.xml" not in {part.filename for part in parts} and "[Content_Types].xml" not in {
        part.filename for part in parts
    }:
        raise DocumentFault("E116", "is an archive, and no Word document", "save it as .docx, .pdf, .html or .txt")
