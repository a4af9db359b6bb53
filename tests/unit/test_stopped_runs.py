"""A run whose process is killed goes on to the same bytes, and loses the blocks that it was at."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import offramp
from tests.runs_of_worlds import contents, written

WORLDS = 1500
SECONDS = 120


def begin(folder: Path, out: str, *more: str) -> "subprocess.Popen[bytes]":
    script = "import sys; from offramp.cli.main import main; raise SystemExit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "explore", "leave.yaml", "--worlds", str(WORLDS), "--out", out, *more]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    quiet, kept = subprocess.DEVNULL, subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=kept, start_new_session=True)


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path: Path, engine: str, end: signal.Signals) -> None:
    offramp.load(written(tmp_path))
    assert begin(tmp_path, "whole").wait(SECONDS) == 0
    whole = contents(tmp_path / "whole")
    parts = {name for name in whole if name.startswith("parts/")}

    process = begin(tmp_path, "run", "--engine", engine)
    until = time.monotonic() + SECONDS
    while len(list((tmp_path / "run").glob("parts/**/[0-9]*.parquet"))) < 3:
        assert process.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < until
        time.sleep(0.005)
    os.killpg(process.pid, end)
    assert process.wait(SECONDS) == (-signal.SIGKILL if end is signal.SIGKILL else 130)

    if end is signal.SIGINT:
        assert process.stderr is not None
        assert b"are kept in run; --resume goes on" in process.stderr.read()
    left = contents(tmp_path / "run")
    there = {name for name in left if name in parts}
    assert there
    assert there < parts  # some blocks were written, and not all
    assert "results" not in {name.split("/")[0] for name in left}
    assert all(left[name] == whole[name] for name in there)
    assert begin(tmp_path, "run", "--resume").wait(SECONDS) == 0
    assert contents(tmp_path / "run") == whole
