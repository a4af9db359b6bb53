"""Policies that need no solving: random play and always the same option."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.scenario.model import Move

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Uniform:
    """Everybody picks by chance alone."""

    def start(self, block: Block) -> None:
        """Nothing to prepare."""

    def choose(self, block: Block, step: int, available: NDArray[np.bool_], paths: Ints) -> Floats:
        """Every available option with the same probability."""
        probability: Floats = available / available.sum(axis=1, keepdims=True)
        return probability


@dataclass(frozen=True)
class Scripted:
    """Path n follows plan n mod plans: for each mover a preferred option, or "" for picking by chance.

    plans: one mapping actor (or named move) -> option a plan. An option that isn't available is replaced by chance.
    """

    plans: tuple[dict[str, str], ...]

    def start(self, block: Block) -> None:
        """Nothing to prepare."""

    def choose(self, block: Block, step: int, available: NDArray[np.bool_], paths: Ints) -> Floats:
        """The plan's option where it is available, else every available option alike."""
        move = block.game.model.play[step]
        assert isinstance(move, Move)
        mine = self.wanted(move, paths)
        follows = (mine > 0) & available[np.arange(block.size), mine]
        probability: Floats = available / available.sum(axis=1, keepdims=True)
        probability[follows] = 0.0
        probability[follows, mine[follows]] = 1.0
        return probability

    def wanted(self, move: Move, paths: Ints) -> Ints:
        """The number of the option that each path's plan prefers, counted from 1; 0 where it picks by chance."""
        column = {option.name: k for k, option in enumerate(move.options, 1)}
        mine = np.array([column.get(plan.get(move.choice, ""), 0) for plan in self.plans], dtype=np.int64)
        return mine[paths % len(self.plans)]
