"""Wrong beliefs: the deluded choose as in the game that they believe in; what happens is the world's."""

import math
from pathlib import Path
from typing import Any

import pytest

import offramp

# The east gives in or holds out, and takes the west for tougher than it is. The west knows this, and the truth.
BLUFF = """
offramp: 1
title: Bluff
calendar: {periods: 3}
actors:
  west: {rationality: 2}
  east: {rationality: 0.4BELIEVES}
assumptions:
  toughness: {means: What war brings the west, unit: utility, value: -4, range: [-8, 2], because: {note: varied here}}
state:
  phase: {modes: [crisis, war, west_yields, east_yields], start: crisis}
play:
  - chance: alarm
    probability: 0.3
  - move: east
    when: phase == crisis
    options:
      hold: {}
      yield_: {then: {phase: east_yields}}
  - move: west
    when: phase == crisis
    options:
      wait: {}
      attack: {then: {phase: war}}
      back_down: {then: {phase: west_yields}}
payoffs:
  west:
    each_period: -0.3 if alarm else 0
    at_end: {war: toughness, west_yields: -1, east_yields: 2, horizon: 0}
  east:
    each_period: 0.1
    at_end: {war: -6, west_yields: 2, east_yields: -1, horizon: 0}
endings:
  war: {when: phase == war}
  west_yields: {when: phase == west_yields}
  east_yields: {when: phase == east_yields}
tolerable:
  west: [east_yields, horizon]
  east: [west_yields, horizon]
"""

# One mover and one stock: worth waiting only if stores grow as fast as it believes.
STORES = """
offramp: 1
title: Stores
calendar: {periods: 4}
actors:
  town: {rationality: 4BELIEVES}
assumptions:
  growth: {means: What a period adds, unit: share, value: 0.02, range: [0, 0.3], because: {note: varied here}}
state:
  stores: {unit: share, range: [0, 2], start: 0.5}
  phase: {modes: [open, sold], start: open}
play:
  - move: town
    when: phase == open
    options:
      keep: {}
      sell: {then: {phase: sold}}
  - shock: weather
    sd: 0.05
  - update: {stores: stores + growth + weather}
payoffs:
  town: {at_end: {sold: 0.75, horizon: 1.2 * stores}}
endings:
  sold: {when: phase == sold}
tolerable:
  town: [horizon]
"""


def solve(text: str, folder: Path, believes: str = "", **requests: Any) -> dict[str, Any]:
    path = folder / "game.yaml"
    path.write_text(text.replace("BELIEVES", f", believes: {{{believes}}}" if believes else ""), encoding="utf-8")
    solution: dict[str, Any] = offramp.load(path).solve(**requests).to_json()
    return solution


def chosen(solution: dict[str, Any], actor: str) -> dict[str, float]:
    return {name: option["chosen"] for name, option in solution["actors"][actor]["options"].items()}


def test_the_deluded_choose_as_in_the_game_that_they_believe_in(tmp_path: Path) -> None:
    deluded = solve(BLUFF, tmp_path, "toughness: 1.5")
    believed = solve(BLUFF, tmp_path, set={"toughness": 1.5})
    world = solve(BLUFF, tmp_path)
    assert chosen(deluded, "east") == pytest.approx(chosen(believed, "east"), abs=1e-12)
    assert abs(chosen(deluded, "east")["hold"] - chosen(world, "east")["hold"]) > 0.1


def test_what_they_expect_is_the_believed_game_and_not_what_happens(tmp_path: Path) -> None:
    deluded = solve(BLUFF, tmp_path, "toughness: 1.5")
    believed = solve(BLUFF, tmp_path, set={"toughness": 1.5})
    expects = deluded["actors"]["east"]["expects"]
    assert expects["endings"] == pytest.approx(believed["endings"], abs=1e-12)
    assert expects["would"] == pytest.approx(believed["actors"]["east"]["would"], abs=1e-12)
    assert expects["value"] == pytest.approx(believed["actors"]["east"]["value"], abs=1e-12)
    assert abs(expects["endings"]["war"] - deluded["endings"]["war"]) > 0.05
    assert deluded["actors"]["west"]["expects"] is None


def test_the_others_know_the_truth_and_the_error(tmp_path: Path) -> None:
    """In the last period the west picks by the world's payoffs; before it, it counts on the east's mistaken choices."""
    last = solve(BLUFF, tmp_path, "toughness: 1.5", at={"t": 2})
    worth = {"wait": 0.0, "attack": -4.0, "back_down": -1.0}
    total = sum(math.exp(2 * v) for v in worth.values())
    hold = chosen(last, "east")["hold"]
    assert chosen(last, "west") == pytest.approx({k: hold * math.exp(2 * v) / total for k, v in worth.items()})
    ends = last["endings"]
    assert ends["east_yields"] == pytest.approx(1.0 - hold)
    middle = solve(BLUFF, tmp_path, "toughness: 1.5", at={"t": 1})
    value = last["actors"]["west"]["value"]  # as of t = 2, with the east's mistaken choices in it
    worth = {"wait": value, "attack": -4.0, "back_down": -1.0}
    total = sum(math.exp(2 * v) for v in worth.values())
    hold = chosen(middle, "east")["hold"]
    assert chosen(middle, "west") == pytest.approx({k: hold * math.exp(2 * v) / total for k, v in worth.items()})


def test_a_true_belief_changes_nothing(tmp_path: Path) -> None:
    right = solve(BLUFF, tmp_path, "toughness: -4")
    assert right["actors"]["east"]["expects"] is None
    assert right["endings"] == solve(BLUFF, tmp_path)["endings"]


def test_a_belief_may_follow_other_assumptions(tmp_path: Path) -> None:
    shifted = solve(BLUFF, tmp_path, "toughness: toughness + 5.5")
    assert shifted["endings"] == pytest.approx(solve(BLUFF, tmp_path, "toughness: 1.5")["endings"], abs=1e-12)


def test_beliefs_on_grids(tmp_path: Path) -> None:
    requests = {"points": 150, "refine": False}
    deluded = solve(STORES, tmp_path, "growth: 0.2", **requests)
    believed = solve(STORES, tmp_path, set={"growth": 0.2}, **requests)
    world = solve(STORES, tmp_path, **requests)
    assert chosen(deluded, "town") == pytest.approx(chosen(believed, "town"), abs=0.01)
    assert chosen(deluded, "town")["keep"] > chosen(world, "town")["keep"] + 0.1
    town = deluded["actors"]["town"]
    assert town["expects"]["value"] == pytest.approx(believed["actors"]["town"]["value"], abs=0.01)
    # It holds on longer than it would if it knew, and is worse off for it.
    assert town["value"] < world["actors"]["town"]["value"] - 0.01 < town["expects"]["value"] - 0.1
