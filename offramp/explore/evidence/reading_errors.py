"""How far an observation may be off: the density, the chances and the draws of what was observed less what was true."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from offramp.core.distributions import Distribution, Named
from offramp.core.families import FAMILIES
from offramp.game.game import Game
from offramp.scenario.claims.questions import Evidence

Floats = NDArray[np.float64]

DENSEST = 500.0  # logarithm of a density; that of some families is infinite at an end


class ReadingError(Protocol):
    """The distribution of observed less true, elementwise over arrays."""

    def log_density(self, x: Floats) -> Floats:
        """Natural logarithms of the density; -inf where there is none."""

    def chance_below(self, x: Floats) -> Floats:
        """The chances that it is at most `x`."""

    def quantile(self, p: Floats) -> Floats:
        """The values that it stays below with chances `p`."""


@dataclass(frozen=True)
class Normal:
    """Around 0, with a spread above 0."""

    sd: float

    def log_density(self, x: Floats) -> Floats:
        """-x²/2σ² - ln(σ√2π)."""
        with np.errstate(over="ignore"):  # too far off for its square to be a number
            return np.asarray(-0.5 * (x / self.sd) ** 2 - np.log(self.sd * np.sqrt(2 * np.pi)))

    def chance_below(self, x: Floats) -> Floats:
        """Φ(x / σ)."""
        with np.errstate(over="ignore"):  # as above
            return np.asarray(ndtr(x / self.sd))

    def quantile(self, p: Floats) -> Floats:
        """σ times the quantile of a standard normal."""
        return np.asarray(self.sd * ndtri(p))


@dataclass(frozen=True)
class OfFamily:
    """A distribution with a name."""

    distribution: Named

    def log_density(self, x: Floats) -> Floats:
        """As the family has it."""
        named = self.distribution
        canonical = FAMILIES[named.family].canonical(dict(named.parameters))
        with np.errstate(all="ignore"):  # outside the support there is no logarithm, and -inf stands for it
            found = np.asarray(LOG_DENSITIES[named.family](np.asarray(x, dtype=np.float64), *canonical))
        return np.where(np.isnan(found), -np.inf, np.minimum(found, DENSEST))

    def chance_below(self, x: Floats) -> Floats:
        """As the family has it."""
        return self.distribution.cdf(x)

    def quantile(self, p: Floats) -> Floats:
        """As the family has it."""
        return self.distribution.quantile(p)


def reading_error(series: Evidence, game: Game) -> ReadingError | None:
    """The error of a series in one world; None where its spread isn't above 0 there.

    Raises ScenarioError where the spread is no number.
    """
    if series.sd is not None:
        sd = game.number(series.sd)
        return Normal(sd) if sd > 0 else None
    return _of(series.error)


def _of(error: Distribution | None) -> OfFamily:
    assert isinstance(error, Named)  # evidence has an `sd` or a `distribution`, and no bounds on it
    return OfFamily(error)


def _stats(name: str) -> Any:
    from scipy import stats  # takes longer to import than most scenarios to read

    return getattr(stats, name)


LOG_DENSITIES: dict[str, Callable[..., Any]] = {
    "normal": lambda x, mean, sd: Normal(sd).log_density(x - mean),
    "lognormal": lambda x, mu, sigma: _stats("lognorm").logpdf(x, sigma, 0.0, np.exp(mu)),
    "uniform": lambda x, low, high: np.where((x >= low) & (x <= high), -np.log(high - low), -np.inf),
    "loguniform": lambda x, low, high: _stats("loguniform").logpdf(x, low, high),
    "triangular": lambda x, low, mode, high: _stats("triang").logpdf(x, (mode - low) / (high - low), low, high - low),
    "pert": lambda x, low, mode, high: _stats("beta").logpdf(
        x, 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high - low
    ),
    "beta": lambda x, alpha, beta: _stats("beta").logpdf(x, alpha, beta),
    "gamma": lambda x, shape, scale: _stats("gamma").logpdf(x, shape, 0.0, scale),
    "exponential": lambda x, shape, scale: _stats("expon").logpdf(x, 0.0, scale),
    "weibull": lambda x, shape, scale: _stats("weibull_min").logpdf(x, shape, 0.0, scale),
    "student_t": lambda x, center, scale, df: _stats("t").logpdf(x, df, center, scale),
}
"""By family, with the parameters that `core.families` computes with: a new family there is a new row here."""
