"""What holds in every game: the order of the five expectations, mass, and what mere words and units can't move."""

import itertools
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import offramp

from ..closed_form import game_retelling, small_games
from ..closed_form.game_drawing import draw_game
from ..closed_form.small_games import MoveStep, SmallGame
from . import stock_game
from .stock_game import StockGame, draw_stock_game

SEEDS = st.integers(min_value=0, max_value=10**9)
ROUNDING = 1e-9
ORDERED = ("guaranteed", "could", "helped", "possible")
GRID = {"points": 7, "refine": False}

lattice = settings(max_examples=25, deadline=None, derandomize=True)
gridded = settings(max_examples=8, deadline=None, derandomize=True)


def solve(data: dict[str, Any], **requests: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False, width=4000), encoding="utf-8")
        solution: dict[str, Any] = offramp.load(path).solve(**requests).to_json()
    return solution


def small(seed: int) -> tuple[SmallGame, dict[str, Any]]:
    game = draw_game(Random(seed))
    return game, solve(small_games.scenario_data(game))


def stocked(seed: int) -> tuple[StockGame, dict[str, Any]]:
    game = draw_stock_game(Random(seed))
    return game, solve(stock_game.scenario_data(game), **GRID)


def expectations(solution: dict[str, Any]) -> Iterator[dict[str, float]]:
    """The five expectations of every actor, and after every option that it has."""
    for actor in solution["actors"].values():
        yield actor
        yield from (option for option in actor["options"].values() if option["available"])


def assert_ordered(solution: dict[str, Any]) -> None:
    for found in expectations(solution):
        values = [found[name] for name in ORDERED]
        assert all(low <= high + ROUNDING for low, high in itertools.pairwise(values)), values
        assert found["would"] <= found["could"] + ROUNDING
        assert values[0] >= -ROUNDING
        assert values[-1] <= 1.0 + ROUNDING


def assert_mass_is_kept(solution: dict[str, Any]) -> None:
    assert math.fsum(solution["endings"].values()) == pytest.approx(1.0, abs=1e-9)
    assert min(solution["endings"].values()) >= -ROUNDING
    assert abs(solution["certificate"]["mass_error"]) < 1e-9
    for actor in solution["actors"].values():
        # Each is the chance to pick the option in the first period, in which the actor need not come to move.
        for move in {option["move"] for option in actor["options"].values()}:
            chosen = [option["chosen"] or 0.0 for option in actor["options"].values() if option["move"] == move]
            assert math.fsum(chosen) <= 1.0 + 1e-9
    for period in solution["timeline"]:
        for shares in period["verdicts"].values():
            if shares and period["live"] > 0.001:
                assert math.fsum(shares.values()) == pytest.approx(1.0, abs=1e-9)


def told(
    solution: dict[str, Any], actors: dict[str, str], options: dict[str, str], unit: float = 1.0
) -> dict[str, Any]:
    """What a solution says, in given names and with payoffs divided by `unit`, apart from sentences and sources."""

    def option_part(option: dict[str, Any]) -> dict[str, Any]:
        plain = {
            name: option[name] for name in ("chosen", "would", "could", "helped", "possible", "guaranteed", "reach")
        }
        return {**plain, "value": option["value"] / unit, "price": option["price"] / unit}

    def actor_part(actor: dict[str, Any]) -> dict[str, Any]:
        return {
            **{name: actor[name] for name in ("would", "could", "helped", "possible", "guaranteed")},
            "value": actor["value"] / unit,
            "best_reply_value": actor["best_reply_value"] / unit,
            "price": actor["price"] / unit,
            "options": {
                options.get(name, name): option_part(option)
                for name, option in actor["options"].items()
                if option["available"]
            },
        }

    return {
        "endings": solution["endings"],
        "duration": solution["duration"],
        "actors": {actors.get(name, name): actor_part(actor) for name, actor in solution["actors"].items()},
        "verdicts": {actors.get(name, name): actor["verdict"] for name, actor in solution["actors"].items()},
        "live": [period["live"] for period in solution["timeline"]],
    }


def assert_alike(one: Any, other: Any, where: str = "solution") -> None:
    if isinstance(one, dict):
        assert set(one) == set(other), where
        for name, part in one.items():
            assert_alike(part, other[name], f"{where}.{name}")
    elif isinstance(one, list):
        assert len(one) == len(other), where
        for k, (left, right) in enumerate(zip(one, other, strict=True)):
            assert_alike(left, right, f"{where}[{k}]")
    elif isinstance(one, float):
        assert one == pytest.approx(other, abs=1e-8, rel=1e-8), where
    else:
        assert one == other, where


# --- games without stocks -------------------------------------------------------------------------------------------


@lattice
@given(seed=SEEDS)
def test_order_and_mass_without_stocks(seed: int) -> None:
    _, solution = small(seed)
    assert_ordered(solution)
    assert_mass_is_kept(solution)


@lattice
@given(seed=SEEDS)
def test_order_and_mass_with_habits_replies_and_numbers(seed: int) -> None:
    """Habits, named second moves, numeric options and rules for ties."""
    solution = solve(small_games.scenario_data(draw_game(Random(seed), rich=True)))
    assert_ordered(solution)
    assert_mass_is_kept(solution)


@lattice
@given(seed=SEEDS)
def test_names_mean_nothing_without_stocks(seed: int) -> None:
    game, solution = small(seed)
    actors = {"red": "zeta", "blue": "alpha", "green": "mu"}
    # The names change places in the alphabet, not in the file: a tie at infinite precision is even whatever the order.
    options = {"push": "withdraw", "wait": "attack", "yield_": "zap", "no": "b2"}
    again = solve(small_games.scenario_data(game_retelling.renamed(game, actors, options)))
    back = {new: old for old, new in actors.items()}, {new: old for old, new in options.items()}
    assert_alike(told(solution, {}, {}), told(again, *back))


@lattice
@given(seed=SEEDS, factor=st.sampled_from([0.01, 0.25, 3.0, 1000.0]))
def test_the_unit_of_payoffs_means_nothing_without_stocks(seed: int, factor: float) -> None:
    game, solution = small(seed)
    again = solve(small_games.scenario_data(game_retelling.scaled(game, factor)))
    assert_alike(told(solution, {}, {}), told(again, {}, {}, unit=factor))


@lattice
@given(seed=SEEDS)
def test_the_order_of_options_means_nothing_without_stocks(seed: int) -> None:
    game, solution = small(seed)
    steps = tuple(
        MoveStep(step.actor, step.when, dict(reversed(step.options.items()))) if isinstance(step, MoveStep) else step
        for step in game.steps
    )
    data = small_games.scenario_data(
        SmallGame(game.periods, dict(reversed(game.modes.items())), game.players, steps, game.endings)
    )
    assert_alike(told(solution, {}, {}), told(solve(data), {}, {}))


# --- games with a stock ---------------------------------------------------------------------------------------------


@gridded
@given(seed=SEEDS)
def test_order_and_mass_with_a_stock(seed: int) -> None:
    _, solution = stocked(seed)
    assert_ordered(solution)
    assert_mass_is_kept(solution)


@gridded
@given(seed=SEEDS)
def test_order_and_mass_with_habits_and_numbers_and_a_stock(seed: int) -> None:
    """A habit that depends on the stock, and a numeric option that moves it."""
    rng = Random(seed)
    data = stock_game.scenario_data(draw_stock_game(rng))
    pushes = round(rng.uniform(0.1, 0.8), 2)
    data["actors"]["north"] = {"habit": {"push": f"{pushes} * strain", "offer": f"1 - {pushes} * strain"}}
    data["actors"]["south"] |= {"rationality": rng.choice([2.0, "inf"]), "ties": "first"}
    move = next(step for step in data["play"] if step.get("move") == "south")
    ease = {"from": 0, "to": round(rng.uniform(0.1, 0.4), 2), "steps": 5, "when": "ease <= strain"}
    move["options"]["ease"] = ease | {"then": {"strain": "strain - ease"}}
    solution = solve(data, **GRID)
    assert_ordered(solution)
    assert_mass_is_kept(solution)


@gridded
@given(seed=SEEDS)
def test_names_mean_nothing_with_a_stock(seed: int) -> None:
    game, solution = stocked(seed)
    names = {"north": "zeta", "south": "alpha", "push": "yy", "offer": "xx", "accept": "ww", "wait": "aa"}
    again = solve(stock_game.scenario_data(game, names), **GRID)
    back = {new: old for old, new in names.items()}
    assert_alike(told(solution, {}, {}), told(again, back, back))


@gridded
@given(seed=SEEDS)
def test_the_order_of_actors_means_nothing_with_a_stock(seed: int) -> None:
    game, solution = stocked(seed)
    again = solve(stock_game.scenario_data(game, reverse=True), **GRID)
    assert_alike(told(solution, {}, {}), told(again, {}, {}))


@gridded
@given(seed=SEEDS, factor=st.sampled_from([0.1, 4.0, 100.0]))
def test_the_unit_of_payoffs_means_nothing_with_a_stock(seed: int, factor: float) -> None:
    game, solution = stocked(seed)
    again = solve(stock_game.scenario_data(stock_game.scaled(game, factor)), **GRID)
    assert_alike(told(solution, {}, {}), told(again, {}, {}, unit=factor))


@gridded
@given(seed=SEEDS)
def test_order_at_states_with_a_stock(seed: int) -> None:
    game = draw_stock_game(Random(seed))
    rng = Random(seed + 1)
    at = {"t": rng.randrange(game.periods), "phase": "crisis", "strain": round(rng.uniform(0.05, 0.95), 3)}
    solution = solve(stock_game.scenario_data(game), at=at, **GRID)
    assert_ordered(solution)
    assert_mass_is_kept(solution)
