"""Paths played by native code: the same as the NumPy twin's, path by path, and the same faults."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llvmlite import ir
from numpy.typing import NDArray

import offramp
from offramp.core.diagnostics import ScenarioError
from offramp.core.seeds import event_key, uniforms
from offramp.game.game import Game
from offramp.game.outputs import of_period
from offramp.kernels.lanes import I64, PTR, VOID, Lanes, store
from offramp.kernels.native_code import compiled
from offramp.kernels.path_draws import counters, key_of, uniform
from offramp.kernels.path_layout import BLOCK
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.library import ready_scenarios
from offramp.scenario.reader import read_scenario, read_text
from offramp.simulate import native_simulation, summaries
from offramp.simulate.native_paths import NativePaths, PathFaultError, PathThread, playable
from offramp.simulate.native_simulation import simulate_native
from offramp.simulate.path_kernels import why_not_native
from offramp.simulate.path_results import Paths
from offramp.simulate.paths import simulate, simulate_with_numpy
from offramp.simulate.play import Luck, Policy, play_period
from offramp.simulate.policies import Scripted, Uniform
from offramp.solve import tube
from offramp.solve.start import Start
from tests.guide_scenario import MORE_PARTS, PARTS, WHOLE, with_part, written

SCENARIOS = sorted([*ready_scenarios().values(), *Path(__file__).parents[1].glob("closed_form/scenarios/*.yaml")])
CLOSE = 1e-10


@pytest.fixture(autouse=True)
def native(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFRAMP_BACKEND", raising=False)


def bound(text: str, changes: dict[str, float] | None = None) -> Game:
    return Game.bind(read_text(text, "game.yaml"), None, changes)


def flagship() -> Game:
    return Game.bind(offramp.load("ukraine-2023").model)


# --- every path as the twin plays it ----------------------------------------------------------------------------------


@dataclass
class Played:
    """Everything that is known of some paths: by name, values by path, NaN where a path had ended."""

    values: dict[str, NDArray[np.float64]]

    def put(self, name: str, paths: Any, values: Any, count: int) -> None:
        found = self.values.setdefault(name, np.full(count, np.nan))
        found[paths] = values


def ends(found: Played, paths: Paths) -> Played:
    found.values |= {"ended": paths.ended_n, "periods": paths.periods_n, "clipped": paths.clipped_n}
    found.values |= {f"paid {i}": paid for i, paid in enumerate(paths.paid_ni.T)}
    found.values |= {f"weight {i}": weight for i, weight in enumerate(paths.weight_ni.T)}
    return found


def by_twin(game: Game, policy: Policy, luck: Luck, count: int) -> Played:
    start, found = Start().block(game, count), Played({})
    block, paths = start, np.arange(count)
    for t in range(game.periods):
        end = play_period(block, paths, policy, luck)
        for axis in game.axes:
            found.put(f"{t} {axis.name}", paths, block.value(axis.key), count)
        for mode in game.modes:
            found.put(f"{t} {mode}", paths, block.value((Kind.MODE, mode)), count)
        for choice in game.choices:
            found.put(f"{t} choice {choice}", paths, end.value((Kind.CHOICE, choice)), count)
        for name, values in of_period(block, end).items():
            found.put(f"{t} {name}", paths, values, count)
        live = np.flatnonzero(end.live)
        if t + 1 == game.periods or not len(live):
            break
        paths = paths[live]
        block = game.next_period(end, live)
    return ends(found, simulate_with_numpy(start, policy, luck))


def by_native_code(game: Game, policy: Policy, luck: Luck, count: int) -> Played:
    start, found = Start().block(game, count), Played({})
    paths = NativePaths(start, policy, luck)
    thread, rows = PathThread(paths, count), paths.rows
    held = np.zeros((paths.periods, rows.held, thread.stride), dtype=np.int64)
    thread.play(0, count, held, labels=True)
    periods = thread.state[rows.ended + 1, :count]
    numbers = held.view(np.float64)
    for t in range(int(periods.max())):
        live = np.flatnonzero(periods > t)
        for d, axis in enumerate(game.axes):
            found.put(f"{t} {axis.name}", live, numbers[t, rows.held_axis(d), live], count)
        for m, mode in enumerate(game.modes):
            found.put(f"{t} {mode}", live, held[t, rows.held_mode(m), live], count)
        for c, choice in enumerate(game.choices):
            found.put(f"{t} choice {choice}", live, held[t, rows.held_choice(c), live], count)
        for o, name in enumerate(game.model.outputs, rows.stocks):
            found.put(f"{t} {name}", live, numbers[t, o, live], count)
    return ends(found, simulate_native(start, policy, luck, lambda share: None))


def assert_same(one: Played, other: Played) -> None:
    assert one.values.keys() == other.values.keys()
    for name, values in one.values.items():
        np.testing.assert_allclose(values, other.values[name], rtol=CLOSE, atol=CLOSE, err_msg=name)


def assert_twins(game: Game, count: int = 300) -> None:
    luck = Luck(3, 5)
    assert_same(by_native_code(game, Uniform(), luck, count), by_twin(game, Uniform(), luck, count))
    plans, tilted = Scripted(tube._plans(game)), Luck(9, explore=0.5, named=False)
    assert_same(by_native_code(game, plans, tilted, count), by_twin(game, plans, tilted, count))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_path_of_our_scenarios_is_the_twins(path: Path) -> None:
    assert_twins(Game.bind(read_scenario(path)))


GUIDE = [*WHOLE, *(written(with_part(part)) for part in PARTS + MORE_PARTS)]


@pytest.mark.parametrize("number", range(0, len(GUIDE), 3))
def test_every_path_of_the_guides_scenarios_is_the_twins(number: int) -> None:
    game = bound(GUIDE[number])
    if why_not_native(game) is None:
        assert_twins(game)


def test_draws_are_those_that_have_names() -> None:
    width, seed, world, period = 16, -(2**40) - 3, 2**63 + 5, 7
    module, lanes = ir.Module(), Lanes(width)
    made = ir.Function(module, ir.FunctionType(VOID, [PTR, *[I64] * 5]), "draw")
    b = ir.IRBuilder(made.append_basic_block())
    result, first, *parts = made.args
    numbers = b.add(lanes.splat(b, first), lanes.integers(list(range(width))))
    store(b, uniform(b, lanes, counters(b, lanes, numbers), key_of(b, parts)), result, 0)
    b.ret_void()
    call: Callable[..., None] = compiled(str(module)).function("draw", None, ctypes.c_void_p, *[ctypes.c_int64] * 5)
    found = np.zeros(width)
    words = [np.array([part % 2**64], dtype=np.uint64).view(np.int64)[0] for part in (seed, world)]
    event = np.array([event_key("storm")], dtype=np.uint64).view(np.int64)[0]
    call(found.ctypes.data, 1000, int(words[0]), int(words[1]), int(event), period)
    np.testing.assert_array_equal(found, uniforms(seed, world, np.arange(1000, 1000 + width), "storm", period))


def test_paths_begin_anywhere() -> None:
    game = flagship()
    start = Start(5, {"front": 0.7, "will": 0.31}, {"phase": game.code("clash")}).block(game, 50)
    assert_same(
        ends(Played({}), simulate(start, Uniform(), 2)),
        ends(Played({}), simulate_with_numpy(start, Uniform(), Luck(2))),
    )


# --- what is said of all paths ----------------------------------------------------------------------------------------


def assert_close(one: Any, other: Any, what: str = "") -> None:
    if isinstance(one, dict):
        assert one.keys() == other.keys(), what
        for key, value in one.items():
            assert_close(value, other[key], f"{what} {key}")
    elif isinstance(one, list):
        assert len(one) == len(other), what
        for number, (x, y) in enumerate(zip(one, other, strict=True)):
            assert_close(x, y, f"{what} {number}")
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=CLOSE, abs=CLOSE), what
    else:
        assert one == other, what


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("name", ["ukraine-2023", "brink"])
def test_timelines_and_samples_are_the_twins(name: str, held: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "HELD_PATHS", 10**6 if held else 0)
    start = Start().block(Game.bind(offramp.load(name).model), 2 * BLOCK + 77)
    one, other = simulate(start, Uniform(), 4), simulate_with_numpy(start, Uniform(), Luck(4))
    assert_close(one.timeline, other.timeline)
    assert_close(one.samples, other.samples)
    assert_close(one.bin_width, other.bin_width)
    assert bool(one.bin_width) is not held


def test_quantiles_of_many_paths_are_right_to_the_width_of_a_bin(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Start().block(flagship(), 3 * BLOCK)
    exact = simulate(start, Uniform(), 4)
    monkeypatch.setattr(summaries, "HELD_PATHS", 0)
    counted = simulate(start, Uniform(), 4)
    for row, other in zip(exact.timeline, counted.timeline, strict=True):
        assert row["live"] == other["live"]
        for stock, band in row["stocks"].items():
            assert 0 < counted.bin_width[stock] < 0.005
            for key, value in band.items():
                within = counted.bin_width[stock] if key.startswith("q") else 1e-12
                assert other["stocks"][stock][key] == pytest.approx(value, abs=within), (row["t"], stock, key)


def test_quantiles_of_integers_are_integers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "HELD_PATHS", 0)
    text = """
offramp: 1
title: Walk
calendar: {periods: 20}
state: {place: {range: [-100, 100], start: 0, whole: true}}
define: {ahead: place > 0}
output: [ahead]
play:
  - one_of: {up: {probability: 0.4}, down: {probability: 0.3}}
  - update: {place: "place + (1 if up else -1 if down else 0)"}
endings: {far: {when: abs(place) == 100}}
"""
    rows = simulate(Start().block(bound(text), 2 * BLOCK), Uniform(), 1).timeline
    assert [rows[-1]["stocks"]["place"][q] for q in ("q05", "q50", "q95")] == [-4, 2, 8]
    assert rows[-1]["outputs"]["ahead"]["q95"] == 1.0
    assert rows[0]["stocks"]["place"]["sd"] == 0.0


def test_threads_and_chunks_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "HELD_PATHS", 0)
    start = Start().block(flagship(), 5 * BLOCK + 1)
    found = []
    for chunk, threads in ((8 * BLOCK, 1), (BLOCK, 1), (BLOCK, 2), (2 * BLOCK, 3)):
        monkeypatch.setattr(native_simulation, "CHUNK", chunk)
        told: list[float] = []
        found.append(simulate(start, Uniform(), 4, progress=told.append, threads=threads))
        assert told == sorted(told)
        assert told[-1] == 1.0
    for other in found[1:]:
        assert other.timeline == found[0].timeline
        for name in ("ended_n", "periods_n", "clipped_n", "paid_ni", "weight_ni"):
            np.testing.assert_array_equal(getattr(other, name), getattr(found[0], name))


def test_the_tube_is_the_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    game = flagship()
    found = tube.find_tube([game], Start(2))
    monkeypatch.setenv("OFFRAMP_BACKEND", "numpy")
    for boxes, others in zip(found, tube.find_tube([game], Start(2)), strict=True):
        assert list(boxes) == list(others)
        for combination, box in boxes.items():
            np.testing.assert_allclose(np.array(box), np.array(others[combination]), rtol=CLOSE)


# --- who plays --------------------------------------------------------------------------------------------------------


def test_numpy_plays_where_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Start().block(flagship(), 10)
    assert playable(start, Uniform())
    monkeypatch.setenv("OFFRAMP_BACKEND", "numpy")
    assert not playable(start, Uniform())
    assert why_not_native(start.game) == "OFFRAMP_BACKEND is set to numpy"


RAIN = """
offramp: 1
title: Rain
calendar: {periods: 6}
assumptions:
  wet: {means: Rain in a period, value: 1, range: [-1, 3]}
state: {lake: {range: [0, 50], start: 5}}
play:
  - {shock: rain, distribution: {gamma: {shape: 2, mean: wet + 0.1 * t}}, range: [0.1, 4], when: lake < 9}
  - {shock: gust, distribution: {student_t: {center: 0, scale: 0.1, df: 4}}}
  - update: {lake: lake + rain + gust - 0.1 * lake}
endings: {full: {when: lake > 12}}
"""


def test_draws_that_depend_on_no_state_are_made_ready() -> None:
    assert_twins(bound(RAIN))


def test_draws_that_depend_on_the_state_are_left_to_numpy() -> None:
    game = bound(RAIN.replace("wet + 0.1 * t", "wet + 0.1 * lake"))
    assert why_not_native(game) == "how rain is drawn depends on the state, and it is no plain normal draw"
    assert simulate(Start().block(game, 9), Uniform(), 1).periods_n.min() > 0


# --- faults -----------------------------------------------------------------------------------------------------------

SOUND = """
offramp: 1
title: Faults
calendar: {periods: 6}
actors: {one: {rationality: 1}}
assumptions: {wet: {means: Of the draw, value: 1, range: [-1, 3]}}
state:
  phase: {modes: [going, gone], start: going}
  level: {range: [-4, 9], start: 2}
  count: {range: [0, 9], start: 3, whole: true}
define: {shown: 1}
output: [shown]
play:
  - move: one
    options:
      left: {when: level > -9, then: {count: "max(0, count - 1)"}}
      right: {when: level > -9}
      bid: {from: 1, to: 2, steps: 3, when: level > -9}
  - {shock: noise, sd: 1}
  - {shock: rain, distribution: {gamma: {shape: 2, mean: wet}}}
  - update: {level: level + noise}
  - competing: {fast: {rate: 0.1 * abs(level)}, slow: {rate: 0.1}}
  - chance: odd
    probability: 0.5
    then: {phase: gone if level > 8 else phase}
  - update: {level: level + 0.01 * rain}
    method: rk4
    substeps: 2
payoffs: {one: {each_period: 0, at_end: {done: 0, horizon: 0}}}
endings: {done: {when: level > 7}}
tolerable: {one: {done: 1, horizon: 0.5}}
"""

BROKEN = {
    "condition of an option": ("left: {when: level > -9", "left: {when: log(level) > -9", "E601"),
    "effect of an option": ("max(0, count - 1)", "max(0, count - 1 + 0 * log(level))", "E601"),
    "integer": ("max(0, count - 1)", "max(0, count - 1 + 0.1 * level)", "E605"),
    "number not picked": ("level: level + noise}", "level: level + noise * one.bid}", "E610"),
    "no option": ("when: level > -9", "when: level > 0", "E603"),
    "second move": (
        "  - {shock: noise",
        "  - {move: one, when: level < 0, options: {up: {}}}\n  - {shock: noise",
        "E604",
    ),
    "negative spread": ("sd: 1}", "sd: level}", "E602"),
    "overflow": ("level: level + noise}", "level: level + noise + 0 * exp(500 * level)}", "E601"),
    "rate": ("0.1 * abs(level)", "0.1 * level", "E602"),
    "rate that is no number": ("0.1 * abs(level)", "sqrt(level)", "E601"),
    "probability": ("probability: 0.5", "probability: 0.5 + 0.15 * level", "E602"),
    "condition of a mode": ("gone if level > 8", "gone if log(level) > 8", "E601"),
    "rate of change": ("level + 0.01 * rain", "level + 0.01 * log(level)", "E601"),
    "ending": ("when: level > 7", "when: log(level) > 2", "E601"),
    "payoff of a period": ("each_period: 0", "each_period: 0.1 * log(level)", "E601"),
    "payoff at the end": ("horizon: 0}}}", "horizon: 0.1 * log(level)}}}", "E601"),
    "weight": ("horizon: 0.5", "horizon: level", "E606"),
    "what is shown": ("shown: 1", "shown: log(level)", "E601"),
    "what is shown at the end": ("shown: 1", "shown: log(level) if odd else 1", "E601"),
}


def test_a_sound_scenario_is_played() -> None:
    assert_twins(bound(SOUND))


@pytest.mark.parametrize("case", BROKEN)
def test_faults_are_told_as_the_twin_tells_them(case: str) -> None:
    before, after, code = BROKEN[case]
    assert before in SOUND
    assert_fault(bound(SOUND.replace(before, after)), code)


def test_parameters_that_make_no_distribution_are_told_as_the_twin_tells_them() -> None:
    assert_fault(bound(SOUND, {"wet": -1.0}), "E621")


def assert_fault(game: Game, code: str) -> None:
    start = Start().block(game, 400)
    with pytest.raises(PathFaultError):
        simulate_native(start, Uniform(), Luck(1), lambda share: None)
    with pytest.raises(ScenarioError) as one:
        simulate(start, Uniform(), 1)
    with pytest.raises(ScenarioError) as other:
        simulate_with_numpy(start, Uniform(), Luck(1))
    assert one.value.diagnostics == other.value.diagnostics
    assert one.value.diagnostics[0].code == code
