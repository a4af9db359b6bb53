"""`library`, `show --expanded` and `new --from` as a user meets them."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.scenario.library import mechanism_files, ready_scenarios
from offramp.scenario.reader import read_scenario, read_text


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    name = data["schema"].split("/")[1]
    assert [e.message for e in Draft202012Validator(schema(name)).iter_errors(data)] == []
    return data


def test_everything_in_the_library_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "library")
    assert data["mechanisms"].keys() == mechanism_files().keys()
    assert data["models"].keys() == ready_scenarios().keys()
    entries = [*data["mechanisms"].values(), *data["models"].values()]
    assert all(entry["summary"] and entry["sources"] for entry in entries)
    assert main(["library"]) == 0
    out = capsys.readouterr().out
    assert all(f"\n  {name}: " in out for name in (*mechanism_files(), *ready_scenarios()))
    said = " ".join(out.split())
    assert "[McKelvey and Palfrey 1995]" in said
    assert "[Bueno de Mesquita 1994; Scholz 2011]" in said
    assert "[Shubik 1971; O'Neill 1986]" in said
    assert "[Maynard Smith 1974; Bishop and Cannings 1978]" in said


@pytest.mark.parametrize("name", [*mechanism_files(), *ready_scenarios()])
def test_each_can_be_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = run_json(capsys, "library", name)
    assert data["name"] == name
    assert (data["kind"] == "mechanism") == (name in mechanism_files())
    assert main(["library", name]) == 0
    out = capsys.readouterr().out
    assert all(parameter in out for parameter in (*data["inputs"], *data["assumptions"]))
    if data["kind"] == "mechanism":
        assert all(f"  {line}\n" in out for line in data["equation"].splitlines())
        assert out.rstrip("\n").endswith(data["text"].rstrip("\n"))


def test_how_to_use_a_mechanism_works(capsys: pytest.CaptureFixture[str]) -> None:
    main(["library", "lanchester_square"])
    shown = capsys.readouterr().out
    block = shown[shown.index("  use:") : shown.index("Its file:")].replace("…", "0.1").replace("\n  ", "\n")
    assert read_text(f"offramp: 1\ntitle: X\ncalendar: {{periods: 3}}\n{block.strip()}\n", "x.yaml").stocks.keys() == {
        "prefix_x",
        "prefix_y",
    }


def test_a_copy_of_a_model(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_json(capsys, "new", "--from", "brink") == {"schema": "offramp/new/1", "path": "my-brink.yaml"}
    assert main(["new", "cuba", "--from", "brink"]) == 0
    assert capsys.readouterr().out.startswith("Wrote cuba.yaml: a copy of the model brink.")
    assert (here / "cuba.yaml").read_bytes() == ready_scenarios()["brink"].read_bytes()
    assert read_scenario(here / "cuba.yaml").title == "Brink"
    assert main(["new", "cuba", "--from", "brink"]) == 2
    assert "E715" in capsys.readouterr().err


def test_the_text_written_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "offramp: 1\ntitle: Race\t# tab\ncalendar: {periods: 4}\n"
    text += "use: {race: {mechanism: arms_race}}\nplay: [{use: race}]\n"
    (here / "race.yaml").write_text(text, encoding="utf-8")
    data = run_json(capsys, "show", "race.yaml", "--expanded")
    assert data["text"] == offramp.load("race.yaml").expanded
    assert data["scenario"]["id"] == "race"
    assert main(["show", "race.yaml", "--expanded"]) == 0
    shown = capsys.readouterr().out
    assert shown == data["text"].replace("\t", " ")
    assert read_text(shown, "race.yaml").stocks.keys() == {"race_x", "race_y"}


def test_a_scenario_without_use_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "brink", "--expanded"]) == 0
    assert capsys.readouterr().out == ready_scenarios()["brink"].read_text(encoding="utf-8")
