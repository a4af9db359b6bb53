"""No word that the page shows stands in the code: all are in the catalogue, where a translation finds them."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import offramp.report
from offramp.report.page import page
from tests import report_sample
from tests.made_up_language import made_up, unmarked
from tests.world_sample import with_worlds, without_worlds

FOLDER = Path(offramp.report.__file__).parent
WORDS = re.compile(r"[A-Za-z][,;:.]? +[A-Za-z“(]")
# Literals that look like words and that no reader of a page sees, and why.
NOT_SHOWN = {
    '(() => {\n"use strict";': "a line of the page's script",
    "img-src data:": "the content policy",
    "width=device-width, initial-scale=1": "the viewport",
    "light dark": "colour schemes",
    "cells wide": "classes",
}
IN_THE_TERMINAL = {"pdf.py"}  # faults of printing, and where browsers are
CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "three views": report_sample.analysis,
    "worlds": lambda: with_worlds(report_sample.analysis(("critic", "analyst")), 400, 5),
    "few worlds": lambda: with_worlds(report_sample.analysis(("critic",)), 40),
    "no worlds": lambda: without_worlds(report_sample.exact_game(), "large"),
    "no actors": report_sample.pure_process,
    "bare": report_sample.bare,
}
CYRILLIC = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "абцдефгхийклмнопярстувшжъзАБЦДЕФГХИЙКЛМНОПЯРСТУВШЖЪЗ"
)


def held(path: Path) -> Iterator[str]:
    """The literals of a module that look like words to be read: not docstrings, markup, classes, and faults, which the
    terminal shows."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aside = {id(one) for node in ast.walk(tree) if unseen(node) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            text = node.value
            if WORDS.search(text) and not text.startswith("<"):
                yield text


def unseen(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "Diagnostic"
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)  # a docstring
    return isinstance(node, ast.Raise) or (isinstance(node, ast.keyword) and node.arg == "class_")


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_module_holds_words_of_its_own(path: Path) -> None:
    found = [] if path.name in IN_THE_TERMINAL else list(held(path))
    assert [text for text in found if text not in NOT_SHOWN and not text.startswith("views of-")] == []


@pytest.mark.parametrize("case", CASES)
def test_the_page_says_everything_by_key(case: str) -> None:
    """What the scenario's author wrote, and sentences found below the report (a finding, reasons, warnings, how an
    actor chooses), come as data and are told by their letters; the page adds nothing to them in English."""
    whole = report_sample.renamed(CASES[case](), lambda text: text.translate(CYRILLIC))
    if "worlds" in whole:
        whole["worlds"]["reason"] = CASES[case]()["worlds"]["reason"]
    assert unmarked(page(whole, made_up())) == []
