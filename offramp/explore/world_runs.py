"""Solve worlds on all cores, a block of worlds at a time.

A world's numbers depend on its draw alone, so it doesn't matter how many share the work, nor how it is cut into
blocks. Native code leaves the interpreter to others while it runs, so its worlds are solved by threads, which start at
once and share what was compiled; NumPy's need processes.
"""

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context

import numpy as np
from numpy.typing import NDArray

from offramp.explore.designs import Design
from offramp.explore.processes import safe_starts
from offramp.explore.world_solves import Numbers, World, solve_world
from offramp.game.game import Game
from offramp.judge.requests import Progress
from offramp.scenario.model import ScenarioModel
from offramp.solve.native_kernel import why_not_native

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BASELINE = -1  # the number of the world in which nothing is changed
TELL_SECONDS = 0.25
BLOCK_SECONDS = 1.0  # of nominal work: short enough for progress to move and for cores to share it evenly
MOST_IN_BLOCK = 32


@dataclass(frozen=True)
class Block:
    """Worlds of one view to be solved on grids of about `points` states: `value_wa` says what `names` are in each."""

    view: str | None
    points: int
    number_w: Ints
    names: tuple[str, ...]
    value_wa: Floats


def blocks(view: str | None, points: int, drawn: Design, number_w: Ints, seconds: float) -> list[Block]:
    """The worlds `number_w` of a design cut into blocks, where one of them is expected to cost `seconds`."""
    size = int(min(MOST_IN_BLOCK, max(1, BLOCK_SECONDS / seconds)))
    parts = [number_w[k : k + size] for k in range(0, len(number_w), size)]
    return [Block(view, points, part, drawn.names, drawn.value_wa[part]) for part in parts]


def baseline_block(view: str | None, points: int) -> Block:
    """The one world in which nothing differs from the view's baseline."""
    return Block(view, points, np.array([BASELINE]), (), np.zeros((1, 0)))


class Workers:
    """Threads or processes that solve blocks of one scenario's worlds; without a pool the caller's thread does."""

    def __init__(self, model: ScenarioModel, numbers: Numbers, pool: Executor | None) -> None:
        self.model, self.numbers, self.pool = model, numbers, pool

    def solve(self, work: Sequence[Block], tell: Progress, what: str) -> list[list[World]]:
        """The worlds of each block, in the order of `work`."""
        if self.pool is None:
            found = []
            for done, block in enumerate(work):
                tell(what, done / len(work))
                found.append(_solved(self.model, self.numbers, block))
            return found
        runs = [self._submit(block) for block in work]
        left: set[Future[list[World]]] = set(runs)
        while left:
            done_now, left = wait(left, TELL_SECONDS, FIRST_COMPLETED)
            for run in done_now:
                run.result()  # what a worker raised is raised here, at once
            tell(what, 1 - len(left) / len(runs))
        return [run.result() for run in runs]

    def _submit(self, block: Block) -> Future[list[World]]:
        assert self.pool is not None
        if isinstance(self.pool, ProcessPoolExecutor):
            return self.pool.submit(_in_worker, block)
        return self.pool.submit(_solved, self.model, self.numbers, block)


@contextmanager
def workers(model: ScenarioModel, numbers: Numbers, cores: int) -> Iterator[Workers]:
    """As many at work on the worlds of `model` as there are cores. Whatever ends the work early, Ctrl-C above all, ends
    processes at once, and threads with the worlds that they are at."""
    if cores < 2:
        yield Workers(model, numbers, None)
        return
    if why_not_native(Game.bind(model)) is None:
        with _threads(cores) as team:
            yield Workers(model, numbers, team)
        return
    with _processes(model, numbers, cores) as pool:
        yield Workers(model, numbers, pool)


@contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _processes(model: ScenarioModel, numbers: Numbers, count: int) -> Iterator[ProcessPoolExecutor]:
    others = set(active_children())
    pool = ProcessPoolExecutor(count, get_context("spawn"), _prepare, (model, numbers))
    try:
        with safe_starts():
            yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - others:
            child.terminate()
        raise
    pool.shutdown()


_at_hand: list[tuple[ScenarioModel, Numbers]] = []  # in a worker: what all its blocks are about


def _prepare(model: ScenarioModel, numbers: Numbers) -> None:
    # Ctrl-C reaches every process of a terminal; the one that started the others stops them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _at_hand[:] = [(model, numbers)]


def _in_worker(block: Block) -> list[World]:
    return _solved(*_at_hand[0], block)


def _solved(model: ScenarioModel, numbers: Numbers, block: Block) -> list[World]:
    return [
        solve_world(model, numbers, block.view, int(n), dict(zip(block.names, row.tolist(), strict=True)), block.points)
        for n, row in zip(block.number_w, block.value_wa, strict=True)
    ]
