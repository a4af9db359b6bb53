"""The guide to the scenario file: its examples are read without a fault, and it leaves out no key."""

import re
from collections.abc import Iterable
from typing import Any

import pytest

from offramp.core.units import PERIODS
from offramp.scenario.expressions.functions import FUNCTIONS
from offramp.scenario.expressions.name_resolver import SPECIAL_FUNCTIONS
from offramp.scenario.library import ready_scenarios
from offramp.scenario.reader import read_scenario, read_text
from offramp.scenario.reading.fields import Fields
from offramp.scenario.vocabulary import STEPS, keys
from tests.guide_scenario import GUIDE, MORE_PARTS, PARTS, WHOLE, as_written, with_part, written

PROSE = re.sub(r"^```.*?^```", "", GUIDE, flags=re.S | re.M).split("\n## Not yet\n")[0]
# A part may declare what no other part uses, and an ending that answers no question.
UNUSED = {"W503", "W504", "W505", "W507"}


def mentioned(text: str) -> set[str]:
    """The words in `code` marks."""
    return {word for code in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\w+", code)}


def test_there_are_examples() -> None:
    assert WHOLE
    assert PARTS
    assert len(GUIDE.splitlines()) < 340


@pytest.mark.parametrize("example", WHOLE)
def test_whole_examples_are_in_order(example: str) -> None:
    assert read_text(example, "example.yaml").warnings == ()


@pytest.mark.parametrize("example", PARTS + MORE_PARTS)
def test_parts_fit_into_the_first_example(example: str) -> None:
    assert as_written(example).keys() <= set(keys("scenario"))
    model = read_text(written(with_part(example)), "example.yaml")
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
        read_text(written(with_part(example)), "example.yaml")
    assert asked >= {"offramp", "odds", "cap", "phrase", "whole", "sd", "rate", "probability", "options"}
    assert asked - mentioned(PROSE) == set()


@pytest.mark.parametrize(
    "known",
    [
        keys("scenario"),
        keys("assumption"),
        keys("anchor"),
        STEPS,
        FUNCTIONS,
        SPECIAL_FUNCTIONS.keys() - {"previous"},
    ],
)
def test_every_listed_word_is_mentioned(known: Iterable[str]) -> None:
    assert set(known) - mentioned(PROSE) == set()


def test_lengths_of_periods_are_named() -> None:
    assert all(re.search(rf"\b{period}\b", PROSE) for period in PERIODS)
