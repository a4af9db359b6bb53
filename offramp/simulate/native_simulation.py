"""Whole simulations by native code: `simulate.paths.simulate_with_numpy` over again, in chunks of paths.

Chunks begin with blocks, and what comes of a path or a block has its own place, so that any number of threads leaves
the same bits.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.kernels.frame_memory import aligned
from offramp.kernels.path_layout import BINS, BLOCK, LEAST, MOST
from offramp.simulate.native_paths import NativePaths, PathThread
from offramp.simulate.path_results import Paths, Row, no_paths, shown_of, timeline_rows
from offramp.simulate.play import Luck, Policy
from offramp.simulate.summaries import Band, Bins, Moments, are_held, band, bands, bins_for, live_by_period

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
T = TypeVar("T")

CHUNK = 4 * BLOCK  # paths that one call plays
MANY_PATHS = 100_000  # worth a second thread
MOST_THREADS = 2


def simulate_native(
    start: Block, policy: Policy, luck: Luck, progress: Callable[[float], None], threads: int | None = None
) -> Paths:
    """Play every row of `start` to its end, and keep no samples. Raises PathFaultError where the NumPy twin has to say
    what is wrong."""
    paths = NativePaths(start, policy, luck)
    result = no_paths(start.game, start.size)
    if threads is None:
        threads = min(MOST_THREADS, os.cpu_count() or 1) if start.size >= MANY_PATHS else 1
    simulation = _Simulation(paths, result, progress, threads)
    if are_held(start.size, paths.periods, paths.rows.numbers):
        simulation.hold()
    else:
        simulation.sum_up()
    return result


class _Simulation:
    """One simulation while it runs. threads: how many play chunks side by side."""

    def __init__(self, paths: NativePaths, result: Paths, progress: Callable[[float], None], threads: int) -> None:
        self.paths, self.result, self.progress = paths, result, progress
        self.game, self.size = paths.game, paths.start.size
        self.threads = [PathThread(paths, min(CHUNK, self.size)) for _ in range(threads)]

    def hold(self) -> None:
        """Keep the numbers of all paths."""
        stride = -(-self.size // self.paths.width) * self.paths.width
        shape = (self.paths.periods, self.paths.rows.numbers, stride)
        held = aligned(8 * shape[0] * shape[1] * shape[2]).view(np.float64).reshape(shape)
        for _ in self._played(lambda thread, first, count: thread.play(first, count, held, first)):
            pass
        game, start, result = self.game, self.paths.start.t, self.result
        shown = shown_of(game)

        def rows() -> list[Row]:
            found: list[list[Band]] = []
            for t in range(int(result.periods_n.max())):
                started = np.flatnonzero(result.periods_n > t)
                found.append([band(held[t, k, started], number.yes_no) for k, number in enumerate(shown)])
            return timeline_rows(game, start, result, found)

        result.make_timeline = rows

    def sum_up(self) -> None:
        """Add the numbers up, in bins around what the first block of paths meets."""
        periods, numbers = self.paths.periods, self.paths.rows.numbers
        bins = self._bins()
        own = {id(t): Bins(bins.low_tk, bins.scale_tk, np.zeros_like(bins.count_tkb)) for t in self.threads}

        def work(thread: PathThread, first: int, count: int) -> list[tuple[Floats, Ints]]:
            sums = np.zeros((-(-count // BLOCK), periods, numbers, 5))
            thread.sum_up(first, count, own[id(thread)], sums)
            played = thread.state[self.paths.rows.ended + 1, :count]
            blocks = range(0, count, BLOCK)
            return [(s, live_by_period(played[b : b + BLOCK], periods)) for s, b in zip(sums, blocks, strict=True)]

        found = Moments(periods, numbers)
        for blocks in self._played(work):
            for sums, live in blocks:
                found.add(sums, live)
        for mine in own.values():
            bins.count_tkb += mine.count_tkb
        game, start, result, shown = self.game, self.paths.start.t, self.result, shown_of(self.game)
        played = int(result.periods_n.max())
        result.bin_width = {s.name: float(w) for s, w in zip(shown, bins.width_tk[:played].max(axis=0), strict=True)}
        result.make_timeline = lambda: timeline_rows(game, start, result, bands(shown, found, bins))

    def _bins(self) -> Bins:
        """Empty bins around what the first block of paths meets."""
        empty = np.zeros((self.paths.periods, self.paths.rows.numbers))
        nowhere = Bins(empty, empty, np.zeros((*empty.shape, BINS + 1), dtype=np.int32))
        sums = np.zeros((1, *empty.shape, 5))
        self.threads[0].sum_up(0, min(BLOCK, self.size), nowhere, sums)
        return bins_for(shown_of(self.game), sums[0, ..., LEAST], sums[0, ..., MOST])

    def _played(self, work: Callable[[PathThread, int, int], T]) -> Iterator[T]:
        """Every chunk of paths by one of the threads, in their order; the paths' ends are written down."""
        chunks = [(first, min(CHUNK, self.size - first)) for first in range(0, self.size, CHUNK)]
        idle: SimpleQueue[PathThread] = SimpleQueue()
        for thread in self.threads:
            idle.put(thread)

        def play(chunk: tuple[int, int]) -> T:
            thread = idle.get()
            try:
                found = work(thread, *chunk)
                self._write_down(thread, *chunk)
                return found
            finally:
                idle.put(thread)

        def told(found: Iterable[T]) -> Iterator[T]:
            for (first, count), one in zip(chunks, found, strict=True):
                yield one
                self.progress((first + count) / self.size)

        if len(self.threads) == 1:
            yield from told(map(play, chunks))
            return
        with ThreadPoolExecutor(len(self.threads)) as pool:
            yield from told(pool.map(play, chunks))

    def _write_down(self, thread: PathThread, first: int, count: int) -> None:
        result, rows = self.result, self.paths.rows
        state, numbers = thread.state, thread.state.view(np.float64)
        mine = slice(first, first + count)
        result.ended_n[mine], result.periods_n[mine], result.clipped_n[mine] = state[
            rows.ended : rows.ended + 3, :count
        ]
        for i in range(rows.actors):
            result.paid_ni[mine, i] = numbers[rows.paid(i), :count]
            result.weight_ni[mine, i] = numbers[rows.weight(i), :count]
