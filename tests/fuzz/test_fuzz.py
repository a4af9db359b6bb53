"""Ten minutes of coverage-guided fuzzing over scenarios, expressions and game files, side by side (slow).

OFFRAMP_FUZZ_SECONDS sets another time. What it once found stands in `found/` and is tried by the quick tests.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.fuzz import targets

FOUND = Path(__file__).parent / "found"
KNOWN = sorted(FOUND.iterdir())
# Linux counts what its starter takes as a process's own largest memory (getrusage), which libFuzzer holds against its
# limit. Tests before these may have taken much: a small process in between starts the fuzzer.
AFRESH = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"


@pytest.mark.parametrize("path", KNOWN, ids=lambda path: path.name)
def test_what_fuzzing_once_found_stays_mended(path: Path) -> None:
    if path.suffix == ".txt":
        targets.expression(path.read_text(encoding="utf-8"))
    else:
        targets.scenario_file(path.read_bytes())


def test_a_broken_promise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "SECONDS", 0.0)
    with pytest.raises(targets.Found, match="took"):
        targets.scenario_file(targets.seeds()[0])


def test_the_fuzzer_does_not_inherit_what_tests_took() -> None:
    own = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    taken = np.ones(50_000_000)  # 400 MB
    told = subprocess.run(
        [sys.executable, "-c", AFRESH, sys.executable, "-c", own], capture_output=True, check=True, text=True
    )
    assert 1024 * int(told.stdout) < taken.nbytes / 4


@pytest.mark.slow
def test_no_file_and_no_expression_breaks_the_reader(tmp_path: Path) -> None:
    seconds = int(os.environ.get("OFFRAMP_FUZZ_SECONDS", "600"))
    seed = str(int(time.time()))  # another walk each time: a fixed one would only repeat itself
    runs = {}
    for target in ("file", "expression", "game"):
        log = (tmp_path / f"{target}.log").open("w", encoding="utf-8")
        fuzzer = [sys.executable, "-m", "tests.fuzz.run", target, str(seconds), str(tmp_path / target), seed]
        command = [sys.executable, "-c", AFRESH, *fuzzer]
        runs[target] = subprocess.Popen(command, stdout=log, stderr=log, cwd=Path(__file__).parents[2])
    codes = {target: run.wait(timeout=seconds + 300) for target, run in runs.items()}
    for target, code in codes.items():
        told = (tmp_path / f"{target}.log").read_text(encoding="utf-8", errors="replace")
        assert code == 0, f"seed {seed}, target {target}:\n{told[-6000:]}"
        assert "DONE" in told, told[-2000:]
    _no_input_takes_long(tmp_path)


def _no_input_takes_long(folder: Path) -> None:
    """The kept inputs again, without instruments."""
    for path in sorted((folder / "file" / "corpus").iterdir()):
        targets.scenario_file(path.read_bytes())
    for path in sorted((folder / "expression" / "corpus").iterdir()):
        targets.expression(path.read_bytes().decode("utf-8", errors="replace"))
    for path in sorted((folder / "game" / "corpus").iterdir()):
        targets.game_file(path.read_bytes())
