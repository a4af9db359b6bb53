"""Processes that solve views and worlds run our code and nothing that lies in the current folder; BLAS has one thread
wherever we have many."""

import os
import subprocess
import sys
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


def test_the_environment_is_put_back() -> None:
    before = dict(os.environ)
    with safe_starts():
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert dict(os.environ) == before


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
