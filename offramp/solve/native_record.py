"""Every node of every move that states come to, as native code writes them down on its way forward."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.frame_memory import FrameMemory
from offramp.kernels.lane_plan import NUMBERS
from offramp.scenario.model import Move
from offramp.solve.branch_bounds import BranchBounds
from offramp.solve.stage import Decision

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RECORD_BYTES = 64 * 2**20  # of one part of a record


@dataclass(frozen=True)
class Record:
    """The nodes of the move at `step`. nodes: node × (lanes of each option, block, place of σ).

    numbers: node × option × what it is worth × lane. sigma, mass: σ and the chance of every option at its place, from
    `start` on.
    """

    step: int
    nodes: Ints
    numbers: Floats
    sigma: Floats
    mass: Floats
    start: int


@dataclass(frozen=True)
class SolvedMove:
    """A move of some states. choice_c, mass_c: σ and the chance of each child. numbers_cn: what it is worth to the
    mover: would, reach, repeat, price and value; only the last where ways out weren't solved."""

    decision: Decision
    choice_c: Floats
    mass_c: Floats
    numbers_cn: Floats


class RecordRoom:
    """Room for the nodes of blocks from `first` on, as a frame is told of it; as far as it goes, or up to `stop`.

    shares: the most places for σ that one block needs.
    """

    def __init__(self, frame: FrameMemory, bounds: BranchBounds, shares: int, first: int, stop: int) -> None:
        self._frame, width = frame, bounds.width
        blocks = min(stop - first, max(1, RECORD_BYTES // (16 * width * shares)))
        sigma = np.zeros(blocks * shares * width)
        masses = np.zeros(len(sigma))  # unlike zeros_like, pages that nobody touches cost nothing
        # Places are counted from block 0; only those from block `first` on are used.
        before = first * shares * width * 8
        frame.put("sigma log", sigma.ctypes.data - before)
        frame.put("mass log", masses.ctypes.data - before)
        frame.put("sigma stride", shares)
        frame.put("recording", 1)
        self.stop = first + blocks
        self._pointed_at = sigma, masses
        self._rooms: list[Record] = []
        for k, step in enumerate(bounds.play):
            if isinstance(step, Move):
                options, most = len(step.options), bounds.most_nodes(k)
                room = max(2 * most, min(most * blocks, RECORD_BYTES // (options * width * NUMBERS * 8)))
                nodes = np.empty((room, options + 2), dtype=np.int64)
                numbers = np.empty((room, options, NUMBERS, width))
                self._rooms.append(Record(k, nodes, numbers, sigma, masses, first * shares))
                frame.put_array(f"record nodes {k}", nodes)
                frame.put_array(f"record numbers {k}", numbers)
                frame.put(f"record count {k}", 0)
                frame.put(f"record room {k}", room - most)

    def filled(self) -> list[Record]:
        """What was written down, by move."""
        found = []
        for r in self._rooms:
            count = self._frame.get(f"record count {r.step}")
            if count:
                found.append(Record(r.step, r.nodes[:count], r.numbers[:count], r.sigma, r.mass, r.start))
        return found


def solved_move(record: Record, move: Move, actor: int, width: int) -> SolvedMove:
    """The children of all nodes of a record, node by node and lane by lane."""
    options = len(move.options)
    there = (record.nodes[:, :options, None] >> np.arange(width)) & 1 > 0  # node × option × lane
    node, lane, option = np.nonzero(there.transpose(0, 2, 1))
    place = record.nodes[node, options + 1] - record.start + option
    counts = there.sum(axis=1)
    counts = counts[counts > 0]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    choice_c = record.sigma.reshape(-1, width)[place, lane]
    habit = choice_c if move.habit is not None else None
    return SolvedMove(
        Decision(record.step, actor, starts, counts, option + 1, None, habit),
        choice_c,
        record.mass.reshape(-1, width)[place, lane],
        record.numbers[node, option, :, lane],
    )
