"""Endings of played paths that chance alone doesn't make: which are said to be surprising, and which aren't."""

from pathlib import Path

import numpy as np
import pytest

import offramp
from offramp.game.game import Game
from offramp.solve.audit import Audit
from offramp.solve.reasons import surprises

TWO_ENDS = """
offramp: 1
title: Two ends
calendar: {periods: 1}
actors: {a: {rationality: 1}}
state: {phase: {modes: [open, war, deal], start: open}}
play: [{move: a, options: {fight: {then: {phase: war}}, talk: {then: {phase: deal}}}}]
payoffs: {a: {at_end: {war: 0, deal: 0, horizon: 0}}}
endings: {war: {when: phase == war}, deal: {when: phase == deal}}
tolerable: {a: [deal]}
"""
PATHS = 400  # the standard error of a chance of 50% is 2.5 points: four of them are 10


@pytest.fixture
def game(tmp_path: Path) -> Game:
    path = tmp_path / "ends.yaml"
    path.write_text(TWO_ENDS, encoding="utf-8")
    return Game.bind(offramp.load(path).model)


def said(game: Game, computed: dict[str, float], played: dict[str, int]) -> list[str]:
    chance_e = np.array([computed.get(ending, 0.0) for ending in game.endings])
    ended_e = np.array([played.get(ending, 0) for ending in game.endings])
    nothing = np.zeros(0)
    return surprises(game, Audit(nothing, nothing, PATHS, [], [], 0.0, ended_e), chance_e)


@pytest.mark.parametrize(("war", "surprising"), [(161, False), (239, False), (159, True), (241, True)])
def test_four_standard_errors_are_a_surprise_on_either_side(game: Game, war: int, surprising: bool) -> None:
    # The rest is put down to the horizon and to it alone, so that one ending is looked at.
    found = said(game, {"war": 0.5, "deal": 0.0, "horizon": 1 - war / PATHS}, {"war": war, "horizon": PATHS - war})
    assert bool(found) is surprising


def test_a_surprise_says_both_numbers(game: Game) -> None:
    found = said(game, {"war": 0.5, "horizon": 0.25}, {"war": 300, "horizon": 100})
    assert found == ["75.0% of the paths played end with war, and 50.0% was computed"]


@pytest.mark.parametrize("greatest", ["war", "horizon"])  # the first ending and the last
def test_the_greatest_surprise_is_said_and_no_other(game: Game, greatest: str) -> None:
    other = "horizon" if greatest == "war" else "war"
    found = said(game, {"deal": 0.5, other: 0.5}, {greatest: 120, "deal": 260, other: 20})
    assert found == [f"30.0% of the paths played end with {greatest}, and 0.0% was computed"]


@pytest.mark.parametrize(("war", "surprising"), [(4, False), (5, True)])
def test_a_few_paths_are_no_surprise_where_none_was_computed(game: Game, war: int, surprising: bool) -> None:
    """A chance of exactly 0 has no spread of its own; that of one path in all of them stands in."""
    found = said(game, {"war": 0.0, "horizon": 1 - war / PATHS}, {"war": war, "horizon": PATHS - war})
    assert bool(found) is surprising
