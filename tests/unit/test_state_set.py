"""States of a finite set found again, and what stands in for a draw between the nodes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.solve.place import Place
from offramp.solve.state_set import StateSet

# Two labels, two whole stocks.
WALK = """
offramp: 1
title: A walk
calendar: {periods: 2}
actors: {a: {rationality: 1}}
state:
  phase: {modes: [calm, tense], start: calm}
  x: {range: [0, 100], whole: true, start: 0}
  y: {range: [0, 100], whole: true, start: 0}
play:
  - {move: a, options: {stay: {}, stir: {then: {phase: tense}}}}
  - SHOCK
  - update: {x: x + 1}
payoffs: {a: {at_end: {far: 0, horizon: 0}}}
endings: {far: {when: x > 90}}
tolerable: {a: [far]}
"""
CALM, TENSE = "calm", "tense"
STATES = [(CALM, 0, 0), (CALM, 10, 0), (TENSE, 4, 1), (TENSE, 50, 50)]


def walk(tmp_path: Path, shock: bool = True) -> Game:
    path = tmp_path / "walk.yaml"
    drawn = "{shock: s, sd: 1}" if shock else "{chance: s, probability: 0.5}"
    path.write_text(WALK.replace("SHOCK", drawn), encoding="utf-8")
    return Game.bind(offramp.load(path).model)


def rows(game: Game, states: list[tuple[str, int, int]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([(game.code(phase), x, y) for phase, x, y in states], dtype=np.int64)


def block(game: Game, states: list[tuple[str, int, int]]) -> Block:
    found = rows(game, states)
    stocks = {axis.name: found[:, 1 + d].astype(float) for d, axis in enumerate(game.axes)}
    return game.block(0, stocks, {"phase": found[:, 0]}, len(found))


def located(game: Game, *states: tuple[str, int, int]) -> Place:
    return StateSet(game, rows(game, STATES)).locate(block(game, list(states)))


def test_every_state_is_found_where_it_is(tmp_path: Path) -> None:
    place = located(walk(tmp_path), *STATES)
    np.testing.assert_array_equal(place.index_pc[:, 0], range(len(STATES)))
    np.testing.assert_array_equal(place.weight_pc, 1.0)
    assert not place.outside_p.any()
    assert not place.missing_p.any()


@pytest.mark.parametrize(
    ("drawn", "nearest"),
    [
        ((CALM, 4, 0), 0),
        ((CALM, 6, 0), 1),
        ((CALM, 5, 0), 0),  # as near to both: the first
        ((CALM, 4, 1), 0),  # a tense state has just these stocks
        ((TENSE, 10, 0), 2),  # and here a calm one
        ((TENSE, 30, 20), 2),  # all stocks count: 26 + 19 steps to one, 20 + 30 to the other
        ((TENSE, 30, 30), 3),
    ],
)
def test_the_nearest_state_with_the_same_modes_stands_in(
    tmp_path: Path, drawn: tuple[str, int, int], nearest: int
) -> None:
    place = located(walk(tmp_path), drawn)
    assert place.index_pc.tolist() == [[nearest]]
    assert place.weight_pc.tolist() == [[1.0]]
    assert (place.outside_p.tolist(), place.missing_p.tolist()) == ([True], [False])


def test_what_stands_in_is_told_from_what_is_there(tmp_path: Path) -> None:
    place = located(walk(tmp_path), (CALM, 10, 0), (CALM, 11, 0), (TENSE, 4, 1))
    assert place.index_pc[:, 0].tolist() == [1, 1, 2]
    assert place.outside_p.tolist() == [False, True, False]


def test_nothing_stands_in_for_modes_that_no_state_has(tmp_path: Path) -> None:
    game = walk(tmp_path)
    place = StateSet(game, rows(game, STATES[:2])).locate(block(game, [(TENSE, 0, 0)]))
    assert place.weight_pc.tolist() == [[0.0]]
    assert (place.outside_p.tolist(), place.missing_p.tolist()) == ([False], [True])


def test_nothing_stands_in_where_no_shock_is_drawn(tmp_path: Path) -> None:
    """Without a shock every state that play can reach is there; one that isn't is a fault, not a draw."""
    place = located(walk(tmp_path, shock=False), (CALM, 4, 0))
    assert (place.outside_p.tolist(), place.missing_p.tolist()) == ([False], [True])


# In period 0 a draw that no quadrature node has moves the stock; in period 1 the actor does what pays it best.
BETWEEN = """
offramp: 1
title: Between the nodes
calendar: {periods: 3}
actors: {a: {rationality: inf}}
state:
  phase: {modes: [calm, tense], start: calm}
  x: {range: [0, 100], whole: true, start: 0}
play:
  - {move: a, when: t == 1, options: {stay: {}, stir: {then: {phase: tense}}}}
  - {shock: s, when: t == 0, sd: 1}
  - update: {x: x + (20 if s > 0.1 and s < 0.25 else 0)}
payoffs: {a: {at_end: {far: 0, horizon: 1 if phase == tense else 0}}}
endings: {far: {when: x > 90}}
tolerable: {a: [horizon]}
"""
BETWEEN_CHANCE = 0.0589  # Φ(0.25) − Φ(0.1)


def test_simulated_paths_play_on_from_states_between_the_nodes(tmp_path: Path) -> None:
    path = tmp_path / "drawn.yaml"
    path.write_text(BETWEEN, encoding="utf-8")
    found = offramp.load(path).simulate(paths=2000).to_json()
    assert found["timeline"][1]["stocks"]["x"]["mean"] == pytest.approx(20 * BETWEEN_CHANCE, abs=0.4)
    assert found["values"]["a"]["mean"] == 1.0  # without the nearest state the two options would look alike
