"""Runs of worlds in their folders: the same bytes whoever solves them, gone on with after any stop, read again."""

import errno
import json
import os
import shutil
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import offramp
from offramp.core.diagnostics import ScenarioError
from offramp.explore.designs import design
from offramp.explore.runs import run_folder, running
from offramp.explore.runs.run_folder import RunFolder
from offramp.explore.runs.running import BLOCKS
from offramp.explore.world_runs import Cut
from tests.runs_of_worlds import BREAKS, contents, written

WORLDS = 40


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BLOCKS", Cut(BLOCKS.seconds, 16))


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> offramp.Scenario:
    return offramp.load(written(tmp_path_factory.mktemp("scenario")))


def codes(refused: "pytest.ExceptionInfo[ScenarioError]") -> list[str]:
    return [diagnostic.code for diagnostic in refused.value.diagnostics]


def test_a_run_holds_what_its_worlds_come_to(scenario: offramp.Scenario, tmp_path: Path) -> None:
    found = scenario.explore(worlds=WORLDS, out=tmp_path / "run", cores=1)
    assert found.views == ("as_written", "bold", "certain")
    bold, plain = found.view("bold"), found.view("as_written")
    drawn = design(scenario.model, "bold", WORLDS, 1)
    assert bold.names == ("speed", "worth")
    # A third of the draws make a chance of more than 1.
    broken = np.flatnonzero(drawn.value_wa[:, 0] > 1)
    assert [world.number for world in bold.failed] == broken.tolist()
    assert {world.faults[0]["code"] for world in bold.failed} == {"E602"}
    assert bold.worlds == WORLDS
    assert np.array_equal(bold.number_w, np.setdiff1d(np.arange(WORLDS), broken))
    assert np.array_equal(bold.value_wa, drawn.value_wa[bold.number_w])
    assert np.array_equal(bold.share_wa, drawn.share_wa[bold.number_w])
    # The rest against a solve of that very world.
    number = int(plain.number_w[7])
    world = design(scenario.model, None, WORLDS, 1).world(number)
    solved = scenario.solve(set=world).to_json()
    names = [quantity.name for quantity in plain.quantities]
    row = dict(zip(names, plain.value_wq[7], strict=True))
    assert row["chance(left)"] == pytest.approx(solved["endings"]["left"], abs=1e-12)
    assert row["value(a)"] == pytest.approx(solved["actors"]["a"]["value"], abs=1e-12)
    assert row["reach(a, leave)"] == pytest.approx(solved["actors"]["a"]["options"]["leave"]["reach"], abs=1e-12)
    assert plain.verdicts("a")[7] == solved["actors"]["a"]["verdict"]
    assert np.all(plain.error_wq == 0)
    first = solved["exits"]["a"]["stay"]["first_closing"]
    assert plain.closing("a", "stay").closes_w[7] == (-1 if first is None else first)
    assert found.view("certain").worlds == 0


def test_what_is_printed_says_where_worlds_fail(scenario: offramp.Scenario, tmp_path: Path) -> None:
    data = scenario.explore(worlds=WORLDS, out=tmp_path / "run", cores=1).to_json()
    where = data["views"]["bold"]["failed_where"][0]
    assert where["assumption"] == "speed"
    assert 1.0 < where["lowest"] < where["highest"] < 1.4
    assert where["share_lowest"] == pytest.approx(2 / 3, abs=0.04)
    assert data["views"]["as_written"]["failed_where"] == []
    verdicts = data["views"]["bold"]["actors"]["a"]["verdicts"]
    assert verdicts["failed"]["count"] == len(open_view(data["run"]).failed)
    assert sum(one["count"] for one in verdicts.values()) == WORLDS


def open_view(path: str) -> "offramp.explore.runs.run_reader.ViewRun":  # type: ignore[name-defined]  # no public name
    return offramp.open_run(path).view("bold")


class Bare(Executor):
    """An executor that says nothing about itself, and hands nothing on but what it was given."""

    def __init__(self) -> None:
        self.inner = ThreadPoolExecutor(2)

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # as in Executor
        return self.inner.submit(fn, *args, **kwargs)


def test_whoever_solves_the_worlds_the_run_has_the_same_bytes(scenario: offramp.Scenario, tmp_path: Path) -> None:
    scenario.explore(worlds=WORLDS, out=tmp_path / "alone", cores=1)
    expected = contents(tmp_path / "alone")
    scenario.explore(worlds=WORLDS, out=tmp_path / "threads", engine="threads", cores=3)
    assert contents(tmp_path / "threads") == expected
    with ThreadPoolExecutor(2) as pool:
        scenario.explore(worlds=WORLDS, out=tmp_path / "pool", executor=pool, cores=1)
    assert contents(tmp_path / "pool") == expected
    scenario.explore(worlds=WORLDS, out=tmp_path / "bare", executor=Bare(), cores=1)
    assert contents(tmp_path / "bare") == expected
    scenario.explore(worlds=WORLDS, out=tmp_path / "other", seed=2, cores=1)
    assert contents(tmp_path / "other") != expected


@pytest.mark.slow
def test_processes_come_to_the_same_bytes(scenario: offramp.Scenario, tmp_path: Path) -> None:
    scenario.explore(worlds=WORLDS, out=tmp_path / "alone", cores=1)
    scenario.explore(worlds=WORLDS, out=tmp_path / "processes", engine="processes", cores=2)
    with ProcessPoolExecutor(2) as pool:
        scenario.explore(worlds=WORLDS, out=tmp_path / "pool", executor=pool, cores=1)
    assert contents(tmp_path / "processes") == contents(tmp_path / "pool") == contents(tmp_path / "alone")


def test_a_run_without_a_folder_can_be_saved(scenario: offramp.Scenario, tmp_path: Path) -> None:
    found = scenario.explore(worlds=5, views=["bold"], cores=1)
    assert found.views == ("bold",)
    found.save(tmp_path / "kept")
    assert contents(tmp_path / "kept") == contents(found.path)
    assert offramp.open_run(tmp_path / "kept").view("bold").worlds == 5
    place = found.path
    del found
    assert not place.exists()
    with pytest.raises(ScenarioError) as refused:
        offramp.open_run(tmp_path / "kept").save(tmp_path / "kept")
    assert codes(refused) == ["E740"]


def stop_at(write: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full from some write on."""
    count = 0
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal count
        count += 1
        if count >= write:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(run_folder.os, "fsync", fsync)


@pytest.mark.parametrize("write", [1, 7, 12, 25, 33, 45])
def test_a_full_disk_loses_what_was_being_written_and_no_more(
    scenario: offramp.Scenario, tmp_path: Path, write: int
) -> None:
    scenario.explore(worlds=WORLDS, out=tmp_path / "whole", cores=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "BLOCKS", Cut(BLOCKS.seconds, 16))
        stop_at(write, patched)
        with pytest.raises(ScenarioError) as refused:
            scenario.explore(worlds=WORLDS, out=tmp_path / "run", cores=1)
    assert codes(refused) == ["E741"]
    assert "no space left" in str(refused.value)
    left = contents(tmp_path / "run")
    assert not [name for name in left if name.endswith(".new")]
    whole = contents(tmp_path / "whole")
    assert all(whole[name] == sha for name, sha in left.items() if name != "manifest.json")
    found = scenario.explore(worlds=WORLDS, out=tmp_path / "run", resume="manifest.json" in left, cores=1)
    assert found.notes == ()
    assert contents(tmp_path / "run") == whole


def test_what_is_damaged_is_found_and_solved_again(scenario: offramp.Scenario, tmp_path: Path) -> None:
    run = tmp_path / "run"
    scenario.explore(worlds=WORLDS, out=run, cores=1)
    whole = contents(run)
    parts = sorted(run.glob("parts/**/*.parquet"))
    parts[0].write_bytes(b"PAR1" + parts[0].read_bytes()[4:-9] + b"somethingPAR1"[:9])
    parts[1].unlink()
    (run / "baseline" / "bold.json").write_text("{", encoding="utf-8")
    (run / "design" / "bold.parquet").unlink()
    found = scenario.explore(worlds=WORLDS, out=run, resume=True, cores=1)
    assert [note.code for note in found.notes] == ["W740"] * 4
    assert contents(run) == whole
    assert {warning["code"] for warning in found.to_json()["warnings"]} == {"W740"}


def test_another_table_in_place_of_a_part_is_no_part(scenario: offramp.Scenario, tmp_path: Path) -> None:
    run = tmp_path / "run"
    scenario.explore(worlds=WORLDS, out=run, cores=1)
    whole = contents(run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    part, other = run / manifest["parts"][0]["file"], run / manifest["parts"][1]["file"]
    shutil.copy(other, part)  # sound in itself, and with its hash
    manifest["parts"][0]["sha256"] = manifest["parts"][1]["sha256"]
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = scenario.explore(worlds=WORLDS, out=run, resume=True, cores=1)
    assert [note.code for note in found.notes] == ["W740"]
    assert contents(run) == whole


def test_a_damaged_result_is_told_when_it_is_read(scenario: offramp.Scenario, tmp_path: Path) -> None:
    run = tmp_path / "run"
    scenario.explore(worlds=WORLDS, out=run, cores=1)
    result = next((run / "results" / "bold").glob("0*.parquet"))
    result.write_bytes(result.read_bytes()[:-1])
    with pytest.raises(ScenarioError) as refused:
        offramp.open_run(run).view("bold")
    assert codes(refused) == ["E745"]
    assert scenario.explore(resume=True, out=run, cores=1).view("bold").worlds == WORLDS


def test_a_run_that_is_written_to_is_taken(scenario: offramp.Scenario, tmp_path: Path) -> None:
    with RunFolder(tmp_path / "run").taken(), pytest.raises(ScenarioError) as refused:
        scenario.explore(worlds=3, out=tmp_path / "run", cores=1)
    assert codes(refused) == ["E742"]
    assert scenario.explore(worlds=3, out=tmp_path / "run", cores=1).run.finished


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"seed": 2}, "seed 1 there, 2 now"),
        ({"worlds": 6}, "worlds 5 there, 6 now"),
        ({"views": ["bold"]}, "views as_written, bold, certain there, bold now"),
        ({"level": 0.4}, "level 0.5 there, 0.4 now"),
        ({"closings": False}, "closings yes there, no now"),
    ],
)
def test_a_run_goes_on_only_as_it_began(
    scenario: offramp.Scenario, tmp_path: Path, asked: dict[str, object], said: str
) -> None:
    scenario.explore(worlds=5, out=tmp_path / "run", cores=1)
    with pytest.raises(ScenarioError) as refused:
        scenario.explore(out=tmp_path / "run", resume=True, cores=1, **asked)  # type: ignore[arg-type]  # one of several requests
    assert codes(refused) == ["E743"]
    assert said in str(refused.value)


def test_another_scenario_or_version_is_another_run(scenario: offramp.Scenario, tmp_path: Path) -> None:
    run = tmp_path / "run"
    scenario.explore(worlds=5, out=run, cores=1)
    changed = offramp.load(written(tmp_path, BREAKS.replace("periods: 2", "periods: 3")))
    with pytest.raises(ScenarioError) as refused:
        changed.explore(out=run, resume=True, cores=1)
    assert "leave.yaml has another text there" in str(refused.value)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    manifest["versions"]["numpy"] = "1.0"
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        scenario.explore(out=run, resume=True, cores=1)
    assert codes(refused) == ["E743"]
    assert "numpy 1.0 there, " in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("asked"),
        lambda data: data["asked"].update(worlds=10**9),
        lambda data: data["asked"].update(worlds="many"),
        lambda data: data["asked"].update(views=["../../etc"]),
        lambda data: data["parts"][0].update(file="../../../etc/passwd"),
        lambda data: data["parts"][0].update(file="/etc/passwd"),
        lambda data: data.update(parts=7),
        lambda data: data.update(format="something else"),
        lambda data: data["quantities"].append(data["quantities"][0]),
        lambda data: data["quantities"][0].update(kind="magic"),
        lambda data: data["plan"]["seconds"].clear(),
        lambda data: data["plan"].update(nodes={"bold": 3}),
        lambda data: data["plan"].update(
            allotments={view: {"bend_d": [1.0], "visited": [[["war"], 1.0]]} for view in data["asked"]["views"]}
        ),
        lambda data: data.update(scenario=["scenario"]),
    ],
)
def test_a_manifest_is_read_as_a_file_from_a_stranger(
    scenario: offramp.Scenario, tmp_path: Path, change: "object"
) -> None:
    run = tmp_path / "run"
    scenario.explore(worlds=5, out=run, cores=1)
    data = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    change(data)  # type: ignore[operator]  # a function of the list
    (run / "manifest.json").write_text(json.dumps(data), encoding="utf-8")
    for attempt in (lambda: offramp.open_run(run), lambda: scenario.explore(out=run, resume=True, cores=1)):
        with pytest.raises(ScenarioError) as refused:
            attempt()
        assert codes(refused) == ["E745"]


def test_a_run_that_is_not_finished_has_no_results(scenario: offramp.Scenario, tmp_path: Path) -> None:
    run = tmp_path / "run"
    scenario.explore(worlds=5, out=run, cores=1)
    text = (run / "manifest.json").read_text(encoding="utf-8")
    (run / "manifest.json").write_text(text.replace('"finished"', '"running"'), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        offramp.open_run(run).view("bold")
    assert codes(refused) == ["E750"]


def test_a_quantity_that_is_not_there_and_a_view_that_is_not_there(scenario: offramp.Scenario, tmp_path: Path) -> None:
    found = scenario.explore(worlds=5, out=tmp_path / "run", closings=False, cores=1)
    with pytest.raises(ScenarioError) as refused:
        found.view("bold").closing("a", "stay")
    assert codes(refused) == ["E751"]
    with pytest.raises(ScenarioError) as refused:
        found.view("brave")
    assert codes(refused) == ["E701"]


def test_absurd_numbers_are_refused_before_they_take_memory(scenario: offramp.Scenario, tmp_path: Path) -> None:
    for worlds in (0, -1, 10**12):
        with pytest.raises(ScenarioError) as refused:
            scenario.explore(worlds=worlds, out=tmp_path / "run")
        assert codes(refused) == ["E713"]
    many = offramp.load("ukraine-2023")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "MOST_NUMBERS", 1_000_000)
        with pytest.raises(ScenarioError) as refused:
            many.explore(worlds=100_000, out=tmp_path / "run")
    assert codes(refused) == ["E749"]
    assert not (tmp_path / "run" / "manifest.json").exists()


def test_the_parts_are_plain_parquet(scenario: offramp.Scenario, tmp_path: Path) -> None:
    scenario.explore(worlds=WORLDS, out=tmp_path / "run", cores=1)
    frame = pl.read_parquet(tmp_path / "run" / "parts" / "bold" / "480" / "*.parquet")
    assert sorted(frame["world #"].to_list()) == list(range(WORLDS))
    assert frame["faults as JSON"].is_not_null().sum() == len(offramp.open_run(tmp_path / "run").view("bold").failed)


def test_an_assumption_may_have_any_name(tmp_path: Path) -> None:
    text = BREAKS.replace("  worth:", "  world:").replace("left: worth", "left: world").replace("worth", "world")
    found = offramp.load(written(tmp_path, text)).explore(worlds=4, cores=1)
    assert found.view("as_written").names == ("speed", "world")
