"""One box in plain words: at most three conditions under which a conclusion holds, if any stand out from noise.

The box is searched on one random half of the worlds and judged on the other. A search among many assumptions finds
dense boxes in pure noise too, so a box counts only if worlds that had no part in the search bear it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.null_scores import null_scores, p_value, scores
from offramp.explore.hinges.pasting import Bounds, drop_conditions, harmonic, paste
from offramp.explore.hinges.peeling import ALPHA, LEAST_MASS, Fit, fit, inside, peel
from offramp.explore.hinges.resampling import half
from offramp.explore.hinges.weights import checked_weights, effective_size, weighted_share
from offramp.explore.shares import FEWEST_FOR_SHARE

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Status = Literal["found", "nothing_stands_out", "too_few_worlds", "always", "never", "not_looked_for"]

MOST_CONDITIONS = 3
NOISE_LEVEL = 0.01  # of boxes in pure noise, one in a hundred is taken for one that stands out
RESAMPLES = 50
HESITATION = 2.0  # standard errors; else nearly every assumption is restricted a little, by noise
FEWEST_CASES = 10  # worlds in which the conclusion holds, and in which it doesn't, in either half


@dataclass(frozen=True)
class Condition:
    """One assumption held between two values; None: no bound on that side.

    recurs: the share of searches on other halves of the worlds that bounded the assumption on a side where this does.
    """

    name: str
    low: float | None
    high: float | None
    recurs: float


@dataclass(frozen=True)
class Box:
    """The box that was found; `status` says whether it may be spoken of.

    searched, held_out: its fit on the half that it was searched on, and on the other one, where `density_interval` is
    the 95% interval of its density. base: the share in which the conclusion holds anywhere, on that other half.
    p_value: the chance of such a density there if the box had nothing to do with the conclusion. unclear: the share of
    its worlds that were too close to call, which count as one half. effective_worlds: how many worlds of equal weight
    would say as much.
    """

    status: Status
    conditions: tuple[Condition, ...] = ()
    searched: Fit | None = None
    held_out: Fit | None = None
    density_interval: tuple[float, float] | None = None
    base: float = float("nan")
    p_value: float | None = None
    unclear: float = 0.0
    effective_worlds: float = 0.0


@dataclass(frozen=True)
class Search:
    """How to search: what a peel takes away, the least mass, the objective (of `OBJECTIVES`), the most conditions."""

    alpha: float = ALPHA
    least_mass: float = LEAST_MASS
    objective: str = "lenient"
    most: int = MOST_CONDITIONS

    def bounds(self, value_wa: Floats, holds_w: Floats, weight_w: Floats) -> Bounds | None:
        """The best box on these worlds; None where nothing beats all of them.

        1. Peel; of the boxes on the way, take the one with the best harmonic mean of coverage and density. 2. Free
        assumptions until at most `most` are restricted. 3. Peel again with those alone, take the better box, and paste.
        4. Free what it is as good without.
        """
        found = self._best(value_wa, holds_w, weight_w, np.arange(value_wa.shape[1]))
        found = drop_conditions(value_wa, holds_w, found, self.most, weight_w)
        kept = np.flatnonzero(np.isfinite(found[0]) | np.isfinite(found[1]))
        if not len(kept):
            return None
        again = self._best(value_wa, holds_w, weight_w, kept)
        first, second = (harmonic(fit(inside(value_wa, *box), holds_w, weight_w)) for box in (found, again))
        found = paste(value_wa, holds_w, again if second > first else found, weight_w, self.alpha)
        found = drop_conditions(value_wa, holds_w, found, self.most, weight_w)
        return found if np.isfinite(found[0]).any() or np.isfinite(found[1]).any() else None

    def _best(self, value_wa: Floats, holds_w: Floats, weight_w: Floats, column_k: NDArray[np.int64]) -> Bounds:
        """The best box of a peeling that may restrict the assumptions `column_k`."""
        part = np.ascontiguousarray(value_wa[:, column_k])
        way = peel(part, holds_w, weight_w, self.alpha, self.least_mass, self.objective, HESITATION)
        both = way.coverage_b + way.density_b
        best = int(np.argmax(np.divide(way.coverage_b * way.density_b, both, out=np.zeros_like(both), where=both > 0)))
        low_a, high_a = np.full(value_wa.shape[1], -np.inf), np.full(value_wa.shape[1], np.inf)
        low_a[column_k], high_a[column_k] = way.low_ba[best], way.high_ba[best]
        return low_a, high_a


def find_box(
    names: Sequence[str],
    value_wa: Floats,
    holds_w: Floats,
    weight_w: Floats | None = None,
    *,
    seed: int,
    search: Search | None = None,
    noise_level: float = NOISE_LEVEL,
    resamples: int = RESAMPLES,
) -> Box:
    """Search a box in which the conclusion holds, judge it on worlds left out, and search again on other halves.

    value_wa: worlds × assumptions, in the order of `names`. holds_w: 0 to 1, NaN where too close to call. weight_w: at
    least 0. Where several conclusions are looked at, divide `noise_level` by their number.
    """
    search = search or Search()
    weight_w = checked_weights(weight_w, len(holds_w))
    counted = weight_w > 0
    value_wa, holds_w, weight_w = value_wa[counted], np.asarray(holds_w, dtype=float)[counted], weight_w[counted]
    unclear_w = np.isnan(holds_w)
    holds_w = np.where(unclear_w, 0.5, holds_w)
    size = effective_size(weight_w)
    learn_w = half(len(holds_w), seed, 0, "half to search a box on")
    status = _status(holds_w, size, learn_w)
    if status is not None:
        return Box(status, base=float(weight_w @ holds_w / weight_w.sum()), effective_worlds=size)
    test_w = ~learn_w
    base = float(weight_w[test_w] @ holds_w[test_w] / weight_w[test_w].sum())
    bounds = search.bounds(value_wa[learn_w], holds_w[learn_w], weight_w[learn_w]) if len(names) else None
    if bounds is None:
        return Box("nothing_stands_out", base=base, effective_worlds=size)
    held_w = inside(value_wa, *bounds)
    boxed_w = held_w & test_w
    chance = _chance(held_w[test_w], holds_w[test_w], weight_w[test_w], seed)
    stands_out = chance <= noise_level
    recurs = _recurrence(search, value_wa, holds_w, weight_w, bounds, seed, resamples if stands_out else 0)
    _, low, high = weighted_share(holds_w[boxed_w], weight_w[boxed_w]) if boxed_w.any() else (0.0, 0.0, 1.0)
    return Box(
        "found" if stands_out else "nothing_stands_out",
        tuple(_condition(names[a], bounds, a, share) for a, share in recurs.items()),
        fit(held_w[learn_w], holds_w[learn_w], weight_w[learn_w]),
        fit(held_w[test_w], holds_w[test_w], weight_w[test_w]),
        (low, high),
        base,
        chance,
        float(weight_w[held_w & unclear_w].sum() / weight_w[held_w].sum()),
        size,
    )


def _status(holds_w: Floats, size: float, learn_w: Bools) -> Status | None:
    """Why there can be no box; None where there may be one."""
    if not (holds_w > 0).any():
        return "never"
    if (holds_w == 1).all():
        return "always"
    halves = [holds_w[learn_w], holds_w[~learn_w]]
    fewest = min(min(part.sum(), (1 - part).sum()) for part in halves)
    return "too_few_worlds" if size < FEWEST_FOR_SHARE or fewest < FEWEST_CASES else None


def _chance(held_w: Bools, holds_w: Floats, weight_w: Floats, seed: int) -> float:
    """The chance that a box of this size holds so many cases if it has nothing to do with them.

    The box was chosen without these worlds, so only they need dealing out anew. For yes and no that is Fisher's exact
    test (1935).
    """
    if (weight_w == weight_w[0]).all() and np.isin(holds_w, (0, 1)).all():
        from scipy.stats import hypergeom

        worlds, cases, drawn = len(holds_w), int(holds_w.sum()), int(held_w.sum())
        return float(hypergeom.sf(int(holds_w[held_w].sum()) - 1, worlds, cases, drawn))
    feature = held_w[:, None].astype(float)
    found = float(scores(feature, holds_w, weight_w)[0])
    return p_value(found, null_scores(feature, holds_w, weight_w, seed, "box against noise")[:, 0])


def _recurrence(
    search: Search, value_wa: Floats, holds_w: Floats, weight_w: Floats, bounds: Bounds, seed: int, resamples: int
) -> dict[int, float]:
    """Each restricted assumption, with the share of resamples that bound it on a side on which the box does."""
    sides = np.isfinite(np.stack(bounds))
    again = np.zeros(value_wa.shape[1])
    for number in range(resamples):
        part = half(len(holds_w), seed, number, "half to search a box on again")
        found = search.bounds(value_wa[part], holds_w[part], weight_w[part])
        if found is not None:
            again += (np.isfinite(np.stack(found)) & sides).any(axis=0)
    return {int(a): float(again[a] / resamples) if resamples else 0.0 for a in np.flatnonzero(sides.any(axis=0))}


def _condition(name: str, bounds: Bounds, a: int, recurs: float) -> Condition:
    low, high = (float(bound[a]) for bound in bounds)
    return Condition(name, low if np.isfinite(low) else None, high if np.isfinite(high) else None, recurs)
