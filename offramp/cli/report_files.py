"""Where a report goes, and writing it there whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from offramp.cli.pages import page_path, writing
from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.report.catalogue import Catalogue
from offramp.report.pdf import find_browser, pdf
from offramp.report.report_page import report_page

PAGES, PDF = (".html", ".htm"), ".pdf"


def report_path(out: Path | None, as_json: bool) -> Path | None:
    """Where the report goes; None for nowhere. Raises ScenarioError E714, E716, E783, before anything is computed."""
    if out is None:
        if as_json:
            return None
        said = "nothing says where to write the report"
        raise ScenarioError([Diagnostic("E714", said, None, "give --out FILE.html or --out FILE.pdf, or --json")])
    if not out.is_dir() and out.suffix.lower() not in (*PAGES, PDF):
        said = f"a report is written as .html or .pdf, and {out} ends in neither"
        raise ScenarioError([Diagnostic("E783", said, None, f"write it to {out.with_suffix('.html')}")])
    return page_path("", out, as_json)


def written(data: dict[str, Any], path: Path, said: Catalogue, browser: str | None) -> int:
    """Write the report, as a PDF where a browser is given; how many bytes it has. Raises ScenarioError E716, E784."""
    return write_document(report_page(data, said), path, browser)


def write_document(page: str, path: Path, browser: str | None) -> int:
    """Write a page, as a PDF where a browser is given; how many bytes that has. Raises ScenarioError E716, E784."""
    content = page.encode() if browser is None else pdf(page, browser)
    replace_with(path, content)
    return len(content)


def browser_for(path: Path | None) -> str | None:
    """The browser that a report needs, before anything is computed. Raises ScenarioError E784 where there is none."""
    return find_browser() if path is not None and path.suffix.lower() == PDF else None


def replace_with(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file at once, so that nobody finds half of it."""
    with writing(path):
        if path.exists() and not os.access(path, os.W_OK):
            path.open("ab").close()  # raises as writing to it would
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            whole = Path(file.name)
            try:
                file.write(content)
                file.close()
                mask = os.umask(0)
                os.umask(mask)
                whole.chmod(0o666 & ~mask)
                whole.replace(path)
            except BaseException:
                whole.unlink(missing_ok=True)
                raise
