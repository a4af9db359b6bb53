"""Anchors held against the documents that are at hand: found, found several times, not found, or not to be checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.scenario.citations.cited_passages import Citation, citations
from offramp.scenario.citations.documents.document import Document, read_document
from offramp.scenario.citations.documents.faults import DocumentFault
from offramp.scenario.citations.near_misses import NearMiss, NearMisses
from offramp.scenario.citations.text_quotes import Found, Quote, Search, around, readable, search
from offramp.scenario.folder_files import leads_outside
from offramp.scenario.model import Anchor, ScenarioModel, Source

MOST_NEAR_MISSES: Final = 50  # of one document: who has more has the wrong document


class Status(StrEnum):
    """How far an anchor was verified."""

    VERIFIED = "verified"
    SEVERAL = "several"  # the phrase is there more than once
    NOT_FOUND = "not found"
    NO_DOCUMENT = "no document"
    UNREADABLE = "unreadable"
    NO_PHRASE = "no phrase"  # a place or a note: nothing that a search could find


@dataclass(frozen=True, slots=True)
class CheckedAnchor:
    """An anchor and what became of it. `passage` is the phrase as the document has it, with what stands around it."""

    citation: Citation
    status: Status
    search: Search | None = None
    page: int | None = None
    passage: tuple[str, str, str] | None = None
    near: NearMiss | None = None
    near_fault: str = ""  # why no near miss was looked for


@dataclass(frozen=True, slots=True)
class CheckedSource:
    """A source, its document where one is at hand, why it can't be read where it can't, and all its anchors."""

    source: Source
    path: str
    document: Document | None
    fault: DocumentFault | None
    anchors: tuple[CheckedAnchor, ...]


@dataclass(frozen=True, slots=True)
class SourceChecks:
    """Every source, and the anchors that name none: plain judgements."""

    sources: dict[str, CheckedSource]
    judgements: tuple[Citation, ...]

    def anchors(self) -> list[CheckedAnchor]:
        """All anchors that name a source."""
        return [anchor for source in self.sources.values() for anchor in source.anchors]

    def count(self, status: Status) -> int:
        """How many anchors came out as `status`."""
        return sum(anchor.status is status for anchor in self.anchors())


def check_sources_against_documents(model: ScenarioModel, given: Mapping[str, Path] | None = None) -> SourceChecks:
    """Hold every anchor against its document: the one in `given` (by source), or the `file` beside the scenario.

    Raises ScenarioError for a source in `given` that the scenario doesn't have, or whose document can't be read; a
    `file` that can't be read is told in the result.
    """
    given = given or {}
    folder = Path(model.source.path).parent
    by_source: dict[str, list[Citation]] = {name: [] for name in model.sources}
    judgements = []
    for citation in citations(model):
        if citation.anchor.source in by_source:
            by_source[citation.anchor.source].append(citation)
        elif not citation.anchor.source:
            judgements.append(citation)
    faults = [_unknown(name, model) for name in given if name not in model.sources]
    found: dict[str, CheckedSource] = {}
    for name, source in model.sources.items():
        checked = _source(source, given.get(name), folder, by_source[name])
        if checked.fault and name in given:
            faults.append(
                Diagnostic(
                    checked.fault.code,
                    f"{given[name]}, the document of {name}, {checked.fault.message}",
                    None,
                    checked.fault.remedy,
                )
            )
        found[name] = checked
    if faults:
        raise ScenarioError(faults)
    return SourceChecks(found, tuple(judgements))


def _unknown(name: str, model: ScenarioModel) -> Diagnostic:
    remedy = did_you_mean(name, model.sources) or "`offramp show` lists the sources"
    return Diagnostic("E122", f"--document names {name}, which is no source of this scenario", None, remedy)


def _source(source: Source, given: Path | None, folder: Path, cited: list[Citation]) -> CheckedSource:
    path = given or (folder / source.file if source.file and not leads_outside(source.file, folder) else None)
    document, fault = None, None
    if path is not None:
        try:
            document = read_document(path)
        except DocumentFault as found:
            fault = found
    near = _LateNearMisses(document) if document else None
    anchors = tuple(_anchor(citation, document, fault, near) for citation in cited)
    return CheckedSource(source, str(path or ""), document, fault, anchors)


class _LateNearMisses:
    """The index of a document's words, made once a phrase isn't found in it; looked into so many times only."""

    def __init__(self, document: Document) -> None:
        self._text = document.canonical
        self._made: NearMisses | None = None
        self._looked = 0

    def nearest(self, phrase: str) -> tuple[NearMiss | None, str]:
        """The nearest passage, or why none was looked for."""
        self._looked += 1
        if self._looked > MOST_NEAR_MISSES:
            return None, f"nearest passages are shown for the first {MOST_NEAR_MISSES} such phrases"
        self._made = self._made or NearMisses(self._text)
        try:
            return self._made.nearest(phrase), ""
        except ImportError:
            return None, "the nearest passage can't be looked for without the Python package rapidfuzz"


def _anchor(
    citation: Citation, document: Document | None, fault: DocumentFault | None, near: _LateNearMisses | None
) -> CheckedAnchor:
    anchor: Anchor = citation.anchor
    if not anchor.phrase:
        return CheckedAnchor(citation, Status.NO_PHRASE)
    if document is None or near is None:
        # A file that isn't there is a document that isn't at hand.
        gone = fault is None or fault.code == "E114"
        return CheckedAnchor(citation, Status.NO_DOCUMENT if gone else Status.UNREADABLE)
    text = document.canonical
    result = search(Quote(anchor.phrase, anchor.before, anchor.after), text)
    page = text.page(result.places[0].start) if result.places else None
    passage = None
    if result.places:
        place = result.places[0]
        before, after = around(place, text)
        passage = (before, readable(text.text[place.start : place.end]), after)
    if result.found in (Found.ONCE, Found.SEVERAL):
        status = Status.VERIFIED if result.found is Found.ONCE else Status.SEVERAL
        return CheckedAnchor(citation, status, result, page, passage)
    if result.found is not Found.NOWHERE:
        return CheckedAnchor(citation, Status.NOT_FOUND, result, page, passage)
    nearest, reason = near.nearest(anchor.phrase)
    page = text.page(nearest.place.start) if nearest else None
    return CheckedAnchor(citation, Status.NOT_FOUND, result, page, None, nearest, reason)
