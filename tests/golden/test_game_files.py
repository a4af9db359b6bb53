"""Every kind of bad game file has a small one here and the transcript that its author would see.

After a wanted change of wording: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_game_files.py
"""

import os
from pathlib import Path

import pytest

import offramp
from offramp.core.diagnostic_codes import CODES

FOLDER = Path(__file__).parent / "game_files"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES)
def test_transcript(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER / case)
    (path,) = Path().glob("game.*")
    with pytest.raises(offramp.ScenarioError) as refused:
        offramp.read_game(path).solve()
    found = f"{refused.value}\n"
    assert f"[{case[:4]}]" in found
    expected = Path("expected.txt")
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_every_code_of_game_files_has_a_transcript() -> None:
    reading = {code for code in CODES if code[:3] in ("E80", "E81")} - {"E813", "E814"}  # those are of requests
    assert {case[:4] for case in CASES} >= reading | {"E820"}
