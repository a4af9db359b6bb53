"""Threads and processes that work for us. There is one for each core, so BLAS must not start threads of its own: they
wait by spinning, and take the cores from whoever works."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Lock, Thread

from threadpoolctl import threadpool_limits

# Processes that are started look here for whether to import from the folder that they are started in, and for how many
# threads a library may use.
_STARTED_WITH = {
    "PYTHONSAFEPATH": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


@contextmanager
def threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads of this process. What ends the work early waits for the worlds that they are at."""
    with _blas.held():
        pool = ThreadPoolExecutor(count)
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Processes of this machine. What ends the work early ends them at once."""
    others = set(active_children())
    pool = ProcessPoolExecutor(count, get_context("spawn"), _prepare)
    try:
        with safe_starts():
            yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - others:
            child.terminate()
        raise
    pool.shutdown()


def _prepare() -> None:
    # Ctrl-C reaches every process of a terminal; the one that started the others stops them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_starter()


def end_with_starter() -> None:
    """Have this process end when the one that started it does, whatever ended that: it would wait for work for good."""
    starter = parent_process()

    def watch() -> None:
        assert starter is not None
        starter.join()
        os._exit(1)

    if starter is not None:
        Thread(target=watch, daemon=True).start()


@contextmanager
def safe_starts() -> Iterator[None]:
    """While this lasts, processes that are started import nothing from the folder that they are started in, and have
    one thread of BLAS.

    A spawned Python looks in that folder first, and a scenario's may come from anybody: a file `selectors.py` in it
    would be run.
    """
    with _starts.held():
        yield


@contextmanager
def _limited() -> Iterator[None]:
    with threadpool_limits(1, user_api="blas"):
        yield


@contextmanager
def _environment() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _STARTED_WITH}
    os.environ.update(_STARTED_WITH)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Shared:
    """A setting of the whole process: the first who needs it makes it, the last puts it back."""

    def __init__(self, setting: Callable[[], AbstractContextManager[None]]) -> None:
        self._setting, self._lock, self._users = setting, Lock(), 0
        self._open = ExitStack()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While somebody needs it."""
        with self._lock:
            if not self._users:
                self._open.enter_context(self._setting())
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._open.close()


_blas, _starts = _Shared(_limited), _Shared(_environment)
