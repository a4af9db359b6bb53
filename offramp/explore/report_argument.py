"""What a run's numbers rest on, as plain data: from each number to the assumptions behind it, from these to passages of
documents, and from every passage back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from offramp.core.distribution_facts import distribution_facts
from offramp.explore.runs.run_reader import Run
from offramp.judge.cited import cited
from offramp.judge.structure import (
    COURSE,
    Root,
    behind_option,
    behind_question,
    behind_standing,
    behind_value,
    entering,
)
from offramp.scenario.checks.judgements import judgements
from offramp.scenario.citations.cited_passages import Citation, citations
from offramp.scenario.model import Anchor, Assumption, ScenarioModel

Data = dict[str, Any]


def argument(run: Run, views: Sequence[str]) -> Data:
    """The documents, passages and assumptions of a run's scenario. Raises ScenarioError as reading the run does."""
    model = run.model
    places = _passages(model)
    own = {view: run.branches[view].view for view in views}
    varied = {view: frozenset(run.view(view).names) for view in views}
    return {
        "documents": _documents(model, places),
        "passages": {
            key: cited(cites[0].anchor, model)
            | {"before": cites[0].anchor.before or None, "after": cites[0].anchor.after or None}
            | {"for": [{"kind": one.kind, "name": one.name, "role": one.role} for one in cites]}
            for key, cites in places.items()
        },
        "assumptions": {
            name: _assumption(assumption, model, own, places)
            | {"varied": [view for view in views if name in varied[view]]}
            for name, assumption in model.assumptions.items()
        },
        "claims": {name: _keys([one.quote], places) for name, one in model.claims.items()},
        "forecasts": {name: _keys([one.quote], places) for name, one in model.forecasts.items()},
        "coverage": _coverage(model, places),
    }


def rests_on(run: Run, views: Sequence[str], hinges: Mapping[str, Any]) -> Data:
    """Behind each number: which assumptions enter it by the rules, and which of them it hinges on over the worlds of
    each view, the strongest first. hinges: what `run_hinges` found.

    Numbers go by the names of a run's quantities (`chance(freeze)`, `verdict(bloc)`, `closes(bloc, sustain)`), and by
    `answer`, `claim(…)`, `forecast(…)`. Sets of assumptions are named once, as many numbers share theirs.
    """
    model = run.model
    own = list(dict.fromkeys(run.branches[view].view for view in views))
    sets: dict[tuple[str, ...], str] = {}
    numbers = {}
    for key, roots in _numbers(run, own).items():
        behind = tuple(entering(model, roots))
        numbers[key] = {
            "enters": sets.setdefault(behind, f"s{len(sets) + 1}"),
            "hinges": {view: _strongest(key, hinges["views"][view]["conclusions"]) for view in views},
        }
    return {"sets": {name: list(behind) for behind, name in sets.items()}, "numbers": numbers}


def _numbers(run: Run, views: Sequence[str | None]) -> dict[str, list[Root]]:
    """Every number that a report shows a row for, with where to follow the rules back from."""
    model, known = run.model, run.numbers
    found: dict[str, list[Root]] = {"answer": [COURSE]}
    found |= {f"chance({ending})": [COURSE] for ending in model.endings}
    for actor in known.actors:
        found[f"verdict({actor})"] = behind_standing(model, actor, views)
        found[f"value({actor})"] = behind_value(actor)
    for actor, option in known.further.asked.pairs if "closings" in known.further.parts else ():
        found[f"closes({actor}, {option})"] = behind_option(model, actor, option, views)
    for name, claim in model.claims.items():
        if claim.holds is not None:
            found[f"claim({name})"] = behind_question(model, claim.holds, views)
    for name, forecast in model.forecasts.items():
        if forecast.happens is not None:
            found[f"forecast({name})"] = behind_question(model, forecast.happens, views)
    return found


def conclusion_key(one: Mapping[str, Any]) -> str:
    """The number that a conclusion of `hinges --json` is about."""
    match one["kind"]:
        case "verdict":
            return f"verdict({one['actor']})"
        case "answer":
            return "answer"
        case "closing":
            return f"closes({one['actor']}, {one['what']})"
        case _:
            return f"{one['kind']}({one['what']})"


def _strongest(key: str, conclusions: Iterable[Mapping[str, Any]]) -> list[str]:
    """The assumptions that a number's conclusions hinge on: each by the largest swing that it has in any of them."""
    swings: dict[str, float] = {}
    for one in conclusions:
        if conclusion_key(one) == key:
            for hinge in one["hinges"]:
                swings[hinge["assumption"]] = max(swings.get(hinge["assumption"], 0.0), hinge["swing"])
    return sorted(swings, key=lambda name: -swings[name])


def _passages(model: ScenarioModel) -> dict[str, list[Citation]]:
    """Every passage that is cited, by a short name, with all that cites it; a plain judgement cites nothing."""
    names: dict[tuple[str, str, str], str] = {}
    found: dict[str, list[Citation]] = {}
    for one in citations(model):
        if one.anchor.source:
            key = names.setdefault(_passage(one.anchor), f"p{len(names) + 1}")
            found.setdefault(key, []).append(one)
    return found


def _passage(anchor: Anchor) -> tuple[str, str, str]:
    return anchor.source, anchor.phrase, anchor.place


def _keys(anchors: Iterable[Anchor | None], places: Mapping[str, list[Citation]]) -> list[str]:
    named = {_passage(cites[0].anchor): key for key, cites in places.items()}
    return list(dict.fromkeys(named[_passage(one)] for one in anchors if one is not None and one.source))


def _assumption(
    assumption: Assumption, model: ScenarioModel, views: Mapping[str, str | None], places: Mapping[str, list[Citation]]
) -> Data:
    notes = "; ".join(anchor.note for anchor in assumption.because if anchor.note)
    return {
        "means": assumption.means,
        "unit": assumption.unit,
        "value": assumption.value,
        **distribution_facts(assumption.distribution),
        "views": {
            view: {"value": assumption.baseline(name), **distribution_facts(assumption.distribution_in(name))}
            for view, name in views.items()
        },
        "passages": _keys(assumption.because, places),
        "note": notes or None,
        "stances": list(
            dict.fromkeys(
                model.sources[one.source].stance
                for one in assumption.because
                if one.source and model.sources[one.source].stance
            )
        ),
    }


def _documents(model: ScenarioModel, places: Mapping[str, list[Citation]]) -> dict[str, Data]:
    return {
        name: {
            "title": source.title,
            "date": source.date_text or None,
            "stance": source.stance or None,
            "link": source.link or None,
            "passages": [key for key, cites in places.items() if cites[0].anchor.source == name],
        }
        for name, source in model.sources.items()
    }


def _coverage(model: ScenarioModel, places: Mapping[str, list[Citation]]) -> Data:
    """What can be said without the documents: how much rests on them, and which of them nothing rests on."""
    judged = judgements(model)
    used = {cites[0].anchor.source for cites in places.values()}
    return {
        "assumptions": len(model.assumptions),
        "with_source": len(model.assumptions) - len(judged),
        "with_note": sum(bool(one.note) for one in judged),
        "without_reason": sum(not one.note for one in judged),
        "passages": len(places),
        "claims": len(model.claims),
        "formalised": sum(one.holds is not None for one in model.claims.values()),
        "never_cited": [name for name in model.sources if name not in used],
    }
