"""Scenario files as texts: what `diff` says, the house style, and starts made of answers, reviewed here as diffs.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_form_text.py
"""

import os
from pathlib import Path

import pytest

from offramp.cli.difference_facts import difference_facts
from offramp.cli.difference_words import difference_text
from offramp.cli.start_file import start_file
from offramp.cli.start_questions import Lines, answered
from offramp.scenario.editing.house_style import in_house_style
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text

FOLDER = Path(__file__).parent / "form"


def model(name: str) -> ScenarioModel:
    return read_text((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")


def said(case: str) -> str:
    before, after = model("before"), model("after")
    match case:
        case "diff.txt":
            return difference_text(difference_facts((before, after), None)) + "\n"
        case "diff-back.txt":
            return difference_text(difference_facts((after, before), None)) + "\n"
        case "diff-views.txt":
            return difference_text(difference_facts((before, before), ("hopeful", "sour"))) + "\n"
        case "diff-in-a-view.txt":
            return difference_text(difference_facts((before, after), ("sour", "sour"))) + "\n"
        case "diff-same.txt":
            styled = read_text(in_house_style(lay_out(before.source.text)), "styled.yaml")
            return difference_text(difference_facts((before, styled), None)) + "\n"
        case "style-after.yaml":
            return in_house_style(lay_out((FOLDER / "style-before.yaml").read_text(encoding="utf-8")))
        case "start-by-options.yaml":
            actors = ("The union: strike, settle", "The “port”: hold out, offer", "Die Stadt: zuschauen")
            ends = ("A deal: settle, offer", "Closure: hold out", "Storm:")
            avoid = ("the union: closure", "The “port”: closure, it just goes on")
            return start_file(
                answered("Port: strike #1", actors, ends, avoid, "8 quarters from 2026Q1", Lines(())), "port.yaml"
            )
        case _:
            lines = [
                "عمال, 港口公司, 3rd party",
                "",
                "等, 付",
                "wait;watch",
                "Deal, 协议",
                "give way",
                "",
                "1",
                "2",
                "none",
                "",
            ]
            return start_file(answered("罢工", (), (), (), None, Lines(lines)), "strike.yaml")


@pytest.mark.parametrize(
    "case",
    [
        "diff.txt",
        "diff-back.txt",
        "diff-views.txt",
        "diff-in-a-view.txt",
        "diff-same.txt",
        "style-after.yaml",
        "start-by-options.yaml",
        "start-by-lines.yaml",
    ],
)
def test_text(case: str) -> None:
    found = said(case)
    expected = FOLDER / case
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
