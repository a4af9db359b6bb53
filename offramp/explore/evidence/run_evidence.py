"""What the evidence of a run says: how each world's share of the weight moves conclusions and assumptions.

Shares as drawn and as weighed stand beside each other, over the same worlds. Where the weight can't be trusted the
weighted ones are left out, and the status says why.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.evidence.cut_offs import read_cut_off
from offramp.explore.evidence.observed import Observed, observations
from offramp.explore.evidence.world_weights import EXPLAINS, NOISY, WorldWeights, world_weights
from offramp.explore.hinges.quantile_scale import quantile
from offramp.explore.hinges.ranked_hinges import NOISE_LEVEL, importance
from offramp.explore.hinges.weights import weighted_share
from offramp.explore.quantities import below
from offramp.explore.run_conclusions import Conclusion, conclusions
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.shares import FEWEST_FOR_SHARE, Share
from offramp.judge.requests import Progress
from offramp.scenario.claims.moments import has_dates, last_day

Floats = NDArray[np.float64]

NORMAL_99 = 2.5758293035489004
QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}


def run_evidence(
    run: Run, views: Sequence[str], until: str | None, forecast: str | None, tell: Progress
) -> dict[str, Any]:
    """The evidence in each of these views, as `evidence --json` documents it.

    until: a date, or the number of a period, after which nothing counts; forecast: one by what was known when it was
    made. Raises ScenarioError E760–E762 and as reading the run does.
    """
    cut_off = read_cut_off(run.model, until, forecast)
    sources = {view: run.view(view) for view in views}
    weights = {view: world_weights(source, cut_off) for view, source in sources.items()}
    last = next(iter(weights.values())).last
    asked = run.manifest.asked
    found = {}
    for place, (view, source) in enumerate(sources.items()):
        tell(f"evidence in {view.replace('_', ' ')}", place / len(sources))
        found[view] = _view(source, weights[view], asked.seed)
    information = run.model.information_until
    return {
        "schema": "offramp/evidence/1",
        "offramp": run.manifest.versions["offramp"],
        "scenario": run.own_result(run.views[0])["scenario"],
        "run": str(run.path),
        "worlds": asked.worlds,
        "seed": asked.seed,
        "level": asked.level,
        "forecast": forecast,
        "until": str(cut_off) if isinstance(cut_off, date) else cut_off,
        "explains": EXPLAINS,
        "fewest": FEWEST_FOR_SHARE,
        "most_noise": NOISY,
        "noise_level": NOISE_LEVEL,
        "observations": [_observation(one, run, last, information) for one in observations(run.model)],
        "views": found,
    }


def _observation(one: Observed, run: Run, last: int, information: date | None) -> dict[str, Any]:
    calendar = run.model.calendar
    dated = information is not None and has_dates(calendar)
    return {
        "series": one.series.name,
        "means": one.series.means,
        "unit": one.series.unit,
        "t": one.t,
        "label": calendar.label(one.t),
        "value": one.value,
        "counts": one.t <= last,
        "later": dated and information is not None and last_day(calendar, one.t) > information,
    }


def _view(source: ViewRun, weights: WorldWeights, seed: int) -> dict[str, Any]:
    known = int(weights.known_w.sum())
    weighed = weights.status == "weighed"
    return {
        "worlds": source.worlds,
        "known": known,
        "status": weights.status,
        "effective": weights.effective,
        "largest": weights.largest,
        "noise": weights.noise,
        "grid": weights.grid,
        "explaining": Share(weights.explaining, known).to_json() if known else None,
        "checks": _checks(source, weights),
        "conclusions": [_conclusion(one, weights, weighed) for one in conclusions(source)] if known else [],
        "moved": _moved(source, weights, seed) if weighed else [],
    }


def _checks(source: ViewRun, weights: WorldWeights) -> list[dict[str, Any]]:
    """Where each observation lies among what all worlds, counting alike, expected before anything was observed."""
    counted = [one for one in observations(source.run.model) if one.t <= weights.last]
    if not counted or not weights.known_w.any():
        return []
    below_wk = source.values([below(one.series.name, one.t) for one in counted])[weights.known_w]
    found = []
    for one, share in zip(counted, below_wk.mean(axis=0).tolist(), strict=True):
        tail = min(1.0, 2 * min(share, 1 - share))
        found.append({"series": one.series.name, "t": one.t, "below": share, "as_far": tail})
    return found


def _conclusion(one: Conclusion, weights: WorldWeights, weighed: bool) -> dict[str, Any]:
    """Over the worlds that can be asked and could be held against the evidence. Too close to call doesn't hold."""
    there_w = one.there_w & weights.known_w
    holds_w = (one.holds_w[there_w] == 1).astype(float)
    found: dict[str, Any] = {
        "kind": one.kind,
        "actor": one.actor,
        "what": one.what,
        "asked_of": len(holds_w),
        "drawn": Share(int(holds_w.sum()), len(holds_w)).to_json() if len(holds_w) else None,
        "weighed": None,
        "shift": None,
    }
    if weighed and weights.weight_w is not None and weights.weight_w[there_w].any():
        weight_w = weights.weight_w[there_w]
        share, low, high = weighted_share(holds_w, weight_w)
        found["weighed"] = {"share": share, "low": low, "high": high}
        found["shift"] = _shift(holds_w, weight_w)
    return found


def _shift(holds_w: Floats, weight_w: Floats) -> dict[str, Any]:
    """How far the weighted share is from the plain one, with its 99% interval.

    Both are of the same worlds, so their difference is better known than either: it is the mean over worlds of
    w (h - share weighed) - (h - share drawn), with weights of mean 1, to first order (the delta method).
    """
    weight_w = weight_w / weight_w.mean()
    drawn, weighed = float(holds_w.mean()), float(weight_w @ holds_w / weight_w.sum())
    part_w = weight_w * (holds_w - weighed) - (holds_w - drawn)
    shift, error = weighed - drawn, NORMAL_99 * float(part_w.std() / np.sqrt(len(part_w)))
    return {"value": shift, "low": shift - error, "high": shift + error, "clear": abs(shift) > error > 0}


def _moved(source: ViewRun, weights: WorldWeights, seed: int) -> list[dict[str, Any]]:
    """Every assumption before and after, those that the evidence speaks to first, by how far it moved them.

    The test is that of hinges, for what the worlds' weights hinge on. far: the largest difference between the two
    distributions' shares below any value.
    """
    assert weights.weight_w is not None
    known_w = weights.known_w
    weight_w, value_wa = weights.weight_w[known_w], source.value_wa[known_w]
    if not source.names:
        return []
    alike_w = np.ones(len(weight_w))
    p_a = importance(value_wa, weight_w, alike_w, seed)
    found = []
    for a, name in enumerate(source.names):
        value_w = value_wa[:, a]
        found.append(
            {
                "assumption": name,
                "drawn": _quantiles(value_w, alike_w),
                "weighed": _quantiles(value_w, weight_w),
                "far": _distance(value_w, weight_w),
                "p_value": float(p_a[a]),
                "clear": bool(p_a[a] <= NOISE_LEVEL),
            }
        )
    return sorted(found, key=lambda one: (not one["clear"], -one["far"]))


def _quantiles(value_w: Floats, weight_w: Floats) -> dict[str, float]:
    found = quantile(value_w, weight_w, np.array(list(QUANTILES.values())))
    return dict(zip(QUANTILES, found.tolist(), strict=True))


def _distance(value_w: Floats, weight_w: Floats) -> float:
    """The largest difference between the shares of worlds and of weight up to a value."""
    values, place_w = np.unique(value_w, return_inverse=True)
    count = len(values)
    drawn, weighed = (np.bincount(place_w, part_w, count) for part_w in (np.ones(len(value_w)), weight_w))
    return float(np.abs(np.cumsum(drawn) / drawn.sum() - np.cumsum(weighed) / weighed.sum()).max())
