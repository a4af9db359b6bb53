"""What a grid's numbers at the start are on the exact dynamics, along the play as solved.

Each number gets the gap that an audit (`audit.py`) finds. For what the play as solved is itself about (endings,
payoffs, `would`) the result is what these choices bring, whatever the grid's values: only the choices may still be
those of too coarse a grid. What an actor could do instead gets what interpolation misses on the same paths, though its
own way would take it elsewhere: that helps where a grid is coarse, and may do a little harm where it is fine.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from offramp.solve.audit import audit
from offramp.solve.backward_induction import Backward
from offramp.solve.columns import Columns, Target
from offramp.solve.look_ahead import values_ahead
from offramp.solve.native_solving import NativeSolution, native_team
from offramp.solve.start import Start

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AsPlayed:
    """All columns at the start, with the gap of the audit, shape (1, columns); noise_q: its standard errors."""

    values: Floats
    noise_q: Floats


def as_played(solved: Backward, start: Start, paths: int, seed: int, nodes: int) -> AsPlayed:
    """Numbers on the exact dynamics, of so many paths, which take shocks by so many nodes however few the grid took."""
    ahead = with_nodes(solved, nodes)
    (found,) = audit(ahead, start, paths, seed)
    values = values_ahead(ahead, start.block(solved.game)) + found.gap_q
    return AsPlayed(_held(solved.columns, values), found.error_q)


def with_nodes(solved: Backward, nodes: int) -> Backward:
    """The same values, looked ahead into with other quadrature nodes."""
    if nodes == solved.nodes:
        return solved
    beliefs = {i: with_nodes(believed, nodes) for i, believed in solved.beliefs.items()}
    found = replace(solved, nodes=nodes, beliefs=beliefs, slices=[[] for _ in solved.slices], kept_parts={})
    if solved.by_lane is None or solved.native is None:
        return found
    found.native = native_team(solved.game, nodes, beliefs, solved.native.single, len(solved.native.members))
    found.by_lane = None
    if found.native is not None:
        found.by_lane = NativeSolution(found, solved.columns.extent)
        found.by_lane.following = solved.by_lane.following
    else:
        found.by_column = [solved.by_lane.columns(t) for t in range(solved.game.periods + 1)]
    return found


def _held(columns: Columns, values: Floats) -> Floats:
    """Values with chances between 0 and 1, those of all endings together 1, and nothing beyond an actor's reach that
    lies within a smaller one."""
    chances = [q for q, column in enumerate(columns.columns) if column.target is not Target.PAYOFF]
    result = values.copy()
    result[:, chances] = np.clip(values[:, chances], 0.0, 1.0)
    endings = [columns.at("ending", -1, ending) for ending in columns.game.endings]
    result[:, endings] /= result[:, endings].sum(axis=1, keepdims=True)
    for i in range(len(columns.game.actors)):
        for less, more in pairwise(("would", "could", "helped", "possible")):
            if columns.has(more, i):
                q = columns.at(more, i)
                result[:, q] = np.maximum(result[:, q], result[:, columns.at(less, i)])
    return result
