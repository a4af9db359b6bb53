"""Functions whose variance-based indices are known in closed form, over uniform shares of their inputs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.explore.designs import Design, Kind, draw

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """A function of shares with its variance and its indices."""

    function: Callable[[Floats], Floats]
    variance: float
    first: tuple[float, ...]
    total: tuple[float, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"x{a + 1}" for a in range(len(self.first)))

    def drawn(self, kind: Kind, worlds: int, seed: int) -> tuple[Design, Floats]:
        """A design of this kind, and the function in its worlds."""
        share_wa, layout = draw(kind, worlds, self.names, seed, (), 8)
        return Design(self.names, share_wa, share_wa, kind, layout), self.function(share_wa)


def ishigami() -> Known:
    """sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on (−π, π)³ with a = 7, b = 0.1 (Ishigami & Homma 1990)."""
    a, b, p = 7.0, 0.1, np.pi

    def function(share_wa: Floats) -> Floats:
        x = (2 * share_wa - 1) * p
        result: Floats = np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])
        return result

    one, two, one_three = 0.5 * (1 + b * p**4 / 5) ** 2, a**2 / 8, b**2 * p**8 * 8 / 225
    variance = one + two + one_three
    return Known(
        function,
        variance,
        (one / variance, two / variance, 0.0),
        ((one + one_three) / variance, two / variance, one_three / variance),
    )


def sobol_g(weights: tuple[float, ...] = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)) -> Known:
    """Π (|4u − 2| + a) / (1 + a) (Saltelli & Sobol' 1995): partial variances 1 / (3 (1 + a)²)."""
    a = np.array(weights)

    def function(share_wa: Floats) -> Floats:
        result: Floats = np.prod((np.abs(4 * share_wa - 2) + a) / (1 + a), axis=1)
        return result

    part = 1 / (3 * (1 + a) ** 2)
    variance = float(np.prod(1 + part) - 1)
    others = np.prod(1 + part) / (1 + part)
    return Known(function, variance, tuple(part / variance), tuple(part * others / variance))


def within(interval_ka: Floats, known: tuple[float, ...]) -> NDArray[np.bool_]:
    """Which intervals hold the known number; of numbers near 0 the rounding of a tiny interval is no fault."""
    return (interval_ka[0] - 1e-3 <= known) & (known <= interval_ka[1] + 1e-3)
