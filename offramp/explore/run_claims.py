"""The claims of a document over the worlds of a run: in how many each holds, and what they come to together."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from offramp.explore.claim_relations import MOST_FOR_TRIPLES, clashes, consequences
from offramp.explore.hinges.boxes import FEWEST_CASES
from offramp.explore.hinges.ranked_hinges import find_hinges
from offramp.explore.run_conclusions import Conclusion, claim_conclusions
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.shares import Share, interval
from offramp.explore.unmentioned import unmentioned
from offramp.explore.world_claims import WorldClaims, asked_in, world_claims
from offramp.judge.claims.claim_facts import stated_facts
from offramp.judge.claims.claim_truth import Judgement
from offramp.judge.requests import Progress
from offramp.scenario.claims.claim_ground import names_of

ALMOST_ALL: Final = 0.9  # of the worlds of a view that could be solved: a claim counts as holding there
FAILED_WORLD: Final = "unsolved"


def run_claims(
    run: Run, views: Sequence[str], tell: Progress, hinges: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Every claim in these views, as `claims RUN --json` documents it.

    hinges: what `run_hinges` found in them, where that is known: claims are among its conclusions. Raises ScenarioError
    E755 where the run was explored without claims, and as reading the run does.
    """
    asked, model, own = asked_in(run), run.model, run.manifest.asked
    sources = {view: run.view(view) for view in views}
    found: dict[str, WorldClaims] = {}
    for number, (view, source) in enumerate(sources.items()):
        tell("judging claims", number / len(sources))
        found[view] = world_claims(source)
    names = names_of(model)
    claims: dict[str, dict[str, Any]] = {}
    for c, (name, stated) in enumerate(model.claims.items()):
        claims[name] = {
            **stated_facts(stated, names),
            "reason": "; ".join(anchor.note for anchor in stated.because if anchor.note) or None,
            "left_out": [
                asked.left_out[text]
                for text in (stated.holds.quantities if stated.holds else ())
                if text in asked.left_out
            ],
            "views": {view: {"counts": _counts(one, c, sources[view])} for view, one in found.items()},
        }
    for view, source in sources.items():
        if hinges is not None:
            for name, claim in claims.items():
                if model.claims[name].holds is not None:
                    claim["views"][view] |= _known(name, hinges["views"][view]["conclusions"], claim["views"][view])
            continue
        tell(f"hinges of claims in {view.replace('_', ' ')}", 0.0)
        value_wa = source.value_wa if source.solved else np.zeros((0, 0))
        for conclusion in claim_conclusions(source, found[view]):
            claims[conclusion.what]["views"][view] |= _hinge(conclusion, source, value_wa, own.seed)
    return {
        "schema": "offramp/run_claims/1",
        "offramp": run.manifest.versions["offramp"],
        "scenario": run.own_result(run.views[0])["scenario"],
        "run": str(run.path),
        "worlds": own.worlds,
        "seed": own.seed,
        "level": own.level,
        "views": {
            view: {
                "means": model.views[source.branch.view].means if source.branch.view else None,
                "worlds": source.worlds,
                "failed": len(source.failed),
            }
            for view, source in sources.items()
        },
        "claims": claims,
        "argument": _argument(found),
        "unmentioned": unmentioned(run, list(sources.values())),
    }


def _counts(found: WorldClaims, c: int, source: ViewRun) -> dict[str, Any]:
    """In how many worlds a claim comes out how."""
    counts = {one.value: int(found.of(one)[c].sum()) for one in Judgement}
    counts[FAILED_WORLD] = len(source.failed)
    return {name: Share(count, source.worlds).to_json() for name, count in counts.items()}


def _known(name: str, conclusions: Sequence[Mapping[str, Any]], claim: Mapping[str, Any]) -> dict[str, Any]:
    """What a claim hinges on most, from the hinges of all conclusions; one that holds nowhere isn't among them."""
    found = next((one for one in conclusions if (one["kind"], one["what"]) == ("claim", name)), None)
    if found is None:
        return {"status": "too_few_cases" if claim["counts"]["too_close"]["count"] else "never", "hinge": None}
    first = next(iter(found["hinges"]), None)
    kept = ("assumption", "low_share", "high_share")
    told = first and {
        **{key: first[key] for key in kept},
        "crossings": [{end: one[end] for end in ("value", "low", "high")} for one in first["crossings"]],
    }
    return {"status": found["status"], "hinge": told}


def _hinge(conclusion: Conclusion, source: ViewRun, value_wa: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """What a claim hinges on most, among the worlds that it can be asked of."""
    there_w = conclusion.there_w
    holds_w = conclusion.holds_w[there_w]
    cases, others = int((holds_w == 1).sum()), int((holds_w == 0).sum())
    if not len(holds_w) or (min(cases, others) == 0 and not np.isnan(holds_w).any()):
        return {"status": "always" if cases else "never", "hinge": None}
    if min(cases, others) < FEWEST_CASES:
        return {"status": "too_few_cases", "hinge": None}
    ranked = find_hinges(source.names, value_wa[there_w], holds_w, seed=seed, all_curves=False)
    first = next(iter(ranked.that_matter), None)
    told = first and {
        "assumption": first.name,
        "low_share": first.low_share,
        "high_share": first.high_share,
        "crossings": [{"value": one.value, "low": one.low, "high": one.high} for one in first.crossings],
    }
    return {"status": ranked.status, "hinge": told}


def _argument(found: Mapping[str, WorldClaims]) -> dict[str, Any]:
    """The claims together: over all worlds of all views that could be solved, and view by view."""
    names = next(iter(found.values())).names
    holds = {view: one.of(Judgement.HOLDS) for view, one in found.items()}
    asked_of = [view for view, part in holds.items() if part.shape[1]]  # where nothing varies there are no worlds
    formalised = [
        c for c in range(len(names)) if not all(one.of(Judgement.NOT_FORMALISED)[c].all() for one in found.values())
    ]
    holds_cw = np.concatenate(list(holds.values()), axis=1)[formalised]
    close_cw = np.concatenate([one.of(Judgement.TOO_CLOSE) for one in found.values()], axis=1)[formalised]
    kept = [names[c] for c in formalised]
    worlds = holds_cw.shape[1]
    most = {view: {names[c] for c in formalised if holds[view][c].mean() >= ALMOST_ALL} for view in asked_of}
    in_views = {name: [view for view, claims in most.items() if name in claims] for name in kept}
    everywhere = {name for name, row in zip(kept, holds_cw, strict=True) if worlds and row.all()}
    return {
        "worlds": worlds,
        "almost_all": ALMOST_ALL,
        "in_every_view": [
            {"claim": name, "in_all_worlds": name in everywhere}
            for name in kept
            if 0 < len(in_views[name]) == len(asked_of)
        ],
        "in_one_view": [
            {"claim": name, "view": views[0]} for name, views in in_views.items() if len(views) == 1 < len(asked_of)
        ],
        "nowhere": [
            {"claim": name, "unclear": int(close_cw[k].sum()), "most": interval(int(close_cw[k].sum()), worlds)[1]}
            for k, name in enumerate(kept)
            if worlds and not holds_cw[k].any()
        ],
        "contradictions": [one.to_json() for one in clashes(kept, holds_cw, close_cw)],
        "triples_looked_for": len(kept) <= MOST_FOR_TRIPLES,
        "consequences": [one.to_json() for one in consequences(kept, holds_cw, close_cw)],
    }
