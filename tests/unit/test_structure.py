"""Which assumptions enter a number by the rules: each is found where it enters, and not where it can't."""

import pytest

from offramp.judge.structure import (
    COURSE,
    Root,
    behind_option,
    behind_question,
    behind_standing,
    behind_value,
    entering,
)
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text

NAMES = [
    "begins", "drift", "push", "slips_by", "jolt", "acts", "worth", "patience", "sense", "thinks", "favour", "bearable",
    "boldly", "cap", "door", "shown", "claimed", "spare",
]  # fmt: skip
ASSUMPTIONS = "\n".join(
    f"  {name}: {{means: something, value: 0.1, range: [0.05, 0.15], because: {{note: a test}}}}" for name in NAMES
)
TEXT = f"""
offramp: 1
title: Every kind of place that an assumption can stand in
views: {{bold: {{means: Something else is bearable, stance: partisan}}}}
calendar: {{periods: 3}}
actors:
  a:
    name: A
    rationality: 1 + sense
    discount: 1 - patience
    believes: {{slips_by: thinks}}
    ruin: {{endings: [lost], cap: cap}}
  b: {{name: B, rationality: 1, helped: favour}}
  c: {{name: C, rationality: 1}}
assumptions:
{ASSUMPTIONS}
state:
  phase: {{modes: [inside, out], start: inside}}
  height: {{means: How high, range: [0, 9], start: begins}}
  apart: {{means: What nothing reads but a result, range: [0, 9], start: 0}}
define: {{seen: apart * shown}}
output: [seen]
play:
  - move: a
    options: {{stay: {{}}, leave: {{when: height >= door, then: {{phase: out}}}}}}
  - move: c
    habit: {{wait: 1 - acts, act: acts}}
    options: {{wait: {{}}, act: {{then: {{height: height + push}}}}}}
  - chance: slips
    probability: slips_by
    then: {{phase: out}}
  - shock: blow
    sd: jolt
  - update: {{apart: apart + drift + blow}}
payoffs:
  a: {{at_end: {{left: worth, lost: 0, horizon: 0}}}}
  b: {{at_end: {{left: 1, lost: 0, horizon: 0}}}}
endings: {{left: {{when: phase == out}}, lost: {{when: height >= 8}}}}
tolerable: {{a: {{left: 1 - bearable}}, b: [left], views: {{bold: {{a: {{left: boldly}}}}}}}}
claims:
  high: {{means: It rises, holds: mean(seen at end) > claimed}}
  low: {{means: It leaves, holds: chance(left) > 0.5}}
"""
GAME = {"begins", "push", "slips_by", "acts", "worth", "patience", "sense", "thinks", "door"}


@pytest.fixture(scope="module")
def model() -> ScenarioModel:
    return read_text(TEXT, "structure.yaml")


def names(model: ScenarioModel, roots: list[Root]) -> set[str]:
    return set(entering(model, roots))


def test_how_the_game_goes_rests_on_rules_choices_and_what_drives_these(model: ScenarioModel) -> None:
    assert names(model, [COURSE]) == GAME


def test_a_verdict_rests_on_what_is_bearable_on_the_cap_and_on_the_favours_of_others(model: ScenarioModel) -> None:
    assert names(model, behind_standing(model, "a", [None])) == GAME | {"bearable", "cap", "favour"}
    assert names(model, behind_standing(model, "b", [None])) == GAME


def test_a_view_may_find_something_else_bearable(model: ScenarioModel) -> None:
    assert names(model, behind_standing(model, "a", ["bold"])) == GAME | {"boldly", "cap", "favour"}
    both = names(model, behind_standing(model, "a", [None, "bold"]))
    assert both == GAME | {"bearable", "boldly", "cap", "favour"}


def test_an_option_rests_on_when_it_is_there(model: ScenarioModel) -> None:
    held = [name for name in NAMES if name in GAME | {"bearable", "cap", "favour"}]
    assert entering(model, behind_option(model, "a", "leave", [None])) == held


def test_a_claim_rests_on_what_it_reads_and_compares_with(model: ScenarioModel) -> None:
    high, low = (model.claims[name].holds for name in ("high", "low"))
    assert high is not None
    assert low is not None
    assert names(model, behind_question(model, high, [None])) == GAME | {"drift", "jolt", "shown", "claimed"}
    assert names(model, behind_question(model, low, [None])) == GAME


def test_what_nothing_reads_enters_nothing(model: ScenarioModel) -> None:
    claims = [one.holds for one in model.claims.values() if one.holds is not None]
    roots = [root for claim in claims for root in behind_question(model, claim, [None, "bold"])]
    for actor in model.actors:
        roots += [*behind_standing(model, actor, [None, "bold"]), *behind_value(actor)]
    assert set(NAMES) - names(model, roots) == {"spare"}


def test_a_number_that_is_picked_leads_to_who_picks_it() -> None:
    numeric = "act: {from: 1, to: 2, then: {height: height + push * act}}"
    text = TEXT.replace("act: {then: {height: height + push}}", numeric)
    assert {"acts", "push"} <= names(read_text(text, "numbers.yaml"), [COURSE])
