"""Threads and processes that work for us. There is one for each core, so BLAS must not start threads of its own: they
wait by spinning, and take the cores from whoever works."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context

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
    with threadpool_limits(1, user_api="blas"):
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


@contextmanager
def safe_starts() -> Iterator[None]:
    """While this lasts, processes that are started import nothing from the folder that they are started in, and have
    one thread of BLAS.

    A spawned Python looks in that folder first, and a scenario's may come from anybody: a file `selectors.py` in it
    would be run.
    """
    before = {name: os.environ.get(name) for name in _STARTED_WITH}
    os.environ.update(_STARTED_WITH)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
