"""Myerson, Game Theory: Analysis of Conflict (1991), figure 4.2: nobody gains at one set alone, a player does at two.

b1, z1 and w2 are an equilibrium of the agents; player 1 gains 1 by going over to a1 and y1, as certificates must see.
"""

import numpy as np
import pytest

import offramp
from offramp.exchange.read_game import read_game
from offramp.solve.trees.best_replies import best_reply_gain, forgetful
from offramp.solve.trees.tree import Tree, tree_of
from offramp.solve.trees.tree_logit import evaluated

from .game_files import GAMES

PURE = {"first": "b1", "second": "w2", "third": "z1"}


def game() -> Tree:
    read = read_game(GAMES / "agents_and_players.efg")
    assert not hasattr(read, "strategies")
    return tree_of(read)  # type: ignore[arg-type]  # the file holds a tree


def choices(tree: Tree, picked: dict[str, str]) -> np.ndarray:
    choice_v = np.ones(tree.size)
    for there, nodes in zip(tree.game.sets, tree.members, strict=True):
        below, _, _ = tree.children(nodes)
        choice_v[below] = [there.actions[a] == picked[there.label] for a in tree.action_v[below]]
    return choice_v


def test_the_player_gains_and_no_agent_does() -> None:
    tree = game()
    base = evaluated(tree, choices(tree, PURE))[0]
    assert base.tolist() == [2, 3]
    for there in tree.game.sets:
        for action in there.actions:
            changed = evaluated(tree, choices(tree, PURE | {there.label: action}))[0]
            assert changed[there.player] <= base[there.player]
    assert best_reply_gain(tree, choices(tree, PURE), 0) == 1.0
    assert best_reply_gain(tree, choices(tree, PURE), 1) == 0.0


def test_the_other_equilibrium_is_one_of_the_players_too() -> None:
    tree = game()
    both = choices(tree, {"first": "b1", "second": "x2", "third": "y1"})
    gains = [best_reply_gain(tree, both, player) for player in (0, 1)]
    brute = max(
        evaluated(tree, choices(tree, {"first": a, "second": "x2", "third": b}))[0, 0]
        for a in ("a1", "b1")
        for b in ("y1", "z1")
    )
    assert gains[0] == pytest.approx(brute - evaluated(tree, both)[0, 0])


def test_nobody_forgets() -> None:
    assert forgetful(game(), 0) == forgetful(game(), 1) == []


def test_hidden_information_is_not_solved_yet() -> None:
    with pytest.raises(offramp.ScenarioError, match="E820"):
        offramp.read_game(GAMES / "agents_and_players.efg").solve()
