"""A game solved by native code: what `backward_induction` and `forward_pass` do with NumPy, period by period.

Every function here may raise NotNativeError; then the NumPy twin does the same, or says what is wrong.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.kernels.frame_memory import aligned_rows
from offramp.solve.choice_log import ChoiceLog, empty_log
from offramp.solve.columns import Extent
from offramp.solve.grid import Grid
from offramp.solve.native_blocks import Blocks, blocks_of
from offramp.solve.native_kernel import EXTENTS, NativeKernel, native_kernel, why_not_native
from offramp.solve.native_period import Entered, NotNativeError, Passed
from offramp.solve.native_record import SolvedMove
from offramp.solve.native_team import PIECES, NativeTeam, pieces

if TYPE_CHECKING:
    from offramp.solve.backward_induction import Backward

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def native_team(
    game: Game, nodes: int, beliefs: "Mapping[int, Backward]", single: bool, threads: int
) -> NativeTeam | None:
    """A game made ready for native code; None where NumPy has to do it."""
    believed = {i: solved.native for i, solved in beliefs.items()}
    if why_not_native(game) is not None or any(team is None for team in believed.values()):
        return None
    kernel = native_kernel(game, EXTENTS)
    teams = {i: team for i, team in believed.items() if team is not None}
    try:
        return NativeTeam(kernel, game, nodes, teams, single, threads)
    except NotNativeError:
        return None


class NativeSolution:
    """The values that native code reads, by period and by lane, of a solution and of its beliefs."""

    def __init__(self, solved: "Backward", extent: Extent) -> None:
        assert solved.native is not None
        self.solved, self.native, self.suffix = solved, solved.native, extent.name.lower()
        self.order = self.native.kernel.orders[self.suffix]
        self.outlook = self.native.kernel.orders["outlook"]
        self.following: dict[int, dict[str, NDArray[Any]]] = {}
        self.kept: ChoiceLog | None = None  # of an actor that believes in this game, of the period solved last
        self._ready: int | None = None  # the period that native code is ready for

    def add(self, t: int, values_sl: Floats) -> None:
        """Values by lane at the start of period `t`; they are copied."""
        size, dtype = len(values_sl), np.float32 if self.native.single else np.float64
        found = {self.suffix: aligned_rows(size, len(self.order.plan.lanes), dtype)}
        long = found[self.suffix]
        # What choosing needs stands in other lanes of a shorter row.
        short = found.setdefault("outlook", aligned_rows(size, len(self.outlook.plan.lanes), dtype))
        there = self.outlook.place_q
        here = self.order.place_q[: len(there)]

        def copy(_: object, first: int, stop: int) -> None:
            long[first:stop] = values_sl[first:stop]
            if short is not long:
                short[first:stop, there] = values_sl[first:stop, here]

        self.native.share(copy, pieces(size, PIECES))
        self.following[t], self._ready = found, None

    def add_columns(self, t: int, values_sq: Floats) -> None:
        """The same from values by column."""
        values_sl = aligned_rows(len(values_sq), len(self.order.plan.lanes))
        values_sl[:, self.order.place_q] = values_sq
        self.add(t, values_sl)

    def columns(self, t: int) -> Floats:
        """Values by column at the start of period `t`: state × column."""
        found = self.following.get(t)
        return (
            np.zeros((0, len(self.order.place_q)))
            if found is None
            else self.order.to_columns(found[self.suffix]).astype(np.float64)
        )

    def at(self, t: int, rows: Ints) -> Floats:
        """Values by column of some states at the start of period `t`, in the shape of `rows`."""
        found: Floats = self.following[t][self.suffix][rows][..., self.order.place_q].astype(np.float64)
        return found

    def prepare(self, t: int) -> None:
        """Make native code ready for period `t`, in this game and in those that its actors believe in."""
        if self._ready == t and not self.native.cleared:
            return
        grid = self.solved.next_grid(t)
        assert grid is None or isinstance(grid, Grid)
        self._ready = None  # until all of it is
        self._prepare(self.native, t, grid, ())
        self._ready = t

    def _prepare(self, team: NativeTeam, t: int, grid: Grid | None, believers: tuple[int, ...]) -> None:
        for i, believed in self.solved.beliefs.items():
            if believed.by_lane is None:
                raise NotNativeError
            believed.by_lane._prepare(team, t, grid, (*believers, i))
        team.set_period(t, grid, {} if grid is None else self.following[t + 1], believers)

    def told(self, t: int) -> dict[int, Floats]:
        """What is known of σ in period `t` of actors that believe in other games, by the step of the move."""
        found: dict[int, Floats] = {}
        for believed in self.solved.beliefs.values():
            kept = believed.by_lane.kept if believed.by_lane is not None else None
            if kept is not None and kept.t == t:
                found |= kept.rooms
        return found

    def values(self, block: Block) -> Floats:
        """Values by column at exact states at the start of a period: shape (size, columns)."""
        self.prepare(block.t)
        return self.order.to_columns(self.native.run(self.suffix, blocks_of(self.native.kernel, block), block.size))

    def choices(self, block: Block, step: int, mover: int, available: NDArray[np.bool_]) -> Floats:
        """σ at the move of step `step` by actor number `mover`, of states on their way through a period, where it has
        these options: shape (size, options)."""
        believed = self.solved.beliefs.get(mover)
        if believed is None:
            return self._enter("outlook", block, step).choice
        # What it picks is settled in the game that it believes in: nothing of this one needs to be looked at.
        if believed.by_lane is None:
            raise NotNativeError
        found = np.where(available, believed.by_lane._enter("outlook", block, step).choice, 0.0)
        total = found.sum(axis=1, keepdims=True)
        # Options that exist only there are left out; where none is left, it picks blindly.
        found = np.where(total > 0, found, available)
        choice: Floats = found / np.maximum(found.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        return choice

    def values_and_choices(self, block: Block) -> tuple[Floats, Floats]:
        """Values by column at exact states at the start of a period that begins with a move, and σ there."""
        entered = self._enter(self.suffix, block, 0)
        return self.order.to_columns(entered.values), entered.choice

    def children(self, block: Block, step: int, column: int) -> Floats:
        """A column of the values of each of the move's children: shape (size, options)."""
        found = self._enter(self.suffix, block, step, children=True).children
        assert found is not None
        return found[:, :, self.order.place_q[column]]

    def _enter(self, suffix: str, block: Block, step: int, children: bool = False) -> Entered:
        self.prepare(block.t)
        return self.native.enter(suffix, step, blocks_of(self.native.kernel, block), block.size, children)

    def forward(self, t: int, mass_s: Floats, following: int) -> Passed:
        """Hand the mass of period t's states on to those of the next, of which there are `following`."""
        self.prepare(t)
        grid = self.solved.grids[t]
        assert isinstance(grid, Grid)
        states = states_of(grid, t, self.native.kernel, self.solved.game)
        met = np.asarray((mass_s[states.rows] > 0).any(axis=1))
        if not met.all():
            states = states.some(met)
        return self.native.forward("outlook", states, mass_s, following)

    def moves(self, suffix: str, block: Block, mass: Floats) -> list[SolvedMove]:
        """Every move of a period that states in `block` come to, where they have these masses."""
        self.prepare(block.t)
        following = self.solved.next_grid(block.t)
        size = following.size if following is not None else 0
        return self.native.moves(suffix, blocks_of(self.native.kernel, block), mass, size)


def solve_period(by_lane: NativeSolution, grid: Grid, t: int, believer: int | None = None) -> list[Block]:
    """Add the values of all states of a grid; the states of period t + 1 that have no box.

    believer: the actor, if any, who believes in this game and will be asked about next, in the same period.
    """
    native, solved = by_lane.native, by_lane.solved
    by_lane.prepare(t)
    states = states_of(grid, t, native.kernel, solved.game)
    kept = by_lane.kept = None  # that of the period before may be large
    if believer is not None:
        kept = empty_log(solved.game, believer, solved.nodes, native.kernel.width, t, states.count)
    told = by_lane.told(t)
    native.log_choices(kept.rooms if kept else {}, told)
    try:
        values_sl = native.run(by_lane.suffix, states, grid.size)
    finally:
        native.log_choices({}, {})
    missing = native.missing(t + 1)
    by_lane.add(t, values_sl)
    by_lane.kept = kept
    return missing


def states_of(grid: Grid, t: int, kernel: NativeKernel, game: Game) -> Blocks:
    """A grid's states in blocks; made once for all solutions on the same grid."""
    known = grid.kept.get("states")
    if known is None:
        known = grid.kept["states"] = blocks_of(kernel, grid.block(game, t))
    assert isinstance(known, Blocks)
    return known
