"""Faults that only playing the game can find: each has a small scenario and the transcript that its author sees.

Rewrite after a wanted change of wording: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_run_time_faults.py
"""

import os
from pathlib import Path

import pytest

import offramp
from offramp.core.diagnostic_codes import CODES

FOLDER = Path(__file__).parent / "run_time"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES)
def test_transcript(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER / case)
    with pytest.raises(offramp.ScenarioError) as caught:
        offramp.load("scenario.yaml").solve()
    found = f"{caught.value}\n"
    assert f"[{case[:4]}]" in found
    expected = FOLDER / case / "expected.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_every_run_time_code_has_a_transcript() -> None:
    assert {case[:4] for case in CASES} == {code for code in CODES if code.startswith("E6")}
