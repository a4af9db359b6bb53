"""Which one question would be worth answering first: the expected value of (partial) perfect information.

For a choice among options, EVPI = E[max_o v_o] − max_o E[v_o], and for one assumption alone EVPPI = E[max_o E(v_o | x)]
− max_o E[v_o] (Raiffa & Schlaifer 1961; by regression on worlds: Strong, Oakley & Brennan 2014).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.null_scores import p_value
from offramp.explore.hinges.quantile_scale import QuantileScale
from offramp.explore.hinges.resampling import bootstrap_counts, permutations
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
    scales = [QuantileScale.of(value_wa[:, a], weight_w, width) for a in range(value_wa.shape[1])]
    found = [_resampled(scale, centred_wo, mean_o, weight_w, count_rw) for scale in scales]
    null_ra = _by_chance(scales, centred_wo, mean_o, weight_w, seed)
    largest_r = null_ra.max(axis=1, initial=0.0)
    questions = []
    for name, worth_r, null_r in zip(names, found, null_ra.T, strict=True):
        low, high = (float(x) for x in np.quantile(worth_r[1:], INNER_95))
        floor = float(np.quantile(null_r, 0.95))
        worth = float(worth_r[0])
        questions.append(Question(name, worth, min(low, worth), max(high, worth), floor, p_value(worth, largest_r)))
    ranked = sorted(questions, key=lambda question: -question.worth)
    return PerfectInformation(float(share_w @ gain_w), error, best, tuple(ranked))


def _resampled(scale: QuantileScale, centred_wo: Floats, mean_o: Floats, weight_w: Floats, count_rw: Floats) -> Floats:
    """EVPPI of one assumption in each resample (row 0: as it is)."""
    gathered = _gather(scale)
    counted_rw = count_rw * weight_w
    mass_rb = (gathered @ counted_rw.T).T
    total_rbo = np.stack([(gathered @ (counted_rw * centred_wo[:, o]).T).T for o in range(len(mean_o))], axis=2)
    return _worth(scale, mass_rb, total_rbo, mean_o)


def _by_chance(
    scales: Sequence[QuantileScale], centred_wo: Floats, mean_o: Floats, weight_w: Floats, seed: int
) -> Floats:
    """EVPPI of each assumption where options' values are dealt out to the worlds anew: (shuffles, assumptions)."""
    gathers = [_gather(scale) for scale in scales]
    parcels = []
    for order_rw in permutations(len(weight_w), SHUFFLES, seed, "worth of nothing"):
        dealt = [(weight_w * centred_wo[order_rw, o]).T for o in range(len(mean_o))]
        columns = []
        for scale, gathered in zip(scales, gathers, strict=True):
            total_rbo = np.stack([(gathered @ dealt_wr).T for dealt_wr in dealt], axis=2)
            columns.append(_worth(scale, np.broadcast_to(scale.mass_b, total_rbo.shape[:2]), total_rbo, mean_o))
        parcels.append(np.stack(columns, axis=1) if columns else np.empty((len(order_rw), 0)))
    return np.concatenate(parcels)


def _gather(scale: QuantileScale) -> "csr_array":
    """Worlds into bins: a sparse matrix of shape (bins, worlds)."""
    from scipy.sparse import csr_array

    worlds = len(scale.bin_w)
    return csr_array((np.ones(worlds), (scale.bin_w, np.arange(worlds))), shape=(len(scale.mass_b), worlds))


def _worth(scale: QuantileScale, mass_rb: Floats, total_rbo: Floats, mean_o: Floats) -> Floats:
    """EVPPI from the mass and the totals in each bin: shape (rows,)."""
    mean_rbo = np.divide(total_rbo, mass_rb[:, :, None], out=np.zeros_like(total_rbo), where=mass_rb[:, :, None] > 0)
    expected_rgo = np.einsum("gb,rbo->rgo", scale.smooth_gb, mean_rbo) + mean_o
    share_rb = mass_rb / mass_rb.sum(axis=1, keepdims=True)
    informed_r = (share_rb * expected_rgo.max(axis=2)).sum(axis=1)
    uninformed_r = np.einsum("rg,rgo->ro", share_rb, expected_rgo).max(axis=1)
    rounding = 1e-12 * np.abs(expected_rgo).max(initial=1.0)
    worth_r: Floats = np.where(informed_r - uninformed_r > rounding, informed_r - uninformed_r, 0.0)
    return worth_r
