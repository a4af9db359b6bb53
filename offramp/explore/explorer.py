"""Solve the worlds of all views on the grids of a plan, and carry all of them over to the finest one.

Large games are solved on a coarse grid in every world, on a finer one in a hundred of them, and on one that is finer
still where it counts, in some that lie near the level: at each step what the next grid changes is fitted and added to
all worlds. Small games have fewer grids; games of finitely many states are solved exactly. What the last grid may be
off by is read from the last step and from the view's baseline, which was solved with all its checks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.explore.branches import Branch
from offramp.explore.calibration import Calibration, calibrate, distance
from offramp.explore.designs import Design
from offramp.explore.left_over import left_over, usual
from offramp.explore.pace import Pace
from offramp.explore.quantities import Kind, Quantity
from offramp.explore.solved_worlds import FailedWorld, SolvedWorlds
from offramp.explore.world_plan import Plan
from offramp.explore.world_results import nearest_to_level
from offramp.explore.world_runs import Block, Cut, Workers, baseline_block, blocks
from offramp.explore.world_solves import Grids, Numbers, World
from offramp.judge.requests import Progress

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AS_NEAR = 1.1  # times as far from a finer grid counts as near


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
    """The worlds of one view on the plan's finest grid: some were solved there, the others carried over step by step.

    reached_w: the finest of the plan's grids that each world was solved on. steps: from each grid to the next. left_m:
    what the finest grid may be off by. error_w: what each world knows of itself.
    """

    number_w: Ints
    value_wm: Floats
    error_w: Floats
    reached_w: Ints
    failed: tuple[FailedWorld, ...]
    steps: tuple[Calibration, ...]
    left_m: Floats
    exact: bool

    def error_lm(self, quantities: Sequence[Quantity], numbers: Numbers, level: float) -> Floats:
        """What a number may be off by in worlds whose finest grid is l, besides what each knows of itself.

        What steps miss comes from different worlds and has little to do with one another, so distances that 95 of 100
        worlds keep add up by their squares.
        """
        levels = [_level_of(m, quantity, numbers, level) for m, quantity in enumerate(quantities)]
        squared_lm = np.zeros((len(self.steps) + 1, len(quantities)))
        squared_lm[-1] = self.left_m**2
        code_m = np.array([quantity.kind is Kind.KEPT for quantity in quantities])
        for step in reversed(range(len(self.steps))):
            one = self.steps[step]
            missed_m = np.array(
                [
                    one.error(m, at) if quantity.kind.carried else one.usual_change(m)
                    for m, (at, quantity) in enumerate(zip(levels, quantities, strict=True))
                ]
            )
            squared_lm[step] = squared_lm[step + 1] + missed_m**2
        squared_lm[:, code_m] = 0.0  # what has no error
        return np.sqrt(squared_lm)

    def error_wm(self, error_lm: Floats, rows: slice = slice(None)) -> Floats:
        """The numerical error of every number in some worlds."""
        result: Floats = self.error_w[rows, None] + error_lm[self.reached_w[rows]]
        return result

    @property
    def fitted(self) -> int:
        """How many worlds were solved on two grids, from which the others were carried over; 0 where none were."""
        carried = bool(self.steps) and bool((self.reached_w == 0).any())
        return int((self.reached_w > 0).sum()) if carried else 0


def _level_of(m: int, quantity: Quantity, numbers: Numbers, level: float) -> float | None:
    """The value at which a number decides something, near which its error is read; None where it is read anywhere."""
    if numbers.first_reach <= m < numbers.count or quantity.name.startswith("reach("):
        return level
    return 0.5 if quantity.kind is Kind.SHARE else None


class Explorer:
    """Solves worlds of all views at once, so that no core waits for the slowest view.

    names: the views, with the cases of their switches, by what results call them.
    """

    def __init__(
        self,
        team: Workers,
        names: Mapping[str, Branch],
        tell: Progress,
        cut: Cut = Cut(),  # noqa: B008  # it is frozen
        shelf: Shelf | None = None,
    ) -> None:
        self.team, self.names, self.tell, self.cut = team, names, tell, cut
        self.shelf: Shelf = shelf or NoShelf()

    def sized_up(self, points: int) -> dict[str, World]:
        """Every view's baseline on grids of `points` states, which find for themselves where points should go."""
        return self._solved_at({view: Grids(points, learns=True) for view in self.names})

    def _baselines(self, plan: Plan, stage: int) -> dict[str, World]:
        """Every view's baseline on the grids of a stage of the plan."""
        points, audited = plan.grids[stage], plan.nodes is not None
        grids = {view: Grids(points, allotment=plan.allotment(view, stage), audited=audited) for view in self.names}
        found = self._solved_at(grids)
        faults = [fault for world in found.values() for fault in world.faults]
        if faults:
            raise ScenarioError(dict.fromkeys(faults))
        return found

    def _coarse_nodes(self, plan: Plan, finer: Mapping[str, World]) -> dict[str, int]:
        """How many quadrature nodes the first grid takes: one where that brings the view's baseline as near to what a
        finer grid has as more would. What cells blur is more than most shocks then, and whoever plays on the exact
        dynamics meets these as they are; games that live by their shocks need all nodes everywhere."""
        assert plan.nodes is not None
        own = {view: plan.grids_of(view, 0) for view in self.names}
        full = self._solved_at(own)
        one = self._solved_at({view: replace(grids, nodes=1) for view, grids in own.items()})

        def off(world: World, view: str) -> float:
            count = self.team.numbers.count
            return np.inf if world.faults else usual(world.value_m[:count] - finer[view].value_m[:count])

        return {
            view: 1 if off(one[view], view) <= AS_NEAR * off(full[view], view) else nodes
            for view, nodes in plan.nodes.items()
        }

    def _solved_at(self, grids: Mapping[str, Grids]) -> dict[str, World]:
        work = [baseline_block(name, grids[view]) for view, name in self.names.items()]
        found = self.team.solve(work, self.tell, "sizing up the worlds")
        return {view: worlds[0] for view, worlds in zip(self.names, found, strict=True)}

    def carried(
        self, designs: Mapping[str, Design], plan: Plan, own: Mapping[str, Mapping[str, Any]], level: float
    ) -> dict[str, Carried]:
        """Every world of every view, on the finest grid of the plan.

        own: each view's own result, as `solve --json` has it, which was solved with all checks: against it the finest
        grid is held. Raises ScenarioError where a view's baseline breaks on one of the last two grids, before any world
        is solved.
        """
        baselines = [self._baselines(plan, stage) for stage in range(len(plan.grids))[-2:]] if plan.finer else []
        if baselines and plan.nodes is not None:
            plan = replace(plan, coarse_nodes=self._coarse_nodes(plan, baselines[-1]))
        everything = {view: np.arange(len(d.share_wa)) for view, d in designs.items()}
        worlds = self._solve(designs, everything, plan, 0, "worlds")
        numbers = self.team.numbers
        found = {view: _solved(one, numbers) for view, one in worlds.items()}
        for step, count in enumerate(plan.finer):
            last = step + 2 == len(plan.grids)
            chosen = {view: _chosen(one, step, count, numbers, level if last else None) for view, one in found.items()}
            what = "worlds near the level" if last else "worlds on a finer grid"
            finer = self._solve(designs, chosen, plan, step + 1, what)
            found = {view: _carry(found[view], finer[view], plan, numbers) for view in found}
        if not baselines:
            return found
        (before, after), model = baselines, self.team.model
        return {
            view: replace(
                one, left_m=left_over(model, one.steps, plan, (before[view], after[view]), own[view], numbers)
            )
            for view, one in found.items()
        }

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
        cost = [seconds[view] * len(block.number_w) for view, parts in work.items() for block in parts]
        known = [self.shelf.known(block) for block in every]
        missing = [place for place, part in enumerate(known) if part is None]
        done = sum(len(every[place].number_w) for place, part in enumerate(known) if part is not None)
        pace = Pace(self.tell, what, sum(len(block.number_w) for block in every), done)
        for place, worlds in self.team.each(
            [every[place] for place in missing], pace.tell, sum(cost[place] for place in missing)
        ):
            block = every[missing[place]]
            part = SolvedWorlds.of(worlds, count)
            self.shelf.keep(block, part)
            known[missing[place]] = part
            pace.add(len(worlds))
        found = iter(part for part in known if part is not None)
        return {view: SolvedWorlds.joined([next(found) for _ in parts], count) for view, parts in work.items()}


def _solved(worlds: SolvedWorlds, numbers: Numbers) -> Carried:
    """Worlds of one view on the first grid, those that failed set aside."""
    exact = bool(len(worlds.number_w)) and bool(worlds.exact_w.all())
    reached_w = np.zeros(len(worlds.number_w), dtype=np.int64)
    left_m = np.zeros(numbers.all)
    return Carried(worlds.number_w, worlds.value_wm, worlds.error_w, reached_w, worlds.failed, (), left_m, exact)


def _chosen(found: Carried, step: int, count: int, numbers: Numbers, level: float | None) -> Ints:
    """The worlds that are solved on the next grid: those nearest to the level, or without one the first drawn."""
    there = np.flatnonzero(found.reached_w == step)
    if level is not None:
        there = there[nearest_to_level(found.value_wm[there], numbers, level)]
    return np.sort(found.number_w[there[:count]])


def _carry(found: Carried, finer: SolvedWorlds, plan: Plan, numbers: Numbers) -> Carried:
    """All worlds carried over to the next grid, on which some were solved; those that failed there set aside."""
    failed = {world.number: world for world in (*found.failed, *finer.failed)}
    good = ~np.isin(found.number_w, list(failed)) if failed else np.ones(len(found.number_w), dtype=np.bool_)
    number_w, value_wm, error_w = found.number_w[good], found.value_wm[good], found.error_w[good]
    fitted_f = np.searchsorted(number_w, finer.number_w)
    bounds = [quantity.kind.bounds for quantity in numbers.quantities]
    calibration = calibrate(value_wm, fitted_f, finer.value_wm, bounds, numbers.count, numbers.kept_m.tolist())
    reached_w = found.reached_w[good].copy()
    reached_w[fitted_f] += 1
    if plan.nodes is not None and not len(found.steps):
        # Worlds of the first grid didn't look what more quadrature nodes would change: these did.
        error_w = np.full(len(number_w), distance(finer.error_w))
        error_w[fitted_f] = finer.error_w
    return replace(
        found,
        number_w=number_w,
        value_wm=calibration.value_wm,
        error_w=error_w,
        reached_w=reached_w,
        failed=tuple(failed.values()),
        steps=(*found.steps, calibration),
    )
