"""What the finest grid of a plan may still be off by, which no world can be asked."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.calibration import Calibration
from offramp.explore.claim_numbers import CLAIMED
from offramp.explore.quantities import Kind
from offramp.explore.world_plan import Plan
from offramp.explore.world_solves import Numbers, World, published
from offramp.scenario.model import ScenarioModel

Floats = NDArray[np.float64]

LEAST_STEP = 0.002  # a smaller change of a baseline, in chance, says nothing of what is left


def beyond(first: int, second: int, axes: int) -> float:
    """What the way from one grid to the next says of the way that is left, as interpolation errs by the square of the
    cell (Roache 1994)."""
    shrinks = float((first / second) ** (2 / max(1, axes)))
    return shrinks / (1 - shrinks)


def left_over(
    model: ScenarioModel,
    steps: Sequence[Calibration],
    plan: Plan,
    baselines: tuple[World, World],
    result: Mapping[str, Any],
    numbers: Numbers,
) -> Floats:
    """What the finest grid may be off by, number by number: by what is left of the way that led to it, and by how far
    it is from a view's own result at the baseline, and that one's error.

    steps: from grid to grid, in worlds of the view. baselines: the view's on the last two grids. As a share of the last
    step, what is left is what it is at the baseline, all of it at most; where that hardly moves, what theory says.

    One number can be right by luck: none counts as better than the reaches (or the chances) are in general, and none of
    what else was asked for as better than what has its unit.
    """
    known_m, error_m = published(result, numbers)
    before, after = baselines
    count, further = numbers.count, np.zeros(0)
    axes = sum(1 + stock.lags for stock in model.stocks.values() if not stock.whole)
    share = beyond(plan.grids[-2], plan.grids[-1], axes)
    # What isn't put right by the play on the exact dynamics errs as the grids themselves do.
    own_m = after.value_m[:count] - after.gap_m
    own_gap_m = _at_least_usual(np.abs(own_m - known_m), numbers)
    share = _at_baseline(before.value_m[:count] - before.gap_m, own_m, known_m, error_m, share)
    moved_m = steps[-1].moved_m * share if steps else np.zeros(numbers.all)
    gap_m = own_gap_m
    if after.gap_m.any():
        gap_m = _at_least_usual(np.abs(after.value_m[:count] - known_m), numbers)
        gap_m = np.hypot(gap_m, _largest(2 * after.noise_m, numbers))
        if steps:
            share = _at_baseline(before.value_m[:count], after.value_m[:count], known_m, error_m, 1.0)
            share = max(share, _still_to_come(usual(before.gap_m), usual(after.gap_m)))
            moved_m[:count] = steps[-1].moved_m[:count] * share
    if numbers.further.parts:
        further = np.abs(after.value_m[count:] - numbers.further.published(result))
        further = np.where(np.isfinite(further), further, 0.0)
        units = np.array([quantity.unit for quantity in numbers.further.quantities])
        told = np.array([not quantity.name.startswith(CLAIMED) for quantity in numbers.further.quantities])
        for unit in dict.fromkeys(units.tolist()):
            here = units == unit
            if (told & here).any():
                further[here] = np.maximum(further[here], usual(further[told & here]))
        # Nobody has held claims' numbers against anything: they count as no better than chances are in general.
        chances = np.array([quantity.kind in (Kind.CHANCE, Kind.SHARE) for quantity in numbers.further.quantities])
        further[~told & chances] = np.maximum(further[~told & chances], usual(own_gap_m))
    left: Floats = np.maximum(moved_m, np.concatenate([np.hypot(gap_m, error_m), further]))
    left[numbers.kept_m] = 0.0
    return left


def _at_baseline(before_m: Floats, after_m: Floats, known_m: Floats, error_m: Floats, unmoved: float) -> float:
    """What is left after the last step as a share of it, at the baseline: all of it at most, `unmoved` where that step
    hardly changes anything."""
    step = usual(after_m - before_m)
    return min(1.0, usual(np.hypot(after_m - known_m, error_m)) / step) if step > LEAST_STEP else unmoved


def _at_least_usual(gap_m: Floats, numbers: Numbers) -> Floats:
    """Gaps of which none counts as smaller than those of the reaches, or of the chances, are in general."""
    result = gap_m.copy()
    for part in _parts(numbers):
        if len(gap_m[part]):
            result[part] = np.maximum(gap_m[part], usual(gap_m[part]))
    return result


def _largest(noise_m: Floats, numbers: Numbers) -> Floats:
    """For every number the largest noise of the reaches, or of the chances: what is all but certain at the baseline
    has none there, and some in other worlds."""
    result = noise_m.copy()
    for part in _parts(numbers):
        if len(noise_m[part]):
            result[part] = noise_m[part].max()
    return result


def _parts(numbers: Numbers) -> tuple[slice, slice]:
    """The chances of endings and groups, and the reaches."""
    return slice(0, numbers.first_reach), slice(numbers.first_reach, None)


def _still_to_come(before: float, after: float) -> float:
    """How much the way that is left comes to as a share of the last step, where what the play on the exact dynamics
    shows of the last two grids has shrunk so: all of it at most."""
    if before <= 0.0:
        return 1.0
    shrinks = min(after / before, 0.5)
    return shrinks / (1 - shrinks)


def usual(values: Floats) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(values**2))) if len(values) else 0.0
