"""Forecasts over the worlds of a run: what the run's numbers say of each, if it has them."""

import numpy as np

from offramp.explore.runs.run_reader import AS_WRITTEN, Run, ViewRun
from offramp.judge.requests import Progress, Request
from offramp.judge.scores.score_requests import Worlds, scores
from offramp.judge.scores.scored_forecasts import InWorlds


def run_scores(run: Run, views: list[str], progress: Progress) -> dict[str, object]:
    """Scores as `score --json` has them, at the baseline of each view of a run and over its worlds.

    Raises ScenarioError E701, E745, E750.
    """
    worlds: Worlds = {view: _in_worlds(run.view(view), tuple(run.model.forecasts)) for view in views}
    asked = [None if view == AS_WRITTEN else view for view in views]
    request = Request(level=run.manifest.asked.level)
    return scores(run.model, run.folder.path / run.manifest.scenario, asked, request, progress, worlds)


def _in_worlds(view: ViewRun, forecasts: tuple[str, ...]) -> dict[str, InWorlds]:
    """Every forecast whose chance is a quantity of the run's worlds."""
    there = {quantity.name for quantity in view.quantities}
    found = {}
    for name in forecasts:
        column = next((c for c in (f"forecast({name})", f"claim({name})") if c in there), None)
        values = view.values([column])[:, 0] if column is not None else np.zeros(0)
        values = values[np.isfinite(values)]
        if len(values) and values.min() >= -1e-9 and values.max() <= 1 + 1e-9:
            held = np.clip(values, 0.0, 1.0)
            low, high = np.quantile(held, [0.05, 0.95])
            found[name] = InWorlds(len(held), float(held.mean()), float(low), float(high))
    return found
