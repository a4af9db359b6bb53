"""What the report of a run says, without its markup, and what the terminal says of it.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_report_text.py
"""

import os
import re
from pathlib import Path

import pytest

import offramp
from offramp.cli.main import main
from offramp.core.version import __version__
from offramp.report.catalogue import catalogue
from offramp.report.report_page import report_page
from tests import report_runs
from tests.page_words import said

FOLDER = Path(__file__).parent / "report"
OWN = ("closings", "claims", "forecasts", "off-ramps", "robustness", "failed", "assumptions", "trace", "documents")


def compare(name: str, found: str) -> None:
    expected = FOLDER / name
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_a_model_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    scenario = offramp.load("audience-costs")
    run = scenario.explore(worlds=200, out="run", cores=1)
    data = run.report(off_ramps=[scenario.off_ramps("b").to_json()])
    compare("audience_costs.txt", masked(said(parts(report_page(data, catalogue()), "worlds", *OWN))))
    assert main(["report", "run", "--out", "costs.html"]) == 0
    written = capsys.readouterr().out.splitlines()
    assert written.pop().startswith("Wrote costs.html (")
    compare("audience_costs.terminal.txt", "\n".join(written) + "\n")


def test_claims_and_forecasts(tmp_path: Path) -> None:
    found = said(parts(report_page(report_runs.argued(tmp_path, 200).report(), catalogue()), *OWN))
    compare("argued.txt", masked(found).replace(str(tmp_path), "FOLDER"))


def parts(page: str, *sections: str) -> str:
    """The first page, the contents and some sections; the others are those of an analysis, tested by themselves."""
    kept = [page.partition("<body>")[2].partition("<main>")[0]]
    for name in sections:
        kept += re.findall(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    return f"<body>{''.join(kept)}"


def masked(text: str) -> str:
    """Without what changes from one machine and version to the next."""
    library = str(Path(offramp.__file__).parent / "library")
    return text.replace(__version__, "VERSION").replace(f"{library}/", "")
