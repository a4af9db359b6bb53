"""Probabilities forward: the same transition that carries values backward carries mass, without sampling noise."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.solve.backward_induction import Backward, Move

Floats = NDArray[np.float64]


@dataclass
class Visit:
    """One period of the play as solved.

    mass_s: chance of being live in each state of the grid at the start of the period; sums to `live`.
    moves: for each solved move of each slice, the chance of each of its children. ended_e: chance that the game
    ends so in this period. clipped, clamped, missing: mass that was held at a stock's range, that left the tube,
    that found no box.
    """

    t: int
    mass_s: Floats
    live: float
    moves: list[tuple[Move, Floats]]
    ended_e: Floats
    clipped: float
    clamped: float
    missing: float


def walk(solved: Backward, start: Block) -> Iterator[Visit]:
    """Visit the periods in order, from `start` (one row, in period `start.t`)."""
    grid = solved.grids[start.t]
    place = grid.locate(start)
    mass = np.zeros(grid.size)
    np.add.at(mass, place.index_pc.reshape(-1), place.weight_pc.reshape(-1))
    for t in range(start.t, solved.game.periods):
        following = solved.following(t)[0]
        onward = np.zeros(following.size) if following is not None else np.zeros(0)
        visit = Visit(t, mass, float(mass.sum()), [], np.zeros(len(solved.game.endings)), 0.0, 0.0, 0.0)
        for part in solved.slices[t]:
            here = mass[part.rows]
            if not here.any():
                continue
            stage = solved.stage(t, part)
            for move, chance in zip(part.moves, stage.chances, strict=True):
                if chance is not None:
                    here = chance.forward(here)
                here = np.repeat(here, move.decision.counts) * move.choice_c
                visit.moves.append((move, here))
            visit.ended_e += here @ stage.ended_ke
            visit.clipped += float(here @ stage.clipped_k)
            visit.clamped += float(here @ stage.clamped_k)
            visit.missing += float(here @ stage.missing_k)
            if stage.onto_ks is not None:
                onward += stage.onto_ks.T @ here
        yield visit
        mass = onward
