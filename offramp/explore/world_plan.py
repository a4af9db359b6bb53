"""How many worlds are solved, and on which grids: from the game's size alone, never from a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from offramp.explore.calibration import FITTED
from offramp.explore.world_solves import SECONDS_AT_LEAST, Grids, World

COARSE, FINE, FINEST = 120, 480, 1440  # states a period
DEFAULT = 200  # worlds a view, unless asked otherwise: the fewest that allow a share
LEAST = 20  # a default below this would say next to nothing: then none
BUDGET_SECONDS = 100.0  # nominal work of the default, all views together
SMALL_SECONDS = 0.25  # a game that takes no longer on the fine grid is solved on it in every world
MOST_CHECKED = 10


@dataclass(frozen=True)
class Plan:
    """worlds: how many a view; reason: `asked`, `default`, or why there are none (`large`).

    grids: states a period of the grid for all worlds, of the finer one for `FITTED` of them where there is one, and
    of the finest one for a few; just one where there is nothing to refine. seconds: nominal work of a solve of each
    view on the first of them. nodes: quadrature nodes a shock that each view's baseline took; where they are given,
    worlds that are carried over to a finer grid don't check their shocks themselves.
    """

    worlds: int
    reason: str
    grids: tuple[int, ...]
    seconds: Mapping[str, float]
    nodes: Mapping[str, int] | None = None

    @property
    def carried(self) -> bool:
        """Whether most worlds are carried over from the first grid to the second."""
        return len(self.grids) == 3

    def grids_of(self, view: str, stage: int) -> Grids:
        """What a world of `view` is solved on in a stage: the first, for all worlds, is 0."""
        if self.nodes is not None and self.carried and stage == 0:
            return Grids(self.grids[0], self.nodes[view], checked=False)
        return Grids(self.grids[stage])

    def seconds_on(self, points: int) -> dict[str, float]:
        """Nominal work of a solve of each view on another grid."""
        growth = points / self.grids[0]
        return {view: SECONDS_AT_LEAST + growth * seconds for view, seconds in self.seconds.items()}


def checked(worlds: int) -> int:
    """How many worlds are solved on the finest grid, to see what the others may be off by."""
    return min(worlds, MOST_CHECKED, max(2, worlds // 20))


def make_plan(first: Mapping[str, World], uncertain: Sequence[str], asked: int | None) -> Plan:
    """The plan for worlds like these.

    first: each view's baseline on the coarse grid. uncertain: the views in which something varies. asked: how many
    worlds; None leaves it to what they cost.
    """
    seconds = {view: world.seconds for view, world in first.items()}
    single = one_grid(first)
    fine = Plan(0, "", (FINE, FINEST), {view: FINE / COARSE * s for view, s in seconds.items()})
    small = not single and max(fine.seconds_on(FINE).values()) <= SMALL_SECONDS

    def plan(worlds: int, reason: str) -> Plan:
        if single:
            return Plan(worlds, reason, (COARSE,), seconds)
        if small or worlds <= FITTED:
            return replace(fine, worlds=worlds, reason=reason)
        return Plan(worlds, reason, (COARSE, FINE, FINEST), seconds)

    if asked is not None:
        return plan(asked, "asked")
    tried = (plan(worlds, "default") for worlds in (DEFAULT, *range(FITTED, LEAST - 1, -10)))
    return next((p for p in tried if _work(p, uncertain) <= BUDGET_SECONDS), plan(0, "large"))


def one_grid(baselines: Mapping[str, World]) -> bool:
    """Whether another grid would change nothing: the states are finitely many, or nobody chooses."""
    return all(world.exact or world.sampled for world in baselines.values())


def _work(plan: Plan, uncertain: Sequence[str]) -> float:
    """What all worlds of a plan cost together."""

    def solves(count: int, points: int) -> float:
        seconds = plan.seconds_on(points)
        return count * sum(seconds[view] for view in uncertain)

    work = solves(plan.worlds, plan.grids[0])
    if len(plan.grids) > 1:
        work += solves(checked(plan.worlds), plan.grids[-1])
    return work + (solves(FITTED, plan.grids[1]) if len(plan.grids) == 3 else 0.0)
