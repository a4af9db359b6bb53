"""What `check` and `sources` say of a scenario with documents at hand: the wording is reviewed here as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_source_text.py
"""

import os
from pathlib import Path

import pytest

from offramp.cli.main import main

FOLDER = Path(__file__).parent / "sources"
COMMANDS = {
    "sources": ["sources", "quarrel.yaml"],
    "sources-given": ["sources", "quarrel.yaml", "--document", "leaflet=minutes.txt"],
    "check": ["check", "quarrel.yaml"],
    "check-warnings": ["check", "mended.yaml"],
    "check-all": ["check", "mended.yaml", "--all"],
}


@pytest.mark.parametrize("case", COMMANDS)
def test_text(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for path in FOLDER.iterdir():
        if path.stem not in COMMANDS:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    mended = (FOLDER / "quarrel.yaml").read_text(encoding="utf-8").replace("board will pay", "board will not pay")
    (tmp_path / "mended.yaml").write_text(mended, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = main(COMMANDS[case])
    written = capsys.readouterr()
    found = f"{written.out}{written.err}exit code {code}\n"
    expected = FOLDER / f"{case}.out"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
