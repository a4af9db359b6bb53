"""A round of audits of one solution: of the play as solved, and of what each actor can reach."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.solve.audit import Audit, audit
from offramp.solve.backward_induction import Backward
from offramp.solve.look_ahead import NOBODY
from offramp.solve.solution import scale, stakes
from offramp.solve.start import Start

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

MORE_PATHS = 4  # times as many, where that is what it takes to tell


@dataclass(frozen=True)
class AuditRound:
    """audits: first of the play as solved, then for each actor of its going for a tolerable ending alone."""

    solved: Backward
    audits: tuple[Audit, ...]

    @property
    def outside(self) -> float:
        """The largest share of live path periods outside the boxes of the grids."""
        return max(a.outside for a in self.audits)

    def gaps(self) -> tuple[Floats, Floats]:
        """Gap and standard error of each column that some audit speaks for; 0 for the others."""
        columns = self.solved.columns
        gap, error = np.zeros(columns.count), np.zeros(columns.count)
        names = ("would", "value", "ending")
        speaks = {0: [q for q, c in enumerate(columns.columns) if c.name in names]}
        speaks |= {i + 1: [columns.at("could", i)] for i in range(len(self.audits) - 1)}
        for k, qs in speaks.items():
            gap[qs], error[qs] = self.audits[k].gap_q[qs], self.audits[k].error_q[qs]
        return gap, error

    def worst(self) -> tuple[float, float]:
        """The gap that is furthest off, its error counted in, and that error: payoffs as shares of their stakes."""
        gap, error = self.gaps()
        size_q = scale(self.solved, stakes(self.solved))
        worst = int(np.argmax(np.abs(gap * size_q) + 2 * error * size_q))
        return float(abs(gap[worst]) * size_q[worst]), float(error[worst] * size_q[worst])

    def passes(self, tolerance: float) -> bool:
        """Whether the paths agree with the grid, noise counted against it."""
        gap, error = self.worst()
        return gap + 2 * error <= tolerance


def audit_play(solved: Backward, start: Start, paths: int, seed: int, progress: Progress) -> AuditRound:
    """Only the play as solved."""
    return AuditRound(solved, audit(solved, start, paths, seed, progress=_told(progress)))


def audit_all(solved: Backward, start: Start, paths: int, seed: int, progress: Progress) -> AuditRound:
    """The play as solved and what each actor can reach."""
    choosers = (NOBODY, *range(len(solved.game.actors)))
    return AuditRound(solved, audit(solved, start, paths, seed, choosers, _told(progress)))


def audit_until_sure(
    solved: Backward, start: Start, paths: int, seed: int, progress: Progress, tolerance: float
) -> AuditRound:
    """The same, with more paths where only the noise of so few is in the way of the tolerance."""
    found = audit_all(solved, start, paths, seed, progress)
    if found.worst()[0] <= tolerance and not found.passes(tolerance):
        return audit_all(solved, start, MORE_PATHS * paths, seed, progress)
    return found


def _told(progress: Progress) -> Callable[[float], None]:
    return lambda share: progress("auditing on the exact dynamics", share)
