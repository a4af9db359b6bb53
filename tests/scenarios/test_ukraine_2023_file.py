"""What the file of `ukraine-2023` promises: its size, its views, and that no assumption knows what came later."""

from math import prod

import numpy as np
import pytest

import offramp
from offramp.explore.evidence.observed import NONE_YET, last_counted, observations
from offramp.game.game import Game
from offramp.judge.claims.event_trackers import number_at
from offramp.scenario.citations.cited_passages import citations
from offramp.scenario.claims.moments import last_day
from offramp.scenario.expressions.expression_tree import Expression, Is, children
from offramp.scenario.model import Assumption, Move, ScenarioModel, Shock

MODEL: ScenarioModel = offramp.load("ukraine-2023").model
VIEWS = ("article", "critic", "analyst")


def _phases(guard: Expression) -> set[str]:
    own = {guard.label} if isinstance(guard, Is) and guard.name == "phase" else set()
    return own.union(*(_phases(part) for part in children(guard)))


def _joint_choices(phase: str) -> int:
    moves = [step for step in MODEL.play if isinstance(step, Move) and step.when is not None]
    return prod(len(move.options) for move in moves if move.when and phase in _phases(move.when))


def test_it_reads_without_a_warning() -> None:
    assert not MODEL.warnings


def test_its_size() -> None:
    assert (MODEL.calendar.periods, MODEL.calendar.label(0), MODEL.calendar.label(11)) == (12, "2023Q4", "2026Q3")
    assert list(MODEL.stocks) == ["front", "strength", "will", "endurance", "stake"]
    assert sum(isinstance(step, Shock) for step in MODEL.play) <= 2
    assert (_joint_choices("war"), _joint_choices("clash"), _joint_choices("leaving")) == (60, 4, 5)


def test_no_assumption_knows_what_came_later() -> None:
    assert MODEL.information_until is not None
    for assumption in MODEL.assumptions.values():
        assert assumption.because, assumption.name
        for anchor in assumption.because:
            source = MODEL.sources[anchor.source] if anchor.source else None
            assert source is None or (source.date and source.date <= MODEL.information_until), assumption.name
            assert anchor.source or anchor.note, assumption.name


def test_every_source_is_used() -> None:
    assert {citation.anchor.source for citation in citations(MODEL)} - {""} == set(MODEL.sources)
    used = {anchor.source for assumption in MODEL.assumptions.values() for anchor in assumption.because}
    observed = {series.quote.source for series in MODEL.evidence.values() if series.quote is not None}
    assert not used & observed


def test_what_came_later_weighs_nothing_that_was_said_by_then() -> None:
    assert MODEL.information_until is not None
    assert all(last_day(MODEL.calendar, one.t) > MODEL.information_until for one in observations(MODEL))
    assert last_counted(MODEL, MODEL.information_until) == NONE_YET
    assert last_counted(MODEL, None) == 3


def test_the_line_is_put_into_square_kilometres_by_two_days() -> None:
    game = Game.bind(MODEL)
    block = game.block(0, {"front": np.array([0.5, 0.8])}, {}, 2)
    assert number_at(block, MODEL.evidence["territory"].of) == pytest.approx([111.25, 43.68])


def test_views_differ_in_assumptions_and_in_what_is_tolerable() -> None:
    assert tuple(MODEL.views) == VIEWS
    assert MODEL.tolerable_in("article") != MODEL.tolerable_in("critic") != MODEL.tolerable_in("analyst")
    assert MODEL.tolerable_in("analyst") == MODEL.tolerable
    assert not any("analyst" in assumption.views for assumption in MODEL.assumptions.values())


@pytest.mark.parametrize("assumption", MODEL.assumptions.values(), ids=lambda a: a.name)
def test_a_contested_number_has_both_rival_views_inside_its_range(assumption: Assumption) -> None:
    assert set(assumption.views) in (set(), {"article", "critic"})
    lowest, highest = assumption.bounds(None)
    assert lowest <= assumption.value <= highest
    for view in assumption.views:
        low, high = assumption.bounds(view)
        assert lowest <= low <= high <= highest
    for view in assumption.views:  # and each says in its own words what it rests on
        assert any(anchor.note.startswith(f"{view} view") for anchor in assumption.because)
