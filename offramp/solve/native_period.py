"""One game's periods on native code: states in, values and chances out (`kernels.period_kernel`).

Where the kernel flags a fault, or meets something that it has no room for, `NotNativeError` is raised and the caller
asks the NumPy twin, which says what is wrong or does the work.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.game.game import Game
from offramp.game.kernel_terms import parameter_values
from offramp.game.shocks import strike
from offramp.kernels.frame_memory import FrameMemory, aligned, aligned_rows
from offramp.kernels.lane_plan import VECTOR
from offramp.scenario.model import Move, Shock
from offramp.solve.branch_bounds import MOST_ENTRIES, BranchBounds
from offramp.solve.columns import Columns
from offramp.solve.native_blocks import Blocks
from offramp.solve.native_kernel import NativeKernel
from offramp.solve.native_record import Record, RecordRoom
from offramp.solve.stage import gauss_hermite

Floats = NDArray[np.float64]
_LOST = ("clipped mass", "clamped mass", "missing mass")
MISSING_ROOM = 4096  # states without a box that are written down in one call


class NotNativeError(Exception):
    """The NumPy twin has to do this."""


@dataclass(frozen=True)
class Passed:
    """Mass handed on from some states. onward_s: to the states of the next period; ended_e: what ended so; lost: what
    was clipped, clamped, and found no box."""

    onward_s: Floats
    ended_e: Floats
    lost: Floats


@dataclass(frozen=True)
class Entered:
    """A move of some states: values in front of it, (size, lanes), σ there, (size, options), and where they were asked
    for, values of its children, (size, options, lanes)."""

    values: Floats
    choice: Floats
    children: Floats | None


class NativePeriod:
    """One game, ready to run a period at a time in one thread. columns: by the name of a set of them. beliefs: the
    games that actors (by number) believe in. single: whether the next period's values come with seven digits, in half
    the memory."""

    def __init__(
        self,
        kernel: NativeKernel,
        game: Game,
        columns: Mapping[str, Columns],
        nodes: int,
        beliefs: "Mapping[int, NativePeriod] | None" = None,
        single: bool = False,
    ) -> None:
        self.kernel, self.game, self.columns, self.nodes, self.single = kernel, game, columns, nodes, single
        self.beliefs = dict(beliefs or {})
        self.bounds = BranchBounds(game, nodes, kernel.width)
        shares = self.bounds.shares()
        if shares is None:
            raise NotNativeError
        self.shares: int = shares
        self.frame = FrameMemory(kernel.frame, kernel.frame_bytes)
        self.cleared = True  # whether no period has been set since
        self._set_constants()

    def _set_constants(self) -> None:
        game, kernel = self.game, self.kernel
        x, w = (np.ascontiguousarray(found) for found in gauss_hermite(self.nodes))
        self.frame.put_array("nodes", x)
        self.frame.put_array("node weights", w)
        self.frame.put("node count", len(x))
        self.frame.put("single", int(self.single))
        codes = [game.code(game.cases[name]) for name in kernel.layout.switches]
        self.frame.put_array("switches", np.array(codes or [0], dtype=np.int64))
        for i in range(len(game.actors)):
            self.frame.put_number(f"rationality {i}", float(game.rationality_i[i]))
            # Nothing says what a favour would cost an actor without payoffs, so it does none.
            paid = game.actors[i] in game.model.payoffs
            self.frame.put_number(f"helped {i}", float(game.helped_i[i]) if paid else -math.inf)
            self.frame.put_number(f"ruin cap {i}", float(game.ruin_cap_i[i]))
            self.frame.put(f"believed {i}", self.beliefs[i].frame.address if i in self.beliefs else 0)
        for suffix, order in kernel.orders.items():
            columns = self.columns[suffix]
            multipliers = np.array([c.multiplier for c in columns.columns])
            self.frame.put_array(f"multipliers {suffix}", order.spread(multipliers))
            self.frame.put_array(f"discount {suffix}", order.spread(columns.discount_c))
        self.frame.put_array("sigma log", aligned(8 * kernel.width * self.shares).view(np.float64))
        entries = min(MOST_ENTRIES, self.bounds.entries())
        self.frame.put_array("entry room", aligned(16 * kernel.width * entries))
        self.frame.put("most entries", entries)
        width = max(1, len(game.axes) + len(game.modes))
        self.frame.put_array("missing rows", np.zeros((MISSING_ROOM, width)))
        self.frame.put("missing room", MISSING_ROOM)

    def set_period(self, t: int, tables: Mapping[str, NDArray[Any]], following: Mapping[str, NDArray[Any]]) -> None:
        """Period `t`, whose successors lie in boxes (`box_tables`; none in the last period), with values by lane."""
        self.frame.put_array("parameters", parameter_values(self.game, t))
        self.frame.put("last", int(not tables))
        for suffix, values in following.items():
            self.frame.put_array(f"following {suffix}", values)
        for name, array in tables.items():
            self.frame.put_array(name, array)
        self._put_draws(t)
        self.frame.put("fault", 0)
        self.frame.put("forward", 0)
        if self.kernel.function("prologue", blocks=False)(self.frame.address):
            raise NotNativeError
        self.cleared = False

    def _put_draws(self, t: int) -> None:
        """The nodes of shocks that are no plain normal draws, whose parameters the state doesn't move."""
        for step in self.game.model.play:
            if isinstance(step, Shock) and step.draw is not None:
                # The kernel knows in which states it is drawn; where it can't be, that is a fault there.
                try:
                    shock = strike(self.game.block(t, {}, {}, 1), replace(step, when=None))
                except ScenarioError:
                    self.frame.put(f"draws {step.name}", 0)
                    continue
                scores = self.frame.kept["nodes"]
                drawn = shock.from_scores(scores, np.zeros(len(scores), dtype=np.int64))
                self.frame.put_array(f"draws {step.name}", np.ascontiguousarray(drawn))

    # ---- work

    def load(self, states: Blocks) -> None:
        """The states that the next calls work on."""
        self.frame.put_array("job vectors", states.vectors)
        self.frame.put_array("job words", states.words)
        self.frame.put_array("job lanes", states.lanes)
        self.frame.put_array("job rows", states.rows)

    def start_run(self, states: Blocks, result: NDArray[Any]) -> None:
        """Get ready to `run` parts of `states`, whose values go to rows of `result`."""
        self.load(states)
        self.frame.put_array("result", result)
        self._start_counting()

    def keep_choices(self, rooms: Mapping[int, Floats]) -> None:
        """Have σ of the moves at these steps written down in what follows (see `ChoiceLog`), and no others."""
        self._point_at("choice log", rooms)

    def look_up_choices(self, rooms: Mapping[int, Floats]) -> None:
        """Take σ of the moves at these steps from here in what follows, where others were kept."""
        self._point_at("choices told", rooms)

    def _point_at(self, name: str, rooms: Mapping[int, Floats]) -> None:
        for k, step in enumerate(self.game.model.play):
            if k in rooms:
                self.frame.put_array(f"{name} {k}", rooms[k])
                self.frame.put(f"choice nodes {k}", rooms[k].shape[1])
            elif isinstance(step, Move):
                self.frame.forget(f"{name} {k}")

    def run(self, suffix: str, first: int, stop: int) -> None:
        """Values of the blocks `first` … `stop` at the start of the period."""
        self._call(f"run.{suffix}", first, stop)

    def enter(self, suffix: str, step: int, states: Blocks, size: int, children: bool) -> Entered:
        """The move at `step`, of states in front of it."""
        self.load(states)
        move = self.game.model.play[step]
        assert isinstance(move, Move)
        width, lanes = self.kernel.width, len(self.kernel.orders[suffix].plan.lanes)
        options = len(move.options)
        result = aligned_rows(size, lanes)
        found = aligned_rows(states.count * options * width, lanes) if children else None
        choice = np.zeros((states.count, options, width))
        self.frame.put_array("result", result)
        if found is None:
            self.frame.forget("child values")
        else:
            self.frame.put_array("child values", found)
        self.frame.put_array("child choice", choice)
        self._start_counting()
        self._call(f"enter.{suffix}.{step}", 0, states.count)
        live = (states.lanes[:, None] >> np.arange(width)) & 1 > 0
        block, lane = np.nonzero(live)
        row = states.rows[block, lane]
        sigma = np.empty((size, options))
        sigma[row] = choice[block, :, lane]
        if found is None:
            return Entered(result, sigma, None)
        child_values = np.empty((size, options, lanes))
        child_values[row] = found.reshape(states.count, options, width, lanes)[block, :, lane]
        return Entered(result, sigma, child_values)

    def start_forward(self, states: Blocks, mass: Floats) -> None:
        """Load states with their mass."""
        self.load(states)
        self.frame.put_array("job mass", np.ascontiguousarray(mass[states.rows]))
        for name in ("recording", "mass log", "sigma stride"):
            self.frame.put(name, 0)

    def forward(self, suffix: str, first: int, stop: int, following: int) -> Passed:
        """Hand on the mass of the blocks `first` … `stop` to the `following` states of the next period."""
        onward_s = self._count_mass(following)
        self._go_forward(suffix, first, stop)
        ended = [self.frame.get_number(f"ended {e}") for e in range(len(self.game.endings))]
        lost = [self.frame.get_number(name) for name in _LOST]
        return Passed(onward_s[:following], np.array(ended), np.array(lost))

    def _count_mass(self, following: int) -> Floats:
        onward_s = np.zeros(max(1, following))
        self.frame.put_array("onward", onward_s)
        for name in (*_LOST, *(f"ended {e}" for e in range(len(self.game.endings)))):
            self.frame.put_number(name, 0.0)
        return onward_s

    def records(self, suffix: str, first: int, stop: int, following: int) -> list[Record]:
        """The same, with all nodes of all moves written down."""
        found: list[Record] = []
        self._count_mass(following)
        log = self.frame.get("sigma log")
        try:
            while first < stop:
                room = RecordRoom(self.frame, self.bounds, self.shares, first, stop)
                first = self._go_forward(suffix, first, room.stop)
                found += room.filled()
        finally:
            for name in ("recording", "mass log", "sigma stride"):
                self.frame.put(name, 0)
            self.frame.put("sigma log", log)  # the room for σ when nothing is recorded
        return found

    def _go_forward(self, suffix: str, first: int, stop: int) -> int:
        following = self._called(f"forward.{suffix}", first, stop)
        if following < 0:
            self._fail()
        return following

    def _call(self, name: str, first: int, stop: int) -> None:
        if self._called(name, first, stop):
            self._fail()

    def _called(self, name: str, first: int, stop: int) -> int:
        self._forget_faults()
        return self.kernel.function(name)(self.frame.address, first, stop)

    def _forget_faults(self) -> None:
        self.frame.put("fault", 0)
        for believed in self.beliefs.values():
            believed._forget_faults()

    def _fail(self) -> NoReturn:
        # What is left in buffers may be no number, and would live on in lanes that nobody uses.
        self.frame.clear()
        self.cleared = True
        self._set_constants()
        raise NotNativeError

    def _start_counting(self) -> None:
        for believed in self.beliefs.values():
            believed._start_counting()
        for name in ("transitions", "nodes met", "missing count"):
            self.frame.put(name, 0)
        for name, start in (("lowest", math.inf), ("highest", -math.inf)):
            place = self.kernel.frame.get(name)
            if place is not None:
                self.frame.numbers[place // 8 : place // 8 + 8] = start

    @property
    def entries(self) -> int:
        """Corners of the next grid and nodes that were looked at since `start_run`."""
        return self.frame.get("transitions") + self.frame.get("nodes met")

    def stakes(self, suffix: str) -> tuple[Floats, Floats]:
        """The worst and the best that any way through brought each actor since `start_run`: shape (actors,) each."""
        value = list(self.kernel.orders[suffix].plan.value)
        low, high = (self.kernel.frame[name] // 8 for name in ("lowest", "highest"))
        return self.frame.numbers[low : low + VECTOR][value], self.frame.numbers[high : high + VECTOR][value]

    def missing_rows(self) -> Floats:
        """The states, met since `start_run`, whose modes have no box: stocks, then modes."""
        count = self.frame.get("missing count")
        if count > MISSING_ROOM:
            raise NotNativeError
        rows: Floats = self.frame.kept["missing rows"][:count].copy()
        return rows
