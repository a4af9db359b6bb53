"""Paths played by native code (`kernels.path_kernel`), for policies that need no solving.

Where the kernel flags a fault `PathFaultError` is raised and the caller asks the NumPy twin, which says what is wrong.
"""

import ctypes
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.core.seeds import event_key
from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.game.kernel_terms import parameter_values
from offramp.game.shocks import strike
from offramp.kernels.frame_memory import FrameMemory, aligned
from offramp.kernels.path_layout import ALL_THROUGH, BLOCK, HELD, NOTHING, SUMMED
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Chance, Move, Shock, Step
from offramp.simulate.path_kernels import kernel_of, why_not_native
from offramp.simulate.play import Luck, Policy, event_of
from offramp.simulate.policies import Scripted, Uniform
from offramp.simulate.summaries import Bins

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[Any]

_WORD = 2**64


class PathFaultError(Exception):
    """The NumPy twin has to say what is wrong."""


class NativePaths:
    """The paths of one simulation, made ready: row n of `start` is path n. table: a row for each period."""

    def __init__(self, start: Block, policy: Policy, luck: Luck) -> None:
        self.start, self.policy, self.luck = start, policy, luck
        self.game, self.kernel = start.game, kernel_of(start.game)
        self.rows, self.width = self.kernel.rows, self.kernel.width
        self.periods = self.game.periods - start.t
        self.table = self._period_rows()

    def _period_rows(self) -> Words:
        """One row a period: parameters, switches, keys, discounts and what the kernel works out from them."""
        game, place, kernel = self.game, self.kernel.row, self.kernel
        table = aligned(self.periods * kernel.row_bytes).reshape(self.periods, kernel.row_bytes)
        words, numbers = table.view(np.int64), table.view(np.float64)
        periods = np.arange(self.start.t, game.periods)
        parameters = [place[f"parameter {k}"] // 8 for k in range(len(kernel.layout.parameters))]
        for row, t in zip(numbers, periods, strict=True):
            row[parameters] = parameter_values(game, int(t))
        for name, k in kernel.layout.switches.items():
            words[:, place[f"switch {k}"] // 8] = game.code(game.cases[name])
        for i, discount in enumerate(game.discount_i):
            numbers[:, place[f"discount {i}"] // 8] = discount ** (periods - self.start.t)
        for k, step in enumerate(game.model.play):
            if isinstance(step, Move | Chance | Shock):
                words[:, place[f"key {k}"] // 8] = signed(event_key(self._event(k, step)))
        prologue = kernel.function("prologue", ctypes.c_void_p, *[ctypes.c_int64] * 3)
        for k, t in enumerate(periods):
            prologue(table[k].ctypes.data, signed(self.luck.seed), signed(self.luck.world), int(t))
        return table

    def function(self, name: str) -> Callable[..., int]:
        """An exported function of the frame, and of the first and the last vector or block of paths."""
        return self.kernel.function(name, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)

    def _event(self, k: int, step: Step) -> str:
        return event_of(k, step) if self.luck.named else str(k)

    def explore_key(self) -> int:
        """The key of the draws that say which paths explore."""
        key = self.kernel.function("key", *[ctypes.c_int64] * 4)
        event = event_key("explore" if self.luck.named else "-1")
        return key(signed(self.luck.seed), signed(self.luck.world), signed(event), -1)


class PathThread:
    """What one thread needs to play paths: its own frame, and arrays over the paths of one chunk of at most `most`."""

    def __init__(self, paths: NativePaths, most: int) -> None:
        self.paths, self.kernel = paths, paths.kernel
        self.game, self.rows, width = paths.game, paths.rows, paths.width
        self.stride = -(-most // width) * width
        self.state = aligned(8 * self.rows.state * self.stride).view(np.int64).reshape(self.rows.state, self.stride)
        self._frame = FrameMemory(self.kernel.frame, self.kernel.frame_bytes)
        count = max(1, paths.periods * self.rows.numbers)
        self._frame.put_array("sums", aligned(count * self.kernel.sum_bytes))
        self._frame.put_array("met", np.zeros(paths.periods, dtype=np.int64))
        self._frame.put_array("rows", paths.table)
        self._frame.put("row stride", self.kernel.row_bytes)
        self._frame.put("periods", paths.periods)
        self._frame.put("to period", paths.periods)
        self._frame.put("stop at", ALL_THROUGH)
        self._frame.put_array("state", self.state)
        self._frame.put("state stride", 8 * self.stride)
        self._frame.put("draw stride", 8 * self.stride)
        self._frame.put("explore key", paths.explore_key())
        self._frame.put_number("explore", paths.luck.explore)

    def _load(self, first: int, count: int) -> None:
        """Fill in where the paths `first` … start, and what depends on nothing but their number."""
        numbers = np.arange(first, first + count)
        put_states(self.state, self.paths.start, slice(first, first + count))
        self._frame.put_array("path numbers", np.arange(first, first + self.stride))
        self._frame.put("paths", count)
        self._frame.put("vectors", -(-count // self.kernel.width))
        for k, step in enumerate(self.game.model.play):
            if isinstance(step, Move) and isinstance(self.paths.policy, Scripted):
                self._frame.put_array(f"plan {k}", self._padded(self.paths.policy.wanted(step, numbers)))
            elif isinstance(step, Shock) and step.draw is not None:
                self._frame.put_array(f"draws {step.name}", self._draws(k, step, numbers))

    def _padded(self, values: Ints) -> Ints:
        return np.concatenate([values, np.zeros(self.stride - len(values), dtype=np.int64)])

    def _draws(self, k: int, shock: Shock, numbers: Ints) -> Floats:
        """Draws of a shock whose parameters don't depend on the state: period × path."""
        found = np.zeros((self.paths.periods, self.stride))
        for t in range(self.paths.periods):
            found[t, : len(numbers)] = draws_of(self.game, self.paths.luck, self.paths.start.t + t, k, shock, numbers)
        return found

    def play(
        self, first: int, count: int, held: Words | None = None, column: int = 0, labels: bool = False, pay: bool = True
    ) -> None:
        """Play the paths `first` … to their end; `state` says how they went.

        held: period × row × path, filled from `column` on: stocks and outputs, and with `labels` all that is held.
        """
        self._load(first, count)
        self._frame.put("pay", int(pay))
        self._frame.put("numbers", HELD if held is not None else NOTHING)
        self._frame.put("labels", int(labels))
        if held is not None:
            self._frame.put_array("held", held, 8 * column)
            self._frame.put("held rows", held.shape[1])
            self._frame.put("held stride", 8 * held.shape[2])
        self._call("play", -(-count // self.kernel.width))

    def sum_up(self, first: int, count: int, bins: Bins, sums_btkx: Floats) -> None:
        """The same, with the numbers of each period added up by blocks of paths and counted in `bins`."""
        self._load(first, count)
        self._frame.put("pay", 1)
        self._frame.put("numbers", SUMMED)
        self._frame.put("labels", 0)
        self._frame.put_array("bin low", bins.low_tk)
        self._frame.put_array("bin scale", bins.scale_tk)
        self._frame.put_array("bins", bins.count_tkb)
        self._frame.put_array("sum result", sums_btkx)
        self._call("sum_up", -(-count // BLOCK))

    def _call(self, name: str, stop: int) -> None:
        self._frame.put("fault", 0)
        if self.paths.function(name)(self._frame.address, 0, stop):
            raise PathFaultError


def put_states(state: Ints, block: Block, rows: slice) -> None:
    """Fill in where the paths in these rows of a block start; places behind them are filled too."""
    game, floats, count = block.game, state.view(np.float64), rows.stop - rows.start
    for d, axis in enumerate(game.axes):
        floats[d, :count] = block.value(axis.key)[rows]
        floats[d, count:] = floats[d, 0]
    for m, mode in enumerate(game.modes, len(game.axes)):
        state[m, :count] = block.value((Kind.MODE, mode))[rows]
        state[m, count:] = state[m, 0]


def draws_of(game: Game, luck: Luck, t: int, k: int, shock: Shock, paths: Ints) -> Floats:
    """A period's draws of a shock, step `k` of the play, whose parameters don't depend on the state."""
    block = game.block(t, {}, {}, len(paths))
    uniform = luck.uniform(paths, k, event_of(k, shock), t)
    try:
        return strike(block, replace(shock, when=None)).from_uniforms(uniform)
    except ScenarioError as fault:
        raise PathFaultError from fault  # where it doesn't strike that would be no fault


def playable(start: Block, policy: Policy) -> bool:
    """Whether native code plays these paths."""
    return type(policy) in (Uniform, Scripted) and why_not_native(start.game) is None


def signed(word: int) -> int:
    """The last 64 bits of an integer, as a signed one."""
    word %= _WORD
    return word - _WORD if word >= _WORD // 2 else word
