"""Processes that solve views and worlds run our code and nothing that lies in the current folder; BLAS has one thread
wherever we have many."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from offramp.explore.pools import processes, safe_starts, threads


def test_files_in_the_current_folder_are_not_run(tmp_path: Path) -> None:
    for name in ("selectors.py", "numpy.py", "math.py"):
        (tmp_path / name).write_text("raise SystemExit('run from the current folder')\n", encoding="utf-8")
    script = (
        "from offramp.cli.main import main; raise SystemExit(main(['analyse', 'brink', '--worlds', '2', '--json']))"
    )
    # The script itself is started safely, as the `offramp` command is; what it starts in turn is what is tested.
    safely = "import sys; sys.path.remove(''); "
    run = subprocess.run(
        [sys.executable, "-c", safely + script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("{")


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with safe_starts():
        assert os.environ["PYTHONSAFEPATH"] == os.environ["OMP_NUM_THREADS"] == "1"
    assert dict(os.environ) == before


def test_the_last_of_several_puts_back_what_the_first_has_set() -> None:
    before = dict(os.environ)
    first, second = safe_starts(), safe_starts()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert os.environ["PYTHONSAFEPATH"] == "1"
    second.__exit__(None, None, None)
    assert dict(os.environ) == before


WAITING = """
import os, sys, time
from offramp.explore.pools import processes

if __name__ == "__main__":
    with processes(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(100)
"""


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_one_that_started_them(tmp_path: Path, end: signal.Signals) -> None:
    script = tmp_path / "waiting.py"
    script.write_text(WAITING, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment) as starter:
        assert starter.stdout is not None
        child = int(starter.stdout.readline())
        os.kill(child, 0)  # it is there
        starter.send_signal(end)
        starter.wait(60)
    until = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def blas_threads() -> list[int]:
    np.ones((2, 2)) @ np.ones((2, 2))
    return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]


def test_blas_starts_no_threads_beside_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with threadpool_limits(2, user_api="blas"):
        before = blas_threads()
        assert before
        assert set(before) == {2}
        with threads(2) as pool:
            assert set(pool.submit(blas_threads).result()) == {1}
        assert blas_threads() == before
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with processes(1) as pool:
        assert set(pool.submit(blas_threads).result()) == {1}
