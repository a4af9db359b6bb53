"""Simulated paths: named luck, one result whatever the threads, and agreement with the solution."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.cli.simulation_words import simulation_text
from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.scenario.expressions.expression_tree import Kind
from offramp.simulate import summaries
from offramp.simulate.paths import Paths, simulate, wilson
from offramp.simulate.play import Luck, play_period
from offramp.simulate.policies import Scripted, Uniform
from offramp.solve import backward_induction
from offramp.solve.start import Start

WALK = """
offramp: 1
title: A walk that nobody steers
calendar: {periods: 4}
state: {x: {means: Where it is, range: [-9, 9], start: 0}}
play:
  - {shock: step, sd: 0.5}
  - update: {x: x + step}
endings: {over: {when: x > 2}}
"""

# Draws before, between and after the moves; a discount; an ending that an option brings about.
PARLEY = """
offramp: 1
title: Parley
calendar: {periods: 4}
actors:
  host: {rationality: 2, discount: 0.9}
  guest: {rationality: inf}
state:
  phase: {modes: [talks, deal, war], start: talks}
  heat: {range: [0, 1], start: 0.3}
play:
  - chance: rumour
    probability: 0.2 + 0.5 * heat
  - move: host
    when: phase == talks
    options: {soft: {}, hard: {}}
  - competing:
      clash: {rate: 0.1 + heat if host == hard else 0.02, then: {phase: war}}
      offer: {rate: 0.3 if host == soft else 0.1}
  - move: guest
    when: phase == talks
    options:
      listen: {}
      accept: {when: offer, then: {phase: deal}}
  - shock: mood
    sd: 0.1
  - update: {heat: heat + (0.1 if rumour else -0.05) + mood}
payoffs:
  host: {each_period: 0.3 if host == hard else 0, at_end: {deal: 1, war: -2, horizon: 0.2}}
  guest: {each_period: 0.1 - 0.4 * heat, at_end: {deal: 0.5, war: -1, horizon: 0.3}}
endings:
  war: {when: phase == war}
  deal: {when: phase == deal}
tolerable:
  host: [deal]
  guest: {deal: 1, horizon: logistic((0.5 - heat) / 0.2)}
"""

# Luck alone: what is drawn depends on nobody, what comes of it does.
LUCK = """
offramp: 1
title: Luck
calendar: {periods: 3}
actors:
  one: {rationality: 1}
state:
  sum: {range: [-50, 50], start: 0}
play:
  - move: one
    options: {left: {}, right: {}}
  - chance: storm
    probability: 0.4
  - shock: wind
    sd: 1
  - update: {sum: sum + wind + (1 if storm else 0) + (5 if one == right else 0)}
payoffs:
  one: {at_end: {horizon: sum, high: 0}}
endings:
  high: {when: sum > 40}
tolerable:
  one: [horizon]
"""


def scenario(text: str, folder: Path) -> offramp.Scenario:
    path = folder / "game.yaml"
    path.write_text(text, encoding="utf-8")
    return offramp.load(path)


def bound(text: str, folder: Path) -> Game:
    return Game.bind(scenario(text, folder).model)


def play(game: Game, policy: Any, paths: int, seed: int = 3) -> Paths:
    return simulate(Start().block(game, paths), policy, seed)


# --- luck has names -------------------------------------------------------------------------------------------------


def test_a_seed_gives_one_result_whatever_else_runs(tmp_path: Path) -> None:
    parley = scenario(PARLEY, tmp_path)

    def work(_: int) -> tuple[dict[str, Any], dict[str, Any]]:
        return parley.solve(points=60).to_json(), parley.simulate(paths=200, points=60, seed=5).to_json()

    alone = work(0)
    with ThreadPoolExecutor(2) as pool:
        assert all(found == alone for found in pool.map(work, range(4)))


def test_how_states_are_sliced_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parley = scenario(PARLEY, tmp_path)
    whole = parley.solve(points=90, refine=False).to_json()
    monkeypatch.setattr(backward_induction, "CHUNK_ENTRIES", 1)
    sliced = parley.solve(points=90, refine=False).to_json()
    for ending, chance in whole["endings"].items():
        assert sliced["endings"][ending] == pytest.approx(chance, abs=1e-12)
    assert sliced["timeline"][-1]["endings"] == pytest.approx(whole["timeline"][-1]["endings"], abs=1e-12)


def test_another_seed_gives_another_result(tmp_path: Path) -> None:
    game = bound(LUCK, tmp_path)
    assert not np.array_equal(play(game, Uniform(), 50).paid_ni, play(game, Uniform(), 50, seed=4).paid_ni)


def test_a_path_is_the_same_however_many_others_are_played(tmp_path: Path) -> None:
    game = bound(LUCK, tmp_path)
    few, many = play(game, Uniform(), 40), play(game, Uniform(), 400)
    np.testing.assert_array_equal(few.paid_ni, many.paid_ni[:40])
    assert few.samples == many.samples


def test_two_policies_share_their_luck(tmp_path: Path) -> None:
    game = bound(LUCK, tmp_path)
    left, right = (play(game, Scripted(({"one": option},)), 300) for option in ("left", "right"))
    np.testing.assert_allclose(right.paid_ni - left.paid_ni, 15.0, atol=1e-12)
    assert left.paid_ni.std() > 1.0


def test_draws_of_different_events_and_periods_are_unrelated(tmp_path: Path) -> None:
    paths = np.arange(20_000)
    luck = Luck(1)
    draws = np.stack([luck.uniform(paths, 0, event, t) for event in ("storm", "wind") for t in (0, 1)])
    correlation = np.corrcoef(draws)
    assert np.abs(correlation - np.eye(4)).max() < 0.03
    assert draws.mean(axis=1) == pytest.approx([0.5] * 4, abs=0.01)


def test_paths_that_have_ended_stay_as_they_are(tmp_path: Path) -> None:
    game = bound(PARLEY, tmp_path)
    block: Block = Start().block(game, 500)
    end = play_period(block, np.arange(500), Scripted(({"host": "hard"},)), Luck(1))
    at_war = end.value((Kind.MODE, "phase")) == game.code("war")
    assert 0.1 < at_war.mean() < 0.6
    np.testing.assert_array_equal(end.ended[at_war], game.endings.index("war"))
    np.testing.assert_array_equal(end.value((Kind.STOCK, "heat"))[at_war], 0.3)


# --- simulation and solution ----------------------------------------------------------------------------------------


def assert_agrees(solution: dict[str, Any], simulation: dict[str, Any]) -> None:
    """Within half again the 95% intervals, with 0.005 for the grid."""
    for ending, share in simulation["endings"].items():
        half = 0.75 * (share["high"] - share["low"]) + 0.005
        assert share["share"] == pytest.approx(solution["endings"][ending], abs=half), ending
    for name, actor in solution["actors"].items():
        for column, found in (("value", simulation["values"][name]), ("would", simulation["would"][name])):
            assert found["mean"] == pytest.approx(actor[column], abs=1.5 * found["error"] + 0.005), (name, column)
    duration = simulation["duration"]
    assert duration["mean"] == pytest.approx(solution["duration"], abs=1.5 * duration["error"] + 0.01)


def test_simulation_agrees_with_the_solution_of_brink() -> None:
    brink = offramp.load("brink")
    assert_agrees(brink.solve(points=300).to_json(), brink.simulate(paths=3000, points=300).to_json())


def test_simulation_agrees_with_the_solution_where_draws_come_between_moves(tmp_path: Path) -> None:
    parley = scenario(PARLEY, tmp_path)
    assert_agrees(parley.solve(points=120).to_json(), parley.simulate(paths=3000, points=120).to_json())


def test_simulation_agrees_with_the_solution_where_someone_is_deluded(tmp_path: Path) -> None:
    worth = "worth: {means: What a deal is worth, unit: utility, value: 0.5, range: [0, 3], because: {note: varied}}"
    text = PARLEY.replace("guest: {rationality: inf}", "guest: {rationality: 3, believes: {worth: 0}}")
    text = text.replace("state:", f"assumptions:\n  {worth}\nstate:").replace("deal: 0.5,", "deal: worth,")
    deluded = scenario(text, tmp_path)
    solution = deluded.solve(points=120).to_json()
    assert_agrees(solution, deluded.simulate(paths=3000, points=120).to_json())
    assert abs(solution["actors"]["guest"]["expects"]["value"] - solution["actors"]["guest"]["value"]) > 0.01


def test_wilson_intervals() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775328), abs=1e-6)  # Newcombe 1998's formula without correction
    assert wilson(5, 10) == pytest.approx((0.2365931, 0.7634069), abs=1e-6)
    assert wilson(10, 10) == pytest.approx((0.7224672, 1.0), abs=1e-6)


@pytest.mark.parametrize("backend", ["native", "numpy"])
def test_quantiles_that_are_read_from_bins_say_how_far_they_may_be_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setenv("OFFRAMP_BACKEND", backend)
    path = tmp_path / "walk.yaml"
    path.write_text(WALK, encoding="utf-8")
    walk = offramp.load(path)
    exact = walk.simulate(paths=4000).to_json()
    assert exact["quantile_errors"] == {}
    assert "counted in bins" not in simulation_text(exact)
    monkeypatch.setattr(summaries, "HELD_PATHS", 3000)
    binned = walk.simulate(paths=4000).to_json()
    width = binned["quantile_errors"]["x"]
    assert 0 < width < 0.1
    for one, other in zip(exact["timeline"], binned["timeline"], strict=True):
        assert one["stocks"]["x"]["mean"] == pytest.approx(other["stocks"]["x"]["mean"], abs=1e-12)
        for quantile in summaries.QUANTILES:
            assert abs(one["stocks"]["x"][quantile] - other["stocks"]["x"][quantile]) <= width
    assert "counted in bins; these numbers may be off by their width: x 0." in " ".join(simulation_text(binned).split())
