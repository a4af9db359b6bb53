"""Perfect-information trees by others, against Gambit's logit equilibria and subgame-perfect play.

Agent form of McKelvey & Palfrey 1998 (Experimental Economics 1:9-41). Trees: Shoham & Leyton-Brown 2008 figures 5.1 and
5.2; the centipedes of McKelvey & Palfrey 1992 and of Fey, McKelvey & Palfrey 1996; three of Gambit's test games.
"""

import math
from pathlib import Path
from typing import Any

import pytest

from .published_strategies import PAYOFFS, STRATEGIES
from .scenario_runs import SCENARIOS, assert_exact, exact, run
from .tree_games import TREES, Decision, decisions, solve

PRECISIONS = [0.5, 1.0, 2.0, 5.0]
NODES = [(name, decision.name) for name, tree in TREES.items() for decision in decisions(tree.root)]


def decision(name: str, node: str) -> Decision:
    return next(found for found in decisions(TREES[name].root) if found.name == node)


def at_node(path: Path | str, name: str, node: str, **assumptions: float) -> dict[str, Any]:
    return run(path, at={"t": decision(name, node).period, "node": node}, **assumptions)


def strategy(solution: dict[str, Any], name: str, node: str) -> dict[str, float]:
    found = decision(name, node)
    options = solution["actors"][TREES[name].players[found.player]]["options"]
    return {option: options[option]["chosen"] for option in found.branches}


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize(("name", "node"), NODES)
def test_strategy_at_every_decision_node(name: str, node: str, precision: float) -> None:
    solution = at_node(name, name, node, **{"lambda": precision})
    mixed = strategy(solution, name, node)
    assert mixed == pytest.approx(STRATEGIES[name][precision][node], abs=1e-6)
    payoffs, strategies = solve(decision(name, node), precision)
    assert mixed == pytest.approx(strategies[node], abs=1e-9)
    for player, payoff in zip(TREES[name].players, payoffs, strict=True):
        assert solution["actors"][player]["value"] == pytest.approx(payoff, abs=1e-9)
    assert_exact(solution)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", TREES)
def test_payoffs_and_strategy_at_the_root(name: str, precision: float) -> None:
    solution = run(name, **{"lambda": precision})
    root = TREES[name].root
    assert isinstance(root, Decision)
    assert strategy(solution, name, root.name) == pytest.approx(STRATEGIES[name][precision][root.name], abs=1e-6)
    for player, payoff in zip(TREES[name].players, PAYOFFS[name][precision], strict=True):
        assert solution["actors"][player]["value"] == pytest.approx(payoff, abs=1e-6)
    assert solution["endings"]["horizon"] == 0.0
    assert_exact(solution)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_what_the_sister_will_say_before_anything_is_suggested(precision: float) -> None:
    published = STRATEGIES["sharing_game"][precision]
    suggested = published["suggest"]
    answered = {"keeps_both": "two_zero", "one_apiece": "one_one", "gives_both": "zero_two"}
    sister = run("sharing_game", **{"lambda": precision})["actors"]["sister"]["options"]
    for word in ("no", "yes"):
        expected = sum(suggested[share] * published[node][word] for share, node in answered.items())
        assert sister[word]["chosen"] == pytest.approx(expected, abs=1e-6)


# Subgame-perfect payoffs as published; where the published pick among several is another than the even mixture of ties,
# the pair here is the one that even mixing gives: (1, 0.5) lies between the published (2, 0) and (1, 1) of figure 5.1,
# and in the three-player game the second player's tie makes the first leave at once, which is subgame perfect as well.
SUBGAME_PERFECT: dict[str, tuple[float, ...]] = {
    "sharing_game": (1.0, 0.5),
    "textbook_tree": (3.0, 8.0),
    "centipede_four_moves": (0.80, 0.20),
    "centipede_constant_sum": (1.60, 1.60),
    "tree_with_chance": (-1.0, 1.0),
    "three_players": (1.0, 0.0, 0.0),
    "win_or_lose": (1.0, -1.0),
}


@pytest.mark.parametrize("name", TREES)
def test_exact_players_are_subgame_perfect(name: str, tmp_path: Path) -> None:
    solution = run(exact(SCENARIOS / f"{name}.yaml", tmp_path))
    for player, payoff in zip(TREES[name].players, SUBGAME_PERFECT[name], strict=True):
        assert solution["actors"][player]["value"] == pytest.approx(payoff, abs=1e-12)
    assert_exact(solution)


@pytest.mark.parametrize(("name", "node"), NODES)
def test_exact_players_at_every_decision_node(name: str, node: str, tmp_path: Path) -> None:
    solution = at_node(exact(SCENARIOS / f"{name}.yaml", tmp_path), name, node)
    payoffs, strategies = solve(decision(name, node), math.inf)
    mixed = strategy(solution, name, node)
    assert mixed == pytest.approx(strategies[node], abs=1e-12)
    for player, payoff in zip(TREES[name].players, payoffs, strict=True):
        assert solution["actors"][player]["value"] == pytest.approx(payoff, abs=1e-12)
    # A tie at the node that is solved for is reported, and nothing else is there.
    found = decision(name, node)
    mover, t = TREES[name].players[found.player], found.period
    even = {option for option, probability in strategies[node].items() if probability > 0}
    reported = [set(tie["options"]) for tie in solution["ties"] if tie["actor"] == mover and tie["t"] == t]
    if len(even) > 1:
        assert even in reported
    elif name != "sharing_game":  # there both move in period 0, and the sister's tie is met from the brother's node
        assert reported == []


def test_both_ties_of_the_sharing_game_are_reported(tmp_path: Path) -> None:
    ties = run(exact(SCENARIOS / "sharing_game.yaml", tmp_path))["ties"]
    found = {(tie["t"], tie["actor"], frozenset(tie["options"])): tie["mass"] for tie in ties}
    assert found[0, "brother", frozenset({"keeps_both", "one_apiece"})] == pytest.approx(1.0)
    assert found[0, "sister", frozenset({"no", "yes"})] == pytest.approx(0.5)


def test_the_centipede_unravels_as_precision_grows() -> None:
    taken = [run("centipede_four_moves", **{"lambda": precision})["endings"]["taken_1"] for precision in (1, 2, 5, 10)]
    assert taken == sorted(taken)
    assert taken[2] == pytest.approx(0.851436104, abs=1e-6)
