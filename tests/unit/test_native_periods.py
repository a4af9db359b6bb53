"""Periods played by native code for policies that are asked at every move: the same as NumPy plays, row by row."""

from typing import Any

import numpy as np
import pytest

import offramp
from offramp.core.diagnostics import ScenarioError
from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.scenario.reader import read_text
from offramp.simulate.native_paths import PathFaultError
from offramp.simulate.native_periods import NativePeriods, period_player
from offramp.simulate.paths import simulate, simulate_with_numpy
from offramp.simulate.play import Luck, play_period
from offramp.solve.start import Start

from ..period_twins import CLOSE, Leaning, assert_period_twins, assert_same, everything
from ..runs_of_worlds import BREAKS
from ..twins import needs_native
from .test_native_solving import SHAPES, game_of

pytestmark = needs_native


@pytest.mark.parametrize("name", ["ukraine-2023", "brink"])
def test_ready_scenarios(name: str) -> None:
    assert assert_period_twins(Game.bind(offramp.load(name).model), 200) > 5


NOT_DRAWN = "not drawn where it can't be"


@pytest.mark.parametrize("shape", [s for s in SHAPES if s != NOT_DRAWN])
def test_shapes(shape: str) -> None:
    assert assert_period_twins(game_of(SHAPES[shape])) > 0


def test_what_can_not_be_drawn_is_left_to_numpy() -> None:
    """Native code has all draws made ready, also in a period in which nothing is drawn."""
    game, luck = game_of(SHAPES[NOT_DRAWN]), Luck(1)
    block, paths = Start().block(game, 20), np.arange(20)
    with pytest.raises(PathFaultError):
        NativePeriods(game, luck).play(block, paths, Leaning())
    found = period_player(game, Leaning(), luck)(block, paths)
    assert_same(everything(play_period(block, paths, Leaning(), luck)), everything(found))


def test_paths_that_explore_and_draws_without_names() -> None:
    assert_period_twins(game_of(SHAPES["chances"]), luck=Luck(9, explore=0.5, named=False))


RAIN = """
offramp: 1
title: Rain on a dam
calendar: {periods: 5}
actors: {keeper: {rationality: 1}}
state: {lake: {range: [0, 12], start: 5, lags: 2}}
play:
  - {shock: rain, distribution: {gamma: {shape: 2, mean: 1 + 0.1 * t}}, range: [0.1, 4], when: lake < 9}
  - move: keeper
    options: {hold: {when: lake < 10}, spill: {then: {lake: lake - 1}}, wait: {when: previous(lake) < lake}}
  - {shock: gust, distribution: {student_t: {center: 0, scale: 0.1, df: 4}}}
  - update: {lake: "lake + rain + gust - 0.1 * previous(lake, 2)"}
payoffs: {keeper: {each_period: lake, at_end: {full: -9, otherwise: 0}}}
endings: {full: {when: lake > 11}}
tolerable: {keeper: [full]}
"""


def test_draws_that_are_no_plain_normal_ones() -> None:
    assert assert_period_twins(Game.bind(read_text(RAIN, "rain.yaml"))) == 5


def test_more_paths_and_fewer_take_turns() -> None:
    """Arrays grow with the paths, and what is left in them of others is never read."""
    game, luck = Game.bind(read_text(RAIN, "rain.yaml")), Luck(1)
    native = NativePeriods(game, luck)
    for count in (3, 200, 17, 1):
        block, paths = Start().block(game, count), np.arange(count)
        found = native.play(block, paths, Leaning())
        assert_same(everything(play_period(block, paths, Leaning(), luck)), everything(found))


def test_a_simulation_by_a_policy_of_ones_own_is_the_twins() -> None:
    game = Game.bind(read_text(RAIN, "rain.yaml"))
    start = Start().block(game, 300)
    one, other = simulate(start, Leaning(), 4), simulate_with_numpy(start, Leaning(), Luck(4))
    for name in ("ended_n", "periods_n", "clipped_n", "paid_ni", "weight_ni"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), CLOSE, CLOSE)
    chosen = [[[row["choices"] for row in rows] for rows in paths.samples] for paths in (one, other)]
    assert chosen[0] == chosen[1]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("hold: {when: lake < 10}, spill: {then: {lake: lake - 1}}", "hold: {when: lake < 1}, spill: {when: lake < 1}"),
        ("lake + rain + gust", "lake + rain + sqrt(gust - 9)"),
        ("spill: {then: {lake: lake - 1}}", "spill: {then: {lake: log(lake - 99)}}"),
    ],
)
def test_a_fault_is_told_as_numpy_tells_it(fault: str, code: str) -> None:
    assert fault in RAIN
    game = Game.bind(read_text(RAIN.replace(fault, code).replace("previous(lake) < lake", "lake < 1"), "rain.yaml"))
    block, paths, luck = Start().block(game, 20), np.arange(20), Luck(1)
    with pytest.raises(PathFaultError):
        NativePeriods(game, luck).play(block, paths, Leaning())
    with pytest.raises(ScenarioError) as expected:
        play_period(block, paths, Leaning(), luck)
    with pytest.raises(ScenarioError) as found:
        period_player(game, Leaning(), luck)(block, paths)
    assert str(found.value) == str(expected.value)


def test_numpy_plays_where_states_are_finitely_many_or_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: NativePeriods, *args: Any) -> Block:
        raise AssertionError

    monkeypatch.setattr(NativePeriods, "play", never)
    exact = Game.bind(read_text(BREAKS, "leave.yaml"))
    assert exact.exact
    game = Game.bind(read_text(RAIN, "rain.yaml"))
    for one, backend in ((exact, "native"), (game, "numpy")):
        monkeypatch.setenv("OFFRAMP_BACKEND", backend)
        end = period_player(one, Leaning(), Luck(1))(Start().block(one, 5), np.arange(5))
        assert end.size == 5
    monkeypatch.setenv("OFFRAMP_BACKEND", "native")
    with pytest.raises(AssertionError):
        period_player(game, Leaning(), Luck(1))(Start().block(game, 5), np.arange(5))
