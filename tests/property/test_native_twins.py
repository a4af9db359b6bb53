"""Native code and NumPy solve the same game: any game with stocks, every number that the rooms above read."""

import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import offramp
from offramp.game.game import Game
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_text
from offramp.solve import solver
from offramp.solve.native_kernel import why_not_native

from ..period_twins import assert_period_twins
from ..twins import assert_alike, assert_twins, backend, counted, needs_native
from . import stock_game
from .rich_game import draw_rich_game
from .stock_game import draw_stock_game

pytestmark = needs_native

SEEDS = st.integers(min_value=0, max_value=10**9)
# Texts round numbers, and say "over 99.9%" where a sum falls short of 1 by rounding. Others hang on stakes, which NumPy
# looks up in a tree that lacks the moves that nobody makes. Whether a favour that changes nothing is done, and so what
# goes along with it, is a matter of rounding too.
ROUNDED = {
    "sentence",
    "finding",
    "rationality_normalised",
    "rationality_means",
    "audit_gap",
    "audit_error",
    "mass_error",
}


def read(data: dict[str, Any]) -> ScenarioModel | None:
    """The scenario, unless the draw is one that a check refuses."""
    try:
        return read_text(yaml.safe_dump(data, sort_keys=False, width=4000), "game.yaml")
    except offramp.ScenarioError:
        return None


def compare(data: dict[str, Any], points: int) -> None:
    model = read(data)
    if model is None:
        return
    game = Game.bind(model)
    assert why_not_native(game) is None
    twins = assert_twins(game, points=points)
    assert twins.native.by_lane is not None
    assert_period_twins(game)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_any_game(seed: int) -> None:
    compare(draw_rich_game(Random(seed)), points=24)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=SEEDS, points=st.integers(2, 60))
def test_any_game_at_length(seed: int, points: int) -> None:
    compare(draw_rich_game(Random(seed)), points)


@settings(max_examples=2, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_a_small_game_on_many_points(seed: int) -> None:
    compare(stock_game.scenario_data(draw_stock_game(Random(seed))), points=300)


def solutions(data: dict[str, Any], **requests: Any) -> list[Any]:
    """What `solve` says by NumPy and by native code, or its faults."""
    found: list[Any] = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # How many nodes shocks get is a matter of what may be afforded, and native code may afford more.
        patch.setattr(solver, "NUMPY_BUDGET", 0)
        patch.setattr(solver, "NATIVE_BUDGET", 0)
        path = Path(folder) / "game.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False, width=4000), encoding="utf-8")
        for name in ("numpy", "native"):
            with backend(name):
                try:
                    found.append(plain(offramp.load(path).solve(**requests).to_json()))
                except offramp.ScenarioError as fault:
                    found.append(str(fault))
    return found


def plain(part: Any) -> Any:
    """A result without what is rounded or lists what play doesn't come to."""
    if isinstance(part, dict):
        kept = {name: value for name, value in part.items() if name not in ROUNDED}
        if "ties" in kept:
            kept["ties"] = [tie for tie in kept["ties"] if tie["mass"] > 1e-12]
        return {name: plain(value) for name, value in kept.items()}
    return [plain(value) for value in part] if isinstance(part, list) else part


@settings(max_examples=2, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_whole_solutions(seed: int) -> None:
    data = draw_rich_game(Random(seed))
    if read(data) is None:
        return
    with counted() as given_up:
        assert_alike(*solutions(data, points=20, paths=12))
    assert not given_up


@pytest.mark.slow
@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_whole_solutions_at_length(seed: int) -> None:
    data = draw_rich_game(Random(seed))
    if read(data) is None:
        return
    numpy, native = solutions(data, points=40, paths=20)
    # How many points an axis gets may turn on the last digit of how much of the play was somewhere.
    if isinstance(numpy, str) or numpy["certificate"]["points"] == native["certificate"]["points"]:
        assert_alike(numpy, native)
