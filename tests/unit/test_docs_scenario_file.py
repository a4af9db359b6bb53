"""The guide to the scenario file: its examples are read without a fault, and it leaves out no key."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from offramp.scenario import not_yet, read_assumptions, read_header, read_play, reader
from offramp.scenario.fields import Fields
from offramp.scenario.functions import FUNCTIONS
from offramp.scenario.library import ready_scenarios
from offramp.scenario.name_resolver import SPECIAL_FUNCTIONS
from offramp.scenario.reader import read_scenario, read_text

PAGE = (Path(__file__).parents[2] / "docs" / "scenario-file.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.S | re.M)
WHOLE = [example for example in EXAMPLES if example.startswith("offramp: 1")]
PARTS = [example for example in EXAMPLES if not example.startswith("offramp: 1")]
PROSE, NOT_YET = re.sub(r"^```.*?^```", "", PAGE, flags=re.S | re.M).split("\n## Not yet\n")
# A part may declare what no other part uses, and an ending that answers no question.
UNUSED = {"W503", "W504", "W505", "W507"}


def added(base: Any, part: Any) -> Any:
    """`part` put into `base`: mappings entry by entry, steps after those that are there, anything else in its place."""
    if isinstance(base, dict) and isinstance(part, dict):
        return {**base, **{key: added(base[key], value) if key in base else value for key, value in part.items()}}
    if isinstance(base, list) and isinstance(part, list) and all(isinstance(step, dict) for step in base):
        return base + part
    return part


def mentioned(text: str) -> set[str]:
    """The words in `code` marks."""
    return {word for code in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\w+", code)}


def test_there_are_examples() -> None:
    assert WHOLE
    assert PARTS
    assert len(PAGE.splitlines()) < 320


@pytest.mark.parametrize("example", WHOLE)
def test_whole_examples_are_in_order(example: str) -> None:
    assert read_text(example, "example.yaml").warnings == ()


@pytest.mark.parametrize("example", PARTS)
def test_parts_fit_into_the_first_example(example: str) -> None:
    # The base loader leaves every scalar as it is written.
    base, part = (yaml.load(text, Loader=yaml.BaseLoader) for text in (WHOLE[0], example))
    assert part.keys() <= set(reader.TOP_LEVEL)
    text = yaml.safe_dump(added(base, part), sort_keys=False, allow_unicode=True)
    model = read_text(text, "example.yaml")
    assert {warning.code for warning in model.warnings} <= UNUSED


def test_every_key_is_mentioned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys that the reader asks for as it reads, whatever it reads them into."""
    asked: set[str] = set()
    real = Fields.__init__

    def noting(self: Fields, node: Any, what: str, log: Any, known: Iterable[str], *more: Any, **named: Any) -> None:
        asked.update(known := tuple(known))
        real(self, node, what, log, known, *more, **named)

    monkeypatch.setattr(Fields, "__init__", noting)
    for path in ready_scenarios().values():
        read_scenario(path)
    for example in PARTS:
        base, part = (yaml.load(text, Loader=yaml.BaseLoader) for text in (WHOLE[0], example))
        read_text(yaml.safe_dump(added(base, part), sort_keys=False, allow_unicode=True), "example.yaml")
    assert asked >= {"offramp", "odds", "cap", "phrase", "whole", "sd", "rate", "probability", "options"}
    assert asked - mentioned(PROSE) == set()


@pytest.mark.parametrize(
    "known",
    [
        reader.TOP_LEVEL,
        read_assumptions._KEYS,
        read_assumptions._ANCHOR_KEYS,
        read_play.KINDS,
        FUNCTIONS,
        SPECIAL_FUNCTIONS.keys() - {"previous"},
    ],
)
def test_every_listed_word_is_mentioned(known: Iterable[str]) -> None:
    assert set(known) - mentioned(PROSE) == set()


def test_lengths_of_periods_are_named() -> None:
    assert all(re.search(rf"\b{period}\b", PROSE) for period in read_header.PERIODS)


@pytest.mark.parametrize("part", ["TOP_LEVEL", "ACTOR", "ASSUMPTION", "STATE", "STEP", "MOVE", "SHOCK", "UPDATE"])
def test_what_is_not_there_yet_is_named_in_the_right_column(part: str) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in NOT_YET.splitlines() if line[:1] == "|"]
    stopping, passed = (mentioned(" ".join(row[column] for row in rows)) for column in (1, 2))
    for key, entry in getattr(not_yet, part).items():
        assert key in (stopping if entry.changes_game else passed)
