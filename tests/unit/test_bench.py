"""The benchmark: pairing with a clock that is made up, the shape of its results, and rows that can't be measured."""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import bench.__main__ as command
from bench import rows as families
from bench.c_kernels import NO_COMPILER
from bench.five_stocks import EVENTS, PERIODS, SCENARIO, START, drawn, named_keys
from bench.growth import exponent, grown
from bench.logit_tree import LogitTree
from bench.measuring import outcomes
from bench.outcomes import EXPONENT, FASTER, MEMORY, TIME, Missing, Outcome, Row, attempt, compared
from bench.pairs import Pair, Spread, alternate, disagreement, spread, times_as_fast, times_the_time
from bench.plain_paths import PlainPath, luck, path_steps, summarised
from bench.reports import as_json, finding, table
from bench.rows import FAMILIES, ROW_NAMES, Family
from bench.runs import Run, timed
from bench.setting import Setting
from bench.tasks.gambit_tree import efg
from bench.tasks.simulate import prepare
from bench.tasks.storm_process import prism_program
from bench.workers import Unavailable, Worker

MACHINE = {
    "processor": "a processor",
    "architecture": "x86_64",
    "cores": 2,
    "load": 0.5,
    "python": "3.11.0",
    "packages": {"numpy": "2.0"},
    "compiler": None,
    "quick": False,
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["machine", "rows", "missing"],
    "properties": {
        "machine": {"type": "object", "required": list(MACHINE)},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "ratio", "low", "high", "unit"],
                "properties": {
                    "name": {"type": "string"},
                    "ratio": {"type": ["number", "null"]},
                    "low": {"type": ["number", "null"]},
                    "high": {"type": ["number", "null"]},
                    "unit": {"enum": [FASTER, TIME, MEMORY, EXPONENT]},
                    "note": {"type": "string", "minLength": 1},
                },
            },
        },
        "missing": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "why"],
                "properties": {"name": {"type": "string"}, "why": {"type": "string", "minLength": 1}},
            },
        },
    },
}


class FakeClock:
    """A clock that work moves by hand. It runs at a speed that changes from run to run, as on a busy machine."""

    def __init__(self) -> None:
        self.now, self.pace = 100.0, 1.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float, answer: float = 1.0) -> Callable[[], list[float]]:
        def spend() -> list[float]:
            self.now += seconds * self.pace
            return [answer]

        return spend


def setting(tmp_path: Path, *wanted: str, **more: Any) -> Setting:
    return Setting(True, wanted, tmp_path, **more)


def test_a_known_ratio_is_found_whatever_the_pace() -> None:
    clock = FakeClock()
    order = []

    def ours() -> Run:
        clock.pace = 1.0 + len(order) % 5  # the machine is busier in some pairs than in others
        order.append("ours")
        return timed(clock.work(2.0), units=10, clock=clock)

    def theirs() -> Run:
        order.append("theirs")
        return timed(clock.work(3.0), units=5, repeats=4, clock=clock)

    pairs = alternate(ours, theirs, 5)
    assert order == ["ours", "theirs"] * 6  # A B A B …, and the first of each isn't counted
    assert len(pairs) == 5
    assert times_as_fast(pairs) == Spread(pytest.approx(3.0), pytest.approx(3.0), pytest.approx(3.0))
    assert times_the_time(pairs).ratio == pytest.approx(1 / 3)


def test_low_and_high_are_quartiles() -> None:
    assert spread([1.0, 2.0, 3.0, 4.0, 100.0]) == Spread(3.0, 2.0, 4.0)
    assert spread([7.0]) == Spread(7.0, 7.0, 7.0)


@pytest.mark.parametrize("theirs", [(1.0, 2.0 + 1e-5), (1.0,), (1.0, math.nan), ()])
def test_other_numbers_void_a_row(theirs: tuple[float, ...]) -> None:
    pairs = [Pair(Run(1.0, 1.0, (1.0, 2.0)), Run(2.0, 1.0, theirs))]
    row = compared("some_row", FASTER, pairs, 1e-6)
    assert row.spread is None
    assert row.note.startswith("not the same work: ")
    assert "void" in table(MACHINE, [row], 120)
    assert disagreement([Pair(Run(1.0, 1.0, (1.0, 2.0)), Run(2.0, 1.0, (1.0, 2.0 + 1e-7)))], 1e-6) is None


def test_sides_without_numbers_agree_on_nothing() -> None:
    assert disagreement([Pair(Run(1.0), Run(1.0))], 1e-6) is not None


def test_an_exponent_is_the_slope_on_logarithms() -> None:
    sizes = [120.0, 240.0, 480.0, 960.0]
    assert exponent(sizes, [5 * n**1.5 for n in sizes]) == pytest.approx(1.5)
    rounds = [[Run(c * n**2, 1.0, (n,)) for n in sizes] for c in (1.0, 1.3, 0.8)]
    row = grown("some_growth", sizes, rounds, "")
    assert row.spread == Spread(pytest.approx(2.0), pytest.approx(2.0), pytest.approx(2.0))
    changed = [*rounds, [Run(1.0, 1.0, (n + 1e-9,)) for n in sizes]]
    assert grown("some_growth", sizes, changed, "").spread is None


def sample() -> list[Outcome]:
    return [
        Row("solver_vs_numpy", FASTER, Spread(12.0, 11.0, 13.0), "a note"),
        Row("growth_points", EXPONENT, Spread(1.02, 1.0, 1.1)),
        Row("solver_vs_c", TIME, None, "void: the C kernel took 20.0 ns"),
        Missing("mesa", "mesa is not installed"),
    ]


def test_json_has_every_row_and_what_is_missing() -> None:
    document = json.loads(json.dumps(as_json(MACHINE, sample())))
    jsonschema.validate(document, SCHEMA)
    assert document["rows"][0] == {
        "name": "solver_vs_numpy",
        "ratio": 12.0,
        "low": 11.0,
        "high": 13.0,
        "unit": FASTER,
        "note": "a note",
    }
    assert document["rows"][2]["ratio"] is None
    assert document["missing"] == [{"name": "mesa", "why": "mesa is not installed"}]


def test_the_table_begins_with_a_finding_and_ends_with_the_machine() -> None:
    text = table(MACHINE, sample(), 100)
    lines = text.splitlines()
    assert lines[0] == "The solver is 12.0 times as fast as its NumPy twin; void: solver_vs_c."
    assert "11.0–13.0" in text
    assert "  mesa: mesa is not installed" in lines
    assert "no" in lines[-1]
    assert max(map(len, lines)) <= 120
    assert finding([Missing("mesa", "…")]) == "0 of 1 rows could be measured."


def test_row_names_are_unique_and_belong_to_one_family() -> None:
    assert len(set(ROW_NAMES)) == len(ROW_NAMES)
    assert not set(ROW_NAMES) & set(FAMILIES)


def test_a_row_that_its_family_forgets_is_missing_and_one_that_fails_takes_no_other_along(tmp_path: Path) -> None:
    def fails() -> Outcome:
        raise Unavailable("it isn't there")

    def measure(asked: Setting) -> Iterator[Outcome]:
        yield attempt("broken", fails)
        yield attempt("whole", lambda: Row("whole", TIME, Spread(1.0, 1.0, 1.0)))

    found = list(outcomes(setting(tmp_path), {"family": Family(("forgotten", "broken", "whole"), measure)}))
    assert [outcome.name for outcome in found] == ["broken", "whole", "forgotten"]
    assert found[0] == Missing("broken", "it isn't there")
    assert isinstance(found[2], Missing)


def test_only_the_rows_that_were_asked_for_are_measured(tmp_path: Path) -> None:
    def measure(asked: Setting) -> Iterator[Outcome]:
        yield Missing("wanted", "…")

    found = list(outcomes(setting(tmp_path, "wanted"), {"family": Family(("wanted", "other"), measure)}))
    assert [outcome.name for outcome in found] == ["wanted"]


def test_without_a_compiler_every_row_against_c_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", str(tmp_path / "no-such-compiler"))
    names = ("solver_vs_c", "c_lanes_16", "c_lanes_24", "c_lanes_160", "simulator_vs_c")
    found = list(outcomes(setting(tmp_path, *names)))
    assert found == [Missing(name, NO_COMPILER) for name in names]


def test_a_peer_that_is_not_installed_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mesa.py").write_text('raise ImportError("as if it were not there", name="mesa")\n')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = list(outcomes(setting(tmp_path, "mesa")))
    assert [outcome.name for outcome in found] == ["mesa"]
    assert isinstance(found[0], Missing)
    assert found[0].why.startswith("mesa is not installed")


def test_a_worker_runs_a_task_again_and_again() -> None:
    with Worker("simulate", {"paths": 50}, "numpy") as side:
        first, second = side(), side()
    assert first.answer == second.answer
    assert first.work == second.work > 50


def test_a_side_that_fails_says_how() -> None:
    with (
        Worker("solve", {"scenario": "no_such_scenario", "points": 10}) as side,
        pytest.raises(Unavailable, match="no_such"),
    ):
        side()


def test_plain_python_and_the_simulator_play_the_same_paths() -> None:
    travellers = [PlainPath(luck_te) for luck_te in luck(200)]
    for path in travellers:
        while not path.over:
            path.step()
    ours = prepare(200)()
    assert summarised(travellers) == pytest.approx(ours.answer, abs=1e-9)
    assert path_steps(travellers) == ours.work


def test_keys_of_the_c_kernel_are_those_of_the_named_draws() -> None:
    keys = named_keys(1)
    assert keys.shape == (PERIODS, len(EVENTS))
    word, golden = 2**64 - 1, 0x9E3779B97F4A7C15

    def mix(z: int) -> int:
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & word
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & word
        return z ^ (z >> 31)

    draws = drawn(3)
    for path in range(3):
        bits = mix(mix(path * golden + int(keys[4, 2]) & word) + golden & word)
        assert (bits >> 11) * 2.0**-53 + 2.0**-54 == draws[4, 2, path]
    assert len(START) == 5
    assert SCENARIO.exists()


def test_trees_and_programs_for_other_solvers_have_all_nodes_and_states() -> None:
    from bench.decision_process import ORDERS, DecisionProcess

    tree = LogitTree(3, 1.0)
    lines = efg(tree).splitlines()
    assert len(lines) - 1 == tree.nodes == 15
    assert sum(line.startswith("t ") for line in lines) == 8
    program = prism_program(DecisionProcess(4, 3))
    assert program.count("->") == 5 * ORDERS
    reward_sa, chance_sas = DecisionProcess(4, 3).arrays()
    assert chance_sas.sum(axis=2) == pytest.approx(1.0)
    assert reward_sa.shape == (5, ORDERS)


def test_an_unknown_name_is_a_wrong_request(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["solver_vs_nump"])
    assert stopped.value.code == 2
    assert "did you mean solver_vs_numpy?" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "status"), [(["--json"], 0), ([], 0)])
def test_the_command_prints_what_was_asked_for(
    words: list[str], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "outcomes", lambda asked: iter(sample()))
    assert command.main(words) == status
    text = capsys.readouterr().out
    if words:
        jsonschema.validate(json.loads(text), SCHEMA)
    else:
        assert text.startswith("The solver is 12.0 times")


def test_the_command_fails_where_two_sides_did_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Row("solver_vs_numpy", FASTER, None, "not the same work: 1 numbers here, 2 there")
    monkeypatch.setattr(command, "outcomes", lambda asked: iter([wrong]))
    assert command.main([]) == 1


def test_families_are_listed_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    text = capsys.readouterr().out
    assert all(name in text for name in (*families.FAMILIES, *ROW_NAMES))
