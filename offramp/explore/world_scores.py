"""Forecasts as a run's worlds have them, without solving anything: as `score --json`, with nothing at baselines."""

from typing import Any

from offramp.core.version import __version__
from offramp.explore.run_scores import in_worlds
from offramp.explore.runs.run_reader import Run
from offramp.judge.scores.score_requests import scores_found


def world_scores(run: Run, views: list[str]) -> dict[str, Any] | None:
    """Scores of the document's words, of the base rates and, where the run has the chance of a forecast as a quantity,
    of each view's worlds. None where the scenario makes no forecast.

    Raises ScenarioError E701, E745, E750.
    """
    if not run.model.forecasts:
        return None
    own = {view: source for view in views if not (source := run.view(view)).branch.cases}
    solved = {view: _certified(run.own_result(view)) for view in own}
    worlds = {view: in_worlds(source, run.model) for view, source in own.items()}
    head = {"offramp": __version__, "scenario": run.own_result(run.views[0])["scenario"], "set": {}}
    return scores_found(run.model, head, solved, {}, worlds)


def _certified(result: dict[str, Any]) -> dict[str, Any]:
    certificate = result["certificate"]
    return {
        "means": result["view_means"],
        "resolved": certificate["resolved"],
        "exact": certificate["exact"],
        "reasons": certificate["reasons"],
    }
