"""What the page says, without its markup: the wording is reviewed here as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_page_text.py
"""

import os
import re
from html import unescape
from pathlib import Path

import pytest

from offramp.report.page import page
from tests import report_sample

FOLDER = Path(__file__).parent / "page"
CASES = {
    "exact": report_sample.exact_game,
    "process": report_sample.pure_process,
    "views": lambda: report_sample.analysis(("critic", "analyst"), 2),
}


def said(html: str) -> str:
    """The words of the page, a block to a line; of a figure, its text alternative only."""
    body = html.partition("<body>")[2]
    body = re.sub(r"<svg[^>]*><title[^>]*>(.*?)</title>.*?</svg>", r"<p>[\1]</p>", body, flags=re.S)
    body = re.sub(r"<svg.*?</svg>", "", body, flags=re.S)
    body = re.sub(r"</(?:th|td|dt)>", " | ", body)
    body = re.sub(r'<span class="(?:sub|number|title|unsettled)">', " — ", body)
    body = re.sub(r"</?(?:p|h\d|li|div|dd|caption|tr|figcaption|summary|nav|header|section|a)\b[^>]*>", "\n", body)
    lines = (" ".join(unescape(re.sub(r"<[^>]*>", "", line)).split()).strip("| ") for line in body.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("case", CASES)
def test_page_text(case: str) -> None:
    html = page(CASES[case]()).replace("0.1.0", "VERSION")
    expected = FOLDER / f"{case}.txt"
    found = said(html)
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
