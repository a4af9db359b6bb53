"""Solve the views of a scenario side by side, a process for each core.

Each view is worked out by itself, so the results don't depend on how many run at once.
"""

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.managers import SyncManager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from offramp.explore.pools import end_with_starter, safe_starts
from offramp.judge.requests import AS_WRITTEN, Progress, Request, answered
from offramp.scenario.model import ScenarioModel

TELL_SECONDS = 0.25

Told = tuple[str, str, float]  # view, what is being done, share of it


def cores() -> int:
    """How many threads or processes this machine can run at once for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def views_to_solve(model: ScenarioModel) -> list[str | None]:
    """All views, and the scenario as written (None) where no view leaves it as it is."""
    changing = {view for a in model.assumptions.values() for view in a.views}
    changing |= {view for switch in model.switches.values() for view in switch.views}
    changing |= {view for view, weights in model.view_tolerable.items() if weights}
    views: list[str | None] = list(model.views)
    return [None, *views] if all(view in changing for view in model.views) else views


def solve_views(
    model: ScenarioModel, path: Path, views: Sequence[str | None], request: Request, processes: int, tell: Progress
) -> dict[str, dict[str, Any]]:
    """The results of each view, in the order of `views`. Raises what the first failing view raises."""
    requests = {view or AS_WRITTEN: replace(request, view=view) for view in views}
    return solve_requests(model, path, requests, processes, tell)


def solve_requests(
    model: ScenarioModel, path: Path, requests: Mapping[str, Request], processes: int, tell: Progress
) -> dict[str, dict[str, Any]]:
    """The result of each request by its name, in their order. Raises what the first failing one raises."""
    workers = min(processes, len(requests))
    if workers < 2:
        return {
            name: answered(model, path, replace(request, threads=processes), _named(name, tell))[0]
            for name, request in requests.items()
        }
    context = get_context("spawn")  # a fork would copy the locks of whoever imported us
    with (
        safe_starts(),
        SyncManager(ctx=context) as manager,
        ProcessPoolExecutor(workers, context, end_with_starter) as pool,
    ):
        told: Queue[Told] = manager.Queue()
        runs = {name: pool.submit(_run, model, path, request, name, told) for name, request in requests.items()}
        try:
            _pass_on(list(runs.values()), told, len(requests), tell)
            return {name: run.result() for name, run in runs.items()}
        except (EOFError, ConnectionError) as lost:
            # The process that passes on progress is gone: that is no Ctrl-C, as which an EOFError would count.
            raise BrokenProcessPool("a process of this run was ended from outside") from lost
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _named(view: str, tell: Progress) -> Progress:
    name = view.replace("_", " ")
    return lambda what, share: tell(f"{name}: {what}", share)


def _run(model: ScenarioModel, path: Path, request: Request, name: str, told: "Queue[Told]") -> dict[str, Any]:
    """One view, in a process of its own."""
    last = 0.0

    def tell(what: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last > TELL_SECONDS:
            last = time.monotonic()
            told.put((name, what, share))

    return answered(model, path, request, tell)[0]


def _pass_on(runs: list[Future[dict[str, Any]]], told: "Queue[Told]", views: int, tell: Progress) -> None:
    """Tell what the processes are doing until all are done or one has failed."""
    while not all(run.done() for run in runs):
        if any(run.done() and run.exception() is not None for run in runs):
            return
        try:
            view, what, _ = told.get(timeout=TELL_SECONDS)
        except Empty:
            continue
        finished = sum(run.done() for run in runs)
        tell(f"{view.replace('_', ' ')}: {what}", finished / views)
