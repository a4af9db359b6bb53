"""The metalog distribution through given quantiles, in closed form.

Keelin, T. W. (2016), The Metalog Distributions, Decision Analysis 13(4), 243–277: the quantile function is
M(y) = a1 + a2 L + a3 (y-½) L + a4 (y-½) + a5 (y-½)² + a6 (y-½)² L + … with L = ln(y / (1-y)). With as many terms as
quantiles it passes through each of them exactly. A bound is kept by taking M for the logarithm of the distance
to it, or for the logit between two bounds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offramp.core.distributions import Distribution

if TYPE_CHECKING:  # NumPy is imported where it is needed: most scenarios are read without it
    from numpy.typing import ArrayLike

    from offramp.core.distributions import Floats

FEWEST, MOST = 2, 10  # quantiles; past ten the interpolation swings more between them than anyone means
_LOGITS = 40.0  # past this, chances differ from 0 and 1 by less than 1e-17
_SCAN = 4001  # chances at which the slope is looked at
_TAIL = 1e-6


def _terms(count: int) -> tuple[list[int], list[int]]:
    """The numbers of the terms that multiply L by a power of (y-½), and of those that don't; in order of the power."""
    with_log = [1, 2, *range(5, count, 2)]
    without = [0, 3, *range(4, count, 2)]
    return [k for k in with_log if k < count], [k for k in without if k < count]


def _basis(y: "Floats", logit: "Floats", count: int) -> "Floats":
    """The terms at chances `y`, shape (len(y), count)."""
    import numpy as np

    columns = np.zeros((len(y), count))
    with_log, without = _terms(count)
    for power, k in enumerate(with_log):
        columns[:, k] = (y - 0.5) ** power * logit
    for power, k in enumerate(without):
        columns[:, k] = (y - 0.5) ** power
    return columns


@dataclass(frozen=True, slots=True)
class Metalog(Distribution):
    """The metalog through `values` at the chances `chances`, both rising; `low` and `high` may be infinite.

    `coefficients` are a1, a2, …; make one with `metalog`.
    """

    chances: tuple[float, ...]
    values: tuple[float, ...]
    low: float
    high: float
    coefficients: tuple[float, ...]

    def quantile(self, p: "ArrayLike") -> "Floats":
        """The quantile function: 0 gives the lower bound, 1 the upper one."""
        import numpy as np

        share = np.asarray(p, dtype=np.float64)
        flat = share.reshape(-1)
        inside = (flat > 0.0) & (flat < 1.0)
        y = np.where(inside, flat, 0.5)
        found = self._from_logit(y, np.log(y) - np.log1p(-y))
        return np.where(inside, found, np.where(flat <= 0.0, self.low, self.high)).reshape(share.shape)

    def cdf(self, x: "ArrayLike") -> "Floats":
        """The inverse of the quantile function, by bisection."""
        import numpy as np

        asked = np.asarray(x, dtype=np.float64)
        low, high = np.full(asked.shape, -_LOGITS), np.full(asked.shape, _LOGITS)
        for _ in range(60):  # halves 80 logits to the precision of a float
            middle = 0.5 * (low + high)
            logit = middle.reshape(-1)
            y = 1.0 / (1.0 + np.exp(-logit))
            above = self._from_logit(y, logit).reshape(asked.shape) > asked
            low, high = np.where(above, low, middle), np.where(above, middle, high)
        found = 1.0 / (1.0 + np.exp(-0.5 * (low + high)))
        return np.where(asked <= self.low, 0.0, np.where(asked >= self.high, 1.0, found))

    @property
    def median(self) -> float:
        """The value given for a chance of a half, without rounding; else from the quantile function."""
        given = dict(zip(self.chances, self.values, strict=True))
        return given[0.5] if 0.5 in given else float(self.quantile(0.5))

    @property
    def support(self) -> tuple[float, float]:
        """The two bounds."""
        return self.low, self.high

    def _from_logit(self, y: "Floats", logit: "Floats") -> "Floats":
        """Values at the chances `y`, whose logits are given (near 1 they can't be had from `y`)."""
        import numpy as np

        score = _basis(y, logit, len(self.coefficients)) @ np.array(self.coefficients)
        with np.errstate(over="ignore"):  # an overflow is an infinite value, which `metalog` refuses
            return np.asarray(_unscored(score, self.low, self.high))


def _scored(values: "Floats", low: float, high: float) -> "Floats":
    """Values on the scale without bounds on which a metalog is linear in its coefficients."""
    import numpy as np

    if math.isinf(low) and math.isinf(high):
        return values
    if math.isinf(high):
        return np.log(values - low)
    if math.isinf(low):
        return -np.log(high - values)
    return np.log((values - low) / (high - values))


def _unscored(score: "Floats", low: float, high: float) -> "Floats":
    """What `_scored` was made of."""
    import numpy as np

    if math.isinf(low) and math.isinf(high):
        return score
    if math.isinf(high):
        return low + np.exp(score)
    if math.isinf(low):
        return high - np.exp(-score)
    share = 0.5 * (1.0 + np.tanh(0.5 * score))
    return (1.0 - share) * low + share * high


def metalog(
    chances: Sequence[float], values: Sequence[float], low: float = -math.inf, high: float = math.inf
) -> Metalog | None:
    """The metalog through `values` at `chances`: both rising, the values strictly between `low` and `high`.

    None where they stand too close together to tell apart. It may not be a distribution: ask `falls`.
    """
    import numpy as np

    y = np.array(chances, dtype=np.float64)
    basis = _basis(y, np.log(y) - np.log1p(-y), len(y))
    with np.errstate(all="ignore"):  # what overflows is refused below
        try:
            found = np.linalg.solve(basis, _scored(np.array(values, dtype=np.float64), low, high))
        except np.linalg.LinAlgError:
            return None
    coefficients = tuple(float(a) for a in found)
    if not all(map(math.isfinite, coefficients)):
        return None
    return Metalog(tuple(chances), tuple(values), low, high, coefficients)


def falls(found: Metalog) -> tuple[float, float] | None:
    """Between which chances the quantile function falls (or stands still), so that it is no distribution's.

    None where it rises everywhere. The slope is looked at in 4,001 places, evenly spaced in the logit; at chances
    below a millionth of either end, a fall that rounding may have made is none.
    """
    import numpy as np

    logit = np.linspace(-_LOGITS, _LOGITS, _SCAN)
    y = 1.0 / (1.0 + np.exp(-logit))
    odds = np.exp(-np.abs(logit)) / (1.0 + np.exp(-np.abs(logit))) ** 2
    with np.errstate(all="ignore"):  # what isn't a number doesn't rise
        slope = _slope(y, logit, odds, found.coefficients)
        rounding = 1e-10 * max(abs(a) for a in found.coefficients[1:])
        rises = (slope > 0.0) | ((odds < _TAIL) & (slope > -rounding))
    if rises.all():
        return None
    first = int(np.argmin(rises))
    last = first + int(np.argmax(np.append(rises[first:], True)))
    return float(y[first]), float(y[last - 1])


def _slope(y: "Floats", logit: "Floats", odds: "Floats", coefficients: tuple[float, ...]) -> "Floats":
    """The derivative by the logit; `odds` is y (1-y). At an end it tends to the factor of L there."""
    import numpy as np

    with_log, without = _terms(len(coefficients))
    of_log = np.polynomial.Polynomial([coefficients[k] for k in with_log])
    rest = np.polynomial.Polynomial([coefficients[k] for k in without])
    around = y - 0.5
    slope: Floats = of_log(around) + odds * (of_log.deriv()(around) * logit + rest.deriv()(around))
    return slope
