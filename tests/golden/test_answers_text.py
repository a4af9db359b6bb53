"""What the terminal says of why somebody chooses so and of how forecasts fared, reviewed as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_answers_text.py
"""

import json
import os
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from offramp.cli.main import main
from offramp.cli.schemas import schema

FOLDER = Path(__file__).parent / "answers"
COMMANDS = {
    "picks": 'why dike.yaml "board chooses wait"',
    "does_not_pick": 'why dike.yaml "farmers chooses sleep in 1999" --view rich',
    "verdict": 'why dike.yaml "verdict(farmers)" --no-shifts',
    "state": 'why dike.yaml "board chooses warn" --at t=3',
    "scores": "score dike.yaml",
}


@pytest.mark.parametrize("case", COMMANDS)
def test_text(case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(FOLDER)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(shlex.split(COMMANDS[case])) == 0
    found = capsys.readouterr().out
    expected = FOLDER / f"{case}.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", COMMANDS)
def test_data_fit_their_schema(case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(FOLDER)
    assert main([*shlex.split(COMMANDS[case]), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [error.message for error in Draft202012Validator(schema(COMMANDS[case].split()[0])).iter_errors(found)] == []
