"""Gambit (pygambit) on the same games: logit equilibria, subgames, files both ways."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.core.spans import SourceText
from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame
from offramp.exchange.read_game import read_game, read_game_text
from offramp.exchange.strategic_game import StrategicGame
from offramp.exchange.write_efg import efg_text
from offramp.solve.trees.best_replies import best_reply_gain, forgetful
from offramp.solve.trees.stage_games import subgame_roots
from offramp.solve.trees.strategic_logit import solve_strategic
from offramp.solve.trees.tree import tree_of
from offramp.solve.trees.tree_logit import evaluated, solve_tree
from tests.random_trees import at_set, random_tree

from .peer import peer

pytestmark = pytest.mark.slow

GAMES = Path(__file__).parents[1] / "closed_form" / "games"
SCENARIOS = Path(__file__).parents[1] / "closed_form" / "scenarios"
HIDDEN = ("agents_and_players", "one_card_poker")
PRECISION = 1e-6  # Gambit's tracing ends where it comes as near


def logit(game: Any, rationality: float) -> Any:
    return peer("pygambit.qre").logit_solve_lambda(game, [rationality])[-1].profile


def read_by_gambit(text: str) -> Any:
    return peer("pygambit").read_efg(io.StringIO(text))


def behaviour(game: Any, profile: Any) -> list[list[float]]:
    """Chances at every information set, those of one player after those of another, each in the file's order."""
    return [[float(chance) for _, chance in mixture] for player in game.players for _, mixture in profile[player]]


def in_their_order(game: ExtensiveGame) -> list[int]:
    return [h for i in range(len(game.players)) for h, there in enumerate(game.sets) if there.player == i]


def ours(game: ExtensiveGame, rationality: float) -> list[list[float]]:
    solution = solve_tree(tree_of(game), rationality)
    return [at_set(solution.tree, solution.choice_v, h) for h in in_their_order(game)]


def extensive(path: Path) -> ExtensiveGame:
    game = read_game(path)
    assert isinstance(game, ExtensiveGame)
    return game


def drawn(seed: int, **how: Any) -> tuple[ExtensiveGame, Any]:
    """A random tree as both read it from one file, with labels as Gambit 17 wants them."""
    game = random_tree(np.random.default_rng(seed), labels=("",), **how)
    return game, read_by_gambit(efg_text(game))


def close(found: list[list[float]], expected: list[list[float]]) -> None:
    for mine, theirs in zip(found, expected, strict=True):
        assert mine == pytest.approx(theirs, abs=PRECISION)


@pytest.mark.parametrize("rationality", [0.5, 2.0, 5.0])
@pytest.mark.parametrize("path", [p for p in sorted(GAMES.glob("*.efg")) if p.stem not in HIDDEN], ids=lambda p: p.stem)
def test_published_trees(path: Path, rationality: float) -> None:
    theirs = read_by_gambit(path.read_text(encoding="utf-8"))
    profile = logit(theirs, rationality)
    game = extensive(path)
    close(ours(game, rationality), behaviour(theirs, profile))
    solution = solve_tree(tree_of(game), rationality)
    assert solution.value_vi[0].tolist() == pytest.approx([float(profile.payoffs[p]) for p in theirs.players], abs=1e-5)
    assert solution.gain_i.max() == pytest.approx(float(profile.max_regret()), abs=1e-5)


@pytest.mark.parametrize("rationality", [0.5, 1.8456, 3.0])
@pytest.mark.parametrize("name", ["matching_pennies", "prisoners_dilemma", "constant_sum"])
def test_published_tables(name: str, rationality: float) -> None:
    path = GAMES / f"{name}.nfg"
    theirs = peer("pygambit").read_nfg(io.StringIO(path.read_text(encoding="utf-8")))
    profile = logit(theirs, rationality)
    game = read_game(path)
    assert isinstance(game, StrategicGame)
    solution = solve_strategic(game, rationality)
    for chances, player in zip(solution.profile, theirs.players, strict=True):
        assert chances.tolist() == pytest.approx([float(chance) for _, chance in profile[player]], abs=PRECISION)
    assert solution.gain_i.max() == pytest.approx(float(profile.max_regret()), abs=1e-5)


@pytest.mark.parametrize("seed", range(25))
def test_random_trees_of_perfect_information(seed: int) -> None:
    game, theirs = drawn(seed, players=3)
    for rationality in (0.4, 1.5):
        close(ours(game, rationality), behaviour(theirs, logit(theirs, rationality)))


@pytest.mark.parametrize("seed", range(40))
def test_random_trees_with_hidden_moves(seed: int) -> None:
    """What kind of game it is, and the gain of the best player's best reply to an arbitrary play."""
    game, theirs = drawn(seed, depth=5, chance=0.3, hide=True)
    tree = tree_of(game)
    assert all(not forgetful(tree, i) for i in range(tree.players)) == theirs.is_perfect_recall
    ends = tree.set_v == NONE
    assert int(subgame_roots(tree)[~ends].sum()) == len(theirs.get_subgame_roots())
    profile = theirs.mixed_behavior_profile()  # centred: everything alike
    choice_v = np.ones(tree.size)
    for there, members in zip(game.sets, tree.members, strict=True):
        below, _, _ = tree.children(members)
        count = len(there.actions)
        mixture = np.array(there.probabilities) if there.player == CHANCE else np.full(count, 1 / count)
        choice_v[below] = mixture[tree.action_v[below]]
    gains = [best_reply_gain(tree, choice_v, i) for i in range(tree.players)]
    assert max(gains) == pytest.approx(float(profile.max_regret()), abs=1e-9)
    expected = [float(profile.payoffs[p]) for p in theirs.players]
    assert evaluated(tree, choice_v)[0].tolist() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("rationality", [1.0, 5.0])
def test_the_certificate_of_games_that_are_not_solved_yet(name: str, rationality: float) -> None:
    path = GAMES / f"{name}.efg"
    theirs = read_by_gambit(path.read_text(encoding="utf-8"))
    profile = logit(theirs, rationality)
    game = extensive(path)
    tree = tree_of(game)
    mixtures = dict(zip(in_their_order(game), behaviour(theirs, profile), strict=True))
    choice_v = np.ones(tree.size)
    for h, (there, members) in enumerate(zip(game.sets, tree.members, strict=True)):
        below, _, _ = tree.children(members)
        choice_v[below] = np.array(mixtures.get(h, there.probabilities))[tree.action_v[below]]
    gains = [best_reply_gain(tree, choice_v, i) for i in range(tree.players)]
    assert max(gains) == pytest.approx(float(profile.max_regret()), abs=1e-9)


def test_what_gambit_writes_is_read() -> None:
    for seed in range(30):
        game, theirs = drawn(seed, players=3, hide=True)
        again = read_game_text(SourceText("again.efg", theirs.to_efg()))
        assert isinstance(again, ExtensiveGame)
        assert [node.information_set for node in again.nodes] == [node.information_set for node in game.nodes]
        paid = [again.outcomes[n.outcome].payoffs if n.outcome != NONE else None for n in again.nodes]
        assert paid == [game.outcomes[n.outcome].payoffs if n.outcome != NONE else None for n in game.nodes]


WRITTEN = [
    "sharing_game",
    "textbook_tree",
    "centipede_four_moves",
    "centipede_constant_sum",
    "tree_with_chance",
    "three_players",
    "win_or_lose",
]


@pytest.mark.parametrize("name", WRITTEN)
def test_scenarios_that_are_written_for_gambit(name: str) -> None:
    """Gambit's logit equilibrium of the file is Offramp's of the scenario, from the first choice to the payoffs."""
    scenario = offramp.load(SCENARIOS / f"{name}.yaml")
    solution = scenario.solve().to_json()
    rationality = {float(actor["rationality"]) for actor in solution["actors"].values()}
    theirs = read_by_gambit(scenario.as_efg())
    (precision,) = rationality
    profile = logit(theirs, precision)
    for player, actor in zip(theirs.players, solution["actors"].values(), strict=True):
        assert float(profile.payoffs[player]) == pytest.approx(actor["value"], abs=1e-6)
    first = next(actor for actor in solution["actors"].values() if actor["options"])
    mover = list(theirs.players)[list(solution["actors"].values()).index(first)]
    _, mixture = next(iter(profile[mover]))
    for option, chance in mixture:
        assert float(chance) == pytest.approx(first["options"][option]["chosen"], abs=1e-6)


def test_a_scenario_with_numeric_options() -> None:
    """Shares of a pie: an action of the tree for each number."""
    scenario = offramp.load(SCENARIOS / "offer_and_reply.yaml")
    actors = scenario.solve().to_json()["actors"].values()
    theirs = read_by_gambit(scenario.as_efg())
    (precision,) = {float(actor["rationality"]) for actor in actors}
    profile = logit(theirs, precision)
    for player, actor in zip(theirs.players, actors, strict=True):
        assert float(profile.payoffs[player]) == pytest.approx(actor["value"], abs=1e-6)


def test_moves_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "at_once.yaml"
    path.write_text(AT_ONCE, encoding="utf-8")
    scenario = offramp.load(path)
    theirs = read_by_gambit(scenario.as_efg())
    profile = logit(theirs, 2.0)
    solution = scenario.solve().to_json()["actors"]
    for player, name in zip(theirs.players, ("west", "east"), strict=True):
        assert float(profile.payoffs[player]) == pytest.approx(solution[name]["value"], abs=1e-6)
        _, mixture = next(iter(profile[player]))
        for option, chance in mixture:
            assert float(chance) == pytest.approx(solution[name]["options"][option]["chosen"], abs=1e-6)


AT_ONCE = """
offramp: 1
title: At once
calendar: {periods: 2}
actors: {west: {rationality: 2}, east: {rationality: 2}}
state: {phase: {modes: [crisis, war, west_yields, east_yields], start: crisis}}
play:
  - move: [west, east]
    options:
      west: {push: {}, give_in: {then: {phase: west_yields}}, wait: {}}
      east: {push: {}, give_in: {then: {phase: east_yields}}}
  - chance: slips
    probability: 0.3 if west == push and east == push else 0.05
    then: {phase: war}
payoffs:
  west: {at_end: {war: -2, east_yields: 1, west_yields: -1, horizon: 0}}
  east: {at_end: {war: -1.5, west_yields: 1, east_yields: -0.5, horizon: 0}}
endings: {war: phase == war, west_yields: phase == west_yields, east_yields: phase == east_yields}
tolerable: {west: [east_yields, horizon], east: [west_yields]}
"""
