"""What is uncertain, drawn many times: in how many worlds does each verdict hold (concept §2.6 and §5)?"""

from collections.abc import Mapping
from typing import Any

from offramp.core.diagnostics import ScenarioError
from offramp.explore.branches import Branch
from offramp.explore.designs import design, varying
from offramp.explore.explorer import Explorer
from offramp.explore.world_plan import GRIDS, make_plan
from offramp.explore.world_results import Explored, world_results, worlds_finding
from offramp.explore.world_runs import workers
from offramp.explore.world_solves import Numbers
from offramp.judge.requests import AS_WRITTEN, Progress
from offramp.scenario.model import ScenarioModel


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
        explorer = Explorer(team, {view: Branch(name) for view, name in names.items()}, tell)
        baselines = explorer.sized_up(GRIDS[0])
        if any(world.faults for world in baselines.values()):
            return _none(seed, level, "unsolvable")
        plan = make_plan(baselines, [view for view in views if vary[view]], asked)
        if not plan.worlds:
            return _none(seed, level, plan.reason)
        designs = {view: design(model, names[view], plan.worlds if vary[view] else 0, seed) for view in views}
        try:
            carried = explorer.carried(designs, plan, views, level)
        except ScenarioError:
            return _none(seed, level, "unsolvable")
    results = {}
    for view, found in carried.items():
        error_wm = found.error_wm(found.error_lm(numbers.quantities, numbers, level))
        explored = Explored(designs[view], found.value_wm, error_wm, found.failed, found.fitted, found.exact)
        results[view] = world_results(explored, numbers, level)
    return {
        "count": plan.worlds,
        "reason": plan.reason,
        "seed": seed,
        "level": level,
        "finding": worlds_finding(views, results, plan.worlds),
        "grids": [] if len(plan.grids) == 1 else list(plan.grids),
        "views": results,
    }


def _none(seed: int, level: float, reason: str) -> dict[str, Any]:
    return {"count": 0, "reason": reason, "seed": seed, "level": level, "finding": None, "grids": [], "views": {}}
