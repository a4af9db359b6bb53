"""Which assumptions a conclusion hinges on: each one's curve, tested against chance, the strongest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.null_scores import null_scores, p_value, scores
from offramp.explore.hinges.quantile_scale import mid_ranks
from offramp.explore.hinges.share_curves import HALF, Crossing, ShareCurve, share_curve
from offramp.explore.hinges.weights import checked_weights, effective_size
from offramp.explore.shares import FEWEST_FOR_SHARE

Floats = NDArray[np.float64]
Status = Literal["found", "nothing_stands_out", "too_few_worlds", "always", "never"]

NOISE_LEVEL = 0.01  # where a conclusion hinges on nothing, one in a hundred times something is claimed all the same
DEGREES = 4  # of the polynomials that a curve's shape is looked for in


@dataclass(frozen=True)
class Hinge:
    """One assumption. low_share, high_share: where it has its 10th and its 90th percentile.

    p_value: the chance that the strongest of all assumptions would look as strong if the conclusion hinged on none.
    matters: whether that is below the noise level.
    """

    name: str
    curve: ShareCurve
    low_share: float
    high_share: float
    p_value: float
    matters: bool

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """Where the share passes the level; none for one that doesn't matter."""
        return self.curve.crossings if self.matters else ()

    @property
    def strength(self) -> float:
        """By how much the share differs between values that aren't far out: `ShareCurve.swing`."""
        return self.curve.swing


@dataclass(frozen=True)
class Hinges:
    """All assumptions: those that matter first, strongest first. share: of all worlds, too close to call as half."""

    status: Status
    ranked: tuple[Hinge, ...]
    share: float
    effective_worlds: float

    @property
    def that_matter(self) -> tuple[Hinge, ...]:
        """Those above noise."""
        return tuple(hinge for hinge in self.ranked if hinge.matters)


def find_hinges(
    names: Sequence[str],
    value_wa: Floats,
    holds_w: Floats,
    weight_w: Floats | None = None,
    *,
    seed: int,
    level: float = HALF,
    noise_level: float = NOISE_LEVEL,
    all_curves: bool = True,
) -> Hinges:
    """The hinges of one conclusion.

    value_wa: worlds × assumptions, in the order of `names`. holds_w: 0 to 1, NaN where too close to call. weight_w: at
    least 0. all_curves: False leaves out assumptions that don't matter, whose curves take most of the time. The test is
    one for all assumptions (Westfall & Young 1993, single step): where several conclusions are looked at, divide
    `noise_level` by their number. An assumption that moves with a hinge looks like one.
    """
    weight_w = checked_weights(weight_w, len(holds_w))
    counted = weight_w > 0
    value_wa, weight_w = np.asarray(value_wa, dtype=float)[counted], weight_w[counted]
    holds_w = np.asarray(holds_w, dtype=float)[counted]
    called_w = np.where(np.isnan(holds_w), 0.5, holds_w)
    size = effective_size(weight_w)
    share = float(weight_w @ called_w / weight_w.sum())
    if not (called_w > 0).any() or (called_w == 1).all():
        return Hinges("always" if share else "never", (), share, size)
    if size < FEWEST_FOR_SHARE:
        return Hinges("too_few_worlds", (), share, size)
    if not names:
        return Hinges("nothing_stands_out", (), share, size)
    p_a = importance(value_wa, called_w, weight_w, seed)
    found = []
    for a, name in enumerate(names):
        if not all_curves and p_a[a] > noise_level:
            continue
        curve = share_curve(value_wa[:, a], holds_w, weight_w, level, seed)
        found.append(Hinge(name, curve, curve.at(0.1), curve.at(0.9), float(p_a[a]), bool(p_a[a] <= noise_level)))
    ranked = sorted(found, key=lambda hinge: (not hinge.matters, -hinge.strength))
    matters = bool(ranked) and ranked[0].matters
    return Hinges("found" if matters else "nothing_stands_out", tuple(ranked), share, size)


def importance(value_wa: Floats, holds_w: Floats, weight_w: Floats, seed: int) -> Floats:
    """The p-value of each assumption, adjusted for there being so many: shape (assumptions,).

    The statistic is Σ_k c_k² / k² over the coefficients c_k of orthonormal polynomials of degree k = 1 … 4 on the
    quantile scale (a smooth test, Neyman 1937, that looks at simple shapes first), in units of its spread by chance.
    """
    parts = [_shapes(value_wa[:, a], weight_w) for a in range(value_wa.shape[1])]
    feature_wk = np.concatenate(parts, axis=1)
    owner_k = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
    gather_ka = (owner_k[:, None] == np.arange(len(parts))).astype(float)
    found_a = scores(feature_wk, holds_w, weight_w) ** 2 @ gather_ka
    null_ra = null_scores(feature_wk, holds_w, weight_w, seed, "hinges against noise") ** 2 @ gather_ka
    spread_a = null_ra.std(axis=0)
    varies = spread_a > 0
    spread_a = np.where(varies, spread_a, 1.0)
    middle_a = null_ra.mean(axis=0)
    largest_r = ((null_ra - middle_a) / spread_a)[:, varies].max(axis=1, initial=-np.inf)
    return np.where(varies, [p_value(z, largest_r) for z in (found_a - middle_a) / spread_a], 1.0)


def _shapes(value_w: Floats, weight_w: Floats) -> Floats:
    """Orthonormal polynomials of the quantile scale, divided by their degree: shape (worlds, degrees)."""
    return _shapes_of(value_w.tobytes(), weight_w.tobytes())


@lru_cache(maxsize=512)
def _shapes_of(values: bytes, weights: bytes) -> Floats:
    """The same, kept for the next conclusion about the same worlds."""
    value_w, weight_w = np.frombuffer(values), np.frombuffer(weights)
    place_w = 2 * mid_ranks(value_w, weight_w) - 1
    degrees = min(DEGREES, len(np.unique(value_w)) - 1)
    if degrees < 1:
        return np.zeros((len(value_w), 1))
    basis_wk = np.polynomial.legendre.legvander(place_w, degrees) * np.sqrt(weight_w)[:, None]
    orthonormal_wk, _ = np.linalg.qr(basis_wk)
    shape_wk: Floats = orthonormal_wk[:, 1:] / np.sqrt(weight_w)[:, None] / np.arange(1, degrees + 1)
    shape_wk.setflags(write=False)
    return shape_wk
