"""The text of a Markdown document as it is read: without the marks of emphasis and the addresses of links."""

from offramp.scenario.citations.documents.faults import library_missing
from offramp.scenario.citations.documents.html_text import markup_text
from offramp.scenario.citations.documents.plain_text import decoded


def markdown_text(raw: bytes) -> tuple[str, str]:
    """The text of a document and the encoding that it was taken to be in. Raises DocumentFault."""
    text, encoding = decoded(raw)
    try:
        from markdown_it import MarkdownIt
    except ImportError as fault:
        raise library_missing("markdown-it-py") from fault
    return markup_text(MarkdownIt("commonmark").enable("table").render(text)), encoding
