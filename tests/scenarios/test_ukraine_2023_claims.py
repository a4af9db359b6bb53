"""The claims of `ukraine-2023`: all are there, and how each is read and what is held against it stands beside it."""

import json
from datetime import date
from pathlib import Path

import pytest

import offramp
from offramp.cli.main import main
from offramp.scenario.claims.claim_ground import names_of
from offramp.scenario.claims.claim_printer import claim_text
from offramp.scenario.claims.questions import Forecast, StatedClaim
from offramp.scenario.model import ScenarioModel

MODEL: ScenarioModel = offramp.load("ukraine-2023").model
NOT_FORMALISED = {3, 7, 14, 16, 21, 22, 24, 27, 29, 30, 31, 33}
MOST_GAMES = 3  # each other supposition about what actors do is a game more to solve in every view
LONGEST_PHRASE = 8


def _number(name: str) -> int:
    return int(name[1:3])


def test_all_claims_of_the_article_are_there_in_its_order() -> None:
    assert [_number(name) for name in MODEL.claims] == list(range(1, 35))
    assert {_number(name) for name, claim in MODEL.claims.items() if claim.holds is None} == NOT_FORMALISED


@pytest.mark.parametrize("claim", MODEL.claims.values(), ids=lambda claim: claim.name)
def test_a_claim_says_where_it_stands_and_what_is_said_against_it(claim: StatedClaim) -> None:
    assert claim.quote is not None
    assert claim.quote.source == "article"
    assert 0 < len(claim.quote.phrase.split()) <= LONGEST_PHRASE
    assert claim.quote.note.startswith("against it: ")
    assert claim.holds is not None or claim.because


def test_claims_suppose_few_games() -> None:
    supposed = {
        claim_text(claim.holds, names_of(MODEL)).split(" if ")[1].split(")")[0]
        for claim in MODEL.claims.values()
        if claim.holds is not None and " if " in claim_text(claim.holds, names_of(MODEL))
    }
    assert 0 < len(supposed) <= MOST_GAMES, supposed


@pytest.mark.parametrize("forecast", MODEL.forecasts.values(), ids=lambda forecast: forecast.name)
def test_a_forecast_is_resolved_by_a_source_that_could_know_or_says_why_not(forecast: Forecast) -> None:
    assert forecast.name in MODEL.claims
    if forecast.happens is None:
        assert forecast.because
        return
    assert forecast.says
    assert forecast.probability is not None
    if forecast.resolved is None:
        assert forecast.quote is not None
        assert forecast.quote.note.startswith("not resolved: ")
        return
    source = MODEL.sources[forecast.resolved.quote.source]
    assert isinstance(source.date, date)
    assert forecast.by_day is not None
    assert source.date >= forecast.by_day


def test_show_lists_the_claims(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "ukraine-2023", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)["claims"]
    assert list(shown) == list(MODEL.claims)
    assert shown["c05_collapse"]["holds"] == "chance(collapse if bloc never surge or intervene) > 0.8"
    assert shown["c16_peacekeeping"]["holds"] is None
    assert shown["c16_peacekeeping"]["because"]


def test_a_source_check_finds_what_an_interview_did_not_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    interview = tmp_path / "interview.txt"  # in our words: what was reported of it
    interview.write_text("Among the reasons, he said, is that support came hesitantly and late.", encoding="utf-8")
    assert main(["sources", "ukraine-2023", "--document", f"interview={interview}", "--json"]) == 2
    checked = json.loads(capsys.readouterr().out)
    assert not checked["ok"]
    wrong = [
        anchor
        for source in checked["sources"].values()
        for anchor in source["anchors"]
        if anchor["status"] == "not found"
    ]
    assert [(anchor["for"]["name"], anchor["phrase"]) for anchor in wrong] == [("c21_ambassador", "solely")]
