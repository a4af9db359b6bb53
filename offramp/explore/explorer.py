"""Solve the worlds of all views on the grids of a plan, and carry those of the coarse grid over to the finer one.

Large games are solved on a coarse grid in every world and on a finer one in a hundred of them, from which the others
are corrected; small ones on the finer grid throughout; games of finitely many states exactly. What the finer grid
itself may be off by is looked up where it counts: in the worlds nearest to the level, on a grid that is finer still,
and at the view's baseline, which was solved with all its checks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from offramp.explore.calibration import FITTED, Calibration, calibrate, distance
from offramp.explore.designs import Design
from offramp.explore.pace import Pace
from offramp.explore.quantities import Kind, Quantity
from offramp.explore.solved_worlds import FailedWorld, SolvedWorlds
from offramp.explore.world_plan import FINE, FINEST, Plan, checked
from offramp.explore.world_results import nearest_to_level
from offramp.explore.world_runs import Block, Cut, Workers, baseline_block, blocks
from offramp.explore.world_solves import Numbers, World, published
from offramp.judge.requests import Progress
from offramp.scenario.model import ScenarioModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Shelf(Protocol):
    """Where solved blocks are kept from one run to the next."""

    def known(self, block: Block) -> SolvedWorlds | None:
        """The worlds of a block that was solved before."""

    def keep(self, block: Block, worlds: SolvedWorlds) -> None:
        """Told of every block that is solved now."""


class NoShelf:
    """Nothing is kept."""

    def known(self, block: Block) -> SolvedWorlds | None:
        """Nothing was solved before."""
        return None

    def keep(self, block: Block, worlds: SolvedWorlds) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class Carried:
    """The worlds of one view on the fine grid: those of `fine_w` were solved there, the others carried over."""

    number_w: Ints
    value_wm: Floats
    error_w: Floats
    fine_w: NDArray[np.bool_]
    failed: tuple[FailedWorld, ...]
    predicted: Calibration | None  # None where nothing had to be carried over
    exact: bool

    def error_wm(self, error_m: Floats, predicted_m: Floats, rows: slice = slice(None)) -> Floats:
        """The numerical error of every number in each of some worlds, given what all may be off by and what those
        that were carried over may be off by besides."""
        result: Floats = self.error_w[rows, None] + error_m
        if self.predicted is not None:
            result[~self.fine_w[rows]] += predicted_m
        return result

    def predicted_m(self, quantities: Sequence[Quantity], numbers: Numbers, level: float) -> Floats:
        """What worlds that were carried over may be off by, number by number."""
        if self.predicted is None:
            return np.zeros(len(quantities))
        levels = [_level_of(m, quantity, numbers, level) for m, quantity in enumerate(quantities)]
        return np.array(
            [
                self.predicted.error(m, at) if quantity.kind.carried else self.predicted.usual_change(m)
                for m, (at, quantity) in enumerate(zip(levels, quantities, strict=True))
            ]
        )

    @property
    def fitted(self) -> int:
        """How many worlds were solved on two grids; 0 where none had to be."""
        return int(self.fine_w.sum()) if self.predicted is not None else 0


def _level_of(m: int, quantity: Quantity, numbers: Numbers, level: float) -> float | None:
    """The value at which a number decides something, near which its error is read; None where it is read anywhere."""
    if numbers.first_reach <= m < numbers.count or quantity.name.startswith("reach("):
        return level
    return 0.5 if quantity.kind is Kind.SHARE else None


class Explorer:
    """Solves worlds of all views at once, so that no core waits for the slowest view.

    names: each view's name in the scenario (None: as written) by what results call it.
    """

    def __init__(
        self,
        team: Workers,
        names: Mapping[str, str | None],
        tell: Progress,
        cut: Cut = Cut(),  # noqa: B008  # it is frozen
        shelf: Shelf | None = None,
    ) -> None:
        self.team, self.names, self.tell, self.cut = team, names, tell, cut
        self.shelf: Shelf = shelf or NoShelf()

    def baselines(self, points: int) -> dict[str, World]:
        """Every view's baseline on grids of `points` states."""
        work = [baseline_block(name, points) for name in self.names.values()]
        found = self.team.solve(work, self.tell, "sizing up the worlds")
        return {view: worlds[0] for view, worlds in zip(self.names, found, strict=True)}

    def carried(self, designs: Mapping[str, Design], plan: Plan) -> dict[str, Carried]:
        """Every world of every view, on the plan's second grid where it has three, else on its first."""
        everything = {view: np.arange(len(d.share_wa)) for view, d in designs.items()}
        first = self._solve(designs, everything, plan, 0, "worlds")
        second: dict[str, SolvedWorlds] = {}
        if plan.carried:
            good = {view: found.number_w[:FITTED] for view, found in first.items()}
            second = self._solve(designs, good, plan, 1, "worlds on a finer grid")
        return {view: _carry(first[view], second.get(view), plan, self.team.numbers) for view in designs}

    def gaps(
        self, designs: Mapping[str, Design], carried: Mapping[str, Carried], plan: Plan, level: float
    ) -> dict[str, Floats]:
        """The largest difference of each number between the fine and the finest grid, in worlds near the level."""
        count = self.team.numbers.all
        if len(plan.grids) == 1:
            return {view: np.zeros(count) for view in designs}
        chosen = {}
        for view, found in carried.items():
            rows = np.flatnonzero(found.fine_w)
            nearest = nearest_to_level(found.value_wm[rows], self.team.numbers, level)[: checked(plan.worlds)]
            chosen[view] = found.number_w[rows[nearest]]
        finest = self._solve(designs, chosen, plan, len(plan.grids) - 1, "worlds near the level")
        largest = {}
        for view, worlds in finest.items():
            rows = np.searchsorted(carried[view].number_w, worlds.number_w)
            with np.errstate(invalid="ignore"):  # what is infinite on both grids has no difference
                moved_wm = np.abs(worlds.value_wm - carried[view].value_wm[rows])
            largest[view] = np.fmax.reduce([np.zeros(count), *moved_wm])
            largest[view][self.team.numbers.kept_m] = 0.0
        return largest

    def _solve(
        self, designs: Mapping[str, Design], chosen: Mapping[str, Ints], plan: Plan, stage: int, what: str
    ) -> dict[str, SolvedWorlds]:
        """The `chosen` worlds of each view on the grids of a stage of the plan."""
        seconds, count = plan.seconds_on(plan.grids[stage]), self.team.numbers.all
        work = {
            view: blocks(self.names[view], plan.grids_of(view, stage), designs[view], numbers, seconds[view], self.cut)
            for view, numbers in chosen.items()
        }
        every = [block for parts in work.values() for block in parts]
        known = [self.shelf.known(block) for block in every]
        missing = [place for place, part in enumerate(known) if part is None]
        done = sum(len(every[place].number_w) for place, part in enumerate(known) if part is not None)
        pace = Pace(self.tell, what, sum(len(block.number_w) for block in every), done)
        for place, worlds in self.team.each([every[place] for place in missing], pace.tell):
            block = every[missing[place]]
            part = SolvedWorlds.of(worlds, count)
            self.shelf.keep(block, part)
            known[missing[place]] = part
            pace.add(len(worlds))
        found = iter(part for part in known if part is not None)
        return {view: SolvedWorlds.joined([next(found) for _ in parts], count) for view, parts in work.items()}


def _carry(first: SolvedWorlds, second: SolvedWorlds | None, plan: Plan, numbers: Numbers) -> Carried:
    """Worlds of one view from the first grid to the second, where there are two; those that failed set aside."""
    failed = {world.number: world for world in first.failed}
    failed |= {world.number: world for world in second.failed} if second else {}
    good = ~np.isin(first.number_w, list(failed)) if failed else np.ones(len(first.number_w), dtype=np.bool_)
    number_w, value_wm, error_w = first.number_w[good], first.value_wm[good], first.error_w[good]
    predicted, fine_w = None, np.ones(len(number_w), dtype=np.bool_)
    if second is not None:
        fine_w = np.isin(number_w, second.number_w)
    if second is not None and len(second.number_w):
        fitted_f = np.searchsorted(number_w, second.number_w)
        bounds = [quantity.kind.bounds for quantity in numbers.quantities]
        kept_m = numbers.kept_m.tolist()
        predicted = calibrate(value_wm, fitted_f, second.value_wm, bounds, numbers.count, kept_m)
        value_wm = predicted.value_wm
        if plan.nodes is not None:
            # Worlds of the first grid didn't look what more quadrature nodes would change: these did.
            error_w = np.where(fine_w, 0.0, distance(second.error_w))
            error_w[fitted_f] = second.error_w
    exact = bool(len(number_w)) and bool(first.exact_w[good].all())
    return Carried(number_w, value_wm, error_w, fine_w, tuple(failed.values()), predicted, exact)


def growth(axes: int) -> float:
    """What a change from the fine to the finest grid says about the way that is left, as interpolation errs by the
    square of the cell (Roache 1994)."""
    return 1 / (1 - float((FINE / FINEST) ** (2 / max(1, axes))))


def left_over(
    model: ScenarioModel, gap_m: Floats, baseline: World, result: Mapping[str, Any], numbers: Numbers
) -> Floats:
    """What the fine grid may be off by, number by number: by what is left of the way from it to the finest, `gap_m`,
    and by how far it is from a view's own result at the baseline, and that one's error.

    One number can be right by luck: none counts as better than the reaches (or the chances) are in general, and none of
    what else was asked for as better than what has its unit.
    """
    known_m, error_m = published(result, numbers)
    gap = np.abs(baseline.value_m[: numbers.count] - known_m)
    for part in (slice(0, numbers.first_reach), slice(numbers.first_reach, None)):
        if len(gap[part]):
            gap[part] = np.maximum(gap[part], np.sqrt(np.mean(gap[part] ** 2)))
    further = np.zeros(0)
    if numbers.further.parts:
        further = np.abs(baseline.value_m[numbers.count :] - numbers.further.published(result))
        further = np.where(np.isfinite(further), further, 0.0)
        units = np.array([quantity.unit for quantity in numbers.further.quantities])
        for unit in dict.fromkeys(units.tolist()):
            further[units == unit] = np.maximum(further[units == unit], np.sqrt(np.mean(further[units == unit] ** 2)))
    axes = sum(1 + stock.lags for stock in model.stocks.values() if not stock.whole)
    found: Floats = np.maximum(gap_m * growth(axes), np.concatenate([gap + error_m, further]))
    return found
