"""Games without a last period."""

from typing import Any

import numpy as np
import pytest
import yaml

from bench.stochastic_game import StochasticGame
from offramp.game.game import FOLLOWED, Game
from offramp.scenario.reader import read_text
from offramp.simulate.paths import simulate
from offramp.simulate.policies import Uniform
from offramp.solve import stationary, stationary_arrays, stationary_branch
from offramp.solve.solver import Effort, Solution, solve
from offramp.solve.start import Start
from offramp.solve.stationary_arrays import payoffs_of_long_games as newton

OFFERS = """
offramp: 1
title: Offers
calendar: {periods: open}
actors: {one: {rationality: inf, discount: 0.9, ties: first}, two: {rationality: inf, discount: 0.9, ties: first}}
state: {turn: {modes: [first, second, agreed], start: first}}
play:
  - {move: one, when: turn == first, options: {keep: {from: 0, to: 1, steps: STEPS}}}
  - {move: two, as: reply, when: turn == first, options: {take: {then: {turn: agreed}}, refuse: {}}}
  - {move: two, when: turn == second, options: {demand: {from: 0, to: 1, steps: STEPS}}}
  - {move: one, as: answer, when: turn == second, options: {take: {then: {turn: agreed}}, refuse: {}}}
  - {update: {turn: turn.second if turn == first else turn.first}}
payoffs:
  one: {at_end: {deal: keep if reply == take else 1 - demand}}
  two: {at_end: {deal: 1 - keep if reply == take else demand}}
endings: {deal: turn == agreed}
tolerable: {one: [deal], two: [deal]}
"""


def scenario(**changes: Any) -> dict[str, Any]:
    """One actor that stops when it likes; something else may end it first."""
    data: dict[str, Any] = yaml.safe_load("""
    offramp: 1
    title: Without end
    calendar: {periods: open}
    assumptions: {hazard: {means: Chance that it ends, unit: probability, value: 0.1, range: [0, 1]}}
    actors: {a: {rationality: inf, discount: 0.9}}
    state: {phase: {modes: ["on", stopped, over], start: "on"}}
    play:
      - {move: a, options: {stop: {then: {phase: stopped}}, go_on: {}}}
      - {chance: ends, probability: hazard, then: {phase: over}}
    payoffs: {a: {each_period: -1, at_end: {stopped: -20, over: 0}}}
    endings: {stopped: phase == stopped, over: phase == over}
    tolerable: {a: [over]}
    """)
    return data | changes


def game_of(data: dict[str, Any], **values: float) -> Game:
    return Game.bind(read_text(yaml.safe_dump(data, sort_keys=False), "open.yaml"), None, values)


def value(solution: Solution, name: str = "value") -> float:
    return float(solution.values[0, solution.backward.columns.at(name, 0)])


@pytest.mark.parametrize("hazard", [0.5, 0.1, 0.01])
def test_a_cost_until_chance_ends_it(hazard: float) -> None:
    """Going on costs 1 / (1 - δ (1 - h)) in all, and the end comes for sure if anything may bring it."""
    solution = solve(game_of(scenario(), hazard=hazard), Start(), Effort())
    assert value(solution) == pytest.approx(-1 / (1 - 0.9 * (1 - hazard)), abs=1e-8)
    assert value(solution, "would") == pytest.approx(1.0, abs=1e-6)
    assert solution.certificate.resolved
    assert solution.certificate.stationary_residual is not None
    assert solution.certificate.stationary_residual <= 1e-8


def test_what_never_ends_is_the_horizon() -> None:
    solution = solve(game_of(scenario(), hazard=0.0), Start(), Effort())
    chances = {e: float(solution.values[0, solution.backward.columns.at("ending", -1, e)]) for e in ("over", "horizon")}
    assert chances == pytest.approx({"over": 0.0, "horizon": 1.0})
    assert value(solution) == pytest.approx(-10.0, abs=1e-8)
    assert solution.certificate.resolved


def test_an_end_that_hardly_ever_comes_is_not_counted_as_never() -> None:
    """It comes at last, after ten thousand periods or so: that is found, or it is said that it isn't."""
    data = scenario()
    data["payoffs"]["a"]["at_end"]["stopped"] = -1e6
    solution = solve(game_of(data, hazard=1e-4), Start(), Effort())
    found = value(solution, "would")
    assert found == pytest.approx(1.0, abs=0.02) or not solution.certificate.resolved


def test_each_period_is_like_the_first() -> None:
    solution = solve(game_of(scenario()), Start(), Effort())
    for t in range(1, FOLLOWED):
        assert solution.backward.values(t)[0] == pytest.approx(solution.backward.values(0)[0], abs=1e-8)


def test_as_a_long_game_on_a_grid() -> None:
    """With a stock and a shock: as the same game with so many periods that the last ones hardly count."""
    data = scenario()
    data["state"]["heat"] = {"range": [0, 1], "start": 0.5}
    data["actors"]["a"]["rationality"] = 2
    data["play"][1]["probability"] = "0.02 + 0.3 * heat"
    data["play"] += [{"shock": "noise", "sd": 0.1}, {"update": {"heat": "0.9 * heat + 0.05 + noise"}}]
    without_end = solve(game_of(data), Start(), Effort(points=81))
    data["calendar"] = {"periods": 120}
    data["payoffs"]["a"]["at_end"]["horizon"] = 0
    long = solve(game_of(data), Start(), Effort(points=81))
    assert without_end.certificate.resolved, without_end.certificate.reasons
    assert value(without_end) == pytest.approx(value(long), abs=0.01)
    assert value(without_end, "would") == pytest.approx(value(long, "would"), abs=0.01)


@pytest.mark.parametrize(("steps", "settles"), [(96, True), pytest.param(101, False, marks=pytest.mark.slow)])
def test_exact_players_may_go_round_in_a_circle(steps: int, settles: bool) -> None:
    """Of offers in equal steps, one is stationary if it lies in ((1 - step) / 1.9, 1 / 1.9]: 50/95 does. With steps of
    a hundredth there is none, and values go to and fro: that is said."""
    data = yaml.safe_load(OFFERS.replace("STEPS", str(steps)))
    solution = solve(game_of(data), Start(), Effort())
    assert solution.certificate.resolved is settles, solution.certificate.reasons
    assert value(solution) == pytest.approx(1 / 1.9, abs=0.02)


def test_a_process_is_played_until_it_ends() -> None:
    data = scenario()
    del data["actors"], data["payoffs"], data["tolerable"]
    data["play"] = data["play"][1:]
    data["endings"] = {"over": "phase == over"}
    data["state"]["phase"]["modes"] = ["on", "over"]
    data["state"]["heat"] = {"range": [0, 1], "start": 0.5}
    game = game_of(data)
    played = simulate(Start().block(game, 2000), Uniform(), 1)
    assert (played.ended_n == game.endings.index("over")).all()
    assert np.mean(played.periods_n) == pytest.approx(10, abs=1)


def test_states_that_many_periods_lead_to() -> None:
    """A walk of 60 steps, longer than the periods that results follow: ruin as in Feller 1968, An Introduction to
    Probability Theory, ch. XIV.2."""
    data = scenario()
    del data["actors"], data["payoffs"], data["tolerable"]
    data["state"] = {"place": {"range": [0, 60], "start": 1, "whole": True}}
    data["play"] = [
        {"chance": "up", "probability": 0.7, "then": {"place": "place + 1"}},
        {"update": {"place": "place if up else place - 1"}},
    ]
    data["endings"] = {"top": "place >= 60", "bottom": "place <= 0"}
    solution = solve(game_of(data), Start(), Effort())
    ratio = 0.3 / 0.7
    assert solution.number("ending", None, "top") == pytest.approx((1 - ratio) / (1 - ratio**60), abs=1e-9)
    assert solution.certificate.resolved


@pytest.mark.parametrize("precision", [0.5, 5])
def test_looking_ahead_leads_where_plain_rounds_do(precision: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain rounds take many periods where the future counts; those that are looked ahead from come to the same."""
    game = game_of(yaml.safe_load(StochasticGame(states=4, actors=2, options=2, discount=0.8).scenario(precision)))
    monkeypatch.setattr(stationary, "payoffs_of_long_games", lambda game, parts: None)
    hastened = solve(game, Start(), Effort())
    monkeypatch.setattr(stationary, "STEADY", -1.0)
    plain = solve(game, Start(), Effort())
    assert hastened.certificate.resolved
    assert plain.certificate.resolved
    assert hastened.backward.values(0) == pytest.approx(plain.backward.values(0), abs=1e-7)
    assert hastened.backward.values(0) == pytest.approx(hastened.backward.values(1), abs=1e-12)


def test_what_looking_ahead_finds_too_far_away_is_left_to_plain_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choices seem settled, and turn out not to have been."""
    game = game_of(yaml.safe_load(StochasticGame(states=4, actors=2, options=2, discount=0.8).scenario(1)))
    right = solve(game, Start(), Effort())
    monkeypatch.setattr(stationary, "payoffs_of_long_games", lambda game, parts: None)
    drifts = iter([0.0])
    monkeypatch.setattr(stationary, "drift", lambda *_: next(drifts, np.inf))
    assert solve(game, Start(), Effort()).backward.values(0) == pytest.approx(right.backward.values(0), abs=1e-7)


WATCHED = """
offramp: 1
title: Two who may fight, and one who watches
calendar: {periods: open}
actors:
  one: {rationality: 3, discount: 0.9}
  two: {rationality: 2, discount: 0.8}
  watcher: {discount: 0.95}
state: {mood: {modes: [calm, tense, open_war, over, lost], start: calm}, tired: {range: [0, 2], start: 0, whole: true}}
play:
  - one_of:
      storm: {probability: 0.3 if mood == tense else 0.1, then: {mood: tense}}
      otherwise: {}
  MOVES
  - one_of:
      peace: {probability: 0.4 if one == hold else 0.2, then: {mood: over}}
      defeat: {probability: 0.2 if one == strike else 0.1 if mood == tense else 0.05, then: {mood: lost}}
      clash: {probability: 0.3 if one == strike or two == attack else 0.1, then: {mood: open_war}}
      otherwise: {then: {mood: calm}}
  - update: {tired: "min(2, tired + 1) if mood == open_war else max(0, tired - 1)"}
payoffs:
  one: {each_period: 2 - tired if one == strike else 1 + tired, at_end: {over: 3, lost: -1}}
  two: {each_period: 1.5 - tired if two == attack else 1, at_end: {over: 2, lost: 0}}
  watcher: {each_period: -tired, at_end: {over: 1, lost: 0}}
endings: {over: mood == over, lost: mood == lost}
tolerable: {one: [over], two: [over], watcher: [over]}
"""
MOVES = {
    "at once": (
        "- move: [one, two]\n    options: {one: {strike: {when: tired < 2}, hold: {}}, two: [attack, wait]}",
        True,
    ),
    "one alone": ("- {move: one, options: {strike: {when: tired < 2}, hold: {}}}", True),
    "by habit": (
        "- move: [one, two]\n    options: {one: {strike: {when: tired < 2}, hold: {}}, two: [attack, wait]}\n"
        "    habit: {two: {attack: 0.3 if tired == 0 else 0.1, wait: 0.7 if tired == 0 else 0.9}}",
        True,
    ),
    "not always": (
        "- move: [one, two]\n    when: mood == tense\n"
        "    options: {one: {strike: {when: tired < 2}, hold: {}}, two: [attack, wait]}",
        True,
    ),
    "one after another": (
        "- {move: one, options: {strike: {when: tired < 2}, hold: {}}}\n  - {move: two, options: [attack, wait]}",
        False,
    ),
}


@pytest.mark.parametrize("moves", MOVES)
def test_newtons_method_finds_what_rounds_do(moves: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With chance before the moves, options that come and go, one who only watches, and an end. Moves one after another
    are left to rounds."""
    move, found = MOVES[moves]
    text = WATCHED.replace("MOVES", move)
    if moves == "one alone":
        text = text.replace(" or two == attack", "").replace("1.5 - tired if two == attack else 1", "tired")
    if moves == "by habit":
        text = text.replace("two: {rationality: 2, ", "two: {")
    game = Game.bind(read_text(text, "watched.yaml"), None, {})
    seen: list[Any] = []

    def watched(*given: Any) -> Any:
        seen.append(newton(*given))
        return seen[-1]

    monkeypatch.setattr(stationary, "payoffs_of_long_games", watched)
    by_newton = solve(game, Start(), Effort())
    assert [payoffs is not None for payoffs in seen] == [found]
    monkeypatch.setattr(stationary, "payoffs_of_long_games", lambda game, parts: None)
    by_rounds = solve(game, Start(), Effort())
    assert by_newton.certificate.resolved
    assert by_newton.certificate.settled_by == by_rounds.certificate.settled_by == "rounds"
    assert by_newton.backward.values(0) == pytest.approx(by_rounds.backward.values(0), abs=1e-8)
    if found:
        assert seen[0] == pytest.approx(by_rounds.backward.values(0)[:, :3], abs=1e-8)


@pytest.mark.parametrize("rationality", [5, 10])
def test_newtons_method_where_the_branch_of_stage_games_must_be_followed(
    rationality: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = game_of(yaml.safe_load(StochasticGame(6, 2, 3, 0.9, 5).scenario(rationality)))
    by_newton = solve(game, Start(), Effort())
    monkeypatch.setattr(stationary, "payoffs_of_long_games", lambda game, parts: None)
    by_rounds = solve(game, Start(), Effort())
    assert by_newton.certificate.settled_by == by_rounds.certificate.settled_by == "rounds"
    assert by_newton.backward.values(0) == pytest.approx(by_rounds.backward.values(0), abs=1e-8)


def test_no_arrays_are_made_of_games_too_large_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    game = game_of(yaml.safe_load(StochasticGame(states=5, actors=2, options=2, discount=0.8).scenario(1)))
    monkeypatch.setattr(stationary_arrays, "MOST_UNKNOWNS", 9)
    monkeypatch.setattr(stationary_arrays, "_joined", lambda *_: pytest.fail("arrays were made"))
    assert solve(game, Start(), Effort()).certificate.settled_by == "rounds"
    monkeypatch.setattr(stationary_arrays, "MOST_UNKNOWNS", 10)
    with pytest.raises(pytest.fail.Exception):
        solve(game, Start(), Effort())


def test_payoffs_that_a_period_changes_are_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    game = game_of(yaml.safe_load(StochasticGame(states=4, actors=2, options=2, discount=0.8).scenario(1)))
    right = solve(game, Start(), Effort())
    asked: list[bool] = []

    def wrong(*given: Any) -> Any:
        asked.append(True)
        return newton(*given) + 0.01 * np.eye(4)[:, :2]

    monkeypatch.setattr(stationary, "payoffs_of_long_games", wrong)
    found = solve(game, Start(), Effort())
    assert asked == [True]
    assert found.certificate.resolved
    assert found.backward.values(0) == pytest.approx(right.backward.values(0), abs=1e-7)


@pytest.mark.slow
def test_a_branch_that_turns_back_is_not_followed_across(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds go in circles, and on the way from choice at random one move's equilibrium is lost: nothing is made up."""
    monkeypatch.setattr(stationary, "MOST_ROUNDS", 12)
    game = game_of(yaml.safe_load(StochasticGame(3, 2, 2, 0.95, 23).scenario(50)))
    certificate = solve(game, Start(), Effort()).certificate
    assert not certificate.resolved
    assert certificate.settled_by is None
    assert any("haven't settled" in reason for reason in certificate.reasons)


def test_an_actor_with_nothing_at_stake_does_not_keep_the_branch_from_being_followed() -> None:
    drawn = StochasticGame(4, 2, 2, 0.95, 4)
    data = yaml.safe_load(drawn.scenario(40))
    data["actors"]["idle"] = {"rationality": 1, "discount": 0.95}
    data["payoffs"]["idle"] = {"each_period": 7}
    data["tolerable"]["idle"] = ["horizon"]
    solution = solve(game_of(data), Start(), Effort())
    assert solution.certificate.resolved
    assert solution.certificate.settled_by == "branch"
    assert solution.number("value", "idle") == pytest.approx(7 / 0.05)
    assert solution.number("value", "one") == pytest.approx(11.57801302, abs=1e-6)


@pytest.mark.slow
def test_whole_periods_lead_along_the_same_branch_as_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stationary_branch, "payoffs_by_growing_rationality", lambda game, parts: None)
    solution = solve(game_of(yaml.safe_load(StochasticGame(4, 2, 2, 0.95, 4).scenario(40))), Start(), Effort())
    assert solution.certificate.settled_by == "branch"
    assert solution.number("value", "one") == pytest.approx(11.57801302, abs=1e-6)  # by sgamesolver
    assert solution.number("value", "two") == pytest.approx(14.19785061, abs=1e-6)


def test_what_settles_from_means_is_not_called_the_end_of_long_games() -> None:
    """With 11 offers long games go to and fro between 0.1 and 0.9; what stays as it is lies between."""
    data = yaml.safe_load(OFFERS.replace("STEPS", "11"))
    solution = solve(game_of(data), Start(), Effort())
    assert solution.certificate.settled_by == "means"
    data["calendar"] = {"periods": 41}
    for name in ("one", "two"):
        data["payoffs"][name]["at_end"]["horizon"] = 0
    long = solve(game_of(data), Start(), Effort())
    assert abs(value(long) - value(solution)) > 0.3
