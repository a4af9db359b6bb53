"""A result that holds for one of several equilibria says so wherever it is shown, and an open game has no horizon."""

from typing import Any

import pytest

import offramp
from offramp.cli.analysis_words import analysis_text
from offramp.cli.solution_words import solution_text
from offramp.report.page import page

OTHERS = "3 equilibria of the first choice made at the same time"


@pytest.fixture(scope="module")
def boat() -> Any:
    return offramp.load("rocking-the-boat").analyse(worlds=0).to_json()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_analysis_says_that_there_are_others(boat: Any) -> None:
    text = flat(analysis_text(boat))
    assert f"As written: exact, no error beyond rounding. {OTHERS}" in text


def test_the_page_says_so_at_its_head_and_beside_the_certificate(boat: Any) -> None:
    shown = str(page(boat))
    assert "Every number here is exact, for one of several equilibria." in shown
    assert OTHERS in shown
    assert "never ending" in shown.casefold()
    assert "at the horizon" not in shown


def test_the_solution_lists_them(boat: Any) -> None:
    text = flat(solution_text(boat["views"]["as_written"]))
    assert "3 equilibria of their first move were found" in text
    assert "has met another branch on its way" in text
    assert "never ending" in text
    assert "at the horizon" not in text


def test_one_equilibrium_needs_no_word() -> None:
    found = offramp.load("prisoners-dilemma").analyse(worlds=0).to_json()
    assert "equilibria" not in analysis_text(found)
    assert "Every number here is exact." in str(page(found))
