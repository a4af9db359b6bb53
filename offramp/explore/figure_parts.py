"""The parts of a report's data that figures are drawn from: only those that are wanted, as others take long."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from offramp.explore.report_worlds import counted_worlds
from offramp.explore.run_hinges import run_hinges
from offramp.explore.run_scores import in_worlds, run_scores
from offramp.explore.runs.run_reader import Run
from offramp.explore.world_scores import world_scores
from offramp.judge.requests import Progress
from offramp.scenario.play_map import play_map

HINGES, SCORES = "hinges", "scores"  # what may be wanted beside the rows of worlds and the views' own results


def figure_parts(
    run: Run, views: Sequence[str], wanted: Collection[str], off_ramps: Sequence[Mapping[str, Any]], tell: Progress
) -> dict[str, Any]:
    """The fields of `report --json` that figures read, of these views; `hinges` and `scores` are None unless wanted.

    off_ramps: results of `offramps --json`. Raises ScenarioError as reading the run does.
    """
    own = {view: run.own_result(view) for view in views}
    hinges = run_hinges(run, views, False, tell, thorough=False) if HINGES in wanted else None
    tables, _ = counted_worlds(run, views, hinges, tell)
    return {
        "offramp": run.manifest.versions["offramp"],
        "scenario": own[views[0]]["scenario"],
        "run": {"worlds": run.manifest.asked.worlds, "seed": run.manifest.asked.seed, "views": list(run.views)},
        "level": run.manifest.asked.level,
        "views": own,
        "hinges": hinges,
        "scores": _scores(run, list(views), tell) if SCORES in wanted else None,
        "off_ramps": [dict(one) for one in off_ramps],
        "game_map": play_map(run.model),
        "figure_rows": tables,
    }


def _scores(run: Run, views: list[str], tell: Progress) -> dict[str, Any] | None:
    """Scores over worlds; where worlds have no forecast's chance, those at the baselines, which takes long."""
    if not run.model.forecasts:
        return None
    told = any(in_worlds(run.view(view), run.model) for view in views)
    return world_scores(run, views) if told else run_scores(run, views, tell)
