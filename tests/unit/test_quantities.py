"""What worlds are asked beyond verdicts: the same numbers as a full result of the same solution has."""

import math
from pathlib import Path

import numpy as np
import pytest

import offramp
from offramp.explore.calibration import FITTED, calibrate
from offramp.explore.conclusions import closing
from offramp.explore.quantities import PARTS, Further, Kind
from offramp.explore.world_solves import Grids, Numbers, solve_world
from offramp.game.game import Game
from offramp.judge.exits import exits
from offramp.judge.option_numbers import option_numbers
from offramp.judge.options import options_at_start
from offramp.judge.results import results
from offramp.solve.solution import Solution
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start

SCENARIOS = ("brink", "forts", "avenue-of-retreat", "ukraine-2023")


def solved(name: str) -> Solution:
    return solve(Game.bind(offramp.load(name).model), Start(), Effort(points=60, refine=False))


@pytest.mark.parametrize(
    ("name", "backend"),
    [
        pytest.param(name, backend, marks=[pytest.mark.slow] if (name, backend) == ("ukraine-2023", "numpy") else [])
        for name in SCENARIOS
        for backend in ("native", "numpy")
    ],
)
def test_the_numbers_of_options_are_those_of_a_full_result(
    name: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFRAMP_BACKEND", backend)
    solution = solved(name)
    found = option_numbers(solution)
    listed = {(a, o.option): o for a in solution.game.actors for o in options_at_start(solution, a, 0.5)}
    assert found.keys() == listed.keys()
    for key, option in listed.items():
        assert found[key] == pytest.approx((option.numbers["value"], option.reach, option.price), abs=1e-9), key


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_a_result_says_is_what_its_solution_says(name: str) -> None:
    solution = solved(name)
    model = solution.game.model
    parts = [part for part in PARTS if part not in ("claims", "evidence")]  # of which a result says nothing
    further = Further.of(model, list(model.actors), parts, 0.5)
    value_q, published_q = further.values(solution), further.published(results(solution, 0.5))
    assert len(value_q) == len(published_q) == len(further.quantities)
    assert np.array_equal(np.isnan(value_q), np.isnan(published_q))
    np.testing.assert_allclose(value_q, published_q, atol=1e-9)
    low = np.array([q.kind.bounds[0] for q in further.quantities])
    high = np.array([q.kind.bounds[1] for q in further.quantities])
    known = np.isfinite(value_q)
    assert np.all(value_q[known] >= low[known] - 1e-9)
    assert np.all(value_q[known] <= high[known] + 1e-9)


def test_a_world_has_the_numbers_that_its_names_say() -> None:
    model = offramp.load("brink").model
    numbers = Numbers.of(model, list(model.actors), list(PARTS), 0.5)
    plain = Numbers.of(model, list(model.actors))
    names = [quantity.name for quantity in numbers.quantities]
    assert len(set(names)) == numbers.all == len(names)
    assert [q.name for q in plain.quantities] == names[: numbers.count]
    world, bare = (solve_world(model, n, None, 0, {"slip": 0.1}, Grids(120)) for n in (numbers, plain))
    assert np.array_equal(world.value_m[: numbers.count], bare.value_m)
    solution = solve(Game.bind(model, None, {"slip": 0.1}), Start(), Grids(120).effort)
    assert world.value_m[names.index("value(east)")] == solution.number("value", "east")
    assert world.value_m[names.index("chance(war)")] == solution.number("ending", None, "war")
    assert numbers.quantities[names.index("price(west, push)")].unit == "utility of west"


def test_an_open_game_has_no_closings(tmp_path: Path) -> None:
    model = offramp.load("alternating-offers").model
    assert Game.bind(model).open
    assert Further.of(model, list(model.actors), ["payoffs", "closings"], 0.5).parts == ("payoffs",)


def test_worlds_without_a_check_of_their_shocks_take_the_nodes_they_are_given() -> None:
    model = offramp.load("brink").model
    numbers = Numbers.of(model, list(model.actors))
    checked = solve_world(model, numbers, None, 0, {}, Grids(120))
    same = solve_world(model, numbers, None, 0, {}, Grids(120, checked.nodes, checked=False))
    assert np.array_equal(checked.value_m, same.value_m)
    assert checked.error > 0 == same.error
    more = solve_world(model, numbers, None, 0, {}, Grids(120, 2 * checked.nodes + 1, checked=False))
    assert more.nodes == 2 * checked.nodes + 1
    assert 0 < np.abs(more.value_m - same.value_m).max() < 0.02


def test_closing_times_are_those_of_the_exits_of_each_solution() -> None:
    solution = solved("ukraine-2023")
    found = exits(solution, solution.visits, 0.5)
    periods = solution.game.periods
    closed = 0
    for key, exit_ in found.items():
        share_wt = np.full((1, periods), np.nan)
        for cell in exit_.cells:
            if cell.available >= 0.001:
                share_wt[0, cell.t] = cell.open_share
        when = closing(share_wt, np.zeros((1, periods)))
        expected = exit_.closings()
        assert when.closes_w[0] == (expected[0] if expected else -1), key
        closed += bool(expected)
    assert closed


def test_closing_reopening_and_what_is_too_close_to_call() -> None:
    nan = math.nan
    share_wt = np.array(
        [
            [1.0, 0.9, 0.2, 0.1],  # closes for good in 2
            [0.3, 0.2, 0.6, 0.1],  # shut when first seen, open again in 2
            [1.0, nan, 0.8, 0.51],  # never closes, but nearly
            [nan, nan, nan, nan],  # never seen
            [0.9, 0.48, 0.9, 0.0],  # may close in 1
        ]
    )
    found = closing(share_wt, np.full(share_wt.shape, 0.05))
    assert found.closes_w.tolist() == [2, 0, -1, -1, 1]
    assert found.reopens_w.tolist() == [-1, 2, -1, -1, 2]
    assert found.close_w.tolist() == [False, False, True, False, True]
    assert found.seen_w.tolist() == [True, True, True, False, True]
    assert not closing(share_wt, np.zeros(share_wt.shape)).close_w.any()


def test_payoffs_are_carried_over_beyond_one_and_worlds_without_a_number_stay_without() -> None:
    rng = np.random.default_rng(1)
    coarse = np.column_stack([rng.uniform(0, 1, 400), rng.normal(-40, 10, 400)])
    coarse[5::7, 1] = math.nan
    fine = np.column_stack([0.9 * coarse[:, 0] + 0.03, coarse[:, 1] + 3 + 0.1 * coarse[:, 1]])
    found = calibrate(coarse, np.arange(FITTED), fine[:FITTED], [Kind.CHANCE.bounds, Kind.PAYOFF.bounds], predictors=1)
    assert np.array_equal(np.isnan(found.value_wm), np.isnan(fine))
    np.testing.assert_allclose(found.value_wm, fine, atol=1e-9)
    assert found.error(1) < 1e-9
    lost = fine[:FITTED].copy()
    lost[:, 1] = math.nan
    assert math.isnan(calibrate(coarse, np.arange(FITTED), lost).error(1))
