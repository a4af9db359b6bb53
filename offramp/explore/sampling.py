"""How sure a share of worlds is, given how they were drawn.

Independent draws and Latin hypercubes have the interval of a count. Sobol' points lie so evenly that this would be
wrong for them; independent scrambles of them are held against each other instead. In Saltelli's blocks one row of A, B
and their mixtures hangs together, and rows are held against each other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.explore.designs import EVERYTHING, Design, Kind, layout_of
from offramp.explore.hinges.share_curves import wilson_band
from offramp.explore.hinges.weights import weighted_share
from offramp.explore.shares import Share, interval

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Sampling:
    """Which blocks of a design the `worlds` of a view lie in, in the order of their numbers."""

    kind: Kind = "lhs"
    layout: tuple[str, ...] = EVERYTHING
    worlds: int = 0

    @classmethod
    def of(cls, drawn: Design) -> "Sampling":
        """How the worlds of a design were drawn."""
        return cls(drawn.kind, drawn.layout, len(drawn.share_wa))

    @classmethod
    def known(cls, kind: Kind, names: tuple[str, ...], scrambles: int, worlds: int) -> "Sampling":
        """The same of a design that was read: the assumptions that vary, and how many scrambles there are."""
        return cls(kind, layout_of(kind, names, scrambles), worlds)

    @property
    def rows(self) -> int:
        """Worlds in one block."""
        return self.worlds // len(self.layout)

    @property
    def clusters(self) -> int:
        """How many independent parts the worlds fall into; 0 where each world is one."""
        return {"sobol": len(self.layout), "saltelli": self.rows}.get(self.kind, 0) if self.worlds else 0

    def cluster_n(self, number_n: Ints) -> Ints:
        """The independent part that each of these worlds lies in."""
        return number_n // self.rows if self.kind == "sobol" else number_n % self.rows

    def independent(self, number_n: Ints) -> NDArray[np.bool_]:
        """Which of these worlds are no mixtures of others. What is read off worlds as if each were a draw of its own
        takes these."""
        apart_n: NDArray[np.bool_] = np.ones(len(number_n), dtype=np.bool_)
        return number_n < 2 * self.rows if self.kind == "saltelli" else apart_n

    def share(self, held_n: Ints, asked_n: Ints | None = None) -> Share:
        """The worlds `held_n` as a share of `asked_n` (all that were drawn), by their numbers."""
        asked_n = np.arange(self.worlds) if asked_n is None else asked_n
        if not self.clusters or not len(asked_n):
            return Share(len(held_n), len(asked_n))
        held_c, asked_c = (
            np.bincount(self.cluster_n(n), minlength=self.clusters).astype(np.float64) for n in (held_n, asked_n)
        )
        return Share(len(held_n), len(asked_n), share_ends(held_c, asked_c, self.kind == "sobol"))

    def weighted_share(self, held_n: Ints, weight_n: Floats) -> tuple[float, float, float]:
        """The share of the weight of all worlds that the worlds `held_n` have, with its 95% interval."""
        holds_n = np.zeros(self.worlds)
        holds_n[held_n] = 1.0
        if not self.clusters:
            return weighted_share(holds_n, weight_n)
        cluster_n = self.cluster_n(np.arange(self.worlds))
        held_c, asked_c = (
            np.bincount(cluster_n, weights=part_n, minlength=self.clusters).astype(np.float64)
            for part_n in (holds_n * weight_n, weight_n)
        )
        return (float(held_c.sum() / asked_c.sum()), *share_ends(held_c, asked_c, counted=False))

    def mean_ends(self, change_n: Floats, number_n: Ints) -> tuple[float, float]:
        """The 95% interval of the mean of a number of these worlds, of designs whose parts are clusters."""
        total_c = np.bincount(self.cluster_n(number_n), weights=change_n, minlength=self.clusters).astype(np.float64)
        asked_c = np.bincount(self.cluster_n(number_n), minlength=self.clusters).astype(np.float64)
        mean = float(change_n.mean())
        reach = _student(self.clusters) * float(np.sqrt(_variance(total_c, asked_c, mean, self.kind == "sobol")))
        return mean - reach, mean + reach


def share_ends(held_c: Floats, asked_c: Floats, counted: bool) -> tuple[float, float]:
    """The 95% interval of Σ held / Σ asked, from parts c that are independent of one another.

    Its variance is that of a ratio of totals of clusters (Cochran 1977); the interval Wilson's (1927) with as many
    worlds as that variance stands for (Korn & Graubard 1998), and as wide as so few parts ask for (Student). For none
    or all the parts say nothing, and it is `shares.interval` of the number of worlds or of parts. counted: whether each
    part's share is a count of points that lie evenly, so that at least rounding moves it.
    """
    held, asked, parts = float(held_c.sum()), float(asked_c.sum()), len(asked_c)
    share = held / asked
    if held in (0.0, asked) or parts < 2:
        whole = int(asked) if counted else parts
        return interval(round(share * whole), whole)
    size = np.array([share * (1 - share) / max(_variance(held_c, asked_c, share, counted), 1e-30)])
    low, high = wilson_band(np.array([share]), size, _student(parts))
    return float(low[0]), float(high[0])


def _variance(total_c: Floats, asked_c: Floats, mean: float, counted: bool) -> float:
    parts, asked = len(asked_c), float(asked_c.sum())
    rest_c = total_c - mean * asked_c
    spread = parts / max(1, parts - 1) * float(rest_c @ rest_c)
    return max(spread, parts / 12 if counted else 0.0) / asked**2


def _student(parts: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(max(1, parts - 1), 0.975))
