"""Probabilities forward: the same transition that carries values backward carries mass, without sampling noise."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.solve.backward_induction import Backward, Slice, native_moves
from offramp.solve.fold_back import Move
from offramp.solve.native_period import NotNativeError
from offramp.solve.stage import Stage

Floats = NDArray[np.float64]

LARGE_GRID = 10_000  # states
RARE = 1e-3  # of the play; a resolved number may be off by 20 times that


@dataclass
class Visit:
    """One period of the play as solved.

    mass_s: chance of being live in each state of the grid at the start of the period; sums to `live`.
    ended_e: chance that the game ends so in this period. clipped, clamped, missing: mass that was held at a stock's
    range, that left the tube, that found no box. onward: chance of being live at its end.
    """

    solved: Backward
    t: int
    mass_s: Floats
    live: float
    ended_e: Floats
    clipped: float = 0.0
    clamped: float = 0.0
    missing: float = 0.0
    onward: float = 0.0

    @property
    def moves(self) -> Iterator[tuple[Move, Floats]]:
        """The solved moves that play comes to, each with the chances of its children."""
        mass_s = _mostly(self.mass_s)
        if self.solved.by_lane is not None:
            try:
                yield from native_moves(self.solved, self.t, mass_s)
            except NotNativeError:
                pass
            else:
                return
        for part, stage, here in _parts(self.solved, self.t, mass_s):
            for move, chance in zip(part.moves, stage.chances, strict=True):
                if chance is not None:
                    here = chance.forward(here)
                here = np.repeat(here, move.decision.counts) * move.choice_c
                yield move, here


def _mostly(mass_s: Floats) -> Floats:
    """The chances of a large grid's states without the many that add up to next to nothing."""
    if len(mass_s) < LARGE_GRID:
        return mass_s
    order = np.argsort(mass_s)
    rare = order[np.cumsum(mass_s[order]) <= RARE * mass_s.sum()]
    kept = mass_s.copy()
    kept[rare] = 0.0
    return kept


def walk(solved: Backward, start: Block) -> Iterator[Visit]:
    """Visit the periods in order, from `start` (one row, in period `start.t`)."""
    grid = solved.grids[start.t]
    place = grid.locate(start)
    mass = np.zeros(grid.size)
    np.add.at(mass, place.index_pc.reshape(-1), place.weight_pc.reshape(-1))
    for t in range(start.t, solved.game.periods):
        visit = Visit(solved, t, mass, float(mass.sum()), np.zeros(len(solved.game.endings)))
        mass = _go_on(visit)
        visit.onward = float(mass.sum())
        yield visit


def _go_on(visit: Visit) -> Floats:
    """The chances of the next period's states; writes down how much of the play ended, and how much was lost."""
    solved, t = visit.solved, visit.t
    following = solved.next_grid(t)
    if solved.by_lane is not None:
        try:
            found = solved.by_lane.forward(t, visit.mass_s, following.size if following is not None else 0)
        except NotNativeError:
            pass
        else:
            visit.ended_e, (visit.clipped, visit.clamped, visit.missing) = found.ended_e, found.lost.tolist()
            return found.onward_s
    onward = np.zeros(following.size) if following is not None else np.zeros(0)
    for part, stage, here in _parts(solved, t, visit.mass_s):
        for move, chance in zip(part.moves, stage.chances, strict=True):
            if chance is not None:
                here = chance.forward(here)
            here = np.repeat(here, move.decision.counts) * move.choice_c
        visit.ended_e += here @ stage.ended_ke
        visit.clipped += float(here @ stage.clipped_k)
        visit.clamped += float(here @ stage.clamped_k)
        visit.missing += float(here @ stage.missing_k)
        if stage.onto_ks is not None:
            onward += stage.onto_ks.T @ here
    return onward


def _parts(solved: Backward, t: int, mass_s: Floats) -> Iterator[tuple[Slice, Stage, Floats]]:
    """The slices of a period that play comes to, with their stages and masses."""
    for part in solved.parts(t):
        here = mass_s[part.rows]
        if here.any():
            yield part, solved.stage(t, part), here
