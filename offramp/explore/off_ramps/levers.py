"""Levers: the smallest shift of one assumption inside its range with which the verdict moves towards free.

Shifts are measured in quantiles of the assumption's own distribution, so that they can be compared: half of what it may
be lies within a shift of one half. Each look is a solution on the coarse grid, moved by what that is off by at the
baseline.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.core.distributions import TAIL
from offramp.explore.hinges.flip_values import PRECISION, Flip, Flips, find_flips
from offramp.explore.off_ramps.search import Search
from offramp.judge.off_ramps.candidates import Candidate
from offramp.judge.off_ramps.standings import REACHES
from offramp.scenario.model import Assumption

Floats = NDArray[np.float64]

STEPS = 2  # looks on each side before halving
USUAL = 0.5  # the median
EXACT_PRECISION = 1e-4  # of the range, where nothing but rounding is off


@dataclass(frozen=True)
class Lever:
    """An assumption and where, on either side, it turns the verdict: `flips` in quantiles of its distribution.

    value: what it is at the baseline.
    """

    assumption: Assumption
    view: str | None
    value: float
    flips: Flips

    @property
    def nearest(self) -> Flip | None:
        """The smaller shift of the two; None where none turns the verdict."""
        return self.flips.nearest

    @property
    def shift(self) -> float:
        """How far it must move, in quantiles; infinite where no shift does."""
        nearest = self.nearest
        return float("inf") if nearest is None or nearest.value is None else abs(nearest.value - self.flips.baseline)

    def at(self, quantile: float | None) -> float | None:
        """The assumption's value at a quantile."""
        return None if quantile is None else _value(self.assumption, self.view, quantile)


def levers(search: Search, names: Sequence[str]) -> list[Lever]:
    """The lever that each of these assumptions is, the smallest shift first."""
    found = search.crew.each(lambda name: _lever(search, name), names, "moving assumptions")
    return sorted(found, key=lambda lever: lever.shift)


def _lever(search: Search, name: str) -> Lever:
    games, baseline = search.coarse.games, search.baseline
    assumption, view = games.model.assumptions[name], games.view
    here = float(baseline.solution.game.assumptions[name])
    distribution = assumption.distribution_in(view)
    low, high = distribution.support
    ends = (0.0 if np.isfinite(low) else TAIL), (1.0 if np.isfinite(high) else 1 - TAIL)
    place = float(np.clip(distribution.cdf(here), *ends))

    def look(quantile: float) -> tuple[float, float]:
        if quantile == place:
            return _margin(search, baseline.number_n, 0.0)
        value = _value(assumption, view, quantile)
        try:
            number_n = search.coarse.numbers(Candidate(name, "proposal", change={name: value}))
        except ScenarioError:
            return float("nan"), 0.0
        return _margin(search, baseline.number_n + number_n - search.coarse.without_n, USUAL)

    precision = EXACT_PRECISION if search.exact else PRECISION
    return Lever(assumption, view, here, find_flips(look, place, *ends, 0.0, STEPS, precision))


def _value(assumption: Assumption, view: str | None, quantile: float) -> float:
    return float(assumption.quantile(view, quantile))


def _margin(search: Search, number_n: Floats, share: float) -> tuple[float, float]:
    """By how much the verdict is nearer to free than all that it may be at the baseline; and the error of that.

    share: the quantile of what the coarse grid was off by for off-ramps, which is added to the error; 0: nothing is.
    """
    baseline = search.baseline
    best = baseline.verdict.best
    if not best:
        return 0.0, 1.0  # it may be free already
    reach_r = number_n[: min(best, REACHES)] - baseline.level
    r = int(np.argmax(reach_r))
    return float(reach_r[r]), float(baseline.error_n[r] + (search.off_n(share)[r] if share else 0.0))
