"""Every kind of request that can't be answered: a command (or a line of Python) and what its author would see.

After a wanted change of wording: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_requests.py
"""

import os
import re
import shlex
from pathlib import Path

import pytest

import offramp
from offramp.cli.main import main
from offramp.core.diagnostic_codes import CODES

FOLDER = Path(__file__).parent / "requests"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
GOLDEN = FOLDER.parent
# A missing library and a document that takes a minute to read: tests/unit/test_documents.py has them.
ELSEWHERE = {"E118", "E120"}
LIBRARY = Path(offramp.__file__).parent / "library"


def transcript(case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    request = (FOLDER / case / "request.txt").read_text(encoding="utf-8").strip()
    if setting := re.match(r"(OFFRAMP_\w+)=(\S+) ", request):  # as in a shell
        monkeypatch.setenv(setting[1], setting[2])
        request = request[setting.end() :]
    if request.startswith(">>> "):
        with pytest.raises(offramp.ScenarioError) as refused:
            eval(request.removeprefix(">>> "), {"offramp": offramp})
        return f"{refused.value}\n"
    code = main(shlex.split(request)[1:])
    shown = capsys.readouterr()
    warnings = shown.out[shown.out.find("Warnings:") :].split("\n\n")[0] if case.startswith("W") else ""
    return f"exit code {code}\n{shown.err}{warnings}"


@pytest.mark.parametrize("case", CASES)
def test_transcript(
    case: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.yaml").write_text("mine\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "large.yaml").write_bytes(b"# what is this\n" * 400_000)
    (tmp_path / "large.json").write_bytes(b" " * 20_000_001)
    for own in (FOLDER / case).iterdir():
        if own.name not in ("request.txt", "expected.txt"):
            (tmp_path / own.name).write_bytes(own.read_bytes())
    monkeypatch.setenv("COLUMNS", "100")
    found = transcript(case, monkeypatch, capsys).replace(f"{LIBRARY}/", "")
    expected = FOLDER / case / "expected.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert f"[{case[:4]}]" in found
    assert found == expected.read_text(encoding="utf-8")


def test_no_diagnostic_lacks_a_transcript() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.rglob("*.txt"))
    assert {code for code in CODES if f"[{code}]" not in shown} == ELSEWHERE
