"""A side of a comparison in a process of its own: with its own environment variables, or another Python.

The process stays warm between runs, so A B A B … compares runs and not starts.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from bench.runs import Run

ROOT = Path(__file__).parents[1]
# One core each: libraries that start threads of their own would hide what a side costs.
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "VECLIB_MAXIMUM")}

SECONDS_TO_LEAVE = 5.0


class Unavailable(Exception):  # noqa: N818  # no error: a peer that isn't installed
    """This side can't run here; the text says why."""


class Worker:
    """A task of `bench.tasks`, prepared in a process. Calling it runs the task once."""

    def __init__(
        self, task: str, arguments: Mapping[str, Any], backend: str | None = None, python: Path | None = None
    ) -> None:
        environment = {**os.environ, **ONE_THREAD}
        if backend is not None:
            environment["OFFRAMP_BACKEND"] = backend
        command = [str(python or sys.executable), "-m", "bench.worker", task, json.dumps(arguments)]
        # Peers print bars and warnings; open as long as the process is.
        self._said = TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # kept open as long as the worker
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            start_new_session=True,  # so that what it starts can be ended with it
        )

    def __call__(self) -> Run:
        """One run. Raises Unavailable."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # its last words say why it went
            self._process.stdin.write("run\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Unavailable(self._last_words())
        told = json.loads(line)
        if "why" in told:
            raise Unavailable(told["why"])
        return Run(told["spent"], told["work"], tuple(told["answer"]), told["facts"])

    def _last_words(self) -> str:
        status = self._process.wait()
        self._said.seek(0)
        lines = self._said.read().strip().splitlines()
        return f"the process ended with status {status}" + (f": {lines[-1]}" if lines else "")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()  # it leaves by itself, and ends what it started
        try:
            self._process.wait(SECONDS_TO_LEAVE)
        except subprocess.TimeoutExpired:
            # A side that is still busy when the other one fails has nothing left to tell.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process.stdout.close()
        self._said.close()
