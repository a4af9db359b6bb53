"""Who solves the worlds: threads or processes of this machine, a Dask cluster, or any executor."""

import re
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.explore.pools import processes, threads
from offramp.explore.world_runs import Workers, workers
from offramp.explore.world_solves import Numbers
from offramp.scenario.model import ScenarioModel

NAMES = ("threads", "processes")
_DASK = re.compile(r"dask://(\[[0-9A-Fa-f:.]+\]|[^\s/:@]+):(\d{1,5})/?")
REACH_SECONDS = 10
UNKNOWN_WORKERS = 8  # blocks at once for an executor that doesn't say how many workers it has


def checked_engine(name: str | None) -> None:
    """Raise ScenarioError E747 for an engine that there isn't."""
    if name is None or name in NAMES or _DASK.fullmatch(name):
        return
    remedy = did_you_mean(name, NAMES) if not name.startswith("dask") else ""
    remedy = remedy if remedy.startswith("did") else "write threads, processes or dask://host:port"
    raise ScenarioError([Diagnostic("E747", f"there is no engine {name or '(empty)'}", None, remedy)])


@contextmanager
def engine(
    name: str | None, executor: Executor | None, model: ScenarioModel, numbers: Numbers, cores: int
) -> Iterator[Workers]:
    """Workers on the worlds of `model`: an executor's, or those of a named engine (None: what suits this machine).

    Raises ScenarioError E747 where the engine isn't known, isn't installed or can't be reached.
    """
    checked_engine(name)
    if executor is not None:
        yield _on(executor, model, numbers)
    elif name == "threads":
        with threads(cores) as pool:
            yield Workers(model, numbers, pool, cores)
    elif name == "processes":
        with processes(cores) as pool:
            yield Workers(model, numbers, pool, cores, shipped=True)
    elif name is not None:
        with _cluster(name) as (pool, count):
            yield Workers(model, numbers, pool, count, shipped=True)
    else:
        with workers(model, numbers, cores) as team:
            yield team


def _on(executor: Executor, model: ScenarioModel, numbers: Numbers) -> Workers:
    count = int(getattr(executor, "_max_workers", 0) or UNKNOWN_WORKERS)
    own = isinstance(executor, ThreadPoolExecutor) and not isinstance(executor, ProcessPoolExecutor)
    return Workers(model, numbers, executor, count, shipped=not own)


@contextmanager
def _cluster(name: str) -> Iterator[tuple[Executor, int]]:
    """The workers of a Dask cluster. One that is lost has its blocks solved by the others."""
    found = _DASK.fullmatch(name)
    assert found is not None
    try:
        from distributed import Client
    except ImportError as fault:
        said = "the engine dask needs packages that aren't installed"
        raise ScenarioError([Diagnostic("E747", said, None, "pip install 'offramp[dask]'")]) from fault
    address = f"tcp://{found[1]}:{found[2]}"
    try:
        client: Any = Client(address, timeout=REACH_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as fault:
        said = f"no Dask scheduler answers at {name}"
        remedy = "start one with `dask scheduler`, and workers that have the same Offramp with `dask worker`"
        raise ScenarioError([Diagnostic("E747", said, None, remedy)]) from fault
    try:
        count = sum(int(cores) for cores in client.ncores().values())
        if not count:
            said = f"the Dask scheduler at {name} has no workers"
            remedy = "start some with `dask worker`, with the same Offramp installed"
            raise ScenarioError([Diagnostic("E747", said, None, remedy)])
        yield client.get_executor(pure=False, retries=2), count
    finally:
        client.close()
