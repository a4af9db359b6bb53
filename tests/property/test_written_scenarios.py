"""Scenarios that are written for other programs are the same games: played out again from the text alone.

Random games of finitely many states; what `solve` says of them stands against the written tree's logit equilibrium, and
against the written model played out by a checker of the tests' own.
"""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

import offramp
from offramp.core.spans import SourceText
from offramp.exchange.extensive_game import NONE, ExtensiveGame
from offramp.exchange.read_game import read_game_text
from offramp.solve.trees.tree import tree_of
from offramp.solve.trees.tree_logit import TreeSolution, solve_tree
from tests.finite_games import RICH, drawn_scenario
from tests.prism_reading import Model

PLAIN = range(10)
GAMES = (*PLAIN, *range(RICH, RICH + 10))
# Those of the first 40 of each kind that unfold into up to 1,500 nodes, and some with up to 50,000.
TREES = (1, 6, 7, 8, 9, 11, 12, 13, 16, 20, 21, 24, 27, 28, 31, 32, 34, 38, 39)
RICH_TREES = (1007, 1008, 1009, 1016, 1017, 1026, 1034, 1037, 1039)
LARGE = (2, 10, 14, 17, 18, 25, 1000, 1005, 1021)
ENDED = "ended"


def close(expected: float) -> object:
    return pytest.approx(expected, abs=1e-9, rel=1e-9)


def solved_tree(scenario: offramp.Scenario, rationality: float) -> TreeSolution:
    game = read_game_text(SourceText("written.efg", scenario.as_efg()))
    assert isinstance(game, ExtensiveGame)
    return solve_tree(tree_of(game), rationality)


def same_game(number: int, rationality: float, folder: Path) -> None:
    precision = "inf" if math.isinf(rationality) else rationality
    scenario = drawn_scenario(number, folder, rationality=precision, discount=1.0)
    solution, expected = solved_tree(scenario, rationality), scenario.solve().to_json()
    for i, actor in enumerate(expected["actors"].values()):
        assert float(solution.value_vi[0, i]) == close(actor["value"])
        if number < RICH:  # a habit is chance in the tree, and the scenario's best reply may break it
            assert float(solution.value_vi[0, i] + solution.gain_i[i]) == close(actor["best_reply_value"])
    tree = solution.tree
    chances = dict.fromkeys(expected["endings"], 0.0)
    for v in (tree.set_v == NONE).nonzero()[0].tolist():
        outcome = tree.game.nodes[tree.place_v[v]].outcome
        chances[tree.game.outcomes[outcome].label.rsplit(", ", 1)[0]] += float(solution.reach_v[v])
    assert chances == {ending: close(chance) for ending, chance in expected["endings"].items()}


@pytest.mark.parametrize("rationality", [1.5, math.inf])
@pytest.mark.parametrize("number", [*TREES[::2], *RICH_TREES])
def test_the_tree_is_the_same_game(number: int, rationality: float, tmp_path: Path) -> None:
    same_game(number, rationality, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("rationality", [1.5, math.inf])
@pytest.mark.parametrize("number", LARGE)
def test_a_large_tree_is_the_same_game(number: int, rationality: float, tmp_path: Path) -> None:
    same_game(number, rationality, tmp_path)


@pytest.mark.parametrize("number", TREES[::2])
def test_exact_players_who_discount_choose_alike(number: int, tmp_path: Path) -> None:
    scenario = drawn_scenario(number, tmp_path, rationality="inf", discount=0.8)
    solution = solved_tree(scenario, math.inf)
    for i, actor in enumerate(scenario.solve().to_json()["actors"].values()):
        assert float(solution.value_vi[0, i]) == close(actor["value"])


def test_who_discounts_is_less_exact_in_a_tree(tmp_path: Path) -> None:
    """In period t of the tree an actor is as exact as with the rationality λ δ^t of the scenario."""
    text = """
offramp: 1
title: One late choice
calendar: {periods: 3}
actors: {one: {rationality: 2}}
discount: {one: 0.5}
state: {picked: {modes: [nothing, good], start: nothing}}
play:
  - move: one
    when: t == 2
    options: {better: {then: {picked: good}}, worse: {}}
payoffs: {one: {at_end: {horizon: 1 if picked == good else 0}}}
tolerable: {one: [horizon]}
"""
    path = tmp_path / "late.yaml"
    path.write_text(text, encoding="utf-8")
    scenario = offramp.load(path)
    tree, game = solved_tree(scenario, 2.0), scenario.solve().to_json()
    assert game["actors"]["one"]["value"] == close(0.25 / (1 + math.exp(-2.0)))
    assert float(tree.value_vi[0, 0]) == close(0.25 / (1 + math.exp(-2.0 * 0.25)))


def test_a_tree_has_no_more_nodes_than_are_allowed(tmp_path: Path) -> None:
    with pytest.raises(offramp.ScenarioError, match="more than 100,000 nodes"):
        drawn_scenario(5, tmp_path).as_efg()  # it has 107,446


AT_ONCE = """
offramp: 1
title: At once
calendar: {periods: 3}
actors: {west: {rationality: LAMBDA}, east: {rationality: LAMBDA}, clerk: {habit: {note: 0.3, doze: 0.7}}}
state: {phase: {modes: [crisis, war, west_yields, east_yields], start: crisis}, mood: {modes: [low, high], start: low}}
play:
  - chance: cheers_up
    probability: 0.4
    then: {mood: high}
  - move: [west, clerk, east]
    options:
      west: {push: {}, give_in: {then: {phase: west_yields}}, wait: {when: mood == high}}
      clerk: {note: {}, doze: {then: {mood: low}}}
      east: {push: {}, give_in: {then: {phase: east_yields}}}
  - chance: slips
    probability: 0.3 if west == push and east == push else 0.05 if clerk == note else 0.01
    then: {phase: war}
  - move: west
    as: reply
    when: east == push and mood == high
    options: {insist: {}, shrug: {then: {mood: low}}}
payoffs:
  west: {each_period: "-0.1 if mood == low else 0", at_end: {war: -4, east_yields: 1, west_yields: -1, horizon: 0}}
  east: {each_period: -0.2, at_end: {war: -3, west_yields: 1, east_yields: -0.5, horizon: 0}}
endings: {war: phase == war, west_yields: phase == west_yields, east_yields: phase == east_yields}
tolerable: {west: [east_yields, horizon], east: {west_yields: 1, horizon: 0.6}}
"""


def at_once(folder: Path, rationality: str) -> offramp.Scenario:
    path = folder / "at_once.yaml"
    path.write_text(AT_ONCE.replace("LAMBDA", rationality), encoding="utf-8")
    return offramp.load(path)


@pytest.mark.parametrize("rationality", ["0.5", "2", "6"])
def test_moves_at_the_same_time_hide_each_other(rationality: str, tmp_path: Path) -> None:
    scenario = at_once(tmp_path, rationality)
    expected = scenario.solve().to_json()
    solution = solved_tree(scenario, float(rationality))
    assert solution.solved
    assert solution.stages
    for i, name in enumerate(("west", "east")):
        assert float(solution.value_vi[0, i]) == pytest.approx(expected["actors"][name]["value"], abs=1e-7)
    model = Model(scenario.as_prism(free=[]))
    for ending, chance in expected["endings"].items():
        assert model.value(None, ending, nobody) == close(chance)


def test_who_moves_at_the_same_time_is_not_free_in_a_model_yet(tmp_path: Path) -> None:
    scenario = at_once(tmp_path, "2")
    for free in (None, ["west"], ["east"]):
        with pytest.raises(offramp.ScenarioError, match="isn't written yet"):
            scenario.as_prism(free=free)


def nobody(_owner: str, _worth: list[float]) -> float:
    raise AssertionError("nobody may decide anything here")


def best(owner: str, worth: list[float]) -> float:
    return max(worth)


def against(actor: str) -> Callable[[str, list[float]], float]:
    return lambda owner, worth: (max if owner == actor else min)(worth)


@pytest.mark.parametrize("number", GAMES)
def test_the_chain_of_solved_play(number: int, tmp_path: Path) -> None:
    scenario = drawn_scenario(number, tmp_path)
    expected = scenario.solve().to_json()
    model = Model(scenario.as_prism(free=[]))
    assert model.kind == "dtmc"
    for ending, chance in expected["endings"].items():
        assert model.value(None, ending, nobody) == close(chance)
    assert model.value(None, ENDED, nobody) == close(1.0)
    for name, actor in expected["actors"].items():
        raised = model.constants.get(f"raised_{name}", 0.0)
        assert model.value(name, None, nobody) - raised == close(actor["value"])
        if f"{name}_tolerates" in model.rewards:
            assert model.value(f"{name}_tolerates", None, nobody) == close(actor["would"])


@pytest.mark.parametrize("number", PLAIN)
def test_ways_out_from_the_written_models(number: int, tmp_path: Path) -> None:
    """could: one decides; possible: all decide together; guaranteed: one against all others."""
    scenario = drawn_scenario(number, tmp_path)
    expected = scenario.solve().to_json()
    everyone = Model(scenario.as_prism())
    for name, actor in expected["actors"].items():
        reward = f"{name}_tolerates"
        alone = Model(scenario.as_prism(free=[name]))
        assert alone.kind in ("mdp", "dtmc")
        if reward in everyone.rewards:
            assert alone.value(reward, None, best) == close(actor["could"])
            assert everyone.value(reward, None, best) == close(actor["possible"])
            if everyone.kind == "smg":
                assert everyone.value(reward, None, against(name)) == close(actor["guaranteed"])
        raised = alone.constants.get(f"raised_{name}", 0.0)
        assert alone.value(name, None, best) - raised == close(actor["best_reply_value"])
