"""A request for scores: the scenario solved in some views, the chance of each forecast there, and how all fared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from offramp.core.version import __version__
from offramp.judge.claims.claim_values import EVENT_PATHS
from offramp.judge.claims.measured import Measured, State
from offramp.judge.requests import AS_WRITTEN, Progress, Request, bound_game, described
from offramp.judge.scores.calibration import FEWEST, calibration
from offramp.judge.scores.forecast_chances import forecast_chances
from offramp.judge.scores.scored_forecasts import (
    InWorlds,
    Scored,
    forecast_facts,
    mean_scores,
    scored,
    words_used,
)
from offramp.judge.scores.scoring_rules import CLIP
from offramp.scenario.model import ScenarioModel
from offramp.solve.solver import solve
from offramp.solve.start import read_start

Facts = dict[str, Any]


Worlds = Mapping[str, Mapping[str, InWorlds]]  # by view, then by forecast


def scores(
    model: ScenarioModel,
    path: Path,
    views: Sequence[str | None],
    request: Request,
    tell: Progress,
    worlds: Worlds | None = None,
) -> Facts:
    """How all forecasts fared, as documented for `score --json`. worlds: what a run of worlds says of them.

    Without forecasts that can be solved for, nothing is. Raises ScenarioError for a bad request or a fault in the
    scenario; one that only what a forecast supposes leads to is told with that forecast.
    """
    games = {view: bound_game(model, replace(request, view=view)) for view in views}
    chances: dict[str, dict[str, Measured]] = {}
    solved: Facts = {}
    for view, game in games.items() if any(f.happens for f in model.forecasts.values()) else ():
        name = view or AS_WRITTEN
        here = _under(name.replace("_", " "), tell)
        solution = solve(game, read_start(game, request.at), request.effort, here)
        chances[name] = forecast_chances(
            solution,
            request.level,
            request.paths or EVENT_PATHS,
            request.refine,
            request.seed,
            request.threads,
            partial(here, "judging forecasts"),
        )
        certificate = solution.certificate
        solved[name] = {
            "means": model.views[view].means if view else None,
            "resolved": certificate.resolved,
            "exact": certificate.exact,
            "reasons": list(certificate.reasons),
        }
    described_there = described("score/1", model, path, games[views[0]], request)
    head = {"offramp": __version__, "scenario": described_there["scenario"], "set": dict(request.changes)}
    return scores_found(model, head, solved, chances, worlds)


def scores_found(
    model: ScenarioModel,
    head: Facts,
    solved: Mapping[str, Facts],
    chances: Mapping[str, Mapping[str, Measured]],
    worlds: Worlds | None,
) -> Facts:
    """All scores as plain data. solved: what is said of each view's solution; chances: what was measured there, by view
    and forecast; one that isn't among them has no score at the baseline."""
    known = worlds or {}
    found = {
        view: {
            name: scored(model, forecast, chances.get(view, {}).get(name), known.get(view, {}).get(name))
            for name, forecast in model.forecasts.items()
        }
        for view in solved
    }
    return {
        "schema": "offramp/score/1",
        **head,
        "clip": CLIP,
        "fewest_for_calibration": FEWEST,
        "worlds": None if worlds is None else any(known.get(view) for view in solved),
        "words": words_used(model),
        "views": {view: data | {"scores": _summary(found[view])} for view, data in solved.items()},
        "document": mean_scores(model),
        "forecasts": {
            name: forecast_facts(model, forecast) | {"views": {view: _in_view(found[view][name]) for view in solved}}
            for name, forecast in model.forecasts.items()
        },
    }


def _summary(found: Mapping[str, Scored]) -> Facts | None:
    """Mean scores of a view over the forecasts that it could be scored on, beside those of the base rates there."""
    rows = [one for one in found.values() if one.brier is not None]
    if not rows:
        return None
    count = len(rows)

    def mean(values: list[float]) -> float:
        return sum(values) / count

    table = calibration([(one.chance or 0.0, bool(one.outcome)) for one in rows])
    return {
        "count": count,
        "brier": mean([one.brier or 0.0 for one in rows]),
        "brier_error": mean([one.brier_error for one in rows]),
        "log": mean([one.log or 0.0 for one in rows]),
        "base_brier": mean([one.base_brier for one in rows]),
        "base_log": mean([one.base_log for one in rows]),
        "calibration": [
            {"low": b.low, "high": b.high, "count": b.count, "chance": b.chance, "happened": b.happened} for b in table
        ],
    }


def _in_view(one: Scored) -> Facts:
    measured = one.measured
    return {
        "state": measured.state.value if measured is not None else None,
        "chance": one.chance,
        "error": measured.error if measured is not None and measured.state is State.MEASURED else None,
        "how": measured.how if measured is not None else None,
        "reason": (measured.reason or None) if measured is not None else None,
        "brier": one.brier,
        "brier_error": one.brier_error if one.brier is not None else None,
        "log": one.log,
        "clipped": one.clipped,
        "worlds": None
        if one.worlds is None
        else {
            "worlds": one.worlds.worlds,
            "mean": one.worlds.mean,
            "low": one.worlds.low,
            "high": one.worlds.high,
            "brier": one.worlds_brier,
            "log": one.worlds_log,
        },
        "faults": [fault.to_json() for fault in measured.faults] if measured is not None else [],
    }


def _under(name: str, tell: Progress) -> Progress:
    """Progress that says of which view it is."""
    return lambda what, share: tell(f"{name}: {what}", share)


@dataclass(frozen=True)
class Scores:
    """How the forecasts of a scenario fared, view by view."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp score --json` prints them."""
        return self.data

    def brier(self, forecast: str, view: str = "as_written") -> float | None:
        """The Brier score of a view's chance of a forecast; None where it can't be scored. Raises KeyError for a
        forecast or a view that isn't there."""
        found: float | None = self.data["forecasts"][forecast]["views"][view]["brier"]
        return found
