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
    gap = np.abs(after.value_m[: numbers.count] - known_m)
    axes = sum(1 + stock.lags for stock in model.stocks.values() if not stock.whole)
    share = beyond(plan.grids[-2], plan.grids[-1], axes)
    step = _usual(after.value_m[: numbers.count] - before.value_m[: numbers.count])
    if step > LEAST_STEP:
        share = min(1.0, _usual(np.hypot(gap, error_m)) / step)
    for part in (slice(0, numbers.first_reach), slice(numbers.first_reach, None)):
        if len(gap[part]):
            gap[part] = np.maximum(gap[part], _usual(gap[part]))
    further = np.zeros(0)
    if numbers.further.parts:
        further = np.abs(after.value_m[numbers.count :] - numbers.further.published(result))
        further = np.where(np.isfinite(further), further, 0.0)
        units = np.array([quantity.unit for quantity in numbers.further.quantities])
        told = np.array([not quantity.name.startswith(CLAIMED) for quantity in numbers.further.quantities])
        for unit in dict.fromkeys(units.tolist()):
            here = units == unit
            if (told & here).any():
                further[here] = np.maximum(further[here], _usual(further[told & here]))
        # Nobody has held claims' numbers against anything: they count as no better than chances are in general.
        chances = np.array([quantity.kind in (Kind.CHANCE, Kind.SHARE) for quantity in numbers.further.quantities])
        further[~told & chances] = np.maximum(further[~told & chances], _usual(gap))
    moved_m = steps[-1].moved_m * share if steps else np.zeros(numbers.all)
    left: Floats = np.maximum(moved_m, np.concatenate([np.hypot(gap, error_m), further]))
    left[numbers.kept_m] = 0.0
    return left


def _usual(values: Floats) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(values**2))) if len(values) else 0.0
