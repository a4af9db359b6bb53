"""A request for claims: the scenario solved in some views, and what becomes of each claim in each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from offramp.core.version import __version__
from offramp.judge.claims.claim_facts import claim_facts, tally
from offramp.judge.claims.claim_values import AUDIT_PATHS, EVENT_PATHS, claim_values
from offramp.judge.requests import AS_WRITTEN, Progress, Request, bound_game, described
from offramp.scenario.model import ScenarioModel
from offramp.solve.solver import solve
from offramp.solve.start import read_start


def judged(
    model: ScenarioModel, path: Path, views: Sequence[str | None], request: Request, tell: Progress
) -> dict[str, Any]:
    """Every claim in every view (None: as written), as documented for `claims --json`.

    Without claims nothing is solved. Raises ScenarioError for a bad request or a fault in the scenario; one that only
    what a claim supposes leads to is told with that claim.
    """
    games = {view: bound_game(model, replace(request, view=view)) for view in views}
    found, solved = {}, {}
    for view, game in games.items() if model.claims else ():
        name = view or AS_WRITTEN
        tell_here = _under(name.replace("_", " "), tell)
        solution = solve(game, read_start(game, request.at), request.effort, tell_here)
        found[name] = claim_values(
            solution,
            request.level,
            request.paths or EVENT_PATHS,
            AUDIT_PATHS if request.refine else 0,
            request.seed,
            request.threads,
            progress=partial(tell_here, "judging claims"),
        )
        certificate = solution.certificate
        solved[name] = {
            "means": model.views[view].means if view else None,
            "resolved": certificate.resolved,
            "exact": certificate.exact,
            "reasons": list(certificate.reasons),
            "counts": tally(found[name]),
        }
    head = described("claims/1", model, path, games[views[0]], request)
    return {
        "schema": "offramp/claims/1",
        "offramp": __version__,
        "scenario": head["scenario"],
        "level": request.level,
        "set": dict(request.changes),
        "views": solved,
        "claims": claim_facts(model, found),
    }


def _under(name: str, tell: Progress) -> Progress:
    """Progress that says of which view it is."""
    return lambda what, share: tell(f"{name}: {what}", share)


@dataclass(frozen=True)
class Claims:
    """What becomes of the claims of a scenario, view by view."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp claims --json` prints them."""
        return self.data

    def judgement(self, claim: str, view: str = "as_written") -> str:
        """holds, fails, too_close, vacuous, unsupported, not_judged or not_formalised. Raises KeyError for a claim or a
        view that isn't there."""
        return str(self.data["claims"][claim]["views"][view]["judgement"])
