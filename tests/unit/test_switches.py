"""Each case of a switch plays the game that one would write without the switch, on every way to ask for it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema

SCENARIO = """
offramp: 1
title: Brink
views: {hawk: {means: As those who want to push read it}}
calendar: {start: 1962-10-16, period: week, periods: PERIODS}
actors:
  west: {name: The western power, rationality: 4}
  east: {name: The eastern power, rationality: EAST}
assumptions:
  slip: {means: Chance of war, unit: probability, value: SLIP, range: [0.01, 0.5]}
  stake: {means: What prevailing is worth, unit: utility, value: 1, range: [0.5, 2]}
SWITCHES
state:
  phase: {modes: [crisis, war, west_yields, east_yields], start: crisis}
play:
  - move: west
    when: phase == crisis
    options: {push: {}, give_in: {then: {phase: west_yields}}}
  - move: east
    when: phase == crisis
    options: {push: {}, give_in: {then: {phase: east_yields}}}
  - chance: slips
    probability: CHANCE
    then: {phase: war}
payoffs:
  west: {at_end: {war: -8, east_yields: stake, west_yields: -stake, horizon: 0}}
  east: {at_end: {war: -8, west_yields: stake, east_yields: -stake, horizon: 0}}
endings:
  war: {when: phase == war}
  west_yields: {when: phase == west_yields}
  east_yields: {when: phase == east_yields}
tolerable:
  west: [east_yields, horizon]
  east: [west_yields, horizon]
"""
SWITCHED = {
    "PERIODS": "6",
    "SLIP": "0.05",
    "EAST": "6 if doctrine == bold else 3",
    "CHANCE": "'slip * (2 if doctrine == bold else 1) if west == push and east == push else 0'",
    "SWITCHES": """switches:
  doctrine: {means: How a crisis is read, cases: [cautious, bold], views: {hawk: bold}}
  length: {means: How long it can last, cases: {short: {}, long: {periods: 12, set: {slip: 0.1}}}}""",
}
PLAIN = {"PERIODS": "6", "SLIP": "0.05", "EAST": "3", "CHANCE": "slip if west == push and east == push else 0"}
BOLD = {"EAST": "6", "CHANCE": "2 * slip if west == push and east == push else 0"}
LONG = {"PERIODS": "12", "SLIP": "0.1"}


def scenario(folder: Path, name: str, parts: dict[str, str]) -> offramp.Scenario:
    text = SCENARIO
    for part, written in ({"SWITCHES": ""} | parts).items():
        text = text.replace(part, written)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return offramp.load(folder / f"{name}.yaml")


def told(solution: offramp.Solution) -> dict[str, Any]:
    """The part of a result that doesn't name where it comes from."""
    parts = ("endings", "actors", "exits", "timeline", "duration", "certificate", "assumptions")
    return {key: solution.to_json()[key] for key in parts}


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ({}, PLAIN),
        ({"doctrine": "bold"}, PLAIN | BOLD),
        ({"length": "long"}, PLAIN | LONG),
        ({"doctrine": "bold", "length": "long"}, PLAIN | BOLD | LONG),
        ({"length": "long", "slip": 0.2}, PLAIN | LONG | {"SLIP": "0.2"}),
    ],
)
def test_a_case_is_the_game_written_out(asked: dict[str, str | float], parts: dict[str, str], tmp_path: Path) -> None:
    switched, by_hand = scenario(tmp_path, "switched", SWITCHED), scenario(tmp_path, "plain", parts)
    assert told(switched.solve(set=asked)) == told(by_hand.solve())
    one, other = switched.simulate(set=asked, paths=200, seed=7), by_hand.simulate(paths=200, seed=7)
    assert one.to_json()["endings"] == other.to_json()["endings"]


def test_cases_differ(tmp_path: Path) -> None:
    switched = scenario(tmp_path, "switched", SWITCHED)
    wars = {case: switched.solve(set={"doctrine": case}).to_json()["endings"]["war"] for case in ("cautious", "bold")}
    assert abs(wars["cautious"] - wars["bold"]) > 1e-4


def test_a_view_has_its_own_case_and_a_request_the_last_word(tmp_path: Path) -> None:
    switched = scenario(tmp_path, "switched", SWITCHED)
    assert told(switched.solve(view="hawk")) == told(switched.solve(set={"doctrine": "bold"}))
    assert told(switched.solve(view="hawk", set={"doctrine": "cautious"})) == told(switched.solve())


def test_an_analysis_looks_at_the_scenario_as_written_where_views_differ_in_a_case(tmp_path: Path) -> None:
    found = scenario(tmp_path, "switched", SWITCHED).analyse().to_json()
    assert list(found["views"]) == ["as_written", "hawk"]
    assert found["views"]["as_written"]["switches"]["doctrine"] == {"case": "cautious", "others": ["bold"]}
    assert found["views"]["hawk"]["switches"]["doctrine"] == {"case": "bold", "others": ["cautious"]}


@pytest.mark.parametrize("command", ["solve", "simulate"])
def test_the_command_line_says_which_cases_it_did_not_look_at(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario(tmp_path, "switched", SWITCHED)
    file = str(tmp_path / "switched.yaml")
    assert main([command, file, "--set", "doctrine=bold", "--set", "stake=0.8"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Doctrine is “bold” here; not looked at: cautious." in shown
    assert "Length is “short” here; not looked at: long." in shown
    assert main([command, file, "--set", "doctrine=bold,stake=0.8", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema(command)).validate(found)
    assert found["set"] == {"doctrine": "bold", "stake": 0.8}
    assert found["switches"]["length"] == {"case": "short", "others": ["long"]}


def test_analyse_and_its_page_say_so_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario(tmp_path, "switched", SWITCHED)
    page = tmp_path / "page.html"
    assert main(["analyse", str(tmp_path / "switched.yaml"), "--out", str(page)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Hawk: Doctrine is “bold” here; not looked at: cautious." in shown
    assert "Length is “short” here; not looked at: long." in shown
    shown = page.read_text(encoding="utf-8")
    assert "not looked at: cautious" in shown
    assert "they differ in what each actor could live with" not in shown


def test_show_and_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario(tmp_path, "switched", SWITCHED)
    file = str(tmp_path / "switched.yaml")
    assert main(["check", file]) == 0
    assert "2 switches" in " ".join(capsys.readouterr().out.split())
    assert main(["show", file]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "doctrine = cautious: How a crisis is read" in shown
    assert "long [with slip = 0.1 and 12 periods]" in shown
    assert main(["show", file, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema("show")).validate(found)
    assert found["switches"]["length"]["cases"]["long"] == {"means": "", "periods": 12, "set": {"slip": 0.1}}


def test_check_binds_every_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Only in one case of one view does the start leave its range, so no interval check can prove it.
    text = """offramp: 1
title: Case
views: {critic: {means: Opponents}}
calendar: {periods: 4}
assumptions: {x: {value: 1, range: [0, 9], views: {critic: [1, 9]}}}
switches: {rule: {means: A rule, cases: [strict, lenient]}}
state: {s: {range: [0, 6], start: 2 * x if rule == lenient else 1}}
play: [{update: {s: s}}]
"""
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path / "case.yaml")]) == 2
    assert "E401" in capsys.readouterr().err
