"""Why a document gives no text."""


class DocumentFault(Exception):  # noqa: N818 # a fault of the document's, as in the diagnostics
    """A document can't be read: a diagnostic's code, what was found, how to mend it."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy


def too_large(found: str, most: str) -> DocumentFault:
    """More than a document may have."""
    return DocumentFault("E115", f"has {found}; the most is {most}", "save the part of it that is quoted as a document")


def broken(reason: str) -> DocumentFault:
    """A document that its own format's reader refuses."""
    return DocumentFault("E117", reason, "open it and save it again, or copy its text into a .txt file")


def library_missing(name: str) -> DocumentFault:
    """An installation without one of its libraries."""
    return DocumentFault(
        "E118",
        f"can't be read without the Python package {name}, which isn't installed",
        f"install {name}, or save the document's text as a .txt file",
    )
