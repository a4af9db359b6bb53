"""Numbers put right by the play on the exact dynamics: what coarse grids get wrong, other nodes, and worlds."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.explore.branches import branches
from offramp.explore.calibration import Calibration
from offramp.explore.explorer import Explorer
from offramp.explore.left_over import _still_to_come, left_over
from offramp.explore.world_plan import Plan
from offramp.explore.world_runs import Workers
from offramp.explore.world_solves import Grids, Numbers, World, published, solve_world
from offramp.game.game import Game
from offramp.judge.requests import AS_WRITTEN
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text
from offramp.simulate.play import Luck, play_period
from offramp.solve.backward_induction import Backward
from offramp.solve.columns import Rule, Target
from offramp.solve.exact_play import AsPlayed, as_played, with_nodes
from offramp.solve.look_ahead import AsSolved, values_ahead
from offramp.solve.native_period import NotNativeError
from offramp.solve.native_team import NativeTeam
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start

from ..twins import backend, needs_native

# Front and nerve drift with what both pick; moves are made first, so that a path's look ahead is used for them.
DUEL = """
offramp: 1
title: Duel
calendar: {periods: 7}
actors:
  west: {rationality: 3, discount: 0.95}
  east: {rationality: 3}
assumptions: {pace: {means: How fast the front moves, value: 0.1, range: [0.05, 0.15], because: {note: a test}}}
state:
  phase: {modes: [crisis, war, settled], start: crisis}
  tension: {range: [0, 1], start: 0.3}
  front: {range: [-1, 1], start: 0.05}
play:
  - move: west
    options: {push: {}, ease: {}}
  - move: east
    options: {push: {}, ease: {}, settle: {then: {phase: settled}}}
  - chance: slips
    probability: 0.4 * logistic((tension - 0.6) / 0.06)
    then: {phase: war}
  - shock: nerves
    sd: SD
  - update:
      tension: tension + (0.09 if west == push and east == push else -0.04) + nerves
      front: front + (pace if west == push else 0) - (pace if east == push else 0)
payoffs:
  west: {each_period: 0.1 if west == push else 0, at_end: {war: -2, settled: front - 0.6, horizon: front - tension}}
  east: {each_period: 0.1 if east == push else 0, at_end: {war: -2, settled: -front - 1.2, horizon: -front - tension}}
endings: {war: {when: phase == war}, settled: {when: phase == settled}}
tolerable:
  west: {settled: 1, horizon: logistic((0.5 - tension) / 0.05)}
  east: [horizon]
"""
# What waiting is worth comes from luck alone: one node, in the middle, sees none of it.
OPTION = """
offramp: 1
title: Option
calendar: {periods: 3}
actors: {a: {rationality: 20}}
state:
  phase: {modes: [in, out], start: in}
  x: {range: [-6, 6], start: 0}
play:
  - move: a
    when: t == 0
    options: {wait: {}, leave: {then: {phase: out}}}
  - shock: luck
    when: t > 0
    sd: 1
  - update: {x: x + (luck if t > 0 else 0)}
payoffs: {a: {at_end: {gone: 0.15, horizon: "max(x, 0)"}}}
endings: {gone: {when: phase == out}}
tolerable: {a: [horizon]}
"""
R_AND_D = "rationality: 3, discount: 0.95}"
COARSE, FINE = 12, 2000


def duel(sd: float = 0.05) -> ScenarioModel:
    return read_text(DUEL.replace("SD", str(sd)), "duel.yaml")


@cache
def solved_on(points: int, nodes: int = 3, sd: float = 0.05) -> Backward:
    effort = Effort(points, refine=False, nodes=nodes, check_shocks=False)
    return solve(Game.bind(duel(sd)), Start(), effort).backward


def at_start(solved: Backward) -> np.ndarray:
    found: np.ndarray = values_ahead(solved, Start().block(solved.game))
    return found


def usual_error(found: np.ndarray, truth: np.ndarray, solved: Backward, as_solved: bool = True) -> float:
    """Of the chances that are about the play as solved, or of the others."""
    columns = enumerate(solved.columns.columns)
    chances = [q for q, c in columns if c.target is not Target.PAYOFF and (c.rule is Rule.SOLVED) == as_solved]
    return float(np.sqrt(np.mean((found - truth)[0, chances] ** 2)))


def played(solved: Backward, paths: int = 200, nodes: int = 3) -> AsPlayed:
    return as_played(solved, Start(), paths, 1, nodes)


# --- what is put right ----------------------------------------------------------------------------------------------


def test_coarse_numbers_come_much_nearer_to_those_of_a_fine_grid() -> None:
    coarse, truth = solved_on(COARSE), at_start(solved_on(FINE))
    for as_solved, share in ((True, 0.4), (False, 0.6)):
        found = (at_start(coarse), played(coarse).values)
        before, after = (usual_error(values, truth, coarse, as_solved) for values in found)
        assert after < share * before, as_solved
        assert before > 0.02


def test_numbers_stay_chances() -> None:
    found = played(solved_on(4))
    columns = solved_on(4).columns
    endings = [columns.at("ending", -1, ending) for ending in columns.game.endings]
    assert found.values[0, endings].sum() == pytest.approx(1.0, abs=1e-12)
    chances = [q for q, column in enumerate(columns.columns) if column.target is not Target.PAYOFF]
    assert found.values[0, chances].min() >= 0.0
    assert found.values[0, chances].max() <= 1.0


@pytest.mark.parametrize("points", [12, 60, 200])
def test_no_number_falls_below_one_that_it_can_not_be_less_than(points: int) -> None:
    solved = solved_on(points)
    values, columns = played(solved, 64).values[0], solved.columns
    for i in range(2):
        chances = [values[columns.at(name, i)] for name in ("would", "could", "helped", "possible")]
        assert chances == sorted(chances)


def test_an_actor_that_believes_in_another_game() -> None:
    """Its choices on the paths come from there, with as many nodes."""
    text = DUEL.replace("SD", "0.05").replace("discount: 0.95}", "discount: 0.95, believes: {pace: 0.15}}")
    game = Game.bind(read_text(text, "duel.yaml"))
    coarse, fine = (solve(game, Start(), Effort(n, refine=False, nodes=3)).backward for n in (COARSE, 1000))
    assert coarse.beliefs
    truth = at_start(fine)
    assert usual_error(played(coarse).values, truth, coarse) < 0.5 * usual_error(at_start(coarse), truth, coarse)


def test_noise_covers_what_other_paths_would_find() -> None:
    coarse = solved_on(COARSE)
    one, other = (as_played(coarse, Start(), 200, seed, 3) for seed in (1, 2))
    assert np.all(np.abs(one.values[0] - other.values[0]) <= 4.5 * np.hypot(one.noise_q, other.noise_q) + 1e-9)


# --- other nodes ----------------------------------------------------------------------------------------------------


def test_other_nodes_see_the_same_values() -> None:
    """In the last period nothing follows, so that looking ahead with three nodes gives what a solution with three has;
    before it, the values of one node are looked into."""
    one, three = solved_on(COARSE, 1), solved_on(COARSE, 3)
    again = with_nodes(one, 3)
    last = three.game.periods - 1
    assert again.values(last).tolist() == one.values(last).tolist()
    states = three.grids[last].block(three.game, last)
    assert values_ahead(again, states) == pytest.approx(values_ahead(three, states), abs=1e-12)
    assert not np.allclose(values_ahead(one, states), values_ahead(three, states), atol=1e-3)
    assert with_nodes(one, 1) is one


def test_one_node_of_the_grid_does_no_harm_where_paths_take_all() -> None:
    truth, one = at_start(solved_on(FINE)), solved_on(COARSE, 1)
    assert usual_error(played(one).values, truth, one) < 0.6 * usual_error(at_start(one), truth, one)
    # Paths that took one node too would be blind to what the shock does.
    blind = usual_error(as_played(solved_on(FINE, 1), Start(), 200, 1, 1).values, truth, one)
    assert usual_error(played(solved_on(FINE, 1)).values, truth, one) < 0.7 * blind


@needs_native
def test_native_code_and_numpy_agree() -> None:
    found = []
    for name in ("native", "numpy"):
        with backend(name):
            solved = solve(Game.bind(duel()), Start(), Effort(20, refine=False, nodes=1, check_shocks=False)).backward
            assert (solved.by_lane is not None) == (name == "native")
            found.append(played(solved, 40))
    native, numpy = found
    assert native.values == pytest.approx(numpy.values, abs=1e-9)
    assert native.noise_q == pytest.approx(numpy.noise_q, abs=1e-9)


@needs_native
def test_values_found_with_the_first_choices_are_those_found_alone() -> None:
    solved = solved_on(20)
    block, ends = Start().block(solved.game, 30), []
    for policy in (AsSolved(solved, valued=True), AsSolved(solved)):
        end = play_period(block, np.arange(30), policy, Luck(3))
        assert policy.values().tolist() == values_ahead(solved, block).tolist()
        assert (policy._values is not None) == policy.valued
        ends.append([end.value((Kind.STOCK, "tension")).tolist(), end.value((Kind.MODE, "phase")).tolist()])
    assert ends[0] == ends[1]


@needs_native
def test_a_period_that_was_only_half_made_ready_is_made_ready_again(monkeypatch: pytest.MonkeyPatch) -> None:
    solved = solved_on(20)
    three, four = (solved.grids[t].block(solved.game, t) for t in (3, 4))
    right, set_period = values_ahead(solved, three).tolist(), NativeTeam.set_period

    def breaks(*facts: Any) -> None:
        set_period(*facts)
        raise NotNativeError

    with monkeypatch.context() as patch:
        patch.setattr(NativeTeam, "set_period", breaks)
        with pytest.raises(NotNativeError):
            solved.by_lane.values(four)  # type: ignore[union-attr]  # native code is there
    assert values_ahead(solved, three).tolist() == right


# --- worlds ---------------------------------------------------------------------------------------------------------


def test_a_world_has_numbers_put_right_and_says_by_how_much() -> None:
    model = duel()
    numbers = Numbers.of(model, list(model.actors), ["payoffs"])
    plain, right = (solve_world(model, numbers, None, 0, {}, Grids(COARSE, 3, False, audited=a)) for a in (False, True))
    count = numbers.count
    assert right.value_m[:count] - right.gap_m == pytest.approx(plain.value_m[:count], abs=1e-12)
    assert right.value_m[count:].tolist() == plain.value_m[count:].tolist()  # what else is asked stays the grid's
    assert np.abs(right.gap_m).max() > 0.02
    assert (plain.gap_m == 0).all()
    assert 0 < right.noise_m.max() < 0.05
    fine = solve_world(model, numbers, None, 0, {}, Grids(FINE, 3, checked=False)).value_m
    off = [np.sqrt(np.mean((world.value_m - fine)[:count] ** 2)) for world in (plain, right)]
    assert off[1] < 0.7 * off[0]


def test_worlds_of_finitely_many_states_have_nothing_to_put_right() -> None:
    model = offramp.load("forts").model
    numbers = Numbers.of(model, list(model.actors))
    world = solve_world(model, numbers, None, 0, {}, Grids(100, audited=True))
    assert world.exact
    assert (world.gap_m == 0).all()


def test_open_games_keep_the_numbers_of_their_grid() -> None:
    """What is still to come where paths are no longer followed would go unseen."""
    text = DUEL.replace("SD", "0.05").replace("periods: 7", "periods: open").replace("rationality: 3}", R_AND_D)
    model = read_text(text, "duel.yaml")
    numbers = Numbers.of(model, list(model.actors))
    plain, right = (solve_world(model, numbers, None, 0, {}, Grids(40, 3, False, audited=a)) for a in (False, True))
    assert not plain.faults
    assert right.value_m.tolist() == plain.value_m.tolist()


def test_only_worlds_of_large_games_are_put_right_and_the_first_grid_may_take_fewer_nodes() -> None:
    small = Plan(500, "asked", (480, 1440), {"v": 0.1})
    assert not any(small.grids_of("v", stage).audited for stage in (0, 1))
    large = Plan(500, "asked", (480, 1440, 8640), {"v": 1.0}, nodes={"v": 3}, coarse_nodes={"v": 1})
    found = [large.grids_of("v", stage) for stage in (0, 1, 2)]
    assert all(grids.audited for grids in found)
    assert [(grids.nodes, grids.ahead) for grids in found] == [(1, 3), (3, None), (3, 3)]
    assert [grids.checked for grids in found] == [False, True, False]


@pytest.mark.parametrize(("text", "points", "nodes"), [(DUEL.replace("SD", "0.05"), COARSE, 1), (OPTION, 60, 3)])
def test_the_first_grid_takes_one_node_unless_the_game_lives_by_its_shocks(text: str, points: int, nodes: int) -> None:
    model = read_text(text, "game.yaml")
    team = Workers(model, Numbers.of(model, list(model.actors)), None)
    explorer = Explorer(team, branches(model, [AS_WRITTEN], []), lambda what, share: None)
    plan = Plan(500, "asked", (points, 3 * points, 9 * points), {AS_WRITTEN: 1.0}, nodes={AS_WRITTEN: 3})
    finer = explorer._baselines(plan, 2)
    assert explorer._coarse_nodes(plan, finer) == {AS_WRITTEN: nodes}


def test_what_is_left_shrinks_as_what_paths_show_has_shrunk() -> None:
    assert _still_to_come(0.08, 0.02) == pytest.approx(1 / 3)  # a geometric series: 1/4 + 1/16 + ...
    assert _still_to_come(0.02, 0.03) == 1.0
    assert _still_to_come(0.0, 0.0) == 1.0


def test_what_is_left_of_numbers_put_right_is_held_against_the_view_s_own_result(tmp_path: Path) -> None:
    path = tmp_path / "duel.yaml"
    path.write_text(DUEL.replace("SD", "0.05"), encoding="utf-8")
    result = offramp.load(path).solve(points=300).to_json()
    model = duel()
    numbers = Numbers.of(model, list(model.actors), ["payoffs"])
    known_m, error_m = published(result, numbers)
    count = numbers.count

    def world(off: float, gap: float) -> World:
        value_m = np.append(known_m + off, np.zeros(numbers.all - count))
        return World(-1, value_m, gap_m=np.full(count, gap), noise_m=np.full(count, 0.001))

    plan = Plan(300, "asked", (480, 1440), {"as_written": 1.0})
    before, after = world(0.03, 0.06), world(0.01, 0.02)
    after.noise_m[0] = 0.004  # the largest of the chances counts for each of them
    near = left_over(model, (), plan, (before, after), result, numbers)
    noise_m = np.where(np.arange(count) < numbers.first_reach, 0.008, 0.002)
    assert near[:count] == pytest.approx(np.hypot(np.hypot(0.01, noise_m), error_m), abs=1e-9)
    # Of the last step half is still to come: paths show half of what they showed before.
    nothing, number_f = np.zeros((0, numbers.all)), np.zeros(0, dtype=np.int64)
    step = Calibration(nothing, number_f, nothing, nothing, np.full(numbers.all, 0.2))
    found = left_over(model, (step,), plan, (world(0.03, 0.06), world(0.0, 0.02)), result, numbers)
    assert found[0] == pytest.approx(0.2 * max(0.5, np.sqrt(np.mean(error_m**2)) / 0.03), rel=0.05)
    grid = left_over(model, (), plan, (world(0.03, 0.0), world(0.01, 0.0)), result, numbers)
    assert grid[:count] == pytest.approx(np.hypot(0.01, error_m), abs=1e-9)
