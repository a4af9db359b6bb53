"""A finished run as plain data, as `explore --json` documents it: verdicts, closing times and endings, view by view."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.conclusions import NEVER, Closing
from offramp.explore.designs import Design
from offramp.explore.run_switches import run_switches
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.shares import FEWEST_FOR_SHARE
from offramp.explore.world_results import Explored, spread, world_results, worlds_finding
from offramp.explore.world_solves import Numbers

Floats = NDArray[np.float64]
NARROWEST = 3  # assumptions that are named where worlds fail


def summary(run: Run) -> dict[str, Any]:
    """What a finished run found. Raises ScenarioError as reading it does."""
    asked, numbers = run.manifest.asked, run.numbers
    own = {view: run.own_result(view) for view in run.views}
    views = {}
    for view in run.views:
        found = run.view(view)
        explored = _explored(found, numbers)
        views[view] = {
            **world_results(explored, numbers, asked.level),
            "baseline": {
                "verdicts": {actor: own[view]["actors"][actor]["verdict"] for actor in numbers.actors},
                "endings": own[view]["endings"],
            },
            "payoffs": _payoffs(found, numbers, explored.worlds),
            "closings": _closings(found, numbers),
            "failed_where": _failed_where(found),
        }
    first = own[run.views[0]]
    return {
        "schema": "offramp/explore/1",
        "offramp": run.manifest.versions["offramp"],
        "scenario": first["scenario"],
        "run": str(run.path),
        "worlds": asked.worlds,
        "seed": asked.seed,
        "level": asked.level,
        "design": asked.design,
        "scrambles": asked.scrambles,
        "finding": worlds_finding(own, {view: views[view] for view in asked.views}, asked.worlds),
        "grids": [] if run.manifest.plan.single else list(run.manifest.plan.grids),
        "switches": run_switches(run, asked.views),
        "quantities": [quantity.to_json() for quantity in run.manifest.quantities],
        "views": views,
    }


def _explored(found: ViewRun, numbers: Numbers) -> Explored:
    """The numbers that verdicts and answers are read from."""
    names = [quantity.name for quantity in numbers.quantities[: numbers.count]]
    manifest = found.run.manifest
    value_wa, share_wa = found.drawn()
    return Explored(
        Design(found.names, share_wa, value_wa, found.sampling.kind, found.sampling.layout),
        found.values(names),
        found.errors(names),
        found.failed,
        manifest.fitted[found.view],
        manifest.exact[found.view],
    )


def _payoffs(found: ViewRun, numbers: Numbers, worlds: int) -> dict[str, dict[str, float | None]]:
    """How what each actor can expect spreads over the worlds."""
    if "payoffs" not in numbers.further.parts or not worlds:
        return {}
    names = {actor: f"value({actor})" for actor in numbers.actors}
    return {a: spread(found.values([n])[:, 0], found.errors([n])[:, 0], worlds) for a, n in names.items()}


def _closings(found: ViewRun, numbers: Numbers) -> dict[str, dict[str, Any]]:
    """In how many worlds each option closes, when, and in how many of those it reopens."""
    if "closings" not in numbers.further.parts or not found.worlds:
        return {}
    result: dict[str, dict[str, Any]] = {actor: {} for actor in numbers.actors}
    calendar, pairs = found.run.model.calendar, numbers.further.asked.pairs
    for (actor, option), when in zip(pairs, found.closings(pairs), strict=True):
        if when.seen_w.any():
            result[actor][option] = _closing(when, found, calendar.label)
    return result


def _closing(when: Closing, found: ViewRun, label: Any) -> dict[str, Any]:
    sure_w = when.seen_w & ~when.close_w
    closes_w = sure_w & (when.closes_w != NEVER)
    counts = {
        "closes": closes_w,
        "never": sure_w & (when.closes_w == NEVER),
        "reopens": closes_w & (when.reopens_w != NEVER),
        "too_close": when.seen_w & when.close_w,
        "unseen": ~when.seen_w,
    }
    shares = {name: found.sampling.share(found.number_w[there]).to_json() for name, there in counts.items()}
    failed_n = np.array([world.number for world in found.failed], dtype=np.int64)
    first_w = np.sort(when.closes_w[closes_w])
    enough = found.worlds >= FEWEST_FOR_SHARE and len(first_w) > 0
    quantiles = {"q25": 0.25, "q50": 0.5, "q75": 0.75}
    at = {name: int(first_w[int(q * (len(first_w) - 1))]) if enough else None for name, q in quantiles.items()}
    return {
        **shares,
        "failed": found.sampling.share(failed_n).to_json(),
        "first_closing": {
            "lowest": int(first_w[0]) if len(first_w) else None,
            **at,
            "highest": int(first_w[-1]) if len(first_w) else None,
        },
        "labels": {str(t): label(t) for t in sorted({*first_w.tolist()})},
    }


def _failed_where(found: ViewRun) -> list[dict[str, Any]]:
    """Between which values of which assumptions the failed worlds lie: those that say most first, by how little of
    the assumption's distribution holds all of them."""
    if not found.failed:
        return []
    value_wa, share_wa = found.drawn()
    rows = [world.number for world in found.failed]
    named = []
    for a, name in enumerate(found.names):
        value, share = value_wa[rows, a], share_wa[rows, a]
        named.append(
            {
                "assumption": name,
                "lowest": float(value.min()),
                "highest": float(value.max()),
                "share_lowest": float(share.min()),
                "share_highest": float(share.max()),
            }
        )
    named.sort(key=lambda one: float(one["share_highest"]) - float(one["share_lowest"]))  # type: ignore[arg-type]  # both are numbers
    return named[:NARROWEST]
