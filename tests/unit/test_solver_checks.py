"""What the solver says about its own numbers: refinement, the audit and its control variate, starts and calendars."""

import itertools
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.game.game import Game
from offramp.simulate.paths import simulate
from offramp.solve.audit import audit
from offramp.solve.look_ahead import AsSolved, values_ahead
from offramp.solve.solver import Effort, _Solver, solve
from offramp.solve.start import Start

# Brink in small: a hazard that grows with a noisy stock, and the stock with what is picked.
SLIDE = """
offramp: 1
title: Slide
calendar: {periods: PERIODS}
actors:
  west: {rationality: 3, discount: 0.95}
  east: {rationality: 3}
state:
  phase: {modes: [crisis, war, settled], start: crisis}
  tension: {range: [0, 1], start: 0.3}
play:
  - move: west
    when: phase == crisis
    options: {push: {}, ease: {}}
  - move: east
    when: phase == crisis
    options:
      push: {}
      ease: {}
      settle: {then: {phase: settled}}
  - chance: slips
    probability: 0.3 * logistic((tension - 0.6) / 0.08)
    then: {phase: war}
  - shock: nerves
    sd: 0.06
  - update: {tension: tension + (0.09 if west == push and east == push else -0.04) + nerves}
payoffs:
  west: {each_period: 0.1 if west == push else 0, at_end: {war: -4, settled: 0.3, horizon: 1 - tension}}
  east: {each_period: 0.1 if east == push else 0, at_end: {war: -4, settled: -0.2, horizon: 1 - tension}}
endings:
  war: {when: phase == war}
  settled: {when: phase == settled}
tolerable:
  west: {settled: 1, horizon: logistic((0.5 - tension) / 0.1)}
  east: [horizon]
"""

# Leaving works, but for one season. What waiting may still bring shrinks with the periods that are left.
SEASON = """
offramp: 1
title: Season
calendar: {periods: 5}
actors:
  town: {rationality: 1}
state:
  phase: {modes: [open, out, lost], start: open}
play:
  - move: town
    options:
      wait: {}
      leave: {}
  - one_of:
      gets_out: {probability: (0.1 if t == 2 else 0.9) if town == leave else 0, then: {phase: out}}
      gets_lost: {probability: (0.9 if t == 2 else 0.1) if town == leave else 0, then: {phase: lost}}
payoffs:
  town: {at_end: {out: 1, lost: 0, horizon: 0}}
endings:
  out: {when: phase == out}
  lost: {when: phase == lost}
tolerable:
  town: [out]
"""

PERIODS = 6


def scenario(text: str, folder: Path) -> offramp.Scenario:
    path = folder / "game.yaml"
    path.write_text(text, encoding="utf-8")
    return offramp.load(path)


def slide(folder: Path, periods: int = PERIODS) -> offramp.Scenario:
    return scenario(SLIDE.replace("PERIODS", str(periods)), folder)


@cache
def solved_on(folder: Path, points: int) -> Any:
    """The backward pass on one grid of a given size, with enough nodes for the shock."""
    game = Game.bind(slide(folder).model)
    return solve(game, Start(), Effort(points, refine=False, nodes=12)).backward


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slide")


def columns_of(solved: Any, *names: str) -> list[int]:
    return [q for q, column in enumerate(solved.columns.columns) if column.name in names]


def at_start(solved: Any) -> np.ndarray:
    found: np.ndarray = values_ahead(solved, Start().block(solved.game))[0]
    return found


# --- grids ----------------------------------------------------------------------------------------------------------


def test_finer_grids_come_closer_to_the_finest(folder: Path) -> None:
    truth = solved_on(folder, 900)
    checked = columns_of(truth, "ending", "would", "could", "value")
    errors = [
        np.abs(at_start(solved_on(folder, points)) - at_start(truth))[checked].max() for points in (12, 36, 108, 324)
    ]
    assert all(fine < 0.5 * coarse for coarse, fine in itertools.pairwise(errors)), errors
    assert errors[-1] < 0.002


def test_mass_forward_is_value_backward(folder: Path) -> None:
    """The forward pass ends where the backward pass says, on any grid: both use one transition."""
    for points in (15, 60):
        solution = slide(folder).solve(points=points, refine=False).to_json()
        assert solution["timeline"][-1]["endings"] == pytest.approx(solution["endings"], abs=1e-9)
        assert solution["timeline"][-1]["live"] > 0.0


def test_one_grid_alone_is_never_called_resolved(folder: Path) -> None:
    certificate = slide(folder).solve(points=300, refine=False).to_json()["certificate"]
    assert not certificate["resolved"]
    assert certificate["refinement_change"] is None
    assert certificate["audit_gap"] is None


def test_a_grid_that_is_too_coarse_is_not_resolved(folder: Path) -> None:
    solution = slide(folder).solve(points=9, tolerance=0.002).to_json()
    assert not solution["certificate"]["resolved"]
    assert solution["certificate"]["reasons"]


def test_play_that_isn_t_followed_is_no_part_of_the_checks_and_is_there_when_asked_for(folder: Path) -> None:
    game = Game.bind(slide(folder).model)
    followed = solve(game, Start(), Effort(points=60, refine=False))
    later = solve(game, Start(), Effort(points=60, refine=False, follow=False))
    assert later.values.tolist() == followed.values.tolist()
    assert np.isnan([later.certificate.clamped, later.certificate.clipped, later.certificate.mass_error]).all()
    assert any("wasn't followed" in reason for reason in later.certificate.reasons)
    assert not any("wasn't followed" in reason for reason in followed.certificate.reasons)
    assert [v.ended_e.tolist() for v in later.visits] == [v.ended_e.tolist() for v in followed.visits]


def test_errors_cover_the_distance_to_a_much_finer_grid(folder: Path) -> None:
    solution = slide(folder).solve(points=300).to_json()
    assert solution["certificate"]["resolved"]
    truth = solved_on(folder, 900)
    for number, ending in enumerate(truth.game.endings):
        off = abs(solution["endings"][ending] - at_start(truth)[columns_of(truth, "ending")[number]])
        assert off <= solution["ending_errors"][ending] + 0.002


# --- the audit ------------------------------------------------------------------------------------------------------


def test_the_audit_finds_what_a_coarse_grid_gets_wrong(folder: Path) -> None:
    """Grid plus gap is the worth of the coarse policy on the exact dynamics, here found by plain simulation."""
    coarse = solved_on(folder, 6)
    checked = columns_of(coarse, "ending", "would", "value")
    (found,) = audit(coarse, Start(), 400, seed=2)
    paths = simulate(Start().block(coarse.game, 6000), AsSolved(coarse), seed=9)
    ended = [paths.ended_n == e for e in range(len(coarse.game.endings))]
    columns = [*paths.paid_ni.T, *ended, *paths.weight_ni.T]  # in the order of the columns checked
    assert len(columns) == len(checked)
    gaps = []
    for q, played in zip(checked, columns, strict=True):
        sampling = np.std(played) / np.sqrt(len(played))
        slack = 3 * np.hypot(sampling, found.error_q[q]) + 1e-3  # the shock is drawn there, and has nodes here
        assert at_start(coarse)[q] + found.gap_q[q] == pytest.approx(np.mean(played), abs=slack)
        gaps.append(abs(found.gap_q[q]) / (3 * sampling))
    assert max(gaps) > 1.0  # the grid itself is off by more than sampling explains


def test_the_control_variate_leaves_little_noise(folder: Path) -> None:
    solved = solved_on(folder, 324)
    (found,) = audit(solved, Start(), 300, seed=1)
    for q in columns_of(solved, "ending", "would"):
        chance = at_start(solved)[q]
        assert found.error_q[q] < 0.05 * np.sqrt(chance * (1 - chance) / 300) + 1e-4
        assert abs(found.gap_q[q]) < 0.002


def test_the_audit_does_not_depend_on_luck(folder: Path) -> None:
    solved = solved_on(folder, 36)
    one, other = (audit(solved, Start(), 300, seed=seed)[0] for seed in (1, 2))
    for q in columns_of(solved, "ending", "would", "value"):
        assert one.gap_q[q] == pytest.approx(other.gap_q[q], abs=4 * np.hypot(one.error_q[q], other.error_q[q]) + 1e-6)


# --- other starts, other horizons -----------------------------------------------------------------------------------


def test_a_later_start_is_a_shorter_game_where_nothing_reads_the_time(folder: Path) -> None:
    """Values count from the start that is asked for, discounts too."""
    later = slide(folder).solve(at={"t": 4, "tension": 0.45}, points=250).to_json()
    text = SLIDE.replace("PERIODS", "2").replace("start: 0.3", "start: 0.45")
    short = scenario(text, folder).solve(points=250).to_json()
    assert later["endings"] == pytest.approx(short["endings"], abs=0.002)
    assert later["duration"] == pytest.approx(short["duration"], abs=0.002)
    assert [row["t"] for row in later["timeline"]] == [4, 5]
    for name, actor in short["actors"].items():
        for number in ("would", "could", "helped", "possible", "guaranteed", "value", "price"):
            assert later["actors"][name][number] == pytest.approx(actor[number], abs=0.003), (name, number)


def test_a_closing_is_labelled_by_what_makes_it(tmp_path: Path) -> None:
    exits = scenario(SEASON, tmp_path).solve(horizon_check=True).to_json()["exits"]["town"]
    assert (exits["leave"]["first_closing"], exits["leave"]["last_closing"]) == (2, 2)
    assert exits["leave"]["calendar"] is False  # the season closes it, however long the game lasts
    assert exits["wait"]["first_closing"] == 4
    assert exits["wait"]["calendar"] is True  # only the end of the game does


def test_closings_are_not_labelled_unasked(tmp_path: Path) -> None:
    exits = scenario(SEASON, tmp_path).solve().to_json()["exits"]["town"]
    assert exits["leave"]["calendar"] is None


def test_the_last_grid_says_all_whether_it_was_foreseen_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    game = Game.bind(slide(tmp_path, 4).model)
    found = solve(game, Start(), Effort())
    assert found.certificate.resolved
    assert len(found.certificate.points) > 1
    asked: list[int] = []

    def full(self: object, solved: object, times: int = 1) -> bool:
        asked.append(times)
        return times == 1

    monkeypatch.setattr(_Solver, "_may_grow", full)
    foreseen = solve(game, Start(), Effort())
    assert 2 in asked
    assert foreseen.certificate == found.certificate
    for one, other in (
        (found.values, foreseen.values),
        (found.change_q, foreseen.change_q),
        (found.gap_q, foreseen.gap_q),
    ):
        np.testing.assert_array_equal(one, other)
    assert found.values[0, found.backward.columns.at("repeat", 0, "push")] > 0
