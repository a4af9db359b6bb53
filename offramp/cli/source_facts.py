"""Sources and what rests on them, as plain data: for `offramp sources` and the summary in `offramp check`."""

from typing import Any

from offramp.cli.scenario_facts import identity
from offramp.core.diagnostics import Severity
from offramp.scenario.checks.judgements import judgements, written_numbers
from offramp.scenario.citations.cited_passages import Citation
from offramp.scenario.citations.near_misses import NearMiss
from offramp.scenario.citations.source_checks import CheckedAnchor, CheckedSource, SourceChecks, Status
from offramp.scenario.citations.source_diagnostics import source_diagnostics
from offramp.scenario.citations.text_quotes import Found
from offramp.scenario.model import ScenarioModel

Facts = dict[str, Any]


def source_facts(model: ScenarioModel, checks: SourceChecks) -> Facts:
    """What `sources` has to say."""
    diagnostics = source_diagnostics(checks)
    return {
        "schema": "offramp/sources/1",
        "ok": not any(d.severity is Severity.ERROR for d in diagnostics),
        "scenario": identity(model),
        "coverage": coverage(model, checks),
        "sources": {name: _source(checked) for name, checked in checks.sources.items()},
        "unused": [name for name, checked in checks.sources.items() if not checked.anchors],
        "judgements": judgement_facts(model)["assumptions"],
        "diagnostics": [diagnostic.to_json() for diagnostic in diagnostics],
    }


def coverage(model: ScenarioModel, checks: SourceChecks) -> Facts:
    """How much of the scenario rests on what, and how many anchors were verified."""
    judged = judgements(model)
    return {
        "assumptions": len(model.assumptions),
        "with_source": len(model.assumptions) - len(judged),
        "with_note": sum(bool(judgement.note) for judgement in judged),
        "without_reason": sum(not judgement.note for judgement in judged),
        "anchors": len(checks.anchors()),
        "verified": checks.count(Status.VERIFIED),
        "several": checks.count(Status.SEVERAL),
        "not_found": checks.count(Status.NOT_FOUND),
        "no_document": checks.count(Status.NO_DOCUMENT),
        "unreadable": checks.count(Status.UNREADABLE),
        "no_phrase": checks.count(Status.NO_PHRASE),
    }


def judgement_facts(model: ScenarioModel) -> Facts:
    """The numbers that no source stands behind."""
    return {
        "assumptions": [
            {"name": j.name, "value": j.value, "unit": j.unit, "note": j.note, "line": j.span.home.line}
            for j in judgements(model)
        ],
        "numbers": [
            {"value": n.value, "where": n.where, "line": n.span.line, "column": n.span.column}
            for n in written_numbers(model)
        ],
    }


def _source(checked: CheckedSource) -> Facts:
    source, document = checked.source, checked.document
    parts = dict.fromkeys((anchor.citation.kind, anchor.citation.name) for anchor in checked.anchors)
    return {
        "title": source.title,
        "date": source.date_text or None,
        "stance": source.stance,
        "link": source.link,
        "file": source.file,
        "document": {
            "path": document.path,
            "kind": document.kind,
            "encoding": document.encoding or None,
            "pages": len(document.canonical.pages) if document.kind == "pdf" else None,
            "characters": len(document.canonical.text),
            "sha256": document.canonical.sha256,
        }
        if document
        else None,
        "problem": f"{checked.path} {checked.fault.message}" if checked.fault else None,
        "supports": [{"kind": kind, "name": name} for kind, name in parts],
        "anchors": [_anchor(anchor) for anchor in checked.anchors],
    }


def _anchor(checked: CheckedAnchor) -> Facts:
    citation: Citation = checked.citation
    anchor, result = citation.anchor, checked.search
    settled = checked.status in (Status.VERIFIED, Status.SEVERAL)
    place = result.places[0] if result and result.places and settled else None
    return {
        "for": {"kind": citation.kind, "name": citation.name, "role": citation.role},
        "phrase": anchor.phrase,
        "before": anchor.before,
        "after": anchor.after,
        "place": anchor.place,
        "note": anchor.note,
        "line": anchor.span.home.line,
        "status": checked.status.value,
        "position": {"start": place.start, "end": place.end} if place else None,
        "page": checked.page,
        "places": len(result.places) if result and settled else 0,
        "passage": dict(zip(("before", "text", "after"), checked.passage, strict=True)) if checked.passage else None,
        "why": _why(result.found) if result and checked.status is Status.NOT_FOUND else None,
        "near": _near(checked.near) if checked.near else None,
        "near_problem": checked.near_fault or None,
    }


def _why(found: Found) -> str:
    return {Found.ELSEWHERE: "not between before and after", Found.INSIDE_A_WORD: "inside a word"}.get(
        found, "not in the document"
    )


def _near(near: NearMiss) -> Facts:
    return {
        "text": near.text,
        "marked": near.marked,
        "alike": round(near.alike, 4),
        "position": {"start": near.place.start, "end": near.place.end},
        "differences": [{"phrase": d.phrase, "document": d.document} for d in near.differences],
    }
