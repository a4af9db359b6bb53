"""How many worlds are solved, and on which grids: from the game's size alone, never from a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from offramp.explore.calibration import FITTED
from offramp.explore.world_solves import SECONDS_AT_LEAST, Grids, World
from offramp.solve.allotment import Allotment

GRIDS = (480, 1440, 8640)  # states a period: for all worlds, for those that the finer grid is fitted on, for few
FEW_GRIDS = (480, 4320)  # the same where worlds are no more than what is fitted on
SMALL_GRIDS = (480, 1440)  # the same for small games, which have few axes
DEFAULT = 200  # worlds a view, unless asked otherwise: the fewest that allow a share
LEAST = 20  # a default below this would say next to nothing: then none
BUDGET_SECONDS = 120.0  # nominal work of the default, all views together
SMALL_SECONDS = 0.1  # a game that takes no longer on the first grid is a small one
LEAST_CHECKED, MOST_CHECKED = 6, 40


@dataclass(frozen=True)
class Plan:
    """worlds: how many a view; reason: `asked`, `default`, or why there are none (`large`).

    grids: states a period of the grid for all worlds, of the finer one for `FITTED` of them where there is one, and
    of the finest one for a few; just one where there is nothing to refine. seconds: nominal work of a solve of each
    view on the first of them. allotments: where each view's grids have their points. nodes: quadrature nodes a shock
    that each view's baseline took; where they are given, only worlds on the second grid check their shocks themselves,
    and numbers are put right by the play on the exact dynamics. coarse_nodes: those that the first grid takes, where
    they aren't the same.
    """

    worlds: int
    reason: str
    grids: tuple[int, ...]
    seconds: Mapping[str, float]
    allotments: Mapping[str, Allotment] = field(default_factory=dict)
    nodes: Mapping[str, int] | None = None
    coarse_nodes: Mapping[str, int] = field(default_factory=dict)

    @property
    def finer(self) -> tuple[int, ...]:
        """How many worlds of a view are solved on each grid after the first."""
        few = checked(self.worlds)
        return ((), (few,), (min(FITTED, self.worlds), few))[len(self.grids) - 1]

    def allotment(self, view: str, stage: int) -> Allotment | None:
        """Where a grid has its points. The first, coarse one has them everywhere alike: where play goes there is more
        to choose, so that points there cost twice as much, and so coarse a grid isn't the better for it."""
        return self.allotments.get(view) if stage else None

    def grids_of(self, view: str, stage: int) -> Grids:
        """What a world of `view` is solved on in a stage: the first, for all worlds, is 0."""
        points, allotment = self.grids[stage], self.allotment(view, stage)
        if self.nodes is None or stage == 1:
            return Grids(points, allotment=allotment, audited=self.nodes is not None)
        nodes = self.nodes[view]
        taken = nodes if stage else self.coarse_nodes.get(view, nodes)
        return Grids(points, taken, checked=False, allotment=allotment, audited=True, ahead=nodes)

    def seconds_on(self, points: int) -> dict[str, float]:
        """Nominal work of a solve of each view on another grid."""
        growth = points / self.grids[0]
        return {view: SECONDS_AT_LEAST + growth * seconds for view, seconds in self.seconds.items()}


def checked(worlds: int) -> int:
    """How many worlds are solved on the finest grid, from which the others are carried over to it."""
    return min(worlds, MOST_CHECKED, max(LEAST_CHECKED, worlds // 10))


def make_plan(first: Mapping[str, World], uncertain: Sequence[str], asked: int | None) -> Plan:
    """The plan for worlds like these.

    first: each view's baseline on the first of `GRIDS`. uncertain: the views in which something varies. asked: how many
    worlds; None leaves it to what they cost.
    """
    seconds = {view: world.seconds for view, world in first.items()}
    allotments = {view: world.allotment for view, world in first.items() if world.allotment is not None}
    nodes = {view: world.nodes for view, world in first.items()}
    if one_grid(first):
        every = few = Plan(0, "", GRIDS[:1], seconds)
    elif SECONDS_AT_LEAST + max(seconds.values()) <= SMALL_SECONDS:
        every = few = Plan(0, "", SMALL_GRIDS, seconds, allotments)
    else:
        every = Plan(0, "", GRIDS, seconds, allotments, nodes)
        few = replace(every, grids=FEW_GRIDS)

    def plan(worlds: int, reason: str) -> Plan:
        return replace(few if worlds <= FITTED else every, worlds=worlds, reason=reason)

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

    counts = (plan.worlds, *plan.finer)
    return sum(solves(count, points) for count, points in zip(counts, plan.grids, strict=True))
