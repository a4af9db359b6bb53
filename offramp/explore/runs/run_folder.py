"""The folder of a run: what lies where, files written whole or not at all, and one process at a time.

manifest.json            what the run is, and every finished file with its hash
versions.json            what it was solved with
scenario/                the scenario as read, with the files that it names
design/VIEW.parquet      the worlds: each assumption's draw and its share
baseline/VIEW.json       the view's own result, as `solve --json` has it
parts/VIEW/GRID/…        solved worlds, block by block, as they came off that grid
results/VIEW/…           every world on the finest grid that all were carried over to, with errors and verdicts
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from offramp.core.diagnostics import Diagnostic, ScenarioError

MANIFEST, VERSIONS, LOCK = "manifest.json", "versions.json", "lock"
SCENARIO, DESIGN, BASELINE, PARTS, RESULTS = "scenario", "design", "baseline", "parts", "results"
_HASHED_AT_ONCE = 1 << 20


class RunFolder:
    """A folder that a run may be written to. Whatever the system refuses is told as E741."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def manifest(self) -> Path:
        """The file that makes the folder a run."""
        return self.path / MANIFEST

    def write(self, name: str, data: bytes) -> str:
        """Write a file in one step, so that after any stop it is there whole or not at all; the hash of its bytes."""
        target = self.path / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(target, data)
        except OSError as fault:
            raise _unwritable(target, fault) from fault
        return hashlib.sha256(data).hexdigest()

    def fits(self, name: str, sha256: str) -> bool:
        """Whether a file is there and has these bytes."""
        return self.hash_of(name) == sha256

    def hash_of(self, name: str) -> str | None:
        """The hash of a file's bytes; None where it can't be read."""
        found = hashlib.sha256()
        try:
            with (self.path / name).open("rb") as file:
                while some := file.read(_HASHED_AT_ONCE):
                    found.update(some)
        except OSError:
            return None
        return found.hexdigest()

    def sweep(self) -> None:
        """Remove what a stop left half written."""
        for left in self.path.rglob(".*.new"):
            with suppress(OSError):
                left.unlink()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the folder, so that no second process writes to it. Raises ScenarioError E741, E742."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as fault:
            raise _unwritable(self.path, fault) from fault
        try:
            self._take(handle)
            yield
        finally:
            # The file stays: whoever waits for it may have opened it already.
            os.close(handle)

    def _take(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            said = f"another process is writing to the run in {self.path}"
            remedy = "wait for it, stop it, or give another folder"
            raise ScenarioError([Diagnostic("E742", said, None, remedy)]) from fault
        except OSError as fault:
            raise _unwritable(self.path, fault) from fault


def _write_whole(target: Path, data: bytes) -> None:
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name, too, has to outlast a loss of power
    finally:
        os.close(folder)


def _unwritable(path: Path, fault: OSError) -> ScenarioError:
    reason = (fault.strerror or str(fault)).lower()
    remedy = "give a place where you may write and that has room; a run that has begun goes on with --resume"
    return ScenarioError([Diagnostic("E741", f"{path} can't be written: {reason}", None, remedy)])
