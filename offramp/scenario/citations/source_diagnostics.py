"""What to say about anchors that weren't found, were found too often, or couldn't be looked for."""

from offramp.core.diagnostics import Diagnostic, Severity
from offramp.scenario.citations.near_misses import NearMiss
from offramp.scenario.citations.source_checks import CheckedAnchor, CheckedSource, SourceChecks, Status
from offramp.scenario.citations.text_quotes import Found


def source_diagnostics(checks: SourceChecks) -> list[Diagnostic]:
    """Errors for anchors that aren't in their document, warnings for what can't be told."""
    found: list[Diagnostic] = []
    for checked in checks.sources.values():
        if (warning := _document(checked)) is not None:
            found.append(warning)
        for anchor in checked.anchors:
            if anchor.status is Status.NOT_FOUND:
                found.append(_not_found(anchor, checked))
            elif anchor.status is Status.SEVERAL:
                found.append(_several(anchor, checked))
    return found


def _document(checked: CheckedSource) -> Diagnostic | None:
    fault, source = checked.fault, checked.source
    if fault is None:
        return None
    waiting = sum(bool(anchor.citation.anchor.phrase) for anchor in checked.anchors)
    phrases = f"{waiting} phrase{'s' if waiting != 1 else ''} from it can't be verified" if waiting else ""
    if fault.code == "E114":
        said = f"the file of source {source.name}, {source.file}, {fault.message}{f', so {phrases}' if phrases else ''}"
        return _warning("W510", said, checked, "put the document there, or give it a `link` instead")
    said = f"the file of source {source.name}, {source.file}, {fault.message}{f'; {phrases}' if phrases else ''}"
    return _warning("W512", said, checked, fault.remedy)


def _warning(code: str, message: str, checked: CheckedSource, remedy: str) -> Diagnostic:
    return Diagnostic(code, message, checked.source.span, remedy, Severity.WARNING)


def _not_found(anchor: CheckedAnchor, checked: CheckedSource) -> Diagnostic:
    quote = anchor.citation.anchor
    where = f"the document of {checked.source.name}"
    remedy = "copy the phrase as it stands in the document, every word in its order; or cite what does say it"
    assert anchor.search is not None
    if anchor.search.found is Found.ELSEWHERE and anchor.passage:
        before, inside, after = anchor.passage
        said = (
            f"“{quote.phrase}” of {anchor.citation.what} is in {where}, but not between the `before` and `after` that "
            f"it has: there it reads “…{before}{inside}{after}…”{_on_page(anchor)}"
        )
        return Diagnostic("E119", said, quote.span, "copy `before` and `after` from right beside the phrase")
    if anchor.search.found is Found.INSIDE_A_WORD and anchor.passage:
        before, inside, after = anchor.passage
        said = (
            f"“{quote.phrase}” of {anchor.citation.what} is in {where} as part of other words only: "
            f"“…{before}{inside}{after}…”{_on_page(anchor)}"
        )
        return Diagnostic("E119", said, quote.span, "begin and end the phrase with whole words")
    said = f"“{quote.phrase}” of {anchor.citation.what} isn't in {where}"
    if anchor.near is not None:
        said += f"; the nearest passage{_on_page(anchor)} reads {near_words(anchor.near)}"
    elif anchor.near_fault:
        said += f" ({anchor.near_fault})"
    else:
        said += ", and nothing like it is"
    document = checked.document
    if document is not None and document.encoding == "windows-1252":
        remedy += ". The document was read as Windows-1252; if it is in another encoding, save it as UTF-8"
    return Diagnostic("E119", said, quote.span, remedy)


def near_words(near: NearMiss) -> str:
    """A near miss with what differs."""
    if all(d.phrase.casefold() == d.document.casefold() for d in near.differences) and near.differences:
        return f"“{near.text}”, which differs in capital letters"
    if not near.differences:
        return f"“{near.text}”, which differs in punctuation"
    said = f"“{near.marked}”"
    own = any(difference.document for difference in near.differences)
    said += ": the words in brackets are the document's own" if own else ""
    left_out = [f"“{difference.phrase}”" for difference in near.differences if difference.phrase]
    if left_out:
        said += f"{', and' if own else ':'} it doesn't have {' or '.join(left_out)} there"
    return said


def _several(anchor: CheckedAnchor, checked: CheckedSource) -> Diagnostic:
    quote = anchor.citation.anchor
    assert anchor.search is not None
    places = len(anchor.search.places)
    before, inside, after = anchor.passage or ("", quote.phrase, "")
    said = (
        f"“{quote.phrase}” of {anchor.citation.what} stands at {places} places in the document of "
        f"{checked.source.name}, so that nobody can tell which place is meant; "
        f"the first{_on_page(anchor)} reads “…{before}{inside}{after}…”"
    )
    return Diagnostic(
        "W511", said, quote.span, "add `before` or `after`: a word or two right beside the phrase", Severity.WARNING
    )


def _on_page(anchor: CheckedAnchor) -> str:
    return f" (page {anchor.page})" if anchor.page is not None else ""
