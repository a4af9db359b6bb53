"""All that a report of a run shows, as plain data: worlds, what they hinge on, claims, forecasts, evidence."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.evidence.run_evidence import run_evidence
from offramp.explore.report_argument import argument, rests_on
from offramp.explore.report_worlds import report_worlds
from offramp.explore.run_claims import run_claims
from offramp.explore.run_hinges import run_hinges
from offramp.explore.runs.run_reader import Run
from offramp.explore.runs.summary import summary
from offramp.explore.world_results import worlds_finding
from offramp.explore.world_scores import world_scores
from offramp.judge.answer import finding
from offramp.judge.requests import Progress
from offramp.scenario.play_map import play_map

Data = dict[str, Any]

_NOTHING_TO_SAY = frozenset({"E755", "E760"})  # the run was explored without claims, or without evidence


def report_data(run: Run, views: Sequence[str], off_ramps: Sequence[Mapping[str, Any]], tell: Progress) -> Data:
    """What `offramp report RUN --json` prints: the fields of `analyse --json`, so that its page can be made from it,
    and what the commands on runs find in these views. Nothing is solved.

    off_ramps: results of `offramps --json` of the same scenario. Raises ScenarioError E701, E745, E750; E781 where no
    world could be solved; E782 for off-ramps of another scenario.
    """
    _some_solved(run, views)
    found = summary(run)
    found["views"] = {view: found["views"][view] for view in views}
    own = {view: run.own_result(view) for view in views}
    found["finding"] = worlds_finding(own, found["views"], found["worlds"])
    scenario = own[views[0]]["scenario"]
    for one in off_ramps:
        check_same_scenario(one, scenario)
    tell("hinges", 0.0)
    hinges = run_hinges(run, views, False, tell, thorough=False)
    return {
        "schema": "offramp/report/1",
        "offramp": run.manifest.versions["offramp"],
        "scenario": scenario,
        "level": run.manifest.asked.level,
        "finding": finding(own),
        "views": own,
        "worlds": _worlds(found),
        "run": found | {"warnings": []},
        "hinges": hinges,
        "claims": _where_asked(lambda: run_claims(run, views, tell, hinges)),
        "scores": world_scores(run, list(views)),
        "evidence": _where_asked(lambda: run_evidence(run, views, None, None, tell)),
        "off_ramps": [dict(one) for one in off_ramps],
        "argument": argument(run, views),
        "rests_on": rests_on(run, views, hinges),
        "game_map": play_map(run.model),
        **report_worlds(run, views, hinges, tell),
    }


def _worlds(found: Data) -> Data:
    """The worlds as `analyse --json` has them, with what a run adds to each view."""
    kept = ("seed", "level", "finding", "grids", "design", "scrambles", "views")
    return {"count": found["worlds"], "reason": "asked", **{name: found[name] for name in kept}}


def _some_solved(run: Run, views: Sequence[str]) -> None:
    drawn = sum(run.view(view).worlds for view in views)
    if drawn and not any(run.view(view).solved for view in views):
        first = next(world for view in views for world in run.view(view).failed)
        said = f"none of the {drawn:,} worlds in {run.path} could be solved: {first.faults[0]['message']}"
        remedy = "mend what the first of them breaks on, or narrow the ranges that lead there, and explore again"
        raise ScenarioError([Diagnostic("E781", said, None, remedy)])


def check_same_scenario(one: Mapping[str, Any], scenario: Mapping[str, Any]) -> None:
    """Raise ScenarioError E782 where a result of `offramps --json` isn't of this scenario's very text."""
    theirs = one["scenario"]
    if theirs["sha256"] == scenario["sha256"]:
        return
    edited = theirs["id"] == scenario["id"]
    other = f"another text of {scenario['id']}" if edited else f"{theirs['id']}, and the run is of {scenario['id']}"
    said = f"the off-ramps for {one['actor']} were found in {other}"
    remedy = "look for off-ramps in the scenario that the run keeps: offramp offramps RUN/scenario/… --for ACTOR --json"
    raise ScenarioError([Diagnostic("E782", said, None, remedy)])


def _where_asked(ask: Callable[[], Data]) -> Data | None:
    """A result; None where the run was explored without what it is about."""
    try:
        return ask()
    except ScenarioError as error:
        if {one.code for one in error.diagnostics} <= _NOTHING_TO_SAY:
            return None
        raise
