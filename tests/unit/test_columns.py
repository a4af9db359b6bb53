"""Which columns are carried backward, and how those of one solution are read as those of another."""

import numpy as np

import offramp
from offramp.game.game import Game
from offramp.solve.columns import Columns, Extent


def test_what_grids_are_compared_by_is_carried_alone() -> None:
    game = Game.bind(offramp.load("ukraine-2023").model)
    short, long = Columns(game, Extent.HEADLINES), Columns(game)
    assert {c.name for c in short.columns} < {c.name for c in long.columns}
    assert not short.has("repeat", 0, "sustain")
    assert long.has("repeat", 0, "sustain")
    assert not short.with_options
    assert long.with_options


def test_columns_of_another_solution_are_found_by_name() -> None:
    game = Game.bind(offramp.load("ukraine-2023").model)
    short, long = Columns(game, Extent.HEADLINES), Columns(game)
    given = np.arange(1.0, 1 + short.count)[None, :]
    taken = long.taken(given, short)
    for q, column in enumerate(long.columns):
        there = short.has(column.name, column.actor, column.option)
        expected = given[0, short.at(column.name, column.actor, column.option)] if there else 0.0
        assert taken[0, q] == expected
