"""Forecasts over the worlds of a run: what the run's numbers say of each, if it has them."""

import numpy as np

from offramp.explore.claim_numbers import in_any_run, value_of
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.judge.requests import Progress, Request
from offramp.judge.scores.forecast_chances import as_claim
from offramp.judge.scores.score_requests import Worlds, scores
from offramp.judge.scores.scored_forecasts import InWorlds
from offramp.scenario.claims.questions import Forecast
from offramp.scenario.model import ScenarioModel


def run_scores(run: Run, views: list[str], progress: Progress) -> dict[str, object]:
    """Scores as `score --json` has them, at the baseline of each view of a run and over its worlds. Cases of switches
    that were looked at beside the views aren't scored.

    Raises ScenarioError E701, E745, E750.
    """
    sources = {view: run.view(view) for view in views}
    own = {view: source for view, source in sources.items() if not source.branch.cases}
    worlds: Worlds = {view: in_worlds(source, run.model) for view, source in own.items()}
    asked = [source.branch.view for source in own.values()]
    request = Request(level=run.manifest.asked.level)
    return scores(run.model, run.folder.path / run.manifest.scenario, asked, request, progress, worlds)


def in_worlds(view: ViewRun, model: ScenarioModel) -> dict[str, InWorlds]:
    """Every forecast whose chance is a quantity of the run's worlds."""
    there = {quantity.name for quantity in view.quantities}
    found = {}
    for name, forecast in model.forecasts.items():
        column = _column(forecast, model)
        values = view.values([column])[:, 0] if column in there else np.zeros(0)
        held = values[np.isfinite(values)]
        if len(held):
            low, high = np.quantile(held, [0.05, 0.95])
            found[name] = InWorlds(len(held), float(held.mean()), float(low), float(high))
    return found


def _column(forecast: Forecast, model: ScenarioModel) -> str:
    """What a run calls the chance of a forecast; empty where it isn't formalised."""
    if forecast.happens is None:
        return ""
    claim = as_claim(forecast, model).holds
    assert claim is not None
    text, quantity = next(iter(claim.quantities.items()))
    return next(iter(in_any_run(quantity, model)), value_of(text))
