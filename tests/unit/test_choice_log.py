"""What an actor picks in the game that it believes in is looked up where that game comes to the same nodes."""

from collections.abc import Sequence

import numpy as np
import pytest
import yaml

from offramp.game.game import Game
from offramp.scenario.reader import read_text
from offramp.solve import backward_induction, choice_log
from offramp.solve.backward_induction import Backward
from offramp.solve.choice_log import same_nodes
from offramp.solve.grid import Grid
from offramp.solve.native_kernel import native_kernel
from offramp.solve.native_period import NativePeriod
from offramp.solve.native_solving import EXTENTS
from offramp.solve.start import Start

from ..twins import assert_close, grids_of, needs_native, solved_by

pytestmark = needs_native

# Both believe: a in a faster front, b in dearer losses; p is read by an option, q by a step before the last move.
DUEL = """
offramp: 1
title: a duel
calendar: {periods: 3}
assumptions:
  pace: 0.1
  loss: 0.5
  p: 0.4
  q: 0.05
define: {open_to_talk: front > p}
state:
  front: {range: [0, 1], start: 0.5}
  mood: {modes: [low, high], start: low}
actors:
  a: {rationality: 4, BELIEF_A}
  b: {rationality: 4, BELIEF_B}
play:
  - {update: {front: front + q, mood: high if front > 0.52 else low}}
  - {move: a, options: {press: {then: {front: front + 0.1}}, hold: {}, talk: {when: open_to_talk}}}
  - {move: b, options: {press: {then: {front: front - 0.1}}, hold: {}, yield: {when: mood == high}}}
  - {update: {front: front + (pace if a == press else 0) - (pace if b == press else 0)}}
endings: {won: front >= 0.95, lost: front <= 0.05}
payoffs:
  a: {each_period: -loss * front, at_end: {won: 1, otherwise: front}}
  b: {each_period: -loss * (1 - front), at_end: {lost: 1, otherwise: 1 - front}}
tolerable: {a: [won], b: [lost]}
"""
ALONG = "believes: {pace: 0.2}", "believes: {loss: 1.5}"


def duel(a: str = ALONG[0], b: str = ALONG[1]) -> Game:
    return Game.bind(read_text(DUEL.replace("BELIEF_A", a).replace("BELIEF_B", b), "duel.yaml"))


def solved(game: Game, grids: Sequence[Grid], threads: int = 1) -> Backward:
    return solved_by("native", game, Start(), grids, threads=threads)


def counted_questions(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The steps of the moves whose σ was looked up, run by run."""
    asked: list[set[int]] = []
    plain = NativePeriod.look_up_choices

    def told(self: NativePeriod, rooms: dict[int, np.ndarray]) -> None:
        if rooms:
            asked.append(set(rooms))
        plain(self, rooms)

    monkeypatch.setattr(NativePeriod, "look_up_choices", told)
    return asked


def test_what_is_looked_up_is_what_would_be_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    game = duel()
    grids = grids_of(game, Start(), 60)
    asked = counted_questions(monkeypatch)
    looked_up = solved(game, grids)
    assert asked == [{1, 2}] * game.periods
    monkeypatch.setattr(backward_induction, "same_nodes", lambda kernel, game, other: False)
    worked_out = solved(game, grids)
    assert len(asked) == game.periods
    for t in range(game.periods):
        assert np.array_equal(looked_up.values(t), worked_out.values(t))
    plain = solved(duel("discount: 1", "discount: 1"), grids)
    assert np.abs(looked_up.values(0) - plain.values(0)).max() > 1e-3


def test_threads_change_nothing() -> None:
    game = duel()
    grids = grids_of(game, Start(), 2000)
    one, several = solved(game, grids), solved(game, grids, threads=3)
    assert np.array_equal(one.values(0), several.values(0))


@pytest.mark.parametrize("belief", ["p: 0.45", "q: 0.06", "pace: 0.2, q: 0.06"])
def test_what_is_believed_of_the_way_to_a_move_is_worked_out(belief: str, monkeypatch: pytest.MonkeyPatch) -> None:
    game = duel(f"believes: {{{belief}}}")
    grids = grids_of(game, Start(), 60)
    asked = counted_questions(monkeypatch)
    native = solved(game, grids)
    assert asked == [{2}] * game.periods  # the other's belief is still looked up
    numpy = solved_by("numpy", game, Start(), grids)
    assert_close(native.values(0), numpy.values(0), "values")


def test_which_games_come_to_the_same_nodes() -> None:
    game = duel()
    kernel = native_kernel(game, EXTENTS)
    other = game.believed_by("a")
    assert other is not None
    assert same_nodes(kernel, game, other)
    assert not same_nodes(kernel, game, game.with_periods(2))
    moved = read_text(DUEL.replace("BELIEF_A", ALONG[0]).replace("BELIEF_B", ALONG[1]), "duel.yaml")
    for changes, same in [({"p": 0.3}, False), ({"q": 0.0}, False), ({"loss": 0.1, "pace": 0.3}, True)]:
        assert same_nodes(kernel, game, Game.bind(moved, overrides=changes)) is same


def test_habits_may_be_believed_to_be_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A habit says how a mover picks, not which nodes there are."""
    data = yaml.safe_load(DUEL.replace("BELIEF_A", "believes: {pace: 0.3}").replace("BELIEF_B", "discount: 1"))
    data["play"][2]["habit"] = {"press": "pace", "hold": "1 - pace"}
    data["actors"]["b"] = {"believes": {"pace": 0.6}, "habit": data["play"][2].pop("habit")}
    del data["play"][2]["options"]["yield"]
    game = Game.bind(read_text(yaml.safe_dump(data, sort_keys=False, width=4000), "duel.yaml"))
    other = game.believed_by("b")
    assert other is not None
    assert same_nodes(native_kernel(game, EXTENTS), game, other)
    grids = grids_of(game, Start(), 60)
    asked = counted_questions(monkeypatch)
    native, numpy = solved(game, grids), solved_by("numpy", game, Start(), grids)
    assert asked == [{1, 2}] * game.periods
    assert_close(native.values(0), numpy.values(0), "values")


def test_a_log_that_would_be_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    game = duel()
    grids = grids_of(game, Start(), 60)
    asked = counted_questions(monkeypatch)
    looked_up = solved(game, grids)
    assert asked
    asked.clear()
    monkeypatch.setattr(choice_log, "MOST_BYTES", 100)
    assert np.array_equal(solved(game, grids).values(0), looked_up.values(0))
    assert not asked
