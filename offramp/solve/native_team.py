"""Threads that share a period's work: each has a kernel's memory of its own, and results don't depend on how many.

Work is cut up alike for any number of threads; they take the next piece when they are done with one. Where pieces are
added up, they are so in order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.kernels.frame_memory import aligned_rows
from offramp.scenario.model import Move
from offramp.solve.box_tables import box_tables
from offramp.solve.columns import Columns, Extent
from offramp.solve.grid import Grid
from offramp.solve.native_blocks import Blocks
from offramp.solve.native_kernel import NativeKernel
from offramp.solve.native_period import MISSING_ROOM, Entered, NativePeriod, NotNativeError, Passed
from offramp.solve.native_record import SolvedMove, solved_move

Floats = NDArray[np.float64]
Result = TypeVar("Result")
Values = Mapping[str, NDArray[Any]]
WORTH_SHARING = 64  # blocks of states
PIECES = 32
SUMMED_PIECES = 8  # each has its own mass of the next period's states


class NativeTeam:
    """One game, ready to run a period at a time. beliefs: the games that actors (by number) believe in, on the same
    grids. Raises NotNativeError where a kernel has no room for the game."""

    def __init__(
        self,
        kernel: NativeKernel,
        game: Game,
        nodes: int,
        beliefs: "Mapping[int, NativeTeam]",
        single: bool,
        threads: int,
    ) -> None:
        self.kernel, self.game, self.single, self.beliefs = kernel, game, single, dict(beliefs)
        self.columns = {suffix: Columns(game, Extent[suffix.upper()]) for suffix in kernel.orders}
        # Threads must not write into each other's memory, in the games that actors believe in either.
        self.members = [self._member(nodes) for _ in range(threads)]
        self._result: NDArray[Any] = np.zeros((0, 0))

    def _member(self, nodes: int) -> NativePeriod:
        """Memory for the game, and for the games that its actors believe in, and so on."""
        others = {i: believed._member(nodes) for i, believed in self.beliefs.items()}
        return NativePeriod(self.kernel, self.game, self.columns, nodes, others, self.single)

    def set_period(self, t: int, grid: Grid | None, following: Values, believers: Sequence[int] = ()) -> None:
        """Period `t`, whose successors lie on `grid` (None: there are none), with their values by lane.

        believers: not of this game but of the one that the first of these actors believes in, or of the one that the
        second of them believes in there, and so on.
        """
        for member in self.members:
            for i in believers:
                member = member.beliefs[i]
            tables = {} if grid is None else box_tables(grid, member.kernel.layout.labels)
            member.set_period(t, tables, following)

    @property
    def cleared(self) -> bool:
        """Whether a fault has cleared some memory since the period was set."""
        return any(member.cleared for member in self.members)

    def run(self, suffix: str, states: Blocks, size: int) -> Floats:
        """Values of states at the start of the period, by lane: shape (size, lanes). The next `run` writes over it."""
        lanes = len(self.kernel.orders[suffix].plan.lanes)
        if self._result.shape[0] < size or self._result.shape[1] != lanes:
            self._result = aligned_rows(size, lanes)
        for member in self.members:
            member.start_run(states, self._result)
        self.share(lambda member, first, stop: member.run(suffix, first, stop), pieces(states.count, PIECES))
        return self._result[:size]

    def log_choices(self, kept: Mapping[int, Floats], told: Mapping[int, Floats]) -> None:
        """Where to write σ of some moves down, and from where to take that of others, by their steps."""
        for member in self.members:
            member.keep_choices(kept)
            member.look_up_choices(told)

    def enter(self, suffix: str, step: int, states: Blocks, size: int, children: bool) -> Entered:
        """The move at `step`, of states in front of it. children: whether their values are wanted too."""
        return self.members[0].enter(suffix, step, states, size, children)

    def forward(self, suffix: str, states: Blocks, mass: Floats, following: int) -> Passed:
        """Hand on the mass of states to the `following` ones of the next period."""
        for member in self.members:
            member.start_forward(states, mass)
        parts = self.share(
            lambda member, first, stop: member.forward(suffix, first, stop, following),
            pieces(states.count, SUMMED_PIECES),
        )
        return Passed(
            sum((part.onward_s for part in parts), np.zeros(following)),
            sum((part.ended_e for part in parts), np.zeros(len(self.game.endings))),
            sum((part.lost for part in parts), np.zeros(3)),
        )

    def moves(self, suffix: str, states: Blocks, mass: Floats, following: int) -> list[SolvedMove]:
        """Every move of the period that states with these masses come to."""
        play, actors, width = self.game.model.play, self.game.actors, self.kernel.width

        def solved(member: NativePeriod, first: int, stop: int) -> list[SolvedMove]:
            found = []
            for record in member.records(suffix, first, stop, following):
                move = play[record.step]
                assert isinstance(move, Move)
                found.append(solved_move(record, move, actors.index(move.actor), width))
            return found

        for member in self.members:
            member.start_forward(states, mass)
        parts = self.share(solved, pieces(states.count, SUMMED_PIECES))
        return [move for part in parts for move in part]

    def share(self, work: Callable[[NativePeriod, int, int], Result], cuts: list[tuple[int, int]]) -> list[Result]:
        """What `work` gives for each piece, in order; pieces go to whoever is free."""
        if len(self.members) == 1 or len(cuts) == 1:
            return [work(self.members[0], *cut) for cut in cuts]
        found: dict[int, Result] = {}
        queue, lock = iter(enumerate(cuts)), Lock()

        def labour(member: NativePeriod) -> None:
            for number, cut in _taken(queue, lock):
                found[number] = work(member, *cut)

        with ThreadPoolExecutor(len(self.members)) as pool:
            for done in [pool.submit(labour, member) for member in self.members]:
                done.result()
        return [found[number] for number in range(len(cuts))]

    @property
    def entries(self) -> int:
        """Corners of the next grid and nodes that the last `run` looked at."""
        return sum(member.entries for member in self.members)

    def stakes(self, suffix: str) -> tuple[Floats, Floats]:
        """The worst and the best that any way through brought each actor in the last `run`: shape (actors,) each."""
        found = [member.stakes(suffix) for member in self.members]
        return np.min([low for low, _ in found], axis=0), np.max([high for _, high in found], axis=0)

    def missing(self, t: int) -> list[Block]:
        """The states of period `t` that the last `run` came to and whose modes have no box, in this game and in those
        that its actors believe in."""
        return list(_all_missing(self.members, t))


def pieces(count: int, most: int) -> list[tuple[int, int]]:
    """Blocks 0 … count cut into pieces; where there are few of them, one."""
    if count < WORTH_SHARING:
        return [(0, count)]
    return list(pairwise(count * k // most for k in range(most + 1)))


def _taken(queue: Iterator[tuple[int, tuple[int, int]]], lock: Lock) -> Iterator[tuple[int, tuple[int, int]]]:
    """What is left in a queue that several threads take from."""
    while True:
        with lock:
            found = next(queue, None)
        if found is None:
            return
        yield found


def _all_missing(members: list[NativePeriod], t: int) -> Iterator[Block]:
    found = _missing(members, t)
    if found is not None:
        yield found
    for i in members[0].beliefs:
        yield from _all_missing([member.beliefs[i] for member in members], t)


def _missing(members: list[NativePeriod], t: int) -> Block | None:
    rows = np.concatenate([member.missing_rows() for member in members])
    if not len(rows):
        return None
    if len(rows) > MISSING_ROOM:
        raise NotNativeError
    # Which thread came to a state is chance, and must not show.
    rows = rows[np.lexsort(rows.T[::-1])]
    game = members[0].game
    stocks = {axis.name: rows[:, d].copy() for d, axis in enumerate(game.axes)}
    modes = {m: rows[:, len(game.axes) + k].astype(np.int64) for k, m in enumerate(game.modes)}
    return game.block(t, stocks, modes, len(rows))
