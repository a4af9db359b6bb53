"""The C kernel that simulates `scenarios/five_stocks.yaml`."""

import ctypes

import numpy as np
from numpy.typing import NDArray

from bench.c_kernels import Compiler
from bench.five_stocks import HAZARD, PERIODS, PULL, SEED, START, named_keys, summary
from bench.runs import Run, timed

Floats = NDArray[np.float64]

REPEATS = 3


class PathKernel:
    """The compiled kernel; calling it plays `count` paths."""

    def __init__(self, compiler: Compiler, count: int) -> None:
        self._function = compiler.build("paths.c", "-ffast-math").paths
        self._function.restype = ctypes.c_long
        self._function.argtypes = [
            ctypes.c_long,
            ctypes.c_long,
            *[ctypes.c_void_p] * 2,
            *[ctypes.c_double] * 2,
            *[ctypes.c_void_p] * 3,
        ]
        self.count, self.keys, self.start = count, named_keys(SEED), np.array(START)
        self.steps = 0.0

    def _work(self) -> tuple[float, ...]:
        live_t, sum_td, square_td = np.zeros(PERIODS), np.zeros((PERIODS, 5)), np.zeros((PERIODS, 5))
        results = (live_t, sum_td, square_td)
        struck = self._function(
            self.count,
            PERIODS,
            self.keys.ctypes.data,
            self.start.ctypes.data,
            HAZARD,
            PULL,
            *(array.ctypes.data for array in results),
        )
        self.steps = float(live_t.sum())
        mean_td = sum_td / live_t[:, None]
        # The spread of a sample, as the simulator reports it.
        variance_td = (square_td - sum_td * mean_td) / (live_t[:, None] - 1)
        return summary(struck / self.count, live_t / self.count, mean_td, np.sqrt(np.maximum(variance_td, 0.0)))

    def __call__(self) -> Run:
        """One run; a unit of work is a period of one path that is still going on."""
        run = timed(self._work, 1.0, REPEATS)
        return Run(run.spent, self.steps * REPEATS, run.answer)
