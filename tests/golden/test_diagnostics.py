"""Every kind of bad scenario has a small file here and the transcript that its author would see.

After a wanted change of wording, rewrite the transcripts and review them as a diff:
OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_diagnostics.py
"""

import os
from pathlib import Path

import pytest

from offramp.core.diagnostic_codes import CODES
from offramp.core.diagnostics import ScenarioError
from offramp.scenario.citations.source_checks import check_sources_against_documents
from offramp.scenario.citations.source_diagnostics import source_diagnostics
from offramp.scenario.reader import read_scenario

FOLDER = Path(__file__).parent / "diagnostics"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
# Told of documents that somebody gives with --document: tests/unit/test_documents.py has them.
_DOCUMENTS = {"E114", "E115", "E116", "E117", "E118", "E120", "E121", "E122"}
# Told by the file system or the command line, or by files that are too large to keep: tests/unit has them.
ELSEWHERE = {
    "E001",
    "E002",
    "E436",
    "E720",
    "W709",
    "W740",
    "W741",
    "W770",
    "W771",
    "W772",
    "W784",
    "W823",
} | _DOCUMENTS


def transcript(case: str) -> str:
    try:
        model = read_scenario(Path("scenario.yaml"))
    except ScenarioError as fault:
        return f"{fault}\n"
    told = [*model.warnings, *source_diagnostics(check_sources_against_documents(model))]
    return "".join(diagnostic.render(model.source) + "\n" for diagnostic in told) or "nothing to report\n"


@pytest.mark.parametrize("case", CASES)
def test_transcript(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER / case)
    found = transcript(case)
    expected = FOLDER / case / "expected.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_every_code_of_reader_and_checks_has_a_transcript() -> None:
    shown = "".join((FOLDER / case / "expected.txt").read_text(encoding="utf-8") for case in CASES)
    groups = ("W", "E0", "E1", "E25", "E26", "E4", "E5")
    own = {code for code in CODES if code.startswith(groups)}
    assert sorted(code for code in own - ELSEWHERE if f"[{code}]" not in shown) == []


def test_every_code_in_a_transcript_is_explained() -> None:
    shown = "".join((FOLDER / case / "expected.txt").read_text(encoding="utf-8") for case in CASES)
    assert {part[:4] for part in shown.split("[")[1:] if part[4:5] == "]" and part[0] in "EW"} <= CODES.keys()
