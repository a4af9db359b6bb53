"""Stripped-down poker (Reiley et al. 2008): its equilibrium, by the certificate: nobody's best reply adds anything.

The professor always bets a king and one queen in three; the student calls two bets in three.
"""

import numpy as np
import pytest

import offramp
from offramp.exchange.read_game import read_game
from offramp.solve.trees.best_replies import best_reply_gain
from offramp.solve.trees.tree import Tree, tree_of
from offramp.solve.trees.tree_logit import evaluated

from .game_files import GAMES

EQUILIBRIUM = {"king": [1.0, 0.0], "queen": [1 / 3, 2 / 3], "student": [2 / 3, 1 / 3], "card": [0.5, 0.5]}


def played(tree: Tree, mixtures: dict[str, list[float]]) -> np.ndarray:
    choice_v = np.ones(tree.size)
    for there, nodes in zip(tree.game.sets, tree.members, strict=True):
        below, _, _ = tree.children(nodes)
        choice_v[below] = np.array(mixtures[there.label])[tree.action_v[below]]
    return choice_v


def test_nobody_gains() -> None:
    tree = tree_of(read_game(GAMES / "one_card_poker.efg"))  # type: ignore[arg-type]  # the file holds a tree
    choice_v = played(tree, EQUILIBRIUM)
    assert [best_reply_gain(tree, choice_v, player) for player in (0, 1)] == pytest.approx([0, 0], abs=1e-12)
    assert evaluated(tree, choice_v)[0] == pytest.approx([1 / 3, -1 / 3])


@pytest.mark.parametrize(("called", "gain"), [(1.0, 1 / 6), (0.0, 2 / 3)])
def test_a_student_who_always_calls_or_folds_is_exploited(called: float, gain: float) -> None:
    tree = tree_of(read_game(GAMES / "one_card_poker.efg"))  # type: ignore[arg-type]  # the file holds a tree
    choice_v = played(tree, EQUILIBRIUM | {"student": [called, 1 - called]})
    # Both ways the mixture brings 1/3. Against calls a queen is better folded: (2 - 1) / 2; against folds bet: 1.
    assert evaluated(tree, choice_v)[0, 0] == pytest.approx(1 / 3)
    assert best_reply_gain(tree, choice_v, 0) == pytest.approx(gain)


def test_what_the_student_cannot_see_is_named() -> None:
    with pytest.raises(offramp.ScenarioError) as refused:
        offramp.read_game(GAMES / "one_card_poker.efg").solve()
    (fault,) = refused.value.diagnostics
    assert fault.code == "E820"
    assert fault.span is not None
    assert (fault.span.line, fault.span.column) == (6, 8)
