"""The C kernel of one transition, with made-up numbers to work on and what NumPy makes of the same ones."""

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.c_kernels import Compiler
from bench.runs import Run, timed
from offramp.kernels.kuhn_simplex import corners

Floats = NDArray[np.float64]

BRANCHES = 48  # a multiple of the kernel's BLOCK
GRID_STATES = 720  # the coarse grid that worlds are solved on
REPEATS = 5
CHECKED_STATES = 50


@dataclass(frozen=True)
class Numbers:
    """What the kernel works on. Axes: s states, b branches, d stocks, g the next grid's states, l lanes."""

    x_sd: Floats
    chance_b: Floats
    rate_db: Floats
    drift_db: Floats
    low_d: Floats
    high_d: Floats
    points_d: Floats
    stride_d: Floats
    values_gl: Floats


def make_numbers(stocks: int, lanes: int) -> Numbers:
    """A grid of about GRID_STATES states, moves of up to a few cells, values of any size."""
    draw = np.random.default_rng(4)
    points = max(2, round(GRID_STATES ** (1 / stocks)))
    states = points**stocks
    return Numbers(
        x_sd=draw.uniform(0.0, 1.0, (states, stocks)),
        chance_b=np.full(BRANCHES, 1 / BRANCHES),
        rate_db=draw.uniform(-0.3, 0.3, (stocks, BRANCHES)),
        drift_db=draw.normal(0.0, 0.1, (stocks, BRANCHES)),
        low_d=np.full(stocks, 0.0),
        high_d=np.full(stocks, 1.0),
        points_d=np.full(stocks, float(points)),
        stride_d=np.array([float(points ** (stocks - 1 - d)) for d in range(stocks)]),
        values_gl=_aligned(draw.normal(0.0, 1.0, (states, lanes))),
    )


def _aligned(values: Floats) -> Floats:
    """A copy whose rows begin at multiples of a cache line where their length allows it."""
    room = np.empty(values.size + 8)
    first = (-room.ctypes.data // 8) % 8
    copy = room[first : first + values.size].reshape(values.shape)
    copy[:] = values
    return copy


class TransitionKernel:
    """The compiled kernel for so many stocks and lanes; calling it runs it."""

    def __init__(self, compiler: Compiler, stocks: int, lanes: int) -> None:
        library = compiler.build("transition.c", f"-DSTOCKS={stocks}", f"-DLANES={lanes}")
        self._function = library.transitions
        self._function.restype = None
        self._function.argtypes = [ctypes.c_long, ctypes.c_long, *[ctypes.c_void_p] * 10]
        self.numbers = make_numbers(stocks, lanes)
        self.out_sl = _aligned(np.zeros((len(self.numbers.x_sd), lanes)))

    def _work(self) -> list[float]:
        n = self.numbers
        arrays = (n.x_sd, n.chance_b, n.rate_db, n.drift_db, n.low_d, n.high_d, n.points_d, n.stride_d, n.values_gl)
        places = [array.ctypes.data for array in (*arrays, self.out_sl)]
        self._function(len(n.x_sd), BRANCHES, *places)
        return self.out_sl[:CHECKED_STATES].reshape(-1).tolist()

    def __call__(self) -> Run:
        """One run; a unit of work is a transition."""
        return timed(self._work, len(self.numbers.x_sd) * BRANCHES, REPEATS)

    def twin(self) -> tuple[float, ...]:
        """The first states' results by our own NumPy kernel of the Kuhn simplex."""
        n = self.numbers
        x_sbd = n.x_sd[:CHECKED_STATES, None, :]
        moved = x_sbd + n.rate_db.T * np.roll(x_sbd, -1, axis=2) * (1 - x_sbd) + n.drift_db.T
        place = (np.clip(moved, n.low_d, n.high_d) - n.low_d) / (n.high_d - n.low_d) * (n.points_d - 1)
        cell = np.minimum(place.astype(np.int64), n.points_d.astype(np.int64) - 2)
        stocks = place.shape[2]
        stride = np.broadcast_to(n.stride_d.astype(np.int64), place.shape)
        index, weight = corners(
            cell.reshape(-1, stocks),
            (place - cell).reshape(-1, stocks),
            np.ascontiguousarray(stride).reshape(-1, stocks),
        )
        moved_values = (weight[:, :, None] * n.values_gl[index]).sum(axis=1).reshape(len(x_sbd), BRANCHES, -1)
        return tuple((moved_values * n.chance_b[:, None]).sum(axis=1).reshape(-1).tolist())
