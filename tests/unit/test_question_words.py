"""Claims, forecasts, proposals and evidence as `show` tells them: in plain English, and as checked data."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from offramp.cli.check_facts import check_facts
from offramp.cli.check_words import check_text
from offramp.cli.question_words import questions
from offramp.cli.scenario_facts import scenario_facts
from offramp.cli.scenario_words import scenario_text
from offramp.cli.schemas import schema
from offramp.scenario.claims.claim_words import claim_words, happening_words
from offramp.scenario.reader import read_scenario
from tests.claim_ground import NAMES, claim, happening

CASE = Path(__file__).parents[1] / "golden/diagnostics/no_fault_questions/scenario.yaml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("verdict(west) != free", "west isn't free"),
        ("chance(war) > 0.5", "the chance of ending in war is above 0.5"),
        ("0.2 <= chance(war) <= 0.4", "the chance of ending in war is between 0.2 and 0.4"),
        ("0.5 < chance(war)", "the chance of ending in war is above 0.5"),
        (
            "chance(war if west never give_in) > 0.5",
            "the chance of ending in war, if west never picks give in while the others play as solved, is above 0.5",
        ),
        (
            "chance(war if west commits to never give_in) > 0.5",
            "the chance of ending in war, if west commits itself so that it never picks give in, "
            "and the others take that into account, is above 0.5",
        ),
        (
            "chance(war given phase == talks by 2024Q2) > 0.5",
            "the chance of ending in war, where the course of play has `phase == talks` by 2024Q2, is above 0.5",
        ),
        ("closes(bloc, talk) <= 2024Q2", "the way out `talk` closes to bloc by 2024Q2"),
        ("closes(bloc, talk, last) == never", "the way out `talk` never closes to bloc for the last time"),
        ("closes(west, push) < opens(east, hold)", "the way out `push` closes to west before `hold` opens to east"),
        ("value(west at 3) < 0.5", "what west can expect to gain in period 3 (on average over live play) is below 0.5"),
        (
            "verdict(west) == free and (verdict(east) == trapped or verdict(east) == dependent)",
            "west is free, and (one of these: east is trapped, or east is dependent)",
        ),
    ],
)
def test_a_claim_in_words(text: str, said: str) -> None:
    assert claim_words(claim(text), NAMES) == said


def test_a_happening_in_words() -> None:
    assert happening_words(happening("not war by 2024Q4"), NAMES) == "no ending in war by 2024Q4"
    assert happening_words(happening("war within 2 periods after west == push"), NAMES) == (
        "ending in war within 2 periods after `west == push`"
    )


def test_show_tells_every_question_and_judges_none() -> None:
    model = read_scenario(CASE)
    facts = scenario_facts(model)
    Draft202012Validator(schema("show")).validate(facts)
    text = scenario_text(facts)
    for name in (*model.offramps, *model.claims, *model.forecasts, *model.evidence):
        assert f"\n  {name}" in text
    assert "this version doesn't" not in text
    assert "Off-ramps (`offramp offramps` tries them)" in text
    assert "Claims (`offramp claims` says which of them hold)" in text
    assert "not formalised" in text
    assert "“very likely”, taken for 0.8 to 0.95" in text


def test_a_scenario_without_questions_says_nothing_of_them() -> None:
    assert questions({"offramps": {}, "claims": {}, "forecasts": {}, "evidence": {}}, 80) == [""] * 4


def test_check_counts_them() -> None:
    report = check_facts(read_scenario(CASE))
    Draft202012Validator(schema("check")).validate(report)
    said = " ".join(check_text(report).split())
    assert "3 off-ramps, 8 claims, 2 forecasts, 2 series of evidence" in said
