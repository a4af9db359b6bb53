"""One game's periods on native code: states in, values and chances out (`kernels.period_kernel`).

Where the kernel flags a fault, or meets something that it has no room for, `NotNativeError` is raised and the caller
asks the NumPy twin, which says what is wrong or does the work.
"""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.game.shocks import strike
from offramp.kernels.lane_plan import NUMBERS, VECTOR
from offramp.scenario.model import Chance, Effect, Move, SetMode, Shock, Step, Update
from offramp.solve.columns import Columns, Extent
from offramp.solve.grid import Grid, leeway
from offramp.solve.native_kernel import NativeKernel, parameter_values
from offramp.solve.stage import gauss_hermite

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MISSING_ROOM = 4096  # states without a box that are written down in one call
MOST_ENTRIES = 65_536
MOST_SHARES = 4_000_000
WORTH_SHARING = 64  # blocks of states
RECORD_BYTES = 64 * 2**20  # of one part of a record


class NotNativeError(Exception):
    """The NumPy twin has to do this."""


@dataclass(frozen=True)
class Blocks:
    """States in blocks of lanes that share modes, choices and events.

    vectors: block × variable × lane; words: block × variable; lanes: bit mask of each block; rows: block × lane, the
    state's row. Lanes without a state repeat the block's first one.
    """

    vectors: Floats
    words: Ints
    lanes: Ints
    rows: Ints

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self.lanes)

    def some(self, chosen_b: NDArray[np.bool_]) -> "Blocks":
        """Only the chosen blocks."""
        return Blocks(self.vectors[chosen_b], self.words[chosen_b], self.lanes[chosen_b], self.rows[chosen_b])


def blocks_of(kernel: NativeKernel, block: Block) -> Blocks:
    """The rows of `block` as blocks of lanes."""
    size, width = block.size, kernel.width
    words_nw = np.empty((size, len(kernel.layout.words)), dtype=np.int64)
    for w, key in enumerate(kernel.layout.words):
        words_nw[:, w] = block.value(key)
    vectors_nv = np.empty((size, len(kernel.layout.vectors)))
    for v, key in enumerate(kernel.layout.vectors):
        vectors_nv[:, v] = block.value(key)
    if words_nw.shape[1] and (words_nw != words_nw[:1]).any():
        order = np.lexsort(words_nw.T[::-1])
        changed = (words_nw[order][1:] != words_nw[order][:-1]).any(axis=1)
        starts = np.concatenate([[0], np.flatnonzero(changed) + 1, [size]])
    else:
        order, starts = np.arange(size), np.array([0, size])
    parts = [np.arange(a, b) for a, b in pairwise(starts)] if size else []
    sizes = [-(-len(part) // width) * width for part in parts]
    nothing = np.zeros(0, dtype=np.int64)
    place = np.concatenate([nothing, *(_padded(part, n) for part, n in zip(parts, sizes, strict=True))])
    filled = np.concatenate([nothing, *(np.arange(n) < len(part) for part, n in zip(parts, sizes, strict=True))])
    rows_bl = order[place].reshape(-1, width)
    lanes_b = (filled.reshape(-1, width) * (1 << np.arange(width))).sum(axis=1)
    return Blocks(
        np.ascontiguousarray(vectors_nv[rows_bl].transpose(0, 2, 1)),
        np.ascontiguousarray(words_nw[rows_bl[:, 0]]),
        lanes_b,
        np.ascontiguousarray(rows_bl.astype(np.int64)),
    )


def _padded(part: Ints, size: int) -> Ints:
    return np.concatenate([part, np.full(size - len(part), part[0])])


@dataclass(frozen=True)
class Record:
    """The nodes of one move in a record. nodes: node × (lanes of each option, block, place of σ).

    numbers: node × option × what it is worth × lane. sigma, mass: σ and the chance of every option at its place, from
    `start` on.
    """

    nodes: Ints
    numbers: Floats
    sigma: Floats
    mass: Floats
    start: int

    def cut(self, count: int) -> "Record":
        """Only the first `count` nodes, which were written."""
        return Record(self.nodes[:count], self.numbers[:count], self.sigma, self.mass, self.start)


class NativePeriod:
    """One game, ready to run a period at a time. beliefs: the games that actors (by number) believe in. single: whether
    the next period's values come with seven digits, in half the memory."""

    def __init__(
        self,
        kernel: NativeKernel,
        game: Game,
        nodes: int,
        beliefs: "Mapping[int, NativePeriod] | None" = None,
        single: bool = False,
    ) -> None:
        self.kernel, self.game, self.nodes, self.single = kernel, game, nodes, single
        self.beliefs = dict(beliefs or {})
        self._others: list[NativePeriod] = []  # that share the work of `run`
        self._team: tuple[NativePeriod, ...] = (self,)  # those that did so in the last one
        self._kept: dict[str, Any] = {}
        self._memory = _aligned(kernel.frame_bytes)
        self._words = self._memory.view(np.int64)
        self._numbers = self._memory.view(np.float64)
        self._set_constants()

    # ---- the frame

    def _put(self, name: str, value: int) -> None:
        place = self.kernel.frame.get(name)
        if place is not None:
            self._words[place // 8] = value

    def _put_number(self, name: str, value: float) -> None:
        place = self.kernel.frame.get(name)
        if place is not None:
            self._numbers[place // 8] = value

    def _put_array(self, name: str, array: NDArray[Any]) -> None:
        """The address of an array, which is kept as long as the frame points to it."""
        self._kept[name] = array
        self._put(name, array.ctypes.data)

    def _get(self, name: str) -> int:
        place = self.kernel.frame.get(name)
        return 0 if place is None else int(self._words[place // 8])

    def _get_number(self, name: str) -> float:
        place = self.kernel.frame.get(name)
        return 0.0 if place is None else float(self._numbers[place // 8])

    @property
    def address(self) -> int:
        """Where the frame lies."""
        return self._memory.ctypes.data

    def _set_constants(self) -> None:
        game, kernel = self.game, self.kernel
        x, w = (np.ascontiguousarray(found) for found in gauss_hermite(self.nodes))
        self._put_array("nodes", x)
        self._put_array("node weights", w)
        self._put("node count", len(x))
        self._put("single", int(self.single))
        codes = [game.code(game.cases[name]) for name in kernel.layout.switches]
        self._put_array("switches", np.array(codes or [0], dtype=np.int64))
        for i in range(len(game.actors)):
            self._put_number(f"rationality {i}", float(game.rationality_i[i]))
            # Nothing says what a favour would cost an actor without payoffs, so it does none.
            paid = game.actors[i] in game.model.payoffs
            self._put_number(f"helped {i}", float(game.helped_i[i]) if paid else -math.inf)
            self._put_number(f"ruin cap {i}", float(game.ruin_cap_i[i]))
            self._put(f"believed {i}", self.beliefs[i].address if i in self.beliefs else 0)
        for suffix, order in kernel.orders.items():
            columns = Columns(game, Extent[suffix.upper()])
            multipliers = np.array([c.multiplier for c in columns.columns])
            self._put_array(f"multipliers {suffix}", order.spread(multipliers))
            self._put_array(f"discount {suffix}", order.spread(columns.discount_c))
        self._put_array("sigma log", _aligned(8 * kernel.width * self._shares()).view(np.float64))
        entries = min(MOST_ENTRIES, self._entries())
        self._put_array("entry room", _aligned(16 * kernel.width * entries))
        self._put("most entries", entries)
        width = max(1, len(game.axes) + len(game.modes))
        self._put_array("missing rows", np.zeros((MISSING_ROOM, width)))
        self._put("missing room", MISSING_ROOM)

    def _shares(self) -> int:
        """Places for σ that one block of states can need. Raises NotNativeError where they are too many."""
        places, steps = 1, self._to_last_move()
        for k, step in enumerate(steps):
            if isinstance(step, Move):
                places += self._branches(steps[:k]) * len(step.options)
            if places > MOST_SHARES:
                raise NotNativeError
        return places

    def most_nodes(self, number: int) -> int:
        """How many nodes of the move at step `number` one block of states can have."""
        return math.prod(self._ways(step) for step in self.game.model.play[:number]) * self.kernel.width

    def _to_last_move(self) -> tuple[Step, ...]:
        play = self.game.model.play
        return play[: max((k + 1 for k, step in enumerate(play) if isinstance(step, Move)), default=0)]

    def _ways(self, step: Step) -> int:
        """Into how many branches a step can part a state that comes to it."""
        if isinstance(step, Move):
            return len(step.options) + 1
        if isinstance(step, Chance):
            return len(step.outcomes) + 1
        return self.nodes + 1 if isinstance(step, Shock) else 1

    def _branches(self, steps: Sequence[Step]) -> int:
        """Into how many branches, each with some lanes, steps can part one block of states."""
        # Every branch has a lane, and no lane is in more than `_ways` of them.
        most = self.kernel.width * math.prod(map(self._ways, steps))
        return min(most, math.prod(self._parts(step) for step in steps))

    def _parts(self, step: Step) -> int:
        """Into how many branches a step can part one whose lanes go different ways."""
        passing = int(step.when is not None)
        match step:
            case Move():
                return passing + sum(_splits(option.then) for option in step.options)
            case Chance():
                return passing + 1 + sum(_splits(outcome.then) for outcome in step.outcomes)
            case Shock():
                return passing + 1 + self.nodes
            case Update():
                return passing + _splits(step.effects)

    def _entries(self) -> int:
        """Corners of the next grid that what follows the last move of one node can lead to."""
        ways = min(MOST_ENTRIES, self._branches(self.game.model.play[len(self._to_last_move()) :]))
        return ways * (1 + sum(not axis.whole for axis in self.game.axes))

    def set_period(self, t: int, grid: Grid | None, following: Mapping[str, NDArray[Any]]) -> None:
        """Period `t`, whose successors lie on `grid` (None: there are none), with their values by lane."""
        tables = {} if grid is None else box_tables(grid, self.kernel.layout.labels)
        self._set_period(t, tables, following)
        for other in self._others:
            other._set_period(t, tables, following)

    def _set_period(self, t: int, tables: Mapping[str, NDArray[Any]], following: Mapping[str, NDArray[Any]]) -> None:
        self._put_array("parameters", parameter_values(self.game, t))
        self._put("last", int(not tables))
        for suffix, values in following.items():
            self._put_array(f"following {suffix}", values)
        for name, array in tables.items():
            self._put_array(name, array)
        self._put_draws(t)
        self._put("fault", 0)
        self._put("forward", 0)
        if self.kernel.function("prologue", blocks=False)(self.address):
            raise NotNativeError

    def share_among(self, threads: int) -> None:
        """Have so many threads share the work of `run`, each with memory of its own."""
        while len(self._others) < threads - 1:
            beliefs = {i: NativePeriod(p.kernel, p.game, p.nodes, single=p.single) for i, p in self.beliefs.items()}
            self._others.append(NativePeriod(self.kernel, self.game, self.nodes, beliefs, self.single))

    def set_beliefs(self, i: int, t: int, grid: Grid | None, following: Mapping[str, NDArray[Any]]) -> None:
        """Period `t` of the game that actor `i` believes in."""
        for period in (self, *self._others):
            period.beliefs[i].set_period(t, grid, following)

    def _put_draws(self, t: int) -> None:
        """The nodes of shocks that are no plain normal draws, whose parameters the state doesn't move."""
        for step in self.game.model.play:
            if isinstance(step, Shock) and step.draw is not None:
                # The kernel knows in which states it is drawn; where it can't be, that is a fault there.
                try:
                    shock = strike(self.game.block(t, {}, {}, 1), replace(step, when=None))
                except ScenarioError:
                    self._put(f"draws {step.name}", 0)
                    continue
                scores = self._kept["nodes"]
                drawn = shock.from_scores(scores, np.zeros(len(scores), dtype=np.int64))
                self._put_array(f"draws {step.name}", np.ascontiguousarray(drawn))

    # ---- work

    def load(self, states: Blocks) -> None:
        """The states that the next calls work on."""
        self._put_array("job vectors", states.vectors)
        self._put_array("job words", states.words)
        self._put_array("job lanes", states.lanes)
        self._put_array("job rows", states.rows)

    def run(self, suffix: str, states: Blocks, size: int) -> Floats:
        """Values of states at the start of the period, by lane: shape (size, lanes)."""
        result = aligned_rows(size, len(self.kernel.orders[suffix].plan.lanes))
        team = (self, *self._others) if states.count >= WORTH_SHARING else (self,)
        for period in team:
            period.load(states)
            period._put_array(f"result {suffix}", result)
            period._start_counting()
        # Every state's values are its own: however the blocks are shared out, they come out the same.
        bounds = [states.count * k // len(team) for k in range(len(team) + 1)]
        if len(team) == 1:
            self._call(f"run.{suffix}", 0, states.count)
        else:
            with ThreadPoolExecutor(len(team)) as pool:
                name = f"run.{suffix}"
                work = [pool.submit(p._call, name, *ends) for p, ends in zip(team, pairwise(bounds), strict=True)]
            for done in work:
                done.result()
        self._team = team
        return result

    def enter(self, suffix: str, step: int, states: Blocks, size: int) -> tuple[Floats, Floats]:
        """Values of the children of the move at `step`, (size, options, lanes), and σ there, (size, options)."""
        self.load(states)
        move = self.game.model.play[step]
        assert isinstance(move, Move)
        width, lanes = self.kernel.width, len(self.kernel.orders[suffix].plan.lanes)
        options = len(move.options)
        result = aligned_rows(size, lanes)
        children = aligned_rows(states.count * options * width, lanes)
        choice = np.zeros((states.count, options, width))
        self._put_array(f"result {suffix}", result)
        self._put_array(f"child values {suffix}", children)
        self._put_array("child choice", choice)
        self._start_counting()
        self._call(f"enter.{suffix}.{step}", 0, states.count)
        live = (states.lanes[:, None] >> np.arange(width)) & 1 > 0
        block, lane = np.nonzero(live)
        row = states.rows[block, lane]
        child_values = np.empty((size, options, lanes))
        child_values[row] = children.reshape(states.count, options, width, lanes)[block, :, lane]
        sigma = np.empty((size, options))
        sigma[row] = choice[block, :, lane]
        return child_values, sigma

    def forward(self, suffix: str, states: Blocks, mass: Floats, onward: Floats) -> None:
        """Hand on the mass of states; adds to `onward`, and to the counters that `ended` and `lost` read."""
        self.start_forward(states, mass, onward)
        self._put("recording", 0)
        self._put("mass log", 0)
        self._put("sigma stride", 0)
        self._go_forward(suffix, states, 0)

    def start_forward(self, states: Blocks, mass: Floats, onward: Floats) -> None:
        """Set counters back, and load states with their mass."""
        self.load(states)
        self._put_array("job mass", np.ascontiguousarray(mass[states.rows]))
        self._put_array("onward", onward)
        for name in ("clipped mass", "clamped mass", "missing mass"):
            self._put_number(name, 0.0)
        for e in range(len(self.game.endings)):
            self._put_number(f"ended {e}", 0.0)

    def record(self, suffix: str, states: Blocks, first: int) -> "tuple[int, dict[int, Record]]":
        """The same from block `first` on, as far as there is room to write all nodes of all moves down.

        Returns the block that comes next, and the nodes of each move by its step.
        """
        width = self.kernel.width
        shares = self._shares()
        rooms: dict[int, Record] = {}
        chunk = max(1, RECORD_BYTES // (16 * width * shares))
        stop = min(states.count, first + chunk)
        sigma = np.zeros((stop - first) * shares * width)
        masses = np.zeros_like(sigma)
        # Places are counted from block 0; only those from block `first` on are used.
        before = first * shares * width * 8
        self._kept["all sigma"], self._kept["all masses"] = sigma, masses
        log = self._get("sigma log")
        self._put("sigma log", sigma.ctypes.data - before)
        self._put("mass log", masses.ctypes.data - before)
        self._put("sigma stride", shares)
        for k, step in enumerate(self.game.model.play):
            if isinstance(step, Move):
                options = len(step.options)
                most = self.most_nodes(k)
                room = max(2 * most, RECORD_BYTES // (options * width * NUMBERS * 8))
                nodes = np.empty((room, options + 2), dtype=np.int64)
                numbers = np.empty((room, options, NUMBERS, width))
                rooms[k] = Record(nodes, numbers, sigma, masses, first * shares)
                self._put_array(f"record nodes {k}", nodes)
                self._put_array(f"record numbers {k}", numbers)
                self._put(f"record count {k}", 0)
                self._put(f"record room {k}", room - most)
        self._put("recording", 1)
        try:
            following = self._go_forward(suffix, states, first, stop)
        finally:
            self._put("recording", 0)
            self._put("sigma stride", 0)
            self._put("mass log", 0)
            self._put("sigma log", log)
        counts = {k: self._get(f"record count {k}") for k in rooms}
        return following, {k: r.cut(counts[k]) for k, r in rooms.items()}

    def _go_forward(self, suffix: str, states: Blocks, first: int, stop: int | None = None) -> int:
        self._put("fault", 0)
        for believed in self.beliefs.values():
            believed._put("fault", 0)
        stop = states.count if stop is None else stop
        following = self.kernel.function(f"forward.{suffix}")(self.address, first, stop)
        if following < 0:
            self._memory_cleared()
            raise NotNativeError
        return following

    def _call(self, name: str, first: int, stop: int) -> None:
        self._put("fault", 0)
        for believed in self.beliefs.values():
            believed._put("fault", 0)
        if self.kernel.function(name)(self.address, first, stop):
            # What is left in buffers may be no number, and would live on in lanes that nobody uses.
            self._memory_cleared()
            raise NotNativeError

    def _memory_cleared(self) -> None:
        self._memory[:] = 0
        self._set_constants()

    def _start_counting(self) -> None:
        for believed in self.beliefs.values():
            believed._put("missing count", 0)
        for name in ("transitions", "nodes met", "missing count"):
            self._put(name, 0)
        for name, start in (("lowest", math.inf), ("highest", -math.inf)):
            place = self.kernel.frame.get(name)
            if place is not None:
                self._numbers[place // 8 : place // 8 + 8] = start

    @property
    def entries(self) -> int:
        """Corners of the next grid and nodes that the last `run` looked at."""
        return sum(p._get("transitions") + p._get("nodes met") for p in self._team)

    def stakes(self, suffix: str) -> tuple[Floats, Floats]:
        """The worst and the best that any way through brought each actor in the last `run`: shape (actors,) each."""
        value = list(self.kernel.orders[suffix].plan.value)
        low, high = (self.kernel.frame[name] // 8 for name in ("lowest", "highest"))
        lowest = np.min([p._numbers[low : low + VECTOR] for p in self._team], axis=0)
        highest = np.max([p._numbers[high : high + VECTOR] for p in self._team], axis=0)
        return lowest[value], highest[value]

    def missing(self, t: int) -> list[Block]:
        """The states of period `t` that the last `run` came to and whose modes have no box, in this game and in those
        that its actors believe in."""
        met = [p for period in self._team for p in (period, *period.beliefs.values())]
        return [block for block in (period._missing(t) for period in met) if block is not None]

    def _missing(self, t: int) -> Block | None:
        count = self._get("missing count")
        if not count:
            return None
        if count > MISSING_ROOM:
            raise NotNativeError
        rows = self._kept["missing rows"][:count]
        axes = self.game.axes
        stocks = {axis.name: rows[:, d].copy() for d, axis in enumerate(axes)}
        modes = {m: rows[:, len(axes) + k].astype(np.int64) for k, m in enumerate(self.game.modes)}
        return self.game.block(t, stocks, modes, count)

    def ended(self) -> Floats:
        """The mass that ended so in the last `forward`."""
        return np.array([self._get_number(f"ended {e}") for e in range(len(self.game.endings))])

    def lost(self) -> tuple[float, float, float]:
        """The mass that was clipped, clamped, and found no box in the last `forward`."""
        return (
            self._get_number("clipped mass"),
            self._get_number("clamped mass"),
            self._get_number("missing mass"),
        )


def _splits(effects: Sequence[Effect]) -> int:
    """Into how many branches effects can part lanes: those whose modes become the same stay together."""
    return math.prod(len(effect.cases) for effect in effects if isinstance(effect, SetMode))


def box_tables(grid: Grid, labels: Mapping[str, Sequence[int]]) -> dict[str, NDArray[Any]]:
    """A grid's boxes as kernels read them."""
    counts = [len(of_mode) for of_mode in labels.values()]
    boxes = np.full(math.prod(counts), -1, dtype=np.int64)
    for g, combination in enumerate(grid.combinations):
        code = 0
        for label, of_mode in zip(combination, labels.values(), strict=True):
            code = code * len(of_mode) + of_mode.index(label)
        boxes[code] = g
    low, high, points = grid.low_gd, grid.high_gd, grid.points_gd
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(width > 0, (points - 1) / np.where(width > 0, width, 1.0), 0.0)
    slack = leeway(low, high)
    tables: dict[str, NDArray[Any]] = {
        "boxes": boxes,
        "box offset": grid.offset_g.astype(np.int64),
        "box low": low,
        "box least": low - slack,
        "box most": high + slack,
        "box scale": scale,
        "box top": (points - 1).astype(np.float64),
        "box cells": np.maximum(points - 2, 0).astype(np.int64),
        "box stride": grid.stride_gd.astype(np.int64),
    }
    return {
        name: np.ascontiguousarray(array) if array.size else np.zeros(1, array.dtype) for name, array in tables.items()
    }


def aligned_rows(rows: int, lanes: int) -> Floats:
    """Zeros of shape (rows, lanes) that whole vectors can be read from."""
    return _aligned(8 * max(1, rows * lanes)).view(np.float64)[: rows * lanes].reshape(rows, lanes)


def kept_rows(values_sl: Floats, single: bool) -> NDArray[Any]:
    """Values as the next period back reads them."""
    if not single:
        return values_sl
    rows = _aligned(4 * max(1, values_sl.size)).view(np.float32)[: values_sl.size].reshape(values_sl.shape)
    rows[:] = values_sl
    return rows


def _aligned(size: int) -> NDArray[np.uint8]:
    raw = np.zeros(size + 64, dtype=np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + size]
