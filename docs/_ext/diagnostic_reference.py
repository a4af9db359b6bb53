"""The directive `diagnostic-codes`: every code of offramp.core.diagnostic_codes, each under an address of its own."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from offramp.core.diagnostic_codes import CODES


class DiagnosticCodes(SphinxDirective):
    """One section per code: title, explanation, remedy. Codes are linked to as `diagnostics.html#e201`."""

    def run(self) -> list[nodes.Node]:
        """The sections, ordered by code, errors before warnings."""
        return [self._section(code) for code in sorted(CODES, key=lambda code: (code[0] != "E", code))]

    def _section(self, code: str) -> nodes.section:
        info = CODES[code]
        section = nodes.section(ids=[code.lower()], names=[code.lower()])
        section += nodes.title("", "", nodes.Text(f"{code}: "), *self._inline(info.title))
        section += nodes.paragraph("", "", *self._inline(info.explanation))
        if info.remedy:
            section += nodes.paragraph("", "", nodes.strong("", "Mend: "), *self._inline(info.remedy))
        return section

    def _inline(self, text: str) -> list[nodes.Node]:
        """Text with its `code` marks; nothing else in the table is markup."""
        parts = text.split("`")
        return [nodes.literal("", part) if i % 2 else nodes.Text(part) for i, part in enumerate(parts) if part]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Makes the directive known to Sphinx."""
    app.add_directive("diagnostic-codes", DiagnosticCodes)
    return {"version": "1", "parallel_read_safe": True}
