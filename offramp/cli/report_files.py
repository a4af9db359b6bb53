"""Where a report or an analysis goes, and writing it there whole or not at all; a page where nothing prints a PDF."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import typer

from offramp.cli import output
from offramp.cli.pages import page_path, writing
from offramp.core.diagnostics import Diagnostic, ScenarioError, Severity
from offramp.report.pdf import BROWSER, NoPdfError, find_browser, pdf

PAGES, PDF = (".html", ".htm"), ".pdf"
NOT_AS_ASKED: Final = 3  # the exit code: it went well, but what was asked for isn't there


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


@dataclass(frozen=True)
class Place:
    """A file that was asked for. browser: prints it, where it is a PDF. lacking: why no browser does."""

    asked: Path
    browser: str | None = None
    lacking: str = ""


@dataclass(frozen=True)
class Written:
    """A file that was written: the one asked for or, with a warning that says why, a page in its place."""

    asked: Path
    path: Path
    size: int
    warning: Diagnostic | None = None

    def to_json(self) -> dict[str, Any]:
        """What `--json` adds to the result: `written`, and `warnings` where there is one."""
        found: dict[str, Any] = {"written": {"asked": str(self.asked), "path": str(self.path)}}
        return found | ({"warnings": [self.warning.to_json()]} if self.warning else {})

    def leave(self, as_json: bool) -> None:
        """Say on standard error that there is no PDF, and end with the exit code for that."""
        if self.warning is None:
            return
        if not as_json:
            output.write_note(self.warning.render())
        raise typer.Exit(NOT_AS_ASKED)


def place_of(path: Path) -> Place:
    """Where a page or a PDF goes, and what prints it. Raises ScenarioError E716, before anything is computed, where
    the page can't stand in for a PDF that nothing prints."""
    if path.suffix.lower() != PDF:
        return Place(path)
    try:
        return Place(path, find_browser())
    except NoPdfError as fault:
        page_path("", _page_beside(path), as_json=True)
        return Place(path, None, str(fault))


def written(page: str, place: Place) -> Written:
    """Write a page as what was asked for; as it is where that is a PDF and nothing prints it, with a warning W784.

    Raises ScenarioError E716.
    """
    path = place.asked
    if path.suffix.lower() != PDF:
        content = page.encode()
        replace_with(path, content)
        return Written(path, path, len(content))
    try:
        if place.browser is None:
            raise NoPdfError(place.lacking)
        content = pdf(page, place.browser)
    except NoPdfError as fault:
        return _page_instead(page, path, str(fault))
    replace_with(path, content)
    return Written(path, path, len(content))


def _page_instead(page: str, asked: Path, reason: str) -> Written:
    """Write the page beside the PDF that was asked for; as `--out` does, over what is there."""
    path, content = _page_beside(asked), page.encode()
    over = ", over the file that was there" if path.exists() else ""
    earlier = f"; the {asked} that is there is an earlier one" if asked.exists() else ""
    replace_with(path, content)
    said = f"{reason}, so the page was written to {path}{over}, and no PDF{earlier}"
    remedy = f"print {path} from any browser; or install Chromium or Chrome, or name one in {BROWSER}, and ask again"
    return Written(asked, path, len(content), Diagnostic("W784", said, None, remedy, Severity.WARNING))


def _page_beside(path: Path) -> Path:
    return path.with_suffix(PAGES[0])


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
