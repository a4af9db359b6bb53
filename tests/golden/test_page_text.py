"""What the page says, without its markup: the wording is reviewed here as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_page_text.py
"""

import os
from pathlib import Path

import pytest

from offramp.report.page import page
from tests import report_sample
from tests.page_words import said

FOLDER = Path(__file__).parent / "page"
CASES = {
    "exact": report_sample.exact_game,
    "process": report_sample.pure_process,
    "views": lambda: report_sample.analysis(("critic", "analyst"), 2),
}


@pytest.mark.parametrize("case", CASES)
def test_page_text(case: str) -> None:
    html = page(CASES[case]()).replace("0.1.0", "VERSION")
    expected = FOLDER / f"{case}.txt"
    found = said(html)
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
