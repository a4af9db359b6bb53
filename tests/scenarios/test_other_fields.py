"""Scenarios from other fields: views, sources, off-ramps and claims, and a question that is answered with an error."""

from functools import cache
from typing import Any

import pytest

import offramp

NAMES = ("modem-standards", "missiles-1962")
POINTS = 300


@cache
def _solved(name: str, view: str | None = None, changes: frozenset[tuple[str, float]] = frozenset()) -> dict[str, Any]:
    return dict(offramp.load(name).solve(view=view, set=dict(changes), points=POINTS).to_json())


def _chance(found: dict[str, Any], group: str) -> float:
    return float(found["answer"]["groups"][group]["probability"])


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small_and_has_what_a_dispute_needs(name: str) -> None:
    model = offramp.load(name).model
    assert not model.warnings
    assert len(model.stocks) <= 2
    assert len(model.views) >= 2
    assert len(model.offramps) >= 3
    assert any(claim.holds is not None for claim in model.claims.values())
    cited = {anchor.source for a in model.assumptions.values() for anchor in a.because}
    cited |= {claim.quote.source for claim in model.claims.values() if claim.quote}
    cited |= {f.resolved.quote.source for f in model.forecasts.values() if f.resolved}
    assert cited - {""} == set(model.sources)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_without_a_measurement_is_called_a_judgement(name: str) -> None:
    for assumption in offramp.load(name).model.assumptions.values():
        assert any("judgement" in anchor.note for anchor in assumption.because), assumption.name


@pytest.mark.parametrize("name", NAMES)
def test_its_question_is_answered_with_an_error_in_every_view(name: str) -> None:
    model = offramp.load(name).model
    for view in (None, *model.views):
        found = _solved(name, view)
        assert model.question is not None
        groups = found["answer"]["groups"]
        assert set(groups) == set(model.question.groups)
        assert sum(group["probability"] for group in groups.values()) == pytest.approx(1)
        assert all(0 <= group["error"] < 0.05 for group in groups.values())
        assert max(group["probability"] for group in groups.values()) < 0.8  # how it came out isn't built in


def test_a_first_strike_leads_to_war_as_often_as_is_assumed() -> None:
    """The strike ends the game on the first day, so that nothing else can bear on it."""
    judged = offramp.load("missiles-1962").judge_claims().to_json()
    found = judged["claims"]["unanswered_strike"]["views"]["loose"]["quantities"]
    (strike,) = found.values()
    assert strike["value"] == pytest.approx(0.6, abs=1e-9)  # the middle of 0.4 to 0.8


def test_no_incident_and_no_strike_is_no_war() -> None:
    found = _solved("missiles-1962", None, frozenset({("slip", 0.0), ("strike_war", 0.0)}))
    assert found["endings"]["war"] == pytest.approx(0, abs=1e-12)


def test_a_dearer_disaster_is_rarer() -> None:
    """Powell 1987: what is risked least is risked most often."""
    dear, cheap = (_solved("missiles-1962", None, frozenset({("war_cost", cost)})) for cost in (15.0, 2.0))
    assert _chance(dear, "war") < _chance(cheap, "war") - 0.01


def test_a_bandwagon_tips_the_market_and_variety_keeps_it_split() -> None:
    """Katz and Shapiro 1985 against Augereau, Greenstein and Rysman 2006."""
    tipping, variety = (_solved("modem-standards", None, frozenset({("follow", f)})) for f in (0.25, -0.2))
    assert _chance(tipping, "one_winner") > _chance(variety, "one_winner") + 0.1
    assert _chance(tipping, "split") < _chance(variety, "split")


def test_nobody_agrees_where_no_committee_can() -> None:
    found = _solved("modem-standards", None, frozenset({("agree_rate", 0.0)}))
    assert found["endings"]["agreement"] == pytest.approx(0, abs=1e-12)
