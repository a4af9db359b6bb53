"""σ of an actor in the game that it believes in, looked up rather than worked out again.

Where what that game and this one differ in enters nothing that happens before a period's last move, both come from a
state to the same nodes in the same order. So what the actor picks at each of them is known once the game that it
believes in has been solved from the same states.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.game.kernel_terms import parameter_places, parameter_values
from offramp.kernels.frame_memory import aligned
from offramp.scenario.model import Move
from offramp.solve.branch_bounds import BranchBounds
from offramp.solve.native_kernel import NativeKernel

Floats = NDArray[np.float64]

MOST_BYTES = 2**28  # of one actor's log; where there would be more, σ is worked out again


@dataclass(frozen=True)
class ChoiceLog:
    """σ at all nodes of one actor's moves that the states of period `t` come to. rooms: by the move's step, block of
    states × node of the block × option × lane."""

    t: int
    rooms: Mapping[int, Floats]


def empty_log(game: Game, actor: int, nodes: int, width: int, t: int, blocks: int) -> ChoiceLog | None:
    """Room for so many blocks of states; None where it would take too much."""
    bounds = BranchBounds(game, nodes, width)
    moves = {k: step for k, step in enumerate(game.model.play) if isinstance(step, Move)}
    shapes = {
        k: (blocks, bounds.branches(game.model.play[:k]), len(move.options), width)
        for k, move in moves.items()
        if game.actors.index(move.actor) == actor
    }
    if 8 * sum(map(math.prod, shapes.values())) > MOST_BYTES:
        return None
    return ChoiceLog(t, {k: aligned(8 * math.prod(s)).view(np.float64).reshape(s) for k, s in shapes.items()})


def same_nodes(kernel: NativeKernel, game: Game, other: Game) -> bool:
    """Whether two games of one scenario come to the same nodes from any state, up to a period's last move."""
    if game.cases != other.cases or game.periods != other.periods:
        return False
    here, there = parameter_values(game, 0), parameter_values(other, 0)
    differ = {key for key, place in parameter_places(game).items() if here[place] != there[place]}
    return differ.isdisjoint(kernel.read_on_the_way)
