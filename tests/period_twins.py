"""A period played by native code and by NumPy, for a policy that is asked at every move: what must be the same."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.game.steps import CLIPPED
from offramp.simulate.native_periods import NativePeriods
from offramp.simulate.play import Luck, play_period
from offramp.solve.start import Start

Ints = NDArray[np.int64]
CLOSE = 1e-12


@dataclass
class Leaning:
    """Leans to some options by the state that it is asked in, and writes down what it was shown."""

    shown: list[tuple[int, Any]] = field(default_factory=list)
    started: int = 0

    def start(self, block: Block) -> None:
        self.started += 1

    def choose(self, block: Block, step: int, available: NDArray[np.bool_], paths: Ints) -> NDArray[np.float64]:
        self.shown.append((step, (available.copy(), everything(block))))
        where = sum(block.value(axis.key) for axis in block.game.axes)
        lean = 1 + np.sin(7 * np.broadcast_to(where, (block.size,))[:, None] + np.arange(available.shape[1]))
        weight = available * (0.1 + lean)
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def everything(block: Block) -> dict[Any, Any]:
    """All that a later step could read of the rows."""
    carried = block.game.carried_over(block)
    return {key: np.array(block.value(key)) for key in (*carried.own, CLIPPED)}


def assert_same(one: dict[Any, Any], other: dict[Any, Any]) -> None:
    for key, values in one.items():
        there = np.minimum(values, 1) if key == CLIPPED else values  # NumPy counts how often, native code whether
        np.testing.assert_allclose(there, np.minimum(other[key], 1) if key == CLIPPED else other[key], CLOSE, CLOSE)
        assert values.dtype == other[key].dtype, key


def assert_period_twins(game: Game, count: int = 60, luck: Luck | None = None) -> int:
    """Play all periods by both; how often the policy was asked."""
    luck = luck or Luck(3, 5)
    native, mine, theirs = NativePeriods(game, luck), Leaning(), Leaning()
    block, paths = Start().block(game, count), np.arange(count) * 3 % 50  # some paths share their luck
    for t in range(game.periods):
        here, there = native.play(block, paths, mine), play_period(block, paths, theirs, luck)
        assert mine.started == theirs.started == t + 1
        assert here.looked
        assert_same(everything(there), everything(here))
        live = np.flatnonzero(there.live)
        if not len(live):
            break
        block, paths = game.next_period(there, live), paths[live]
    assert [step for step, _ in mine.shown] == [step for step, _ in theirs.shown]
    for (_, (available, seen)), (_, (others, looked_at)) in zip(mine.shown, theirs.shown, strict=True):
        acting = ~others[:, 0]
        assert np.array_equal(available[:, 0], others[:, 0])
        assert np.array_equal(available[acting], others[acting])
        assert_same(looked_at, seen)
    return len(mine.shown)
