"""Backward induction: from the last period to the first, every state of each period's grid.

Markov logit quantal response equilibrium in agent form (McKelvey & Palfrey 1995, 1998), with all columns of
`columns.py` carried along. With sequential moves and λ < ∞ there is exactly one solution.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.solve.certificate import SettledBy
from offramp.solve.choice_log import same_nodes
from offramp.solve.columns import Columns, Extent
from offramp.solve.decision_rules import tied
from offramp.solve.fold_back import LookAhead, Move, fold_back
from offramp.solve.grid import Grid
from offramp.solve.memory import states_at_once
from offramp.solve.native_period import NotNativeError
from offramp.solve.native_solving import NativeSolution, native_team, solve_period
from offramp.solve.native_team import NativeTeam
from offramp.solve.options import OptionRecord
from offramp.solve.place import Place
from offramp.solve.stage import Stage, expand
from offramp.solve.state_set import StateSet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEPT_ENTRIES = 25_000_000  # matrix entries kept from the backward pass for the forward pass (12 bytes each)
CHUNK_ENTRIES = 600_000  # matrix entries worked on at once: more would not fit the processor's caches
Progress = Callable[[float], None]
States = Grid | StateSet


@dataclass
class Slice:
    """The solved period of some of a grid's states. `stage` is None where it has to be built again."""

    rows: slice
    stage: Stage | None
    moves: list[Move]


@dataclass
class Backward:
    """A solved game on its grids: `slices[t]` are the solved moves of each period."""

    game: Game
    grids: Sequence[States]
    nodes: int
    columns: Columns
    beliefs: "dict[int, Backward]" = field(default_factory=dict)
    by_column: list[Floats] = field(default_factory=list)
    slices: list[list[Slice]] = field(default_factory=list)
    missing: list[tuple[int, Block]] = field(default_factory=list)
    entries: float = 0.0  # corners of next grids, and nodes in front of the last branches, that were looked at
    branching: float = 0.0  # the most entries that a state of a slice had
    lowest_i: Floats = field(default_factory=lambda: np.zeros(0))
    highest_i: Floats = field(default_factory=lambda: np.zeros(0))
    beyond: Floats | None = None  # of an open game: values by column after the last period
    residual: float | None = None  # of an open game: how much they may still be off
    settled_by: SettledBy | None = None  # of an open game whose values settle: how that came about
    kept_parts: "dict[tuple[int, int | None], list[Slice]]" = field(default_factory=dict)
    native: NativeTeam | None = None
    by_lane: NativeSolution | None = None  # what native code reads; None where NumPy solves

    def next_grid(self, t: int) -> States | None:
        """The next period's grid; None in the last period."""
        if t + 1 < self.game.periods:
            return self.grids[t + 1]
        # An open game goes on from the last period that is followed, on the grid of all its periods.
        return self.grids[t] if self.beyond is not None else None

    def following(self, t: int) -> tuple[States | None, Floats | None]:
        """The next period's grid and values; None for both in the last period."""
        grid = self.next_grid(t)
        return grid, None if grid is None else self.values(t + 1)

    def values(self, t: int) -> Floats:
        """Values at the start of period `t`: state × column. Native code keeps them by lane."""
        return self.by_column[t] if self.by_lane is None else self.by_lane.columns(t)

    def at(self, t: int, rows: Ints) -> Floats:
        """The values of some states only: in the shape of `rows`, by column."""
        return self.by_column[t][rows] if self.by_lane is None else self.by_lane.at(t, rows)

    def between(self, t: int, place: Place) -> Floats:
        """Values between the states of period `t`: point × column."""
        if not self.grids[t].size:
            return np.zeros((len(place.weight_pc), self.columns.count))
        found: Floats = np.einsum("pc,pcq->pq", place.weight_pc, self.at(t, place.index_pc))
        return found

    def parts(self, t: int) -> Iterator[Slice]:
        """The solved moves of period `t`, slice by slice: worked out anew where native code solved it."""
        if self.by_lane is None:
            yield from self.slices[t]
            return
        for part, ahead in _slices(self, self.grids[t], t, *self.following(t), None):
            yield Slice(part.rows, ahead.stage, ahead.moves)

    def stage(self, t: int, part: Slice) -> Stage:
        """The stage of a slice, built again where it wasn't kept."""
        if part.stage is not None:
            return part.stage
        return expand(self.game, self.grids[t].block(self.game, t, part.rows), self.next_grid(t), self.nodes)

    def forget_stages(self) -> None:
        """Give back the memory that only another pass over this solution would use; it would build them again."""
        for part in (part for parts in self.slices for part in parts):
            part.stage = None

    def look_at(self, block: Block, first_step: int = 0, full: bool = True) -> LookAhead:
        """One period ahead from exact states into the interpolated values of the next (concept §2.3).

        block: rows in period `block.t`, at the start of the period or in front of step `first_step`.
        """
        following, values = self.following(block.t)
        stage = expand(self.game, block, following, self.nodes, first_step, keep_before=self.beliefs.__contains__)
        return fold_back(self, stage, values, full)


def native_moves(solved: Backward, t: int, mass_s: Floats) -> Iterator[tuple[Move, Floats]]:
    """The moves of period `t` that states with these masses come to, from native code; may raise NotNativeError."""
    assert solved.by_lane is not None
    seen = np.flatnonzero(mass_s > 0)
    if not len(seen):
        return
    block = solved.grids[t].block(solved.game, t).child({}, seen)
    for move in solved.by_lane.moves(solved.by_lane.suffix, block, mass_s[seen]):
        would_c, reach_c, repeat_c, price_c, value_c = move.numbers_cn.T
        known = solved.columns.with_options
        record = OptionRecord(would_c, reach_c, repeat_c, price_c) if known else None
        yield Move(move.decision, move.choice_c, record, tied(solved.game, move.decision, value_c)), move.mass_c


@dataclass(frozen=True)
class How:
    """nodes: quadrature nodes a shock. first: the period to go back to. threads: how many share the work; the result
    doesn't depend on it. single: whether native code may keep values from period to period with seven digits."""

    nodes: int
    first: int = 0
    threads: int = 1
    single: bool = False


def solve_backward(
    game: Game,
    grids: Sequence[States],
    how: How,
    extent: Extent = Extent.WAYS_OUT,
    beliefs: dict[int, Backward] | None = None,
    beyond: Floats | None = None,
    like: Backward | None = None,
    progress: Progress = lambda share: None,
) -> Backward:
    """Solve `game` on `grids`, one a period.

    beliefs: for each actor (by number) that believes in another game, that game solved on the same grids. beyond: of an
    open game, values by column of the states after the last period. like: the same with other values beyond, whose
    trees are used again. progress is told the share that is done.
    """
    rounds = _Rounds(game, grids, how, extent, beliefs or {}, beyond, like)
    for t in reversed(range(how.first, game.periods)):
        rounds.period(t)
        progress((game.periods - t) / (game.periods - how.first))
    return rounds.solved


def solve_with_beliefs(
    game: Game,
    believed: Mapping[int, Game],
    grids: Sequence[States],
    how: How,
    extent: Extent,
    progress: Progress = lambda share: None,
) -> Backward:
    """The same of a game with an end, together with the games that actors (by number) believe in, period by period: so
    that what they pick, which is settled there, need not be found again here."""
    others = {i: _Rounds(other, grids, how, Extent.OUTLOOK, {}) for i, other in believed.items()}
    mine = _Rounds(game, grids, how, extent, {i: other.solved for i, other in others.items()})
    native = mine.solved.native
    telling = {i for i, other in believed.items() if native is not None and same_nodes(native.kernel, game, other)}
    for t in reversed(range(how.first, game.periods)):
        for i, other in others.items():
            other.period(t, believer=i if i in telling else None)
        mine.period(t)
        progress((game.periods - t) / (game.periods - how.first))
    for other in others.values():
        if other.solved.by_lane is not None:
            other.solved.by_lane.kept = None
    return mine.solved


class _Rounds:
    """A game on its way back, a period at a time."""

    def __init__(
        self,
        game: Game,
        grids: Sequence[States],
        how: How,
        extent: Extent,
        beliefs: dict[int, Backward],
        beyond: Floats | None = None,
        like: Backward | None = None,
    ) -> None:
        solved = self.solved = Backward(game, grids, how.nodes, Columns(game, extent), beliefs, beyond=beyond)
        solved.by_column = [np.zeros((0, 0))] * (game.periods + 1)
        solved.slices = [[] for _ in range(game.periods)]
        solved.lowest_i, solved.highest_i = np.full(len(game.actors), np.inf), np.full(len(game.actors), -np.inf)
        solved.native = native_team(game, how.nodes, solved.beliefs, how.single, how.threads)
        if solved.native is not None:
            solved.by_lane = NativeSolution(solved, extent)
        if beyond is not None:
            _keep(solved, game.periods, beyond)
        kept = _Kept(extent is not Extent.OUTLOOK and solved.native is None, game.exact and not game.depends_on_time)
        if like is not None and kept.timeless:
            kept.parts = like.kept_parts
        solved.kept_parts = kept.parts
        self._kept = kept

    def period(self, t: int, believer: int | None = None) -> None:
        """Solve one more. believer: an actor who believes in this game and will be asked what it picks."""
        if not _natively(self.solved, t, believer):
            _keep(self.solved, t, _with_numpy(self.solved, t, self._kept))


def _keep(solved: Backward, t: int, values: Floats) -> None:
    if solved.by_lane is not None:
        solved.by_lane.add_columns(t, values)
    else:
        solved.by_column[t] = values


def _natively(solved: Backward, t: int, believer: int | None) -> bool:
    """Solve a period by native code; whether that could be done."""
    if solved.by_lane is None:
        return False
    grid = solved.grids[t]
    assert isinstance(grid, Grid)
    if not grid.size:
        return False
    try:
        missing = solve_period(solved.by_lane, grid, t, believer)
    except NotNativeError:
        return False
    solved.missing += [(t + 1, block) for block in missing]
    native = solved.by_lane.native
    lowest_i, highest_i = native.stakes(solved.by_lane.suffix)
    solved.lowest_i = np.minimum(solved.lowest_i, lowest_i)
    solved.highest_i = np.maximum(solved.highest_i, highest_i)
    solved.entries += native.entries
    return True


@dataclass
class _Kept:
    """What is kept of the stages that were expanded. moves: whether solved moves are kept at all; timeless: whether
    equal periods are expanded once."""

    moves: bool
    timeless: bool
    entries: int = 0
    parts: dict[tuple[int, int | None], list[Slice]] = field(default_factory=dict)


def _with_numpy(solved: Backward, t: int, kept: _Kept) -> Floats:
    """Values of period `t`: state × column."""
    grid, (following, values) = solved.grids[t], solved.following(t)
    key = (id(grid), id(following) if following is not None else None)
    parts: list[Slice] = []
    result = np.full((grid.size, solved.columns.count), np.nan)
    ready = kept.parts.get(key) if kept.timeless else None
    for part, ahead in _slices(solved, grid, t, following, values, ready):
        result[part.rows] = ahead.values
        solved.lowest_i = np.minimum(solved.lowest_i, ahead.lowest_i)
        solved.highest_i = np.maximum(solved.highest_i, ahead.highest_i)
        stage = ahead.stage
        if stage.missing is not None:
            solved.missing.append((t + 1, stage.missing))
        solved.entries += _entries(stage)
        entries = stage.onto_ks.nnz if stage.onto_ks is not None else 0
        keep = kept.timeless or (kept.moves and kept.entries + entries <= KEPT_ENTRIES)
        kept.entries += entries if keep else 0
        for decision in stage.moves:
            decision.before = None
        for move in ahead.moves:
            move.games = None
        if kept.moves:
            parts.append(Slice(part.rows, stage if keep else None, ahead.moves))
    solved.slices[t] = parts
    if kept.timeless and parts:
        kept.parts[key] = parts
    return result


def _slices(
    solved: Backward,
    grid: States,
    t: int,
    following: States | None,
    values: Floats | None,
    ready: list[Slice] | None,
) -> Iterator[tuple[Slice, LookAhead]]:
    """Solve a period slice by slice. How states are sliced changes no result: each row stands by itself."""

    def work(part: Slice) -> tuple[Slice, LookAhead]:
        stage = part.stage
        if stage is None:
            block = grid.block(solved.game, t, part.rows)
            stage = expand(solved.game, block, following, solved.nodes, keep_before=solved.beliefs.__contains__)
        return part, fold_back(solved, stage, values, full=False)

    if ready is not None and not solved.beliefs:
        yield from map(work, ready)
        return
    start = 0
    if not grid.size:
        return
    if not solved.branching:
        # A few states tell how much a state branches; every later period starts from what was seen before.
        part, ahead = work(Slice(slice(0, min(states_at_once(solved.game, 16), grid.size)), None, []))
        start = part.rows.stop
        solved.branching = _entries(ahead.stage) / start
        yield part, ahead
    chunk = int(np.clip(CHUNK_ENTRIES / solved.branching, 1, 4096))
    rest = [Slice(slice(k, min(k + chunk, grid.size)), None, []) for k in range(start, grid.size, chunk)]
    for part, ahead in map(work, rest):
        solved.branching = max(solved.branching, _entries(ahead.stage) / ahead.stage.size)
        yield part, ahead


def _entries(stage: Stage) -> int:
    return len(stage.paid_ki) + (stage.onto_ks.nnz if stage.onto_ks is not None else 0)
