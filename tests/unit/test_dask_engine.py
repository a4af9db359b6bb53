"""Worlds on a real Dask cluster: two workers, one of which is killed midway."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import offramp
from offramp.explore.runs import running
from offramp.explore.world_runs import Cut
from tests.runs_of_worlds import contents, written

pytestmark = pytest.mark.slow
WORLDS = 400
SECONDS = 60


@pytest.fixture(autouse=True)
def needs_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(running, "BLOCKS", Cut(5.0, 16))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def started(folder: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler and its workers, each a process of its own: the address, and the workers."""
    from distributed import Client

    port = free_port()
    with ExitStack() as running_now:
        words = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
        running_now.enter_context(started(folder, "dask_scheduler", *words))
        # Without a nanny nobody starts a worker anew that was killed.
        own = ["dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        found = [running_now.enter_context(started(folder, *own)) for _ in range(workers)]
        with Client(f"tcp://127.0.0.1:{port}", timeout=SECONDS, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=SECONDS)
        yield f"dask://127.0.0.1:{port}", found


def test_a_worker_that_is_killed_midway_changes_nothing(tmp_path: Path) -> None:
    scenario = offramp.load(written(tmp_path))
    scenario.explore(worlds=WORLDS, out=tmp_path / "alone", cores=1)
    with cluster(tmp_path, 2) as (address, workers):
        killed_at: list[int] = []

        def tell(what: str, share: float) -> None:
            parts = len(list((tmp_path / "dask").glob("parts/**/[0-9]*.parquet")))
            if parts >= 4 and not killed_at:
                killed_at.append(parts)
                workers[0].send_signal(signal.SIGKILL)
                workers[0].wait()

        scenario.explore(worlds=WORLDS, out=tmp_path / "dask", engine=address, cores=1, progress=tell)
        assert workers[1].poll() is None
    whole = contents(tmp_path / "alone")
    assert 0 < killed_at[0] < len([name for name in whole if name.startswith("parts/")])
    assert contents(tmp_path / "dask") == whole


def test_an_address_where_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offramp.explore.engines.REACH_SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(offramp.ScenarioError) as refused:
        offramp.load(written(tmp_path)).explore(
            worlds=3, out=tmp_path / "run", engine=f"dask://127.0.0.1:{free_port()}", cores=1
        )
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == ["E747"]
    assert "no Dask scheduler answers" in str(refused.value)
    assert time.monotonic() - began < SECONDS


def test_a_scheduler_without_workers(tmp_path: Path) -> None:
    with cluster(tmp_path, 0) as (address, _), pytest.raises(offramp.ScenarioError) as refused:
        offramp.load(written(tmp_path)).explore(worlds=3, out=tmp_path / "run", engine=address, cores=1)
    assert "has no workers" in str(refused.value)
