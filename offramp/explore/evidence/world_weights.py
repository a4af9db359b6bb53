"""Weights of the worlds of a view by what was observed up to a date: each in proportion to how likely it made that."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.evidence.cut_offs import cut_off_by
from offramp.explore.evidence.observed import NONE_YET, last_counted, observations
from offramp.explore.hinges.weights import effective_size
from offramp.explore.quantities import far_off, log_likelihood, noise
from offramp.explore.runs.run_reader import ViewRun
from offramp.explore.shares import FEWEST_FOR_SHARE

Floats = NDArray[np.float64]

EXPLAINS = 0.01  # a world explains data if data as far off come up in it more often than this
HARDLY_ANY = 0.01  # of the worlds: chance alone lets so many explain what none does
NOISY = 0.5  # a standard error of a world's weight, as a share of it, from which luck decides as much as the data


@dataclass(frozen=True)
class WorldWeights:
    """Axis w: the worlds of the view that could be solved.

    last: the period up to which evidence counts, NONE_YET where none does. known_w: the worlds that could be held
    against the evidence. weight_w: with mean 1 over those, 0 elsewhere; None where nothing was observed by then, or no
    world could be held against it or makes the data possible at all. far_off_w: the chance in each world of data as far
    off. noise: the standard error of a world's weight, as a share of it: the median over the weight. grid: what a finer
    grid changes the logarithm of a weight by, in half of the worlds that were solved on two, with what the quadrature
    of shocks may be off by; 0 where neither is known.
    """

    last: int
    known_w: NDArray[np.bool_]
    weight_w: Floats | None
    far_off_w: Floats
    noise: float
    grid: float

    @property
    def effective(self) -> float:
        """So many worlds of equal weight would say as much (Kish 1965)."""
        return 0.0 if self.weight_w is None else effective_size(self.weight_w)

    @property
    def largest(self) -> float:
        """The share of all weight that one world has."""
        return 0.0 if self.weight_w is None else float(self.weight_w.max() / self.weight_w.sum())

    @property
    def explaining(self) -> int:
        """In how many worlds data as far off as these come up more often than once in a hundred times."""
        return int((self.far_off_w[self.known_w] > EXPLAINS).sum())

    @property
    def status(self) -> str:
        """`weighed`, or why weighted shares say nothing: `nothing_observed`, `not_computed` (no world could be held
        against the evidence), `no_world_explains`, `hardly_any_explains` (fewer than one in a hundred),
        `too_few_worlds` (the weight lies on too few), `too_noisy`."""
        if self.last == NONE_YET:
            return "nothing_observed"
        if not self.known_w.any():
            return "not_computed"
        if self.weight_w is None or not self.explaining:
            return "no_world_explains"
        if self.explaining < HARDLY_ANY * self.known_w.sum():
            return "hardly_any_explains"
        if self.effective < FEWEST_FOR_SHARE:
            return "too_few_worlds"
        return "too_noisy" if self.noise > NOISY else "weighed"


def world_weights(view: ViewRun, cut_off: date | int | None = None) -> WorldWeights:
    """Weights by the evidence that was known by `cut_off`: a day, or the number of a period; None: by all of it.

    Raises ScenarioError E760 where the run has no evidence, and as reading it does.
    """
    model = view.run.model
    if "evidence" not in view.run.numbers.further.parts:
        there = bool(observations(model))
        said = f"the worlds of {view.run.path} weren't held against any evidence"
        remedy = "explore without --no-evidence" if there else "give the scenario `evidence`, and explore it again"
        raise ScenarioError([Diagnostic("E760", said, None, remedy)])
    last = last_counted(model, cut_off)
    if last == NONE_YET:
        nothing = np.zeros(view.solved)
        return WorldWeights(last, nothing > 0, None, nothing, 0.0, 0.0)
    log_w, noise_w, far_off_w = view.values([log_likelihood(last), noise(last), far_off(last)]).T
    known_w = ~np.isnan(log_w)
    highest = log_w[known_w].max() if known_w.any() else -np.inf
    if np.isneginf(highest):
        return WorldWeights(last, known_w, None, far_off_w, 0.0, 0.0)
    weight_w = np.where(known_w, np.exp(np.where(known_w, log_w, highest) - highest), 0.0)
    weight_w /= weight_w[known_w].mean()
    grid = view.errors([log_likelihood(last)])[known_w, 0].max()
    middle = _weighted_median(noise_w[known_w], weight_w[known_w])
    return WorldWeights(last, known_w, weight_w, far_off_w, middle, float(grid) if np.isfinite(grid) else 0.0)


def forecast_weights(view: ViewRun, forecast: str) -> WorldWeights:
    """Weights for a forecast of the scenario: by nothing that wasn't known when it was made, nor by anything later than
    `information_until`. Raises ScenarioError E761 (no such forecast) and as `world_weights` does."""
    return world_weights(view, cut_off_by(view.run.model, forecast))


def _weighted_median(value_w: Floats, weight_w: Floats) -> float:
    order = np.argsort(value_w, kind="stable")
    reached = np.cumsum(weight_w[order])
    return float(value_w[order][np.searchsorted(reached, 0.5 * reached[-1])])
