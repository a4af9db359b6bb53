"""Solve worlds on all cores, a block of worlds at a time.

A world's numbers depend on its draw alone, so it doesn't matter how many share the work, nor how it is cut into
blocks. Native code leaves the interpreter to others while it runs, so little work on its worlds is done by threads,
which start at once and share what was compiled; NumPy's worlds need processes, and more work is worth starting them.
"""

import hashlib
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from offramp.explore.branches import Branch
from offramp.explore.designs import Design
from offramp.explore.pools import processes, threads
from offramp.explore.world_solves import Grids, Numbers, World, solve_world
from offramp.game.game import Game
from offramp.judge.requests import Progress
from offramp.scenario.model import ScenarioModel
from offramp.solve.native_kernel import why_not_native

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BASELINE = -1  # the number of the world in which nothing is changed
TELL_SECONDS = 0.25
WORTH_PROCESSES = 5.0  # nominal seconds of work: less is done before they have started
WAITING = 2  # blocks for each worker that are handed out ahead, so that none waits and few are lost


@dataclass(frozen=True)
class Cut:
    """How large a block is: seconds of nominal work, short enough for progress to move and for cores to share it
    evenly; and the most worlds."""

    seconds: float = 1.0
    most: int = 32


@dataclass(frozen=True)
class Block:
    """Worlds of one view to be solved on such grids: `value_wa` says what `names` are in each. place: which block of
    that view and those grids it is. cases: of switches, in place of the view's own."""

    view: str | None
    grids: Grids
    number_w: Ints
    names: tuple[str, ...]
    value_wa: Floats
    place: int = 0
    cases: tuple[tuple[str, str], ...] = ()

    @property
    def branch(self) -> Branch:
        """What its worlds are worlds of."""
        return Branch(self.view, self.cases)


def blocks(branch: Branch, grids: Grids, drawn: Design, number_w: Ints, seconds: float, cut: Cut) -> list[Block]:
    """The worlds `number_w` of a design cut into blocks, where one of them is expected to cost `seconds`."""
    size = int(min(cut.most, max(1, cut.seconds / seconds)))
    parts = [number_w[k : k + size] for k in range(0, len(number_w), size)]
    view, cases = branch.view, branch.cases
    return [Block(view, grids, part, drawn.names, drawn.value_wa[part], k, cases) for k, part in enumerate(parts)]


def baseline_block(branch: Branch, grids: Grids) -> Block:
    """The one world in which nothing differs from the view's baseline."""
    return Block(branch.view, grids, np.array([BASELINE]), (), np.zeros((1, 0)), cases=branch.cases)


class Workers:
    """Whoever solves blocks of one scenario's worlds; without a pool the caller's thread does.

    shipped: whether blocks take the scenario with them, since the workers of the pool don't share our memory. count:
    how many blocks are worked on at once. larger: starts such a pool, which takes over once there is more to do.
    """

    def __init__(
        self,
        model: ScenarioModel,
        numbers: Numbers,
        pool: Executor | None,
        count: int = 1,
        shipped: bool = False,
        larger: Callable[[], Executor] | None = None,
    ) -> None:
        self.model, self.numbers, self.pool, self.count = model, numbers, pool, count
        self.cargo = _packed(model, numbers) if shipped else None
        self._larger = larger

    def _grow(self, seconds: float) -> None:
        if self._larger is not None and seconds >= WORTH_PROCESSES:
            self.pool, self.cargo, self._larger = self._larger(), _packed(self.model, self.numbers), None

    def solve(self, work: Sequence[Block], tell: Progress, what: str, seconds: float = 0.0) -> list[list[World]]:
        """The worlds of each block, in the order of `work`; `seconds` as for `each`."""
        found: dict[int, list[World]] = {}
        for place, worlds in self.each(work, lambda: tell(what, len(found) / max(1, len(work))), seconds):
            found[place] = worlds
        return [found[place] for place in range(len(work))]

    def each(
        self, work: Sequence[Block], told: Callable[[], None], seconds: float = 0.0
    ) -> Iterator[tuple[int, list[World]]]:
        """The place in `work` and the worlds of each block, as they are done; `told` is called now and then.

        seconds: what all of it costs, by the book. Few blocks are under way at any time, so that memory holds the
        worlds of few. What a worker raises is raised.
        """
        self._grow(seconds)
        if self.pool is None:
            for place, block in enumerate(work):
                told()
                yield place, solved(self.model, self.numbers, block)
            return
        coming = iter(enumerate(work))
        under_way: dict[Future[list[World]], int] = {}
        try:
            while True:
                for place, block in islice(coming, WAITING * self.count - len(under_way)):
                    under_way[self._submit(block)] = place
                if not under_way:
                    return
                done, _ = wait(under_way, TELL_SECONDS, FIRST_COMPLETED)
                for run in done:
                    yield under_way.pop(run), run.result()
                told()
        finally:
            for run in under_way:
                run.cancel()

    def _submit(self, block: Block) -> Future[list[World]]:
        assert self.pool is not None
        if self.cargo is not None:
            return self.pool.submit(solved_from, self.cargo, block)
        return self.pool.submit(solved, self.model, self.numbers, block)


@contextmanager
def workers(model: ScenarioModel, numbers: Numbers, cores: int) -> Iterator[Workers]:
    """As many at work on the worlds of `model` as there are cores. Whatever ends the work early, Ctrl-C above all, ends
    processes at once, and threads with the worlds that they are at."""
    if cores < 2:
        yield Workers(model, numbers, None)
        return
    with ExitStack() as pools:

        def started() -> ProcessPoolExecutor:
            return pools.enter_context(processes(cores))

        if why_not_native(Game.bind(model)) is None:
            yield Workers(model, numbers, pools.enter_context(threads(cores)), cores, larger=started)
        else:
            yield Workers(model, numbers, started(), cores, shipped=True)


@dataclass(frozen=True)
class Cargo:
    """A scenario and what is asked of its worlds, as bytes that travel with every block; `key` is their hash."""

    key: str
    packed: bytes


def _packed(model: ScenarioModel, numbers: Numbers) -> Cargo:
    packed = pickle.dumps((model, numbers))
    return Cargo(hashlib.sha256(packed).hexdigest(), packed)


_at_hand: dict[str, tuple[ScenarioModel, Numbers]] = {}  # in a worker: what its blocks are about


def solved_from(cargo: Cargo, block: Block) -> list[World]:
    """The worlds of a block, in a worker that may not have seen its scenario yet."""
    known: tuple[ScenarioModel, Numbers] | None = _at_hand.get(cargo.key)
    if known is None:
        known = pickle.loads(cargo.packed)  # noqa: S301  # packed by the process that asks for the work
        _at_hand.clear()
        _at_hand[cargo.key] = known
    return solved(known[0], known[1], block)


def solved(model: ScenarioModel, numbers: Numbers, block: Block) -> list[World]:
    """The worlds of a block."""
    found = []
    for n, row in zip(block.number_w, block.value_wa, strict=True):
        changes = dict(block.cases) | dict(zip(block.names, row.tolist(), strict=True))
        found.append(solve_world(model, numbers, block.view, int(n), changes, block.grids))
    return found
