"""Every case of a switch on the same draws: the game that one would write without it, and what it turns, first."""

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import offramp
from offramp.cli.hinge_words import hinges_text
from offramp.cli.main import main
from offramp.cli.run_words import run_text
from offramp.cli.schemas import schema
from offramp.core.diagnostics import ScenarioError
from offramp.explore.branches import Branch, branches
from tests.runs_of_worlds import SWITCHED, TURNS, contents, written

WORLDS = 300
LONG = "as_written.pace.long"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> offramp.Scenario:
    return offramp.load(written(tmp_path_factory.mktemp("scenario"), SWITCHED))


@pytest.fixture(scope="module")
def run(scenario: offramp.Scenario, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("runs") / "run"
    return scenario.explore(worlds=WORLDS, views=["as_written"], switches=["pace"], out=folder, cores=1)


def test_a_case_has_the_worlds_of_the_game_written_out(run: Any, tmp_path: Path) -> None:
    assert run.views == ("as_written", LONG)
    by_hand = offramp.load(written(tmp_path, TURNS.replace("periods: 2", "periods: 6")))
    explored = by_hand.explore(worlds=WORLDS, views=["as_written"], cores=1)
    alone = explored.view("as_written")
    case = run.view(LONG)
    assert np.array_equal(case.value_wa, alone.value_wa)
    assert np.array_equal(case.value_wa, run.view("as_written").value_wa)
    names = ["would(a)", "could(a)", "value(a)", "chance(left)"]
    assert np.array_equal(case.values(names), alone.values(names))
    assert case.verdicts("a") == alone.verdicts("a")
    assert run.run.own_result(LONG)["switches"] == {"pace": {"case": "long", "others": ["short"]}}


def test_the_rest_of_the_run_is_as_without_it(scenario: offramp.Scenario, run: Any) -> None:
    plain = scenario.explore(worlds=WORLDS, views=["as_written"], cores=1)
    one, other = (found.view("as_written").values(["would(a)"]) for found in (plain, run))
    assert np.array_equal(one, other)


def test_what_a_case_turns_is_known_and_comes_first(run: Any) -> None:
    """Unwilling is who loses by leaving and is carried out by chance in less than half of the plays: with speed below
    1 - √½ in two periods, and below 1 - (½)^(1/6) in six."""
    found = run.to_json()
    jsonschema.validate(found, schema("explore"))
    (one,) = found["switches"]
    assert (one["view"], one["switch"], one["usual"], one["case"]) == ("as_written", "pace", "short", "long")
    assert one["same_draws"] is True
    unwilling = next(c for c in one["conclusions"] if (c["kind"], c["what"]) == ("verdict", "unwilling"))
    expected = [0.5 * (1 - np.sqrt(0.5)), 0.5 * (1 - 0.5 ** (1 / 6))]
    for side, known in zip(unwilling["holds"], expected, strict=True):
        assert side["low"] <= known <= side["high"]
    assert unwilling["changed"]["gained"] == 0
    assert -0.14 < unwilling["difference_low"] < expected[1] - expected[0] < unwilling["difference_high"] < -0.05
    # Free in most worlds of both: no verdict turns, and no number is ever of both together.
    assert [turn for turn in one["turned"] if turn["kind"] == "verdict"] == []
    assert found["finding"].count("as written") == 1
    assert "long" not in found["finding"]


def test_a_verdict_that_turns_is_said_first(tmp_path: Path) -> None:
    """Whoever loses by leaving stays in, but that chance carries it out, in nine of ten worlds of the longer case."""
    text = SWITCHED.replace("range: [-1, 1]", "range: [-1, -0.2]").replace("{periods: 6}", "{periods: 40}")
    text = text.replace("value: 0.5, range: [-1", "value: -0.5, range: [-1").replace(
        "range: [0, 1]", "range: [0, 0.25]"
    )
    scenario = offramp.load(written(tmp_path, text))
    found = scenario.explore(worlds=WORLDS, views=["as_written"], switches=["all"], closings=False, cores=1)
    (one,) = found.to_json()["switches"]
    turn = next(t for t in one["turned"] if t["kind"] == "verdict")
    assert (turn["usual"], turn["here"]) == ("unwilling", "free")
    assert turn["usual_holds"]["share"] > 0.95
    # 1 - (1 - speed)^40 reaches one half from speed = 1 - (½)^(1/40) on.
    assert turn["here_holds"]["share"] == pytest.approx(
        1 - (1 - 0.5 ** (1 / 40)) / 0.25, abs=0.04
    )  # and who stays in errs, now and then
    shown = " ".join(run_text(found.to_json(), 80).split())
    assert shown.startswith("Another case of a switch turns what is concluded, on the same draws: The verdict on")
    assert f"turns from unwilling, in {turn['usual_holds']['count']} (" in shown
    assert "where pace is “long”, not “short” (As written)" in shown
    result = found.hinges()
    jsonschema.validate(result, schema("hinges"))
    assert hinges_text(result, 80).startswith("Another case of a switch turns")
    assert set(result["views"]) == {"as_written", LONG}


def test_choices_are_never_averaged_over_cases(run: Any) -> None:
    assert run.hinges()["choices"] == run.hinges(["as_written"])["choices"]


def test_flips_of_a_case_are_of_its_own_game(run: Any, scenario: offramp.Scenario) -> None:
    flips = [one for one in run.hinges([LONG], flips=True)["flips"] if one["assumption"] == "worth"]
    for flip in flips:
        turned = flip["below"]
        assert turned["status"] == "flips"
        ends = [
            scenario.solve(set={"worth": turned[end], "pace": "long"}).to_json()["actors"]["a"]["would"]
            for end in ("low", "high")
        ]
        assert ends[0] < 0.5 <= ends[1]


def test_a_run_with_cases_goes_on_and_is_compared_and_exported(
    scenario: offramp.Scenario, run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = contents(run.path)
    part = next(run.path.glob(f"parts/{LONG}/**/*.parquet"))
    part.unlink()
    again = scenario.explore(out=run.path, resume=True, cores=1)
    assert [note.code for note in again.notes] == ["W740"]
    assert contents(run.path) == whole
    with pytest.raises(ScenarioError) as refused:
        offramp.load(written(tmp_path, SWITCHED.replace("short: {}", "short: {periods: 2}"))).explore(
            out=run.path, resume=True, cores=1
        )
    assert [one.code for one in refused.value.diagnostics] == ["E743"]
    assert set(run.compared_with(again)["views"]) == {"as_written", LONG}
    assert main(["export", str(run.path), "--csv", str(tmp_path / "tables"), "--ema", str(tmp_path / "r.tar.gz")]) == 0
    assert (tmp_path / "tables" / f"{LONG}.csv").exists()
    assert main(["hinges", str(run.path), "--view", LONG]) == 0
    assert "As written, pace: long, 300 worlds" in capsys.readouterr().out


def test_a_run_with_other_switches_is_another_one(scenario: offramp.Scenario, tmp_path: Path) -> None:
    scenario.explore(worlds=4, out=tmp_path / "run", cores=1)
    with pytest.raises(ScenarioError) as refused:
        scenario.explore(out=tmp_path / "run", resume=True, switches=["pace"], cores=1)
    assert "switches none there, pace now" in str(refused.value)


def test_a_manifest_with_cases_that_arent_there_is_damaged(run: Any, tmp_path: Path) -> None:
    run.save(tmp_path / "copy")
    manifest = tmp_path / "copy" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(LONG, "as_written.pace.slow"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        offramp.open_run(tmp_path / "copy").to_json()
    assert [one.code for one in refused.value.diagnostics] == ["E745"]
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("pace.slow", "../slow"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        offramp.open_run(tmp_path / "copy")
    assert [one.code for one in refused.value.diagnostics] == ["E745"]


def test_branches_are_one_switch_at_a_time(scenario: offramp.Scenario) -> None:
    found = branches(scenario.model, ["as_written", "bold"], ["pace"])
    assert list(found) == ["as_written", LONG, "bold", "bold.pace.long"]
    assert found["bold.pace.long"] == Branch("bold", (("pace", "long"),)) == Branch.named("bold.pace.long")
    for text in ("", "a..b", "a.b", "a.b.c/d", "a. b.c"):
        with pytest.raises(ValueError, match="is no name of a view"):
            Branch.named(text)
