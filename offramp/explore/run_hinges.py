"""What the conclusions of a run hinge on: a curve over each assumption that matters, and the box in which one holds."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.boxes import FEWEST_CASES, Box, find_box
from offramp.explore.hinges.peeling import Fit
from offramp.explore.hinges.ranked_hinges import NOISE_LEVEL, Hinge, find_hinges
from offramp.explore.hinges.share_curves import ShareCurve
from offramp.explore.hinges.weightings import TIMES
from offramp.explore.run_choices import run_choices
from offramp.explore.run_conclusions import Conclusion, conclusions
from offramp.explore.run_flips import Sought, run_flips
from offramp.explore.run_indices import run_indices
from offramp.explore.run_switches import run_switches
from offramp.explore.run_weightings import EvenWeights, even_weights, weighed
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.judge.requests import Progress

Floats = NDArray[np.float64]


MOST_FLIPS = 6  # assumptions of a verdict that are moved, the strongest first


def run_hinges(
    run: Run,
    views: Sequence[str],
    with_flips: bool,
    tell: Progress,
    with_indices: bool = False,
    thorough: bool = True,
) -> dict[str, Any]:
    """The hinges of every conclusion in each of these views, as `hinges --json` documents them.

    with_flips: whether to solve the game anew for where the baseline's verdicts turn. with_indices: whether to say how
    much of the variance over worlds each assumption accounts for. thorough: whether to look for the box in which each
    conclusion holds, and for the question that would be worth answering first, which takes nearly all of the time.
    Raises ScenarioError E753 where the run's design has no such indices, and as reading the run does.
    """
    asked = run.manifest.asked
    sources = {view: run.view(view) for view in views}
    indices = run_indices(run, sources, tell) if with_indices else None
    found = {view: conclusions(source) for view, source in sources.items()}
    count = max(1, sum(len(parts) for parts in found.values()))
    done, results = 0, {}
    for view, parts in found.items():
        source = sources[view]
        value_wa, even = source.value_wa, even_weights(source)
        listed = []
        for conclusion in parts:
            tell(f"hinges of {view.replace('_', ' ')}", done / count)
            listed.append(_hinges(conclusion, source, value_wa, even, asked.seed, thorough))
            done += 1
        results[view] = {
            "worlds": source.worlds,
            "apart": int(source.sampling.independent(source.number_w).sum()),
            "varied": list(source.names),
            "even": even.to_json(),
            "conclusions": listed,
        }
    return {
        "schema": "offramp/hinges/1",
        "offramp": run.manifest.versions["offramp"],
        "scenario": run.own_result(run.views[0])["scenario"],
        "run": str(run.path),
        "worlds": asked.worlds,
        "seed": asked.seed,
        "level": asked.level,
        "design": asked.design,
        "noise_level": NOISE_LEVEL,
        "times": TIMES,
        "switches": run_switches(run, list(dict.fromkeys(source.branch.own.name for source in sources.values()))),
        "views": results,
        "choices": run_choices(run, [source for source in sources.values() if not source.branch.cases], thorough),
        "flips": run_flips(sources, _sought(run, results), tell) if with_flips else None,
        "indices": indices,
    }


def _sought(run: Run, results: Mapping[str, dict[str, Any]]) -> list[Sought]:
    """Each baseline's verdicts, with the assumptions that they hinge on over the worlds."""
    found = []
    for view, result in results.items():
        own = run.own_result(view)["actors"]
        for one in result["conclusions"]:
            if one["kind"] == "verdict" and own[one["actor"]]["verdict"] == one["what"]:
                names = [hinge["assumption"] for hinge in one["hinges"][:MOST_FLIPS]]
                found += [Sought(view, one["actor"], one["what"], name) for name in names]
    return found


def _hinges(
    conclusion: Conclusion, source: ViewRun, value_wa: Floats, even: EvenWeights, seed: int, thorough: bool
) -> dict[str, Any]:
    there_w = conclusion.there_w
    number_w, value_wa, holds_w = source.number_w[there_w], value_wa[there_w], conclusion.holds_w[there_w]
    said = {
        "kind": conclusion.kind,
        "actor": conclusion.actor,
        "what": conclusion.what,
        "holds": source.sampling.share(number_w[holds_w == 1]).to_json(),
        "too_close": source.sampling.share(number_w[np.isnan(holds_w)]).to_json(),
        "asked_of": len(holds_w),
        "weightings": weighed(source, even, number_w[holds_w == 1], number_w[np.isnan(holds_w)]),
    }
    apart_w = source.sampling.independent(number_w)
    value_wa, holds_w = value_wa[apart_w], holds_w[apart_w]
    cases, others = int((holds_w == 1).sum()), int((holds_w == 0).sum())
    if cases < len(holds_w) and min(cases, others) < FEWEST_CASES:
        # A handful of worlds would give every search something to find.
        return {
            **said,
            "status": "too_few_cases",
            "hinges": [],
            "without_effect": [],
            "box": _box(Box("too_few_worlds")),
        }
    ranked = find_hinges(source.names, value_wa, holds_w, seed=seed, all_curves=thorough)
    found = find_box(source.names, value_wa, holds_w, seed=seed) if thorough else Box("not_looked_for")
    weak = [hinge.name for hinge in ranked.ranked if not hinge.matters]
    if not thorough and ranked.status in ("found", "nothing_stands_out"):  # their curves weren't asked for
        weak = [name for name in source.names if name not in {hinge.name for hinge in ranked.that_matter}]
    return {
        **said,
        "status": ranked.status,
        "hinges": [_hinge(hinge) for hinge in ranked.that_matter],
        "without_effect": weak,
        "box": _box(found),
    }


def _hinge(hinge: Hinge) -> dict[str, Any]:
    return {
        "assumption": hinge.name,
        "low_share": hinge.low_share,
        "high_share": hinge.high_share,
        "swing": hinge.strength,
        "p_value": hinge.p_value,
        "crossings": [
            {"value": one.value, "low": one.low, "high": one.high, "direction": one.direction}
            for one in hinge.crossings
        ],
        "curve": _curve(hinge.curve),
    }


def _curve(curve: ShareCurve) -> dict[str, Any]:
    points = {
        "value": curve.value_g,
        "quantile": curve.place_g,
        "share": curve.share_g,
        "low": curve.low_g,
        "high": curve.high_g,
    }
    return {"by_value": curve.by_value, **{name: part.tolist() for name, part in points.items()}}


def _box(box: Box) -> dict[str, Any]:
    low, high = box.density_interval or (None, None)
    return {
        "status": box.status,
        "conditions": [
            {"assumption": one.name, "low": one.low, "high": one.high, "recurs": one.recurs} for one in box.conditions
        ],
        "searched": _fit(box.searched),
        "held_out": _fit(box.held_out),
        "density_low": low,
        "density_high": high,
        "base": None if np.isnan(box.base) else box.base,
        "p_value": box.p_value,
        "unclear": box.unclear,
    }


def _fit(found: Fit | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"coverage": found.coverage, "density": found.density, "mass": found.mass}
