"""`offramp schema`: the JSON Schema of scenario files, printed and written."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.scenario.vocabulary.json_schema import json_schema


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("arguments", [["schema"], ["schema", "--json"]])
def test_it_is_printed(arguments: list[str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out) == json_schema()
    assert list(here.iterdir()) == []


def test_it_is_written_and_says_how_to_use_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "words.json"
    for _ in range(2):  # an earlier version is replaced
        assert main(["schema", "--out", "words.json"]) == 0
        assert "# yaml-language-server: $schema=words.json" in capsys.readouterr().out
        assert json.loads(path.read_text(encoding="utf-8")) == json_schema()
        path.write_text(path.read_text(encoding="utf-8").replace("Offramp", "Older"), encoding="utf-8")


def test_where_it_was_written_is_told_in_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--out", "words.json", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [error.message for error in Draft202012Validator(schema("schema")).iter_errors(found)] == []
    assert found["path"] == "words.json"


def test_nothing_else_is_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = here / "mine.yaml"
    scenario.write_text("offramp: 1\n", encoding="utf-8")
    assert main(["schema", "--out", "mine.yaml"]) == 2
    assert "error[E715]: mine.yaml exists already" in capsys.readouterr().err
    assert scenario.read_text(encoding="utf-8") == "offramp: 1\n"


@pytest.mark.parametrize("out", [".", "no/such/folder.json"])
def test_a_place_that_cannot_be_written_is_told(out: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--out", out]) == 2
    assert "error[E716]" in capsys.readouterr().err
