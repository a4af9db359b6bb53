"""Periods played by native code (`kernels.path_kernel`) for policies that have to be asked at every move.

The kernel plays a period from its start up to a move, and writes down where every path is. The policy is asked there,
and what is picked is told to the kernel when it plays the period again, up to the next move: that costs less than one
step of the NumPy twin.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import ENDED, Block, Key
from offramp.game.game import Game
from offramp.game.steps import CLIPPED
from offramp.kernels.frame_memory import FrameMemory, aligned
from offramp.kernels.path_layout import NOTHING, SeenRows
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Move, Shock
from offramp.simulate.native_paths import NativePaths, PathFaultError, draws_of, put_states
from offramp.simulate.path_kernels import why_not_native
from offramp.simulate.play import Luck, Policy, event_of, pick, play_period

Ints = NDArray[np.int64]
PlayPeriod = Callable[[Block, Ints], Block]


def period_player(game: Game, policy: Policy, luck: Luck) -> PlayPeriod:
    """`play_period` of one simulation, by native code where there is some; not where states are finitely many, as
    nothing else would need it compiled."""
    if game.exact or why_not_native(game) is not None:
        return lambda block, paths: play_period(block, paths, policy, luck)
    native = NativePeriods(game, luck)

    def play(block: Block, paths: Ints) -> Block:
        try:
            return native.play(block, paths, policy)
        except PathFaultError:
            return play_period(block, paths, policy, luck)  # it says what is wrong

    return play


class NativePeriods:
    """Ready to play the periods of one simulation."""

    def __init__(self, game: Game, luck: Luck) -> None:
        self.game, self.luck = game, luck
        self._first: int | None = None  # the period of the table's first row
        self._size = 0  # paths that there is room for

    def _prepare(self, block: Block, policy: Policy) -> None:
        """Everything that lasts from period to period."""
        self._paths = NativePaths(block, policy, self.luck)
        self.kernel, self._first = self._paths.kernel, block.t
        self.seen = SeenRows.of(self.kernel.layout, self.game.model)
        self._moves = [(k, step) for k, step in enumerate(self.game.model.play) if isinstance(step, Move)]
        self._frame = frame = FrameMemory(self.kernel.frame, self.kernel.frame_bytes)
        frame.put_array("rows", self._paths.table)
        frame.put("row stride", self.kernel.row_bytes)
        frame.put("periods", self._paths.periods)
        frame.put("numbers", NOTHING)
        frame.put("explore key", self._paths.explore_key())
        frame.put_number("explore", self.luck.explore)

    def _make_room(self, size: int) -> None:
        """Arrays over so many paths, whole vectors of them."""
        if size <= self._size:
            return
        width, rows = self.kernel.width, self.kernel.rows
        self._size = stride = -(-size // width) * width

        def words(count: int) -> NDArray[Any]:
            return aligned(8 * max(1, count) * stride).view(np.int64).reshape(max(1, count), stride)

        self._state, self._seen, self._picks = words(rows.state), words(self.seen.count), words(len(self._moves))
        self._numbers = words(1)
        frame = self._frame
        frame.put_array("state", self._state)
        frame.put_array("seen", self._seen)
        frame.put_array("path numbers", self._numbers)
        for name in ("state stride", "seen stride"):
            frame.put(name, 8 * stride)
        for m, (k, _) in enumerate(self._moves):
            frame.put_array(f"plan {k}", self._picks[m])

    def play(self, block: Block, paths: Ints, policy: Policy) -> Block:
        """As `play_period`. Raises PathFaultError where NumPy has to say what is wrong, or do it."""
        if not block.live.all() or not block.size:
            raise PathFaultError
        if self._first is None or block.t < self._first:
            self._prepare(block, policy)
        self._make_room(block.size)
        self._load(block, paths)
        policy.start(block)
        for m, (k, move) in enumerate(self._moves):
            self._play(block.size, k)
            available = self._available(block.size, len(move.options))
            if available[:, 0].all():
                continue
            if not available.any(axis=1).all():
                raise PathFaultError
            probability = policy.choose(self._block(block, looked=k > 0), k, available, paths)
            uniform = self.luck.uniform(paths, k, event_of(k, move), block.t)
            self._picks[m, : block.size] = pick(probability, uniform)
        self._play(block.size, len(self.game.model.play))
        return self._block(block, looked=True)

    def _load(self, block: Block, paths: Ints) -> None:
        """The states that the paths start the period in."""
        count = block.size
        put_states(self._state, block, slice(0, count))
        self._numbers[0, :count] = paths
        self._picks[:] = 0
        assert self._first is not None
        frame, period = self._frame, block.t - self._first
        frame.put("paths", count)
        frame.put("from period", period)
        frame.put("to period", period + 1)
        frame.put("draw stride", 0)  # only this period's are worked out
        for k, step in enumerate(self.game.model.play):
            if isinstance(step, Shock) and step.draw is not None:
                drawn = np.zeros(self._size)
                drawn[:count] = draws_of(self.game, self.luck, block.t, k, step, paths)
                frame.put_array(f"draws {step.name}", drawn)

    def _play(self, count: int, stop: int) -> None:
        """From the start of the period up to this step."""
        self._frame.put("stop at", stop)
        self._frame.put("fault", 0)
        if self._paths.function("play")(self._frame.address, 0, -(-count // self.kernel.width)):
            raise PathFaultError

    def _available(self, count: int, options: int) -> NDArray[np.bool_]:
        """Which options are there at the move where the period stopped; column 0: nobody moves."""
        acting = self.seen.acting
        found = self._seen[acting : acting + 1 + options, :count].T != 0
        found[:, 0] ^= True
        return np.ascontiguousarray(found)

    def _block(self, block: Block, looked: bool) -> Block:
        """The rows where the period stopped."""
        own: dict[Key, NDArray[Any]] = {}
        for row, key in enumerate(self.seen.keys):
            words = self._seen[row, : block.size].copy()
            if key[0] is Kind.EVENT:
                own[key] = words != 0
            else:
                own[key] = words if key[0] in (Kind.MODE, Kind.CHOICE) else words.view(np.float64)
        for choice, _ in self.game.numeric.values():
            own[(Kind.PICKED, choice)] = own[(Kind.CHOICE, choice)]
        own[ENDED] = self._seen[self.seen.ended, : block.size].copy()
        own[CLIPPED] = self._seen[self.seen.clipped, : block.size].astype(np.float64)
        made = Block(self.game, block.t, block.size, own)
        made.looked = looked
        return made
