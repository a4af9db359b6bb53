"""What the terminal and the page say of worlds: the wording is reviewed here as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_worlds_text.py
"""

import os
from html import unescape
from pathlib import Path
from re import sub
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from offramp.cli.schemas import schema
from offramp.cli.world_words import worlds_text
from offramp.report.page import page
from offramp.report.wording import Wording
from offramp.report.world_tables import section
from tests import report_sample
from tests.world_sample import with_worlds, without_worlds

FOLDER = Path(__file__).parent / "worlds"
TWO_VIEWS = ("critic", "analyst")
CASES: dict[str, Any] = {
    "shares": lambda: with_worlds(report_sample.analysis(TWO_VIEWS), 400, 5),
    "counts": lambda: with_worlds(report_sample.analysis(TWO_VIEWS), 40),
    "process": lambda: with_worlds(report_sample.pure_process(), 200),
    "large": lambda: without_worlds(report_sample.analysis(TWO_VIEWS), "large"),
}


def compare(name: str, found: str) -> None:
    expected = FOLDER / name
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_terminal(case: str) -> None:
    data = CASES[case]()
    compare(f"{case}.terminal.txt", worlds_text(data, Wording.of(data), 80) + "\n")


@pytest.mark.parametrize("case", CASES)
def test_page(case: str) -> None:
    data = CASES[case]()
    html = sub(r"<svg.*?</svg>", "", str(section(data, Wording.of(data))))
    html = sub(r"<(?:tr|li|p|caption)\b", "\n<", sub(r"</(?:th|td)>", " | ", html))
    lines = (" ".join(unescape(sub(r"<[^>]*>", "", line)).split()) for line in html.split("\n"))
    compare(f"{case}.page.txt", "\n".join(line.strip("| ") for line in lines if line) + "\n")


@pytest.mark.parametrize("case", CASES)
def test_nobody_calls_a_share_of_worlds_a_probability(case: str) -> None:
    data = CASES[case]()
    said = worlds_text(data, Wording.of(data), 80).casefold()
    assert "probab" not in said
    assert "likelihood" not in said


@pytest.mark.parametrize("case", CASES)
def test_such_results_fit_the_schema(case: str) -> None:
    whole = CASES[case]() | {"offramp": "0.1.0", "level": 0.5}
    errors = Draft202012Validator(schema("analyse")).iter_errors(whole)
    assert [error.message for error in errors if list(error.absolute_path)[:1] == ["worlds"]] == []


def test_the_page_shows_worlds_only_where_there_is_something_to_say() -> None:
    plain = report_sample.analysis(TWO_VIEWS)
    assert 'id="worlds"' not in page(plain)
    assert 'id="worlds"' not in page(without_worlds(plain, "asked"))
    assert 'id="worlds"' in page(with_worlds(plain, 200))
