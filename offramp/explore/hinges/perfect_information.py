"""Which one question would be worth answering first: the expected value of (partial) perfect information.

For a choice among options, EVPI = E[max_o v_o] − max_o E[v_o], and for one assumption alone EVPPI = E[max_o E(v_o | x)]
− max_o E[v_o] (Raiffa & Schlaifer 1961; by regression on worlds: Strong, Oakley & Brennan 2014).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.null_scores import p_value
from offramp.explore.hinges.quantile_scale import QuantileScale
from offramp.explore.hinges.resampling import AT_ONCE, bootstrap_counts, permutations
from offramp.explore.hinges.weights import checked_weights, effective_size

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]

SHUFFLES = 199
RESAMPLES = 100
BANDWIDTH = 0.3  # times n^(-1/4): what smoothing bends at steep ends, the largest of several options turns into worth
INNER_95 = (0.025, 0.975)


@dataclass(frozen=True)
class Question:
    """What it would be worth to know one assumption, in the unit of the options' values, with its 95% interval.

    floor: what an assumption that has nothing to do with the options seems to be worth in 95 of 100 cases, as smooth
    curves follow noise a little. p_value: the chance that the best of all assumptions would seem worth as much if none
    were.
    """

    name: str
    worth: float
    low: float
    high: float
    floor: float
    p_value: float

    @property
    def above_noise(self) -> bool:
        """Whether it is worth more than an irrelevant assumption would seem to be."""
        return self.worth > self.floor and self.p_value <= 0.05


@dataclass(frozen=True)
class PerfectInformation:
    """evpi: the worth of knowing everything, ± `evpi_error` (95%). best: the option to take knowing nothing more.

    questions: the one most worth answering first.
    """

    evpi: float
    evpi_error: float
    best: int
    questions: tuple[Question, ...]


def perfect_information(
    names: Sequence[str], value_wa: Floats, worth_wo: Floats, weight_w: Floats | None = None, *, seed: int
) -> PerfectInformation:
    """EVPI and the EVPPI of each assumption. value_wa: worlds × assumptions. worth_wo: worlds × options.

    E(v_o | x) is local-linear on the assumption's quantile scale. Intervals are percentiles of a bootstrap of the
    worlds.
    """
    weight_w = checked_weights(weight_w, len(worth_wo))
    share_w = weight_w / weight_w.sum()
    mean_o = share_w @ worth_wo
    best = int(np.argmax(mean_o))
    gain_w = worth_wo.max(axis=1) - worth_wo[:, best]
    error = 1.96 * float(np.sqrt(share_w**2 @ (gain_w - share_w @ gain_w) ** 2))
    centred_wo = worth_wo - mean_o  # large common values would only cost digits
    count_rw = np.concatenate([np.ones((1, len(worth_wo))), bootstrap_counts(len(worth_wo), RESAMPLES, seed, "worlds")])
    width = BANDWIDTH * effective_size(weight_w) ** -0.25
    bins = [_bins(value_wa[:, a].tobytes(), weight_w.tobytes(), width) for a in range(value_wa.shape[1])]
    found = _resampled(bins, centred_wo, mean_o, np.ascontiguousarray((count_rw * weight_w).T))
    null_ra = _by_chance(bins, centred_wo, mean_o, weight_w, seed)
    largest_r = null_ra.max(axis=1, initial=0.0)
    questions = []
    for name, worth_r, null_r in zip(names, found, null_ra.T, strict=True):
        low, high = (float(x) for x in np.quantile(worth_r[1:], INNER_95))
        floor = float(np.quantile(null_r, 0.95))
        worth = float(worth_r[0])
        questions.append(Question(name, worth, min(low, worth), max(high, worth), floor, p_value(worth, largest_r)))
    ranked = sorted(questions, key=lambda question: -question.worth)
    return PerfectInformation(float(share_w @ gain_w), error, best, tuple(ranked))


@dataclass(frozen=True)
class _Bins:
    """An assumption's worlds in bins. gather: worlds into bins, (bins, worlds); smooth: `QuantileScale.smooth_gb`,
    most of which is 0."""

    mass_b: Floats
    gather: "csr_array"
    smooth: "csr_array"


@lru_cache(maxsize=512)
def _bins(values: bytes, weights: bytes, width: float) -> _Bins:
    """The bins of an assumption, kept for the next choice in the same worlds."""
    from scipy.sparse import csr_array

    scale = QuantileScale.of(np.frombuffer(values), np.frombuffer(weights), width)
    worlds = len(scale.bin_w)
    gather = csr_array((np.ones(worlds), (scale.bin_w, np.arange(worlds))), shape=(len(scale.mass_b), worlds))
    return _Bins(scale.mass_b, gather, csr_array(scale.smooth_gb))


def _resampled(bins: Sequence[_Bins], centred_wo: Floats, mean_o: Floats, counted_wr: Floats) -> list[Floats]:
    """EVPPI of each assumption in each resample (row 0: as it is)."""
    worlds, options = centred_wo.shape
    parcel = max(1, AT_ONCE // max(1, worlds * options))
    parts: list[list[Floats]] = [[] for _ in bins]
    for first in range(0, counted_wr.shape[1], parcel):
        counted = counted_wr[:, None, first : first + parcel] * centred_wo[:, :, None]
        for one, totals in zip(bins, parts, strict=True):
            totals.append(_gathered(one, counted))
    return [
        _worth(one, one.gather @ counted_wr, np.concatenate(totals, axis=2), mean_o)
        for one, totals in zip(bins, parts, strict=True)
    ]


def _by_chance(bins: Sequence[_Bins], centred_wo: Floats, mean_o: Floats, weight_w: Floats, seed: int) -> Floats:
    """EVPPI of each assumption where options' values are dealt out to the worlds anew: (shuffles, assumptions)."""
    parcels = []
    for order_rw in permutations(len(weight_w), SHUFFLES, seed, "worth of nothing"):
        dealt = np.empty((len(weight_w), len(mean_o), len(order_rw)))
        for o in range(len(mean_o)):
            dealt[:, o] = (weight_w * centred_wo[order_rw, o]).T
        columns = [_worth(one, one.mass_b, _gathered(one, dealt), mean_o) for one in bins]
        parcels.append(np.stack(columns, axis=1) if columns else np.empty((len(order_rw), 0)))
    return np.concatenate(parcels)


def _gathered(bins: _Bins, number_wor: Floats) -> Floats:
    """Totals in each bin: shape (bins, options, rows)."""
    found: Floats = bins.gather @ number_wor.reshape(len(number_wor), -1)
    return found.reshape(-1, *number_wor.shape[1:])


def _worth(bins: _Bins, mass: Floats, total_bor: Floats, mean_o: Floats) -> Floats:
    """EVPPI from the totals in each bin and the mass there, of shape (bins, rows), or (bins,) where it is the same in
    all rows: shape (rows,)."""
    alike = mass.ndim == 1
    mass_br = mass[:, None] if alike else mass
    spread = np.broadcast_to(mass_br[:, None], total_bor.shape)
    mean_bor = np.divide(total_bor, spread, out=np.zeros_like(total_bor), where=spread > 0)
    smooth: Floats = bins.smooth @ mean_bor.reshape(len(mean_bor), -1)
    expected_gor = smooth.reshape(-1, *total_bor.shape[1:]) + mean_o[:, None]
    share_br = mass_br / mass.sum(axis=0)
    informed_br = share_br * expected_gor.max(axis=1)
    informed_r = np.ascontiguousarray(informed_br.T).sum(axis=1) if alike else informed_br.sum(axis=0)
    uninformed_r = (share_br[:, None] * expected_gor).sum(axis=0).max(axis=0)
    rounding = 1e-12 * np.abs(expected_gor).max(initial=1.0)
    worth_r: Floats = np.where(informed_r - uninformed_r > rounding, informed_r - uninformed_r, 0.0)
    return worth_r
