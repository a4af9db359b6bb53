"""Room for what paths meet outside the tube."""

from typing import Any

import numpy as np
import pytest
import yaml

from offramp.game.game import Game
from offramp.scenario.reader import read_text
from offramp.solve.tube import PAD, Tube, widen

WALK = yaml.safe_load("""
offramp: 1
title: A walk
calendar: {periods: 3}
state: {x: {range: [-10, 10], start: 0}, phase: {modes: [here, there], start: here}}
play: [{shock: n, sd: 0.1}, {update: {x: x + n}}]
""")


@pytest.fixture
def game() -> Game:
    return Game.bind(read_text(yaml.safe_dump(WALK), "walk.yaml"))


def rows(game: Game, stocks: list[float], label: str) -> Any:
    size = len(stocks)
    return game.block(1, {"x": np.array(stocks)}, {"phase": np.full(size, game.code(label))}, size)


def tube_of(game: Game) -> Tube:
    return [{}, {(game.code("here"),): (np.array([0.0]), np.array([1.0]))}, {}]


def test_a_side_grows_past_what_was_met(game: Game) -> None:
    tube = tube_of(game)
    widen(tube, 1, rows(game, [0.5, 1.5], "here"))
    low, high = tube[1][(game.code("here"),)]
    assert low == 0.0  # nothing was met below
    assert high > 1.5 + PAD * 1.5


def test_rows_inside_change_nothing(game: Game) -> None:
    tube = tube_of(game)
    widen(tube, 1, rows(game, [0.0, 1.0, 0.5], "here"))
    assert tube == tube_of(game)


def test_a_new_box_has_room_for_what_few_rows_leave_unseen(game: Game) -> None:
    few, many = tube_of(game), tube_of(game)
    widen(few, 1, rows(game, [0.0, 1.0], "there"))
    widen(many, 1, rows(game, np.linspace(0, 1, 2000).tolist(), "there"))
    width = {}
    for name, tube in (("few", few), ("many", many)):
        low, high = tube[1][(game.code("there"),)]
        width[name] = float(high[0] - low[0])
    assert width["many"] == pytest.approx(1 + 2 * PAD, abs=0.01)
    assert width["few"] > width["many"] + 0.5


def test_without_a_margin_boxes_are_what_was_met(game: Game) -> None:
    tube = tube_of(game)
    widen(tube, 1, rows(game, [0.5, 1.5], "here"), 0.0)
    widen(tube, 1, rows(game, [0.5, 2.0], "there"), 0.0)
    assert tube[1] == {
        (game.code("here"),): (np.array([0.0]), np.array([1.5])),
        (game.code("there"),): (np.array([0.5]), np.array([2.0])),
    }
