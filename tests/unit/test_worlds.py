"""Exploring worlds: the same on any number of processes, failures kept and told, and none where none are wanted."""

from concurrent.futures import Executor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import offramp
from offramp.core.diagnostics import Diagnostic
from offramp.explore import world_runs
from offramp.explore.designs import latin_hypercube
from offramp.explore.world_plan import DEFAULT, GRIDS, make_plan
from offramp.explore.world_solves import World

from ..twins import needs_native

SOMETIMES = """
offramp: 1
title: A chance that some draws make impossible
views: {bold: {means: Everything at once, stance: partisan}, certain: {means: Nothing is in doubt, stance: neutral}}
calendar: {periods: 2}
actors: {a: {name: The alliance, rationality: 1}}
assumptions:
  speed:
    {means: How fast, value: 0.5, range: [0, 1], views: {bold: [0.2, 1.4], certain: 0.5}, because: {note: a test}}
state: {phase: {modes: [open, done], start: open}}
play:
  - move: a
    options: {wait: {}, go: {then: {phase: done}}}
  - chance: slips
    probability: speed
    then: {phase: done}
payoffs: {a: {at_end: {done: 1, horizon: 0}}}
endings: {done: {when: phase == done}}
tolerable: {a: [done]}
"""

WALK = """
offramp: 1
title: A walk that nobody steers
calendar: {periods: 5}
assumptions: {drift: {means: Where it tends, value: 0, range: [-0.3, 0.3], because: {note: a test}}}
state: {x: {means: Where it is, range: [-9, 9], start: 0}}
play:
  - shock: step
    sd: 0.5
  - update: {x: x + drift + step}
endings: {over: {when: x > 1}}
"""


def analysed(folder: Path, text: str, **asked: Any) -> dict[str, Any]:
    path = folder / "game.yaml"
    path.write_text(text, encoding="utf-8")
    found: dict[str, Any] = offramp.load(path).analyse(**asked).to_json()["worlds"]
    return found


def test_the_number_of_processes_changes_nothing() -> None:
    brink = offramp.load("brink")
    first, second = (brink.analyse(worlds=12, processes=n, points=100).to_json()["worlds"] for n in (1, 2))
    assert first == second
    assert first["views"]["hawk"]["worlds"] == 12
    assert first["reason"] == "asked"
    other = brink.analyse(worlds=12, processes=1, points=100, seed=2).to_json()["worlds"]
    assert other["views"] != first["views"]


@needs_native
def test_more_work_is_done_by_processes_and_comes_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    plain = world_runs.processes

    def counted(count: int) -> AbstractContextManager[Executor]:
        started.append(count)
        return plain(count)

    monkeypatch.setattr(world_runs, "processes", counted)
    brink = offramp.load("brink")
    by_threads = brink.analyse(worlds=12, processes=2, points=100).to_json()["worlds"]
    assert not started
    monkeypatch.setattr(world_runs, "WORTH_PROCESSES", 1e-9)
    assert brink.analyse(worlds=12, processes=2, points=100).to_json()["worlds"] == by_threads
    assert started == [2]


@pytest.mark.parametrize("processes", [1, 2])
def test_worlds_that_can_not_be_solved_are_counted_and_named(tmp_path: Path, processes: int) -> None:
    found = analysed(tmp_path, SOMETIMES, worlds=60, processes=processes)["views"]
    bold = found["bold"]
    # A chance above 1: a third of the draws, each of which has a stratum of its own.
    assert bold["failed"]["count"] == 20
    assert bold["actors"]["a"]["verdicts"]["failed"]["count"] == 20
    assert sum(one["count"] for one in bold["actors"]["a"]["verdicts"].values()) == 60
    assert len(bold["failures"]) == 3
    first = bold["failures"][0]
    assert first["assumptions"]["speed"] > 1
    assert first["diagnostic"]["code"] == "E602"
    assert first["diagnostic"]["line"] == 15
    assert found["as_written"]["failed"]["count"] == 0


def test_a_view_whose_every_draw_breaks(tmp_path: Path) -> None:
    seed = next(seed for seed in range(1, 20) if latin_hypercube(1, ["speed"], seed)[0, 0] > 0.8)
    bold = analysed(tmp_path, SOMETIMES, worlds=1, seed=seed)["views"]["bold"]
    assert (bold["worlds"], bold["failed"]["count"]) == (1, 1)
    assert bold["actors"]["a"]["would"]["highest"] is None
    assert bold["leading"]["failed"]["count"] == 1


def test_a_view_in_which_nothing_is_uncertain_has_no_worlds(tmp_path: Path) -> None:
    found = analysed(tmp_path, SOMETIMES, worlds=5)
    assert found["views"]["certain"]["worlds"] == 0
    assert found["views"]["certain"]["varied"] == []
    certain = SOMETIMES.replace("range: [0, 1], views: {bold: [0.2, 1.4], certain: 0.5}, ", "")
    nothing = analysed(tmp_path, certain)
    assert (nothing["count"], nothing["reason"]) == (0, "nothing_varies")


def test_a_process_without_choices_is_simulated_in_each_world(tmp_path: Path) -> None:
    found = analysed(tmp_path, WALK, worlds=200)
    view = found["views"]["as_written"]
    assert view["actors"] == {}
    assert found["grids"] == []
    over, leading = view["endings"]["over"], view["leading"]
    assert over["lowest"] < 0.1
    assert over["highest"] > 0.5
    assert sum(one["count"] for one in leading["groups"].values()) + leading["too_close"]["count"] == 200
    assert "first in" in found["finding"]


def test_no_worlds_where_none_are_wanted(tmp_path: Path) -> None:
    found = analysed(tmp_path, SOMETIMES, worlds=0)
    assert (found["count"], found["reason"], found["views"]) == (0, "asked", {})
    with pytest.raises(offramp.ScenarioError) as caught:
        offramp.load("brink").analyse(worlds=-1)
    assert caught.value.diagnostics[0].code == "E713"


def sized(seconds: float, exact: bool = False) -> dict[str, World]:
    return {"as_written": World(-1, np.zeros(1), exact=exact, seconds=seconds)}


def test_the_default_depends_on_what_a_world_costs() -> None:
    plans = [make_plan(sized(s), ["as_written"], None) for s in (0.02, 0.1, 1.0, 80.0)]
    assert [p.worlds for p in plans] == [DEFAULT, DEFAULT, 60, 0]
    assert [len(p.grids) for p in plans[:3]] == [2, 3, 2]
    assert plans[-1].reason == "large"
    # What is asked for is done, whatever it costs; many worlds of a large game are carried over from a coarse grid.
    assert make_plan(sized(20.0), ["as_written"], 500).grids == (480, 1440, 8640)
    assert make_plan(sized(20.0), ["as_written"], 50).grids == (480, 4320)
    assert make_plan(sized(0.02), ["as_written"], 500).grids == (480, 1440)
    assert make_plan(sized(0.1, exact=True), ["as_written"], None).worlds == DEFAULT


def test_a_baseline_that_breaks_on_a_finer_grid_is_told_before_worlds_are_solved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, numbers = world_runs.solve_world, []

    def breaks(*asked: Any) -> World:
        number, grids = asked[3], asked[5]
        numbers.append(number)
        if number == world_runs.BASELINE and grids.points > GRIDS[0]:
            return World(number, np.zeros(0), faults=(Diagnostic("E602", "a chance of 1.2", None, "lower it"),))
        return sound(*asked)

    monkeypatch.setattr(world_runs, "solve_world", breaks)
    brink = offramp.load("brink")
    found = brink.analyse(worlds=20, processes=1, points=100).to_json()["worlds"]
    assert (found["count"], found["reason"]) == (0, "unsolvable")
    with pytest.raises(offramp.ScenarioError, match="E602"):
        brink.explore(worlds=20, out=tmp_path / "run", cores=1)
    assert set(numbers) == {world_runs.BASELINE}
