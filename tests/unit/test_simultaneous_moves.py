"""Moves that several actors make at the same time."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import offramp
from offramp.game.game import Game
from offramp.scenario.reader import read_text
from offramp.simulate.paths import simulate
from offramp.solve.forward_pass import walk
from offramp.solve.look_ahead import AsSolved
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def scenario(**changes: Any) -> dict[str, Any]:
    """Two actors that both push or both give in, or not."""
    data: dict[str, Any] = yaml.safe_load("""
    offramp: 1
    title: At once
    calendar: {periods: 3}
    actors: {west: {rationality: 2}, east: {rationality: 3}}
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
      west: {each_period: -0.1, at_end: {war: -4, east_yields: 1, west_yields: -1, horizon: 0}}
      east: {each_period: -0.2, at_end: {war: -3, west_yields: 1, east_yields: -0.5, horizon: 0}}
    endings:
      war: phase == war
      west_yields: phase == west_yields
      east_yields: phase == east_yields
    tolerable: {west: [east_yields, horizon], east: {west_yields: 1, horizon: 0.6, war: 0.2}}
    """)
    return data | changes


def game_of(data: dict[str, Any]) -> Game:
    return Game.bind(read_text(yaml.safe_dump(data, sort_keys=False), "at_once.yaml"))


def solved(data: dict[str, Any], **effort: Any) -> Any:
    return solve(game_of(data), Start(), Effort(**effort))


def value(solution: Any, name: str, actor: str, option: str = "") -> float:
    columns = solution.backward.columns
    return float(solution.values[0, columns.at(name, solution.game.actors.index(actor), option)])


def test_each_sees_only_what_came_before() -> None:
    """What the second of the list does is the same after anything that the first one did."""
    solution = solved(scenario())
    moves = [move for move, _ in solution.visits[0].moves]
    west, east = moves
    assert len(west.decision.starts) == 1
    assert len(east.decision.starts) == 3
    by_node = east.choice_c.reshape(3, 2)
    assert (by_node == by_node[0]).all()
    in_turn = scenario()
    options = in_turn["play"][0]["options"]
    in_turn["play"][0:1] = [{"move": a, "options": options[a]} for a in ("west", "east")]
    moves = [move for move, _ in solved(in_turn).visits[0].moves]
    by_node = np.split(moves[1].choice_c, moves[1].decision.starts[1:])
    assert abs(by_node[0][0] - by_node[2][0]) > 0.01  # after `push` and after `wait`


def test_the_logit_rule_holds_for_both() -> None:
    """σ_i ∝ exp(λ_i Q_i) with Q the mean over what the other does, recomputed from values one step on."""
    game = game_of(scenario())
    solution = solve(game, Start(), Effort())
    ahead = solution.backward.look_at(Start().block(game))
    for k, (move, children) in enumerate(zip(ahead.moves, ahead.children, strict=True)):
        own = children[:, solution.backward.columns.at("value", move.decision.actor)]
        first = slice(0, move.decision.counts[0])
        weight = np.exp(game.rationality_i[move.decision.actor] * own[first])
        assert move.choice_c[first] == pytest.approx(weight / weight.sum(), abs=1e-9), k


def test_the_order_in_which_they_are_listed_changes_nothing() -> None:
    data, turned = scenario(), scenario()
    for one in (data, turned):
        # Nobody's effect may hide the other's.
        east = one["play"][0]["options"]["east"]
        east["give_in"]["then"]["phase"] = "east_yields if west != give_in else west_yields"
    turned["play"][0]["move"] = ["east", "west"]
    one, other = (offramp_result(d) for d in (data, turned))
    assert one == other


def offramp_result(data: dict[str, Any]) -> Any:
    solution = solved(data)
    names = ("value", "would", "could", "helped", "possible", "guaranteed", "best_reply", "plan")
    return {
        (name, actor): pytest.approx(value(solution, name, actor), abs=1e-9)
        for name in names
        for actor in ("west", "east")
    }


def test_with_one_option_the_other_moves_alone() -> None:
    data = scenario()
    data["play"][0]["options"]["east"] = {"push": {"then": {"phase": "east_yields if west == wait else phase"}}}
    alone = scenario()
    options = data["play"][0]["options"]
    alone["play"][0:1] = [{"move": a, "options": options[a]} for a in ("west", "east")]
    assert offramp_result(data) == offramp_result(alone)


def test_effects_come_one_after_the_other_once_all_have_picked() -> None:
    data = yaml.safe_load("""
    offramp: 1
    title: Forts
    calendar: {periods: 1}
    actors: {west: {rationality: 0}, east: {rationality: 0}}
    state: {forts: {range: [0, 9], start: 5, whole: true}}
    play:
      - move: [west, east]
        options: {take: {then: {forts: forts - 1 if west == east else forts}}, leave: {}}
    payoffs: {west: {at_end: {horizon: forts}}, east: {at_end: {horizon: -forts}}}
    """)
    # Both take: two forts are gone; one of them takes: none.
    assert value(solved(data), "value", "west") == pytest.approx(0.25 * 3 + 0.75 * 5)


def test_a_habit_is_kept_and_the_other_replies_to_it() -> None:
    data = scenario(actors={"west": {"rationality": float("inf")}, "east": {"rationality": 1}})
    data["calendar"] = {"periods": 1}
    data["play"][0]["habit"] = {"east": {"push": 0.9, "give_in": 0.1}}
    data["actors"]["west"]["rationality"] = "inf"
    solution = solved(data)
    # Without each period's −0.1: push brings 0.9 · (0.3 · −4) + 0.1 · 1 = −0.98, giving in 0.9 · −1 + 0.1 · 1 = −0.8,
    # waiting 0.9 · (0.05 · −4) + 0.1 · 1 = −0.08.
    west, east = [move for move, _ in solution.visits[0].moves]
    assert east.choice_c[:2] == pytest.approx([0.9, 0.1])
    assert west.choice_c == pytest.approx([0, 0, 1])


def test_options_that_are_not_there() -> None:
    data = scenario()
    data["play"][0]["options"]["west"]["wait"] = {"when": "t > 0"}
    data["play"][0]["options"]["east"]["give_in"]["when"] = "t > 1"
    solution = solved(data)
    assert [len(move.choice_c) for move, _ in solution.visits[0].moves] == [2, 2]
    assert abs(sum(v.ended_e.sum() for v in solution.visits) - 1) < 1e-12


def test_mixing_is_what_guarantees() -> None:
    """Matching pennies: neither option guarantees a win, both together win half of the time (von Neumann 1928)."""
    data = yaml.safe_load("""
    offramp: 1
    title: Pennies
    calendar: {periods: 1}
    actors: {odd: {rationality: 1}, even: {rationality: 1}}
    state: {won: {modes: [nobody, odd, even], start: nobody}}
    play:
      - move: [odd, even]
        options: [heads, tails]
      - update: {won: "won.even if odd == even else won.odd"}
    payoffs: {odd: {at_end: {odd_wins: 1, even_wins: 0, horizon: 0}}, even: {at_end: {odd_wins: 0, otherwise: 1}}}
    endings: {odd_wins: won == won.odd, even_wins: won == won.even}
    tolerable: {odd: [odd_wins], even: [even_wins]}
    """)
    solution = solved(data)
    for actor in ("odd", "even"):
        assert value(solution, "guaranteed", actor) == pytest.approx(0.5)
        assert value(solution, "possible", actor) == pytest.approx(1.0)


def test_favours_of_others_who_move_at_the_same_time() -> None:
    data = scenario(calendar={"periods": 1}, helped={"west": 0.0, "east": 10.0})
    data["actors"]["east"]["helped"] = 10.0
    data.pop("helped")
    solution = solved(data)
    # East can afford to give in, and then it is over unless the west does too.
    assert value(solution, "helped", "west") == pytest.approx(1.0)
    assert value(solution, "could", "west") < 0.97


def test_paths_pick_as_solved() -> None:
    game = game_of(scenario())
    solution = solve(game, Start(), Effort())
    endings = {e: float(solution.values[0, solution.backward.columns.at("ending", -1, e)]) for e in game.endings}
    played = simulate(Start().block(game, 4_000), AsSolved(solution.backward), 5)
    for ending, chance in endings.items():
        share = float((played.ended_n == game.endings.index(ending)).mean())
        assert share == pytest.approx(chance, abs=4 * np.sqrt(0.25 / 4_000)), ending


WALK = {
    "state": {
        "phase": {"modes": ["crisis", "war", "west_yields", "east_yields"], "start": "crisis"},
        "heat": {"range": [0, 1], "start": 0.3},
    }
}


def test_between_stocks_and_shocks() -> None:
    """On a grid: audited paths agree, mass is kept, and the bounds hold in every state."""
    data = scenario(**WALK)
    data["play"][1]["probability"] = "heat * (0.6 if west == push and east == push else 0.2)"
    data["play"] += [{"shock": "noise", "sd": 0.1}, {"update": {"heat": "heat + noise"}}]
    solution = solved(data, paths=200)
    assert solution.certificate.resolved, solution.certificate.reasons
    assert solution.certificate.logit_residual is not None
    assert solution.certificate.logit_residual < 1e-8
    assert_bounds(solution)


def assert_bounds(solution: Any) -> None:
    backward = solution.backward
    for t in range(solution.game.periods):
        values = backward.values(t)
        for i in range(len(solution.game.actors)):
            would, could, helped, possible, guaranteed = (
                values[:, backward.columns.at(name, i)]
                for name in ("would", "could", "helped", "possible", "guaranteed")
            )
            for low, high in ((guaranteed, could), (could, helped), (helped, possible), (would, could)):
                assert (low <= high + 1e-9).all()
    assert abs(sum(float(v.ended_e.sum()) for v in walk(backward, Start().block(solution.game))) - 1) < 1e-9


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_bounds_in_games_drawn_at_random(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = scenario(calendar={"periods": 2})
    for actor in ("west", "east"):
        ends = {e: float(rng.normal(scale=3)) for e in ("war", "west_yields", "east_yields", "horizon")}
        data["payoffs"][actor]["at_end"] = ends
        data["actors"][actor]["rationality"] = float(rng.choice([0, 0.5, 2, 8]))
        data["actors"][actor]["helped"] = float(rng.uniform(0, 2))
        data["tolerable"][actor] = {e: float(rng.uniform()) for e in ends}
    assert_bounds(solved(data))


def test_three_at_once(tmp_path: Path) -> None:
    data = scenario()
    data["actors"]["south"] = {"rationality": 1}
    yielding = {"then": {"phase": "west_yields if west == give_in and east == push else east_yields"}}
    data["play"][0] = {"move": ["west", "east", "south"], "options": {"push": {}, "give_in": yielding}}
    data["payoffs"]["south"] = {"each_period": 0, "at_end": {"war": -1, "otherwise": "1 if south == push else 0"}}
    data["tolerable"]["south"] = ["horizon"]
    path = tmp_path / "three.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    result = offramp.load(path).solve().to_json()
    assert set(result["actors"]) == {"west", "east", "south"}
    assert result["certificate"]["logit_residual"] < 1e-8
    assert result["certificate"]["resolved"]


def test_believed_chances_of_one_who_moves_at_the_same_time() -> None:
    """West believes that war is cheap, picks accordingly, and the east knows it."""
    data = scenario(
        assumptions={"war_cost": {"means": "What war costs the west", "unit": "utility", "value": 4, "range": [0, 9]}},
        believes={"west": {"war_cost": 0}},
    )
    data["payoffs"]["west"]["at_end"]["war"] = "-war_cost"
    sure = solved(data)
    cheap = scenario()
    cheap["payoffs"]["west"]["at_end"]["war"] = 0
    expected = next(move for move, _ in solved(cheap).visits[0].moves).choice_c
    assert next(move for move, _ in sure.visits[0].moves).choice_c == pytest.approx(expected, abs=1e-9)
