"""What is uncertain, drawn many times: in how many worlds does each verdict hold (concept §2.6 and §5)?

Large games are solved on a coarse grid in every world and on a finer one in a hundred of them, from which the others
are corrected; small ones on the finer grid throughout; games of finitely many states exactly. What the finer grid
itself may be off by is looked up where it counts: in the worlds nearest to the level, on a grid that is finer still,
and at the view's baseline, which was solved with all its checks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.calibration import FITTED, Calibration, calibrate
from offramp.explore.designs import Design, design, varying
from offramp.explore.view_runs import AS_WRITTEN
from offramp.explore.world_plan import COARSE, FINE, FINEST, Plan, checked, make_plan, one_grid
from offramp.explore.world_results import Explored, nearest_to_level, world_results, worlds_finding
from offramp.explore.world_runs import Workers, baseline_block, blocks, workers
from offramp.explore.world_solves import Numbers, World, published
from offramp.judge.requests import Progress
from offramp.scenario.model import ScenarioModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def explore(
    model: ScenarioModel,
    views: Mapping[str, Mapping[str, Any]],
    asked: int | None,
    seed: int,
    level: float,
    processes: int,
    tell: Progress,
) -> dict[str, Any]:
    """The worlds of every view, as `analyse --json` documents them.

    views: each view's own result (`as_written`: without a view). asked: worlds a view; None leaves it to the size
    of the game. Results depend on neither `processes` nor the machine's speed.
    """
    names = {view: None if view == AS_WRITTEN else view for view in views}
    vary = {view: varying(model, name) for view, name in names.items()}
    if asked == 0 or not any(vary.values()):
        return _none(seed, level, "asked" if asked == 0 else "nothing_varies")
    numbers = Numbers.of(model, next(iter(views.values()))["actors"])
    with workers(model, numbers, processes) as team:
        explorer = _Explorer(team, names, tell)
        baselines = explorer.baselines(COARSE)
        if any(world.faults for world in baselines.values()):
            return _none(seed, level, "unsolvable")
        plan = make_plan(baselines, [view for view in views if vary[view]], asked)
        if not plan.worlds:
            return _none(seed, level, plan.reason)
        if not one_grid(baselines):
            baselines = explorer.baselines(FINE)
            if any(world.faults for world in baselines.values()):
                return _none(seed, level, "unsolvable")
        designs = {view: design(model, names[view], plan.worlds if vary[view] else 0, seed) for view in views}
        carried = explorer.carried(designs, plan)
        gaps = explorer.gaps(designs, carried, plan, level)
    results = {}
    for view, found in carried.items():
        error_m = np.zeros(numbers.count)
        if not one_grid(baselines):
            left_m = gaps[view] * _growth(sum(1 + stock.lags for stock in model.stocks.values() if not stock.whole))
            error_m = np.maximum(left_m, _gap(baselines[view], views[view], numbers))
        explored = found.explored(designs[view], error_m, numbers, level)
        results[view] = world_results(explored, numbers, level)
    return {
        "count": plan.worlds,
        "reason": plan.reason,
        "seed": seed,
        "level": level,
        "finding": worlds_finding(views, results, plan.worlds),
        "grids": [] if one_grid(baselines) else list(plan.grids),
        "views": results,
    }


def _none(seed: int, level: float, reason: str) -> dict[str, Any]:
    return {"count": 0, "reason": reason, "seed": seed, "level": level, "finding": None, "grids": [], "views": {}}


def _growth(axes: int) -> float:
    """What a change from the fine to the finest grid says about the way that is left, as interpolation errs by the
    square of the cell (Roache 1994)."""
    return 1 / (1 - float((FINE / FINEST) ** (2 / max(1, axes))))


def _gap(baseline: World, result: Mapping[str, Any], numbers: Numbers) -> Floats:
    """How far the fine grid is from a view's own result at the baseline, and that one's error.

    One number can be right by luck: none counts as better than the reaches (or the chances) are in general.
    """
    known_m, error_m = published(result, numbers)
    gap_m = np.abs(baseline.value_m - known_m)
    for part in (slice(0, numbers.first_reach), slice(numbers.first_reach, None)):
        if len(gap_m[part]):
            gap_m[part] = np.maximum(gap_m[part], np.sqrt(np.mean(gap_m[part] ** 2)))
    return gap_m + error_m


@dataclass(frozen=True)
class _Carried:
    """The worlds of one view on the fine grid: those of `fine_w` were solved there, the others carried over."""

    value_wm: Floats
    error_w: Floats
    number_w: Ints
    fine_w: NDArray[np.bool_]
    failed: tuple[World, ...]
    predicted: Calibration | None  # None where nothing had to be carried over
    exact: bool

    def explored(self, drawn: Design, error_m: Floats, numbers: Numbers, level: float) -> Explored:
        """The numbers of all worlds with their errors."""
        error_wm = self.error_w[:, None] + error_m
        if self.predicted is not None:
            levels = [None if m < numbers.first_reach else level for m in range(numbers.count)]
            error_wm[~self.fine_w] += [self.predicted.error(m, at) for m, at in enumerate(levels)]
        fitted = int(self.fine_w.sum()) if self.predicted is not None else 0
        return Explored(drawn, self.value_wm, error_wm, self.failed, fitted, self.exact)


class _Explorer:
    """Solves worlds of all views at once, so that no process waits for the slowest view."""

    def __init__(self, team: Workers, names: Mapping[str, str | None], tell: Progress) -> None:
        self.team, self.names, self.tell = team, names, tell

    def baselines(self, points: int) -> dict[str, World]:
        """Every view's baseline on grids of `points` states."""
        work = [baseline_block(name, points) for name in self.names.values()]
        found = self.team.solve(work, self.tell, "sizing up the worlds")
        return {view: worlds[0] for view, worlds in zip(self.names, found, strict=True)}

    def carried(self, designs: Mapping[str, Design], plan: Plan) -> dict[str, _Carried]:
        """Every world of every view, on the plan's second grid where it has three, else on its first."""
        everything = {view: np.arange(len(d.share_wa)) for view, d in designs.items()}
        first = self._solve(designs, everything, plan, plan.grids[0], "worlds")
        second: dict[str, list[World]] = {view: [] for view in designs}
        if len(plan.grids) == 3:
            good = {
                v: np.array([w.number for w in found if not w.faults][:FITTED], dtype=np.int64)
                for v, found in first.items()
            }
            second = self._solve(designs, good, plan, plan.grids[1], "worlds on a finer grid")
        return {view: _carry(first[view], second[view], len(plan.grids) == 3, self.team.numbers) for view in designs}

    def gaps(
        self, designs: Mapping[str, Design], carried: Mapping[str, _Carried], plan: Plan, level: float
    ) -> dict[str, Floats]:
        """The largest difference of each number between the fine and the finest grid, in worlds near the level."""
        count = self.team.numbers.count
        if len(plan.grids) == 1:
            return {view: np.zeros(count) for view in designs}
        chosen = {}
        for view, found in carried.items():
            rows = np.flatnonzero(found.fine_w)
            nearest = nearest_to_level(found.value_wm[rows], self.team.numbers, level)[: checked(plan.worlds)]
            chosen[view] = found.number_w[rows[nearest]]
        finest = self._solve(designs, chosen, plan, plan.grids[-1], "worlds near the level")
        largest = {}
        for view, worlds in finest.items():
            row = {int(number): k for k, number in enumerate(carried[view].number_w)}
            moved = [np.abs(w.value_m - carried[view].value_wm[row[w.number]]) for w in worlds if not w.faults]
            largest[view] = np.max([np.zeros(count), *moved], axis=0)
        return largest

    def _solve(
        self,
        designs: Mapping[str, Design],
        chosen: Mapping[str, Ints],
        plan: Plan,
        points: int,
        what: str,
    ) -> dict[str, list[World]]:
        """The `chosen` worlds of each view on grids of `points` states."""
        seconds = plan.seconds_on(points)
        work = {v: blocks(self.names[v], points, designs[v], n, seconds[v]) for v, n in chosen.items()}
        found = iter(self.team.solve([block for parts in work.values() for block in parts], self.tell, what))
        return {view: [world for _ in parts for world in next(found)] for view, parts in work.items()}


def _carry(first: Sequence[World], second: Sequence[World], two_grids: bool, numbers: Numbers) -> _Carried:
    """Worlds of one view from the first grid to the second, where there are two; those that failed set aside."""
    failed = {w.number: w for w in (*first, *second) if w.faults}
    good = [w for w in first if w.number not in failed]
    fine = [w for w in second if not w.faults]
    value_wm = np.array([w.value_m for w in good]).reshape(len(good), numbers.count)
    number_w = np.array([w.number for w in good], dtype=np.int64)
    predicted = None
    if two_grids and fine:
        fitted_f = np.searchsorted(number_w, [w.number for w in fine])
        predicted = calibrate(value_wm, fitted_f, np.array([w.value_m for w in fine]))
        value_wm = predicted.value_wm
    fine_w = np.isin(number_w, [w.number for w in fine]) if two_grids else np.ones(len(good), dtype=bool)
    return _Carried(
        value_wm,
        np.array([w.error for w in good]),
        number_w,
        fine_w,
        tuple(failed.values()),
        predicted,
        bool(good) and all(w.exact for w in good),
    )
