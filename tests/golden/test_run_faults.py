"""What goes wrong with runs of worlds, as its author would see it.

After a wanted change of wording: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_run_faults.py
"""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import offramp
from offramp.cli.main import main
from offramp.explore.runs import running
from offramp.explore.runs.run_folder import RunFolder
from tests import claims_over_worlds
from tests.runs_of_worlds import BREAKS, SWITCHED, written

FOLDER = Path(__file__).parent / "runs"
BEGIN = ["explore", "leave.yaml", "--worlds", "3", "--out", "run"]
GO_ON = [*BEGIN, "--resume"]


def changed(old: str, new: str, name: str = "run/manifest.json") -> None:
    path = Path(name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def certain() -> None:
    text = BREAKS.replace("value: 0.5, range: [0, 1], views: {bold: [0.2, 1.4], certain: 0.5}, ", "value: 0.5, ")
    written(Path(), text.replace("value: 0.5, range: [-1, 1], views: {certain: 0.5}, ", "value: 0.5, "))


def correlated() -> None:
    written(Path(), BREAKS.replace("state:", "correlated: [[speed, worth, 0.5]]\nstate:"))


def switched() -> None:
    written(Path(), SWITCHED)


def points() -> None:
    offramp.load("leave.yaml").explore(worlds=8, design="sobol", views=["as_written"], out="points", cores=1)


def cut_short() -> None:
    path = Path("run/manifest.json")
    path.write_bytes(path.read_bytes()[:400])


def broken() -> None:
    text = BREAKS.replace("probability: speed", "probability: 0.5 if worth == 0.5 else 2")
    offramp.load(written(Path(), text)).explore(worlds=3, views=["as_written"], out="broken", cores=1)


def found_for(text: str) -> None:
    found = offramp.load(written(Path(), text)).off_ramps("a").to_json()
    Path("found.json").write_text(json.dumps(found), encoding="utf-8")


CASES: dict[str, tuple[list[str], Callable[[], object]]] = {
    "E740_something_else": ([*BEGIN[:-1], "full"], lambda: None),
    "E740_a_file": ([*BEGIN[:-1], "leave.yaml"], lambda: None),
    "E740_no_run_to_go_on_with": ([*BEGIN[:-1], "nowhere", "--resume"], lambda: None),
    "E740_export": (["export", "full", "--csv", "tables"], lambda: None),
    "E741_below_a_file": ([*BEGIN[:-1], "leave.yaml/run"], lambda: None),
    "E741_export": (["export", "run", "--csv", "leave.yaml/tables"], lambda: None),
    "E743_seed": ([*GO_ON, "--seed", "7"], lambda: None),
    "E743_text": (GO_ON, lambda: written(Path(), BREAKS.replace("periods: 2", "periods: 3"))),
    "E744_there_already": (BEGIN, lambda: None),
    "E745_half_a_manifest": (GO_ON, cut_short),
    "E745_result": (["export", "run", "--csv", "tables"], lambda: Path("run/results/bold/00000.parquet").unlink()),
    "E746_other_version": (["export", "run", "--csv", "tables"], lambda: changed('"version": 3', '"version": 4')),
    "E747_misspelt": ([*BEGIN[:-1], "new", "--engine", "thread"], lambda: None),
    "E747_no_port": ([*BEGIN[:-1], "new", "--engine", "dask://somewhere"], lambda: None),
    "E748_nothing_uncertain": ([*BEGIN[:-1], "new"], certain),
    "E750_not_finished": (["export", "run", "--ema", "run.tar.gz"], lambda: changed('"finished"', '"running"')),
    "E713_no_worlds": (["explore", "leave.yaml", "--worlds", "0", "--out", "new"], lambda: None),
    "E713_too_many": (["explore", "leave.yaml", "--worlds", "100000000000", "--out", "new"], lambda: None),
    "E701_view": ([*BEGIN[:-1], "new", "--view", "bald"], lambda: None),
    "E755_no_claims": (["claims", "run"], lambda: None),
    "E755_left_out": (["claims", "leaving"], lambda: None),
    "E756_level": (["claims", "run", "--level", "0.4"], lambda: None),
    "E733_export": (["export", "run", "--ema", "leave.yaml"], lambda: None),
    "E714_export_as_nothing": (["export", "run"], lambda: None),
    "E743_design": ([*GO_ON, "--design", "iid"], lambda: None),
    "E752_misspelt": ([*BEGIN[:-1], "new", "--design", "sobl"], lambda: None),
    "E753_correlated": ([*BEGIN[:-1], "new", "--design", "saltelli"], correlated),
    "E753_indices": (["hinges", "points", "--indices"], points),
    "E754_misspelt": ([*BEGIN[:-1], "new", "--switch", "pase"], switched),
    "E754_none": ([*BEGIN[:-1], "new", "--switch", "all"], lambda: None),
    "W741_sobol": ([*BEGIN[:-1], "new", "--design", "sobol"], lambda: None),
    "W741_saltelli": ([*BEGIN[:-1], "new", "--design", "saltelli"], lambda: None),
    "E760_no_evidence": (["evidence", "run"], lambda: None),
    "E761_forecast": (["evidence", "run", "--forecast", "soon"], lambda: None),
    "E762_until": (["evidence", "run", "--until", "yesterday"], lambda: None),
    "E762_both": (["evidence", "run", "--until", "1", "--forecast", "soon"], lambda: None),
    "E746_report": (["report", "run", "--out", "leave.html"], lambda: changed('"version": 3', '"version": 4')),
    "E750_report": (["report", "run", "--out", "leave.html"], lambda: changed('"finished"', '"running"')),
    "E781_report": (["report", "broken", "--out", "leave.html"], broken),
    "E782_edited": (
        ["report", "run", "--out", "leave.html", "--off-ramps", "found.json"],
        lambda: found_for(BREAKS + "#"),
    ),
    "E782_other_scenario": (
        ["report", "leaving", "--out", "a.html", "--off-ramps", "found.json"],
        lambda: found_for(BREAKS),
    ),
    "E716_report": (["report", "run", "--out", "nowhere/leave.html"], lambda: None),
    "E785_misspelt": (["figure", "run", "exit", "--out", "exits.svg"], lambda: None),
    "E786_no_such_period": (["figure", "run", "exits", "--period", "7", "--out", "exits.svg"], lambda: None),
    "E786_of_no_period": (["figure", "run", "outcomes", "--period", "1", "--out", "outcomes.svg"], lambda: None),
    "E787_no_forecasts": (["figure", "run", "scoreboard", "--out", "scores.png"], lambda: None),
    "E787_no_off_ramps": (["figure", "run", "off-ramps", "--out", "ways.svg"], lambda: None),
    "E782_figure": (["figure", "run", "off-ramps", "--off-ramps", "leave.yaml", "--out", "ways.svg"], lambda: None),
    "E787_nothing_varies": (["figure", "run", "outcomes", "--view", "certain", "--out", "a.svg"], lambda: None),
    "E788_no_file": (["figure", "run", "views"], lambda: None),
    "E788_pdf": (["figure", "run", "views", "--out", "views.pdf"], lambda: None),
    "E716_figure": (["figure", "run", "views", "--out", "leave.yaml/views.svg"], lambda: None),
    "W740_damaged": (GO_ON, lambda: Path("run/parts/bold/480/00000.parquet").unlink()),
}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario, a finished run of it, and a folder that holds something else."""
    folder = tmp_path_factory.mktemp("ground")
    offramp.load(written(folder)).explore(worlds=3, out=folder / "run", cores=1)
    (folder / "claims").mkdir()
    claiming = offramp.load(claims_over_worlds.written(folder / "claims"))
    claiming.explore(worlds=3, out=folder / "leaving", claims=False, cores=1)
    (folder / "full").mkdir()
    (folder / "full" / "letters.txt").write_text("dear", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def here(ground: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ground, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def compare(case: str, found: str) -> None:
    expected = FOLDER / f"{case}.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert f"[{case[:4]}]" in found
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_transcript(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, before = CASES[case]
    before()
    code = main(arguments)
    compare(case, f"exit code {code}\n{capsys.readouterr().err}")


def test_a_run_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with RunFolder(Path("run")).taken():
        code = main(GO_ON)
    compare("E742_in_use", f"exit code {code}\n{capsys.readouterr().err}")


def test_too_many_numbers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(running, "MOST_NUMBERS", 1000)
    code = main(["explore", "leave.yaml", "--worlds", "5000", "--out", "new"])
    compare("E749_numbers", f"exit code {code}\n{capsys.readouterr().err}")


def test_an_unknown_quantity() -> None:
    with pytest.raises(offramp.ScenarioError) as refused:
        offramp.open_run("run").view("bold").values(["woud(a)"])
    compare("E751_misspelt", f"{refused.value}\n")


def test_what_a_run_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*GO_ON]) == 0
    found = capsys.readouterr().out
    expected = FOLDER / "run.terminal.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
