"""`ukraine-2023-two-donors`: its size, what it shares with `ukraine-2023`, and that mechanisms move what theory says.

All solutions are on one coarse grid: its numbers are rough, their order is what is tested.
"""

from functools import cache
from typing import Any

import pytest

import offramp
from offramp.scenario.model import Assumption, Move, ScenarioModel

NAME = "ukraine-2023-two-donors"
MODEL: ScenarioModel = offramp.load(NAME).model
FLAGSHIP: ScenarioModel = offramp.load("ukraine-2023").model
POINTS = 200


@cache
def _solved(changes: frozenset[tuple[str, float]] = frozenset()) -> dict[str, Any]:
    solution = offramp.load(NAME).solve(view="analyst", set=dict(changes), points=POINTS, refine=False)
    return dict(solution.to_json())


def _chosen(actor: str, option: str, **changes: float) -> float:
    return float(_solved(frozenset(changes.items()))["actors"][actor]["options"][option]["chosen"])


def test_its_size() -> None:
    assert len(MODEL.stocks) <= 4
    assert [step.actor for step in MODEL.play if isinstance(step, Move)] == list(MODEL.actors)
    assert len(MODEL.actors) == 4
    here, there = MODEL.calendar, FLAGSHIP.calendar
    assert (here.start, here.period, here.periods) == (there.start, there.period, there.periods)


def test_sources_with_one_name_are_one_source() -> None:
    shared = MODEL.sources.keys() & FLAGSHIP.sources.keys()
    assert len(shared) >= 10
    for name in shared:
        here, there = MODEL.sources[name], FLAGSHIP.sources[name]
        assert (here.title, here.date, here.stance) == (there.title, there.date, there.stance)


def test_no_assumption_knows_what_came_later() -> None:
    assert MODEL.information_until is not None
    cited = {anchor.source for a in MODEL.assumptions.values() for anchor in a.because} - {""}
    assert cited == set(MODEL.sources)
    assert all((date := MODEL.sources[name].date) and date <= MODEL.information_until for name in cited)


@pytest.mark.parametrize("assumption", MODEL.assumptions.values(), ids=lambda a: a.name)
def test_a_contested_number_has_both_rival_views_inside_its_range(assumption: Assumption) -> None:
    assert set(assumption.views) in (set(), {"article", "critic"})
    lowest, highest = assumption.bounds(None)
    assert lowest <= assumption.value <= highest
    for view in assumption.views:
        low, high = assumption.bounds(view)
        assert lowest <= low <= high <= highest
        assert any(anchor.note.startswith(f"{view} view") for anchor in assumption.because)


def test_who_gains_more_by_the_outcome_gives_more() -> None:
    """Olson and Zeckhauser 1966: the member that values the good most bears more of the burden."""
    assert _chosen("europe", "more", europe_weight=2.2) > _chosen("europe", "more", europe_weight=0.8) + 0.01


def test_dearer_aid_is_given_less() -> None:
    for donor in ("washington", "europe"):
        assert _chosen(donor, "less", aid_cost=0.03) > _chosen(donor, "less", aid_cost=0.004) + 0.01


def test_a_quarrel_that_costs_nothing_holds_nobody_back() -> None:
    assert _chosen("europe", "less", quarrel_cost=0.0) > _chosen("europe", "less", quarrel_cost=0.03)


def test_publics_that_resent_nothing_tire_less() -> None:
    def last(stock: str, resentment: float) -> float:
        found = _solved(frozenset({("resentment", resentment)}))
        return float(found["timeline"][-1]["stocks"][stock]["mean"])

    for stock in ("will_us", "will_eu"):
        assert last(stock, 0.0) > last(stock, 0.05)


def test_the_question_is_answered_with_an_error() -> None:
    answer = _solved()["answer"]
    assert set(answer["groups"]) == {"both_stop", "ends_otherwise", "goes_on"}
