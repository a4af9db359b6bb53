"""Distributions of one uncertain number: a fixed one, a range, a named family; quantiles have `metalog.py`.

Each maps chances to values (`quantile`) and back (`cdf`), elementwise over arrays. What it is made of was checked
before: `families.py` has the rules.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from offramp.core.families import FAMILIES

if TYPE_CHECKING:  # NumPy is imported where values are asked for: a plain range is read without it
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

TAIL = 0.0005  # an end without bound counts as the quantile at this chance: one draw in 2,000 lies beyond


class Distribution(ABC):
    """How likely each value of one number is. Every distribution but `Fixed` is continuous on its support."""

    __slots__ = ()

    @abstractmethod
    def quantile(self, p: "ArrayLike") -> "Floats":
        """The values that the number stays below with chances `p` (0 to 1), in the shape of `p`."""

    @abstractmethod
    def cdf(self, x: "ArrayLike") -> "Floats":
        """The chances that the number is at most `x`, in the shape of `x`."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The lowest and the highest value that the number can take; either may be infinite."""

    @property
    def median(self) -> float:
        """The value that the number is as likely to exceed as not."""
        return float(self.quantile(0.5))

    @property
    def fixed(self) -> bool:
        """Whether there is one possible value only."""
        return False

    @property
    def bounds(self) -> tuple[float, float]:
        """The support; an end that has no bound counts as the quantile at TAIL or 1 - TAIL."""
        low, high = self.support
        if math.isinf(low):
            low = float(self.quantile(TAIL))
        return low, float(self.quantile(1 - TAIL)) if math.isinf(high) else high


@dataclass(frozen=True, slots=True)
class Fixed(Distribution):
    """A number that nobody doubts."""

    value: float

    def quantile(self, p: "ArrayLike") -> "Floats":
        """The one value, in the shape of `p`."""
        import numpy as np

        return np.full(np.shape(p), self.value)

    def cdf(self, x: "ArrayLike") -> "Floats":
        """0 below the value, 1 from it on."""
        import numpy as np

        return np.where(np.asarray(x) >= self.value, 1.0, 0.0)

    @property
    def support(self) -> tuple[float, float]:
        """The value, twice."""
        return self.value, self.value

    @property
    def median(self) -> float:
        """The value."""
        return self.value

    @property
    def fixed(self) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """A `range`: every value between two ends is as likely as any other. `low` is below `high`."""

    low: float
    high: float

    def quantile(self, p: "ArrayLike") -> "Floats":
        """Values between the ends, in proportion."""
        import numpy as np

        share = np.asarray(p, dtype=np.float64)
        return np.asarray((1.0 - share) * self.low + share * self.high)

    def cdf(self, x: "ArrayLike") -> "Floats":
        """How far from the lower to the upper end."""
        import numpy as np

        return np.asarray(np.clip((np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low), 0.0, 1.0))

    @property
    def support(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high

    @property
    def median(self) -> float:
        """The middle."""
        return 0.5 * (self.low + self.high)


@dataclass(frozen=True, slots=True)
class Named(Distribution):
    """A family with its parameters as written (`gamma` with `shape` and `mean`), cut off at `low` and `high`.

    What lies outside [low, high] is as if it had been drawn again.
    """

    family: str
    parameters: tuple[tuple[str, float], ...]
    low: float = -math.inf
    high: float = math.inf

    def _canonical(self) -> tuple[Any, ...]:
        import numpy as np

        with np.errstate(all="ignore"):  # parameters that overflow make no numbers, which the reader refuses
            return FAMILIES[self.family].canonical({name: np.float64(value) for name, value in self.parameters})

    def _held(self) -> tuple[float, float]:
        """The chances that the whole family is below `low` and below `high`."""
        import numpy as np

        family, canonical = FAMILIES[self.family], self._canonical()
        with np.errstate(all="ignore"):  # as above
            below = 0.0 if self.low == -math.inf else float(family.cdf(self.low, *canonical))
            return below, 1.0 if self.high == math.inf else float(family.cdf(self.high, *canonical))

    @property
    def held(self) -> float:
        """The share of the whole family that lies in [low, high]."""
        below, up_to = self._held()
        return up_to - below

    def quantile(self, p: "ArrayLike") -> "Floats":
        """Quantiles of the family, of what is left between `low` and `high`."""
        import numpy as np

        below, up_to = self._held()
        share = np.asarray(p, dtype=np.float64)
        with np.errstate(all="ignore"):  # as above
            found = FAMILIES[self.family].quantile((1.0 - share) * below + share * up_to, *self._canonical())
        # Rounding must not carry a value over an end.
        return np.asarray(np.clip(found, *self.support))

    def cdf(self, x: "ArrayLike") -> "Floats":
        """The family's chances, of what is left between `low` and `high`."""
        import numpy as np

        below, up_to = self._held()
        at = np.clip(np.asarray(x, dtype=np.float64), *self.support)
        with np.errstate(all="ignore"):  # as above
            found = FAMILIES[self.family].cdf(at, *self._canonical())
        return np.asarray(np.clip((found - below) / (up_to - below), 0.0, 1.0))

    @property
    def support(self) -> tuple[float, float]:
        """The family's own, within `low` and `high`."""
        low, high = FAMILIES[self.family].support(*self._canonical())
        return max(float(low), self.low), min(float(high), self.high)
