"""The share of worlds in which a conclusion holds, as a curve over one assumption, and where it crosses one half."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms
from offramp.explore.hinges.quantile_scale import QuantileScale
from offramp.explore.hinges.weights import checked_weights

Floats = NDArray[np.float64]

HALF = 0.5
DRAWS = 2000  # of the noise along a curve, for the width of its band
COVERAGE = 0.95
OUTER = 2  # bins at either end that are left out: a line through few worlds on one side only is biased there


@dataclass(frozen=True)
class Crossing:
    """The curve passes the level at `value`, in the assumption's unit, and somewhere from `low` to `high` at 95%."""

    value: float
    low: float
    high: float
    direction: Literal["rises", "falls"]


@dataclass(frozen=True)
class ShareCurve:
    """The share in which a conclusion holds where the assumption has each of `value_g`.

    place_g: these values on the quantile scale, 2.5th to 97.5th percentile. low_g, high_g: a 95% band for the whole
    curve at once (simultaneous); worlds too close to call count as failing in the one and as holding in the
    other. by_value: one point for each value of an assumption that has few; else a smooth curve. level, crossings:
    where the band says that it is passed.
    """

    value_g: Floats
    place_g: Floats
    share_g: Floats
    low_g: Floats
    high_g: Floats
    by_value: bool
    level: float
    crossings: tuple[Crossing, ...]

    def at(self, place: float) -> float:
        """The share where the assumption has this quantile (0.1: its 10th percentile)."""
        if self.by_value:
            return float(self.share_g[np.argmin(np.abs(self.place_g - place))])
        return float(np.interp(place, self.place_g, self.share_g))

    @property
    def swing(self) -> float:
        """Largest minus smallest share from the 10th to the 90th percentile; over all values where they are few."""
        inner = self.share_g if self.by_value else self.share_g[(self.place_g > 0.1) & (self.place_g < 0.9)]
        return float(inner.max() - inner.min())


def share_curve(
    value_w: Floats, holds_w: Floats, weight_w: Floats | None = None, level: float = HALF, seed: int = 1
) -> ShareCurve:
    """The curve of one conclusion over one assumption.

    value_w: the assumption. holds_w: 0 to 1, NaN where too close to call. The curve is local-linear on the quantile
    scale; its band is Wilson's (1927) interval at each point with so many worlds as the point rests on, widened until
    it holds the whole curve 95 times in 100 (as simulated along a Gaussian curve with the same smoothing). It is wider
    than it need be where `holds_w` lies between 0 and 1.
    """
    weight_w = checked_weights(weight_w, len(value_w))
    counted = weight_w > 0
    value_w, holds_w, weight_w = value_w[counted], holds_w[counted], checked_weights(weight_w[counted], counted.sum())
    scale, times = _scale(np.asarray(value_w, dtype=float).tobytes(), weight_w.tobytes(), seed)
    unclear_w = np.isnan(holds_w)
    sure, possible, middle = (
        np.clip(scale.smooth_gb @ scale.means(np.where(unclear_w, stand_in, holds_w), weight_w), 0, 1)
        for stand_in in (0.0, 1.0, 0.5)
    )
    low_g, high_g = wilson_band(sure, scale.size_g, times)[0], wilson_band(possible, scale.size_g, times)[1]
    shown = slice(None) if scale.by_value else slice(OUTER, -OUTER)
    value_g, place_g, share_g, low_g, high_g = (
        part[shown] for part in (scale.value_b, scale.place_b, middle, low_g, high_g)
    )
    crossings = _crossings(value_g, share_g, low_g, high_g, level, scale.by_value)
    return ShareCurve(value_g, place_g, share_g, low_g, high_g, scale.by_value, level, crossings)


@lru_cache(maxsize=512)
def _scale(values: bytes, weights: bytes, seed: int) -> tuple[QuantileScale, float]:
    """The scale of an assumption and its band factor, kept for the next conclusion about the same worlds."""
    scale = QuantileScale.of(np.frombuffer(values), np.frombuffer(weights))
    return scale, band_factor(scale, seed)


def band_factor(scale: QuantileScale, seed: int) -> float:
    """So many standard errors hold the whole curve at once, 95 times in 100."""
    noise = _noise(seed, len(scale.mass_b))
    scaled_gb = scale.smooth_gb * np.sqrt(scale.noise_b) * np.sqrt(scale.size_g)[:, None]
    return float(np.quantile(np.abs(noise @ scaled_gb.T).max(axis=1), COVERAGE))


@lru_cache(maxsize=4)
def _noise(seed: int, bins: int) -> Floats:
    from scipy.special import ndtri

    drawn: Floats = ndtri(uniforms(seed, 0, np.arange(DRAWS * bins), "noise along a curve", 0)).reshape(DRAWS, bins)
    drawn.setflags(write=False)
    return drawn


def wilson_band(share_g: Floats, size_g: Floats, times: float) -> tuple[Floats, Floats]:
    """Wilson's interval, `times` standard errors wide, for shares that rest on `size_g` worlds."""
    square = times * times / size_g
    middle = (share_g + square / 2) / (1 + square)
    half = times * np.sqrt(share_g * (1 - share_g) / size_g + square / (4 * size_g)) / (1 + square)
    return np.maximum(0.0, middle - half), np.minimum(1.0, middle + half)


def _crossings(
    value_g: Floats, share_g: Floats, low_g: Floats, high_g: Floats, level: float, by_value: bool
) -> tuple[Crossing, ...]:
    """One crossing between each two neighbouring stretches where the band is wholly above and below the level."""
    decided_g = (low_g > level).astype(int) - (high_g < level).astype(int)
    sure = np.flatnonzero(decided_g)
    found = []
    for before, after in pairwise(sure):
        if decided_g[before] == decided_g[after]:
            continue
        rises = bool(decided_g[after] > 0)
        if by_value:
            ends = [float(value_g[g]) for g in (before, after)]
            found.append(Crossing(sum(ends) / 2, ends[0], ends[1], "rises" if rises else "falls"))
            continue
        leaving, reaching = (high_g, low_g) if rises else (low_g, high_g)
        between = slice(before, after + 1)
        inside = _passes(value_g, share_g, level, between)
        first = _passes(value_g, leaving, level, slice(before, before + 2))[0]
        last = _passes(value_g, reaching, level, slice(after - 1, after + 1))[-1]
        found.append(Crossing(inside[len(inside) // 2], first, last, "rises" if rises else "falls"))
    return tuple(found)


def _passes(value_g: Floats, share_g: Floats, level: float, between: slice) -> list[float]:
    """Where a line through these points passes the level, in the assumption's unit."""
    value, above = value_g[between], share_g[between] - level
    turn = np.flatnonzero((above[:-1] < 0) != (above[1:] < 0))
    return [float(value[g] + (value[g + 1] - value[g]) * above[g] / (above[g] - above[g + 1])) for g in turn]
