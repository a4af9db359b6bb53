"""Worlds sorted once by each assumption and only thinned out afterwards: what makes peeling fast."""

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.weights import effective_size

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class PresortedRows:
    """The worlds that are left, sorted by each assumption: `order_aw` holds their numbers.

    Candidates c are numbered 2a for a cut from above and 2a + 1 for one from below.
    """

    def __init__(self, value_wa: Floats, holds_w: Floats, weight_w: Floats | None) -> None:
        self.value_aw = np.ascontiguousarray(value_wa.T)
        self.order_aw = np.argsort(self.value_aw, axis=1, kind="stable").astype(np.int32)
        alike = weight_w is None or bool((weight_w == weight_w[0]).all())
        self.weight_w = None if alike else weight_w
        self.case_w = np.asarray(holds_w, dtype=float) * (1.0 if weight_w is None or alike else weight_w)
        self.left_w = np.ones(len(holds_w), dtype=bool)
        self._count_up()

    def _count_up(self) -> None:
        self.count = self.order_aw.shape[1]
        held = self.order_aw[0]
        self.cases = float(self.case_w[held].sum())
        self.mass = float(self.count) if self.weight_w is None else float(self.weight_w[held].sum())

    def take(self, a: int, from_below: bool, place: int) -> None:
        """Take the first (or last) `place` rows of assumption `a` away."""
        gone = self.order_aw[a, :place] if from_below else self.order_aw[a, self.count - place :]
        self.left_w[gone] = False
        stays = self.left_w[self.order_aw]
        self.order_aw = self.order_aw[stays].reshape(len(self.order_aw), self.count - place)
        self._count_up()

    def cuts(self, alpha: float) -> tuple[Floats, Floats, Floats, Ints]:
        """For each candidate: where it cuts, the mass and the cases that it takes, and how many rows these are."""
        candidates = 2 * len(self.order_aw)
        cut_c, taken_c, lost_c = np.zeros(candidates), np.zeros(candidates), np.zeros(candidates)
        place_c = np.zeros(candidates, dtype=np.int64)
        for from_below in (False, True):
            place_a = self._places(alpha, from_below)
            usual = int(place_a.max(initial=0))
            c = np.arange(len(place_a)) * 2 + from_below
            place_c[c] = place_a
            mass_a, case_a = self._sums(place_a, usual, from_below)
            taken_c[c], lost_c[c] = mass_a, case_a
            good = np.flatnonzero((place_a > 0) & (place_a < self.count))
            inner = place_a[good] if from_below else self.count - place_a[good]
            before, after = (self.value_aw[good, self.order_aw[good, inner - k]] for k in (1, 0))
            cut_c[c[good]] = (before + after) / 2
        return cut_c, taken_c, lost_c, place_c

    def noise(self, place_c: Ints, taken_c: Floats) -> Floats:
        """The standard error of the mean that each cut leaves, from the worlds in the slice that it takes."""
        mean = self.cases / self.mass
        alike = 1.0 if self.weight_w is None else effective_size(self.weight_w[self.order_aw[0]]) / self.count
        slice_c = np.sqrt(mean * (1 - mean) / (alike * np.maximum(place_c, 1)))
        return slice_c * taken_c / np.maximum(self.mass - taken_c, taken_c)

    def _places(self, alpha: float, from_below: bool) -> Ints:
        """How many rows the α-quantile cuts off each assumption, moved inwards over equal values (over all of
        them where there is but one value)."""
        everything = np.arange(len(self.order_aw))
        if self.weight_w is None:
            # Both sides written as SDToolkit and its successors do, so that trajectories agree to the last row.
            at = (self.count - 1) * (alpha if from_below else 1 - alpha)
            outer, inner = np.full(len(everything), int(np.floor(at))), np.full(len(everything), int(np.ceil(at)))
            if not from_below:
                outer, inner = inner, outer
        else:
            outer, inner = self._weighted_places(alpha, from_below)
        edge_a = self.value_aw[everything, self.order_aw[everything, outer]]
        place_a = inner if from_below else self.count - 1 - inner
        for a in np.flatnonzero(edge_a == self.value_aw[everything, self.order_aw[everything, inner]]):
            sorted_w = self.value_aw[a, self.order_aw[a]]
            rows = int(np.searchsorted(sorted_w, edge_a[a], "right" if from_below else "left"))
            place_a[a] = rows if from_below else self.count - rows
        return place_a

    def _weighted_places(self, alpha: float, from_below: bool) -> tuple[Ints, Ints]:
        """The rows on both sides of the place where α of the mass is reached, counted from the outside."""
        assert self.weight_w is not None
        order_aw = self.order_aw if from_below else self.order_aw[:, ::-1]
        reached_aw = np.cumsum(self.weight_w[order_aw], axis=1)
        mean = self.mass / self.count
        inner = np.minimum((reached_aw < alpha * (self.mass - mean) + mean).sum(axis=1), self.count - 1)
        outer = np.maximum(inner - 1, 0)
        return (outer, inner) if from_below else (self.count - 1 - outer, self.count - 1 - inner)

    def _sums(self, place_a: Ints, usual: int, from_below: bool) -> tuple[Floats, Floats]:
        """Mass and cases of the first (last) `place_a` rows of each assumption."""
        least = int(place_a.min(initial=usual))
        ends = self.order_aw[:, :least] if from_below else self.order_aw[:, self.count - least :]
        case_a = self.case_w[ends].sum(axis=1)
        mass_a = np.full(len(place_a), float(least)) if self.weight_w is None else self.weight_w[ends].sum(axis=1)
        for a in np.flatnonzero(place_a > least):
            far = int(place_a[a])
            rest = (
                self.order_aw[a, least:far] if from_below else self.order_aw[a, self.count - far : self.count - least]
            )
            case_a[a] += self.case_w[rest].sum()
            mass_a[a] += len(rest) if self.weight_w is None else self.weight_w[rest].sum()
        return mass_a, case_a
