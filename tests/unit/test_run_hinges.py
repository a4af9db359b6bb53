"""What the conclusions of a run hinge on: known where one assumption alone decides."""

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import offramp
from offramp.cli.hinge_words import hinges_text
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.core.diagnostics import ScenarioError
from offramp.explore.run_conclusions import conclusions
from offramp.explore.run_flips import margin
from offramp.judge.verdicts import ORDER
from tests.runs_of_worlds import TURNS, written

WORLDS = 400


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> offramp.Scenario:
    return offramp.load(written(tmp_path_factory.mktemp("scenario"), TURNS))


@pytest.fixture(scope="module")
def run(scenario: offramp.Scenario, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return scenario.explore(worlds=WORLDS, out=tmp_path_factory.mktemp("runs") / "run", cores=1)


@pytest.fixture(scope="module")
def found(run: Any) -> Any:
    return run.hinges(flips=True)


def verdict(found: Any, view: str, what: str) -> Any:
    listed = found["views"][view]["conclusions"]
    return next(one for one in listed if (one["kind"], one["what"]) == ("verdict", what))


def test_every_world_that_was_solved_has_one_verdict(run: Any) -> None:
    for view in ("as_written", "bold"):
        parts = [one for one in conclusions(run.view(view)) if one.kind == "verdict"]
        assert np.array_equal(np.sum([one.holds_w for one in parts], axis=0), np.ones(run.view(view).solved))
    assert conclusions(run.view("certain")) == []


def test_what_decides_is_found_with_where_it_turns(found: Any) -> None:
    free = verdict(found, "as_written", "free")
    hinges = {hinge["assumption"]: hinge for hinge in free["hinges"]}
    assert set(hinges) == {"speed", "worth"}
    # Three worlds in four: half of them as leaving pays, and of the others those with 1 - (1 - speed)² above a half.
    assert free["holds"]["share"] == pytest.approx(0.5 + 0.5 * np.sqrt(0.5), abs=0.05)
    assert hinges["worth"]["high_share"] > 0.95
    assert hinges["speed"]["high_share"] > 0.95
    assert hinges["speed"]["low_share"] == pytest.approx(0.5, abs=0.15)
    box = free["box"]
    assert box["status"] in ("found", "nothing_stands_out")
    unwilling = verdict(found, "as_written", "unwilling")
    assert unwilling["box"]["status"] == "found"
    bounds = {one["assumption"]: one for one in unwilling["box"]["conditions"]}
    # It stays in where leaving costs it something and chance is slow.
    assert bounds["worth"]["high"] == pytest.approx(0, abs=0.12)
    assert bounds["speed"]["high"] == pytest.approx(1 - np.sqrt(0.5), abs=0.06)
    assert unwilling["box"]["held_out"]["density"] > 0.8


def test_a_flip_is_where_the_solved_game_turns(scenario: offramp.Scenario, found: Any) -> None:
    flips = {one["assumption"]: one for one in found["flips"] if one["view"] == "as_written"}
    assert {flip["verdict"] for flip in flips.values()} == {"free"}
    assert flips["speed"]["above"]["status"] == flips["speed"]["below"]["status"] == "no_flip"
    turned = flips["worth"]["below"]
    assert turned["status"] == "flips"
    low, high = (scenario.solve(set={"worth": turned[end]}).to_json()["actors"]["a"] for end in ("low", "high"))
    assert low["would"] < 0.5 <= high["would"]
    assert turned["low"] <= turned["value"] <= turned["high"]
    assert turned["high"] - turned["low"] <= 0.01


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_a_verdict_holds_by_its_margin(place: int) -> None:
    """Its own number reaches the level and none before it does; by less than the margin nothing turns it."""
    value_r = np.array([0.2, 0.3, 0.45, 0.48])
    if place < len(value_r):
        value_r[place:] = 0.6
    held = margin(value_r, ORDER[place].value, 0.5)
    assert held == pytest.approx(min([0.5 - v for v in value_r[:place]] + [0.1] * (place < 4)))
    assert all(margin(value_r, other.value, 0.5) < 0 for other in ORDER if other is not ORDER[place])


def test_a_handful_of_worlds_is_no_ground_for_a_search(found: Any) -> None:
    some = found["views"]["bold"]["conclusions"]
    few = [one for one in some if min(one["holds"]["count"], one["asked_of"] - one["holds"]["count"]) < 10]
    for one in few:
        assert one["status"] in ("too_few_cases", "always")
        assert one["hinges"] == []


def test_what_is_printed_follows_its_schema_and_begins_with_the_finding(found: Any) -> None:
    jsonschema.validate(found, schema("hinges"))
    text = hinges_text(found, 80)
    assert text.startswith(f"{sum(bool(c['hinges']) for v in found['views'].values() for c in v['conclusions'])} of ")
    assert "speed" in text
    assert "is no longer free with" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_an_unknown_view_is_refused(run: Any) -> None:
    with pytest.raises(ScenarioError) as refused:
        run.hinges(["timid"])
    assert [one.code for one in refused.value.diagnostics] == ["E701"]


def test_hinges_are_the_same_each_time(run: Any, found: Any) -> None:
    assert run.hinges(["bold"])["views"]["bold"] == found["views"]["bold"]


def test_the_command_prints_them(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hinges", str(run.path), "--view", "as_written"]) == 0
    assert "As written, 400 worlds" in capsys.readouterr().out
    assert main(["hinges", str(run.path), "--view", "timid"]) != 0
    assert "E701" in capsys.readouterr().err


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        offramp.open_run(tmp_path)
    assert [one.code for one in refused.value.diagnostics] == ["E740"]


def test_options_are_held_against_the_best_of_each_world(run: Any, found: Any) -> None:
    choice = found["choices"]["a"]
    options = {one["option"]: one for one in choice["options"]}
    worths = {view: run.view(view).values(["value(a, stay)", "value(a, leave)"]) for view in ("as_written", "bold")}
    lost = [worth_wo.max(axis=1) - worth_wo[:, 0] for worth_wo in worths.values()]
    # Each view counts alike, however many of its worlds failed.
    assert options["stay"]["mean_regret"] == pytest.approx(np.mean([part.mean() for part in lost]), abs=1e-9)
    assert options["stay"]["largest_regret"] == pytest.approx(max(part.max() for part in lost), abs=1e-9)
    assert options["stay"]["best"] + options["leave"]["best"] == pytest.approx(1, abs=1e-9)
    # After leaving the game is over, tolerably.
    assert options["leave"]["satisfied"] == options["leave"]["worst_satisfied"] == 1
    # What it gains by leaving it alone decides, and is all that is worth knowing.
    known = choice["questions"]["as_written"]
    assert [one["assumption"] for one in known["listed"]][:1] == ["worth"]
    assert known["listed"][0]["worth"] <= known["evpi"] + known["evpi_error"]
    assert "Choosing at the start" in hinges_text(found, 80)
