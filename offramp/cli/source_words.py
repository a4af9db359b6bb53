"""What `offramp sources` says: every source, what rests on it, how far it was verified."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence
from offramp.core.numbers import as_written
from offramp.report.markup import clean
from offramp.report.wording import listed

Data = Mapping[str, Any]


def sources_text(report: Data, width: int = WIDTH) -> str:
    """The whole report, its finding first."""
    sources: Data = report["sources"]
    used = {name: source for name, source in sources.items() if source["anchors"]}
    return sections(
        [
            paragraph(_finding(report), width),
            *(_missing(name, source, width) for name, source in used.items()),
            paragraph(coverage_sentence(report["coverage"]), width),
            *(_source(name, source, width) for name, source in used.items()),
            _unused(report, width),
            _judgements(report, width),
            _how(report, width),
        ]
    )


def _finding(report: Data) -> str:
    counts: Data = report["coverage"]
    title = clean(report["scenario"]["title"] or report["scenario"]["id"])
    if not report["sources"]:
        return f"“{title}” names no sources."
    phrases = counts["anchors"] - counts["no_phrase"]
    if not phrases:
        return f"“{title}” quotes no phrase of any source, so there is nothing to verify word for word."
    return f"“{title}”: {verification_sentence(counts)}"


def verification_sentence(counts: Data) -> str:
    """How many phrases were found in their documents."""
    phrases = counts["anchors"] - counts["no_phrase"]
    searched = counts["verified"] + counts["several"] + counts["not_found"]
    waiting = counts["no_document"] + counts["unreadable"]
    quoted = f"{phrases} quoted phrase{'s' if phrases != 1 else ''}"
    if not searched:
        are, has = ("is", "its document isn't") if phrases == 1 else ("are", "no document of theirs is")
        return f"{quoted} {are} not verified, since {has} at hand."
    ways = [f"{_share(counts['verified'], phrases)} found in {_documents(counts['verified'])}"]
    if counts["not_found"]:
        ways.insert(0, f"{counts['not_found']} {_is(counts['not_found'])} NOT in {_documents(counts['not_found'])}")
    if counts["several"]:
        ways.append(f"{counts['several']} {'stands' if counts['several'] == 1 else 'stand'} at several places")
    if waiting:
        ways.append(f"{waiting} can't be checked, the document not being at hand")
    return f"of {quoted}, {'; '.join(ways)}."


def coverage_sentence(counts: Data) -> str:
    """How many assumptions rest on a source."""
    total = counts["assumptions"]
    if not total:
        return ""
    cite = "cites" if counts["with_source"] == 1 else "cite"
    said = [f"{counts['with_source']} of {total} assumption{'s' if total != 1 else ''} {cite} a source"]
    if counts["with_note"]:
        said.append(f"{counts['with_note']} {_is(counts['with_note'])} a judgement with a reason")
    if counts["without_reason"]:
        said.append(f"{counts['without_reason']} {'have' if counts['without_reason'] != 1 else 'has'} no reason at all")
    return f"{listed(said)}."


def _share(some: int, total: int) -> str:
    if some == total > 1:
        return "each was"
    return f"{some or 'none'} {'was' if some <= 1 else 'were'}"


def _documents(number: int) -> str:
    return "its document" if number == 1 else "their documents"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _missing(name: str, source: Data, width: int) -> str:
    lines = []
    for anchor in source["anchors"]:
        if anchor["status"] != "not found":
            continue
        what = f"{clean(anchor['for']['kind'])} {clean(anchor['for']['name'])}"
        lines.append(bullet(f"line {anchor['line']}, {what}: “{clean(anchor['phrase'])}”", width))
        lines += [bullet(text, width, 2) for text in _near(anchor)]
    return "\n".join([f"Not found in {clean(name)}:", *lines]) if lines else ""


def _near(anchor: Data) -> list[str]:
    page = f", page {anchor['page']}" if anchor["page"] else ""
    if anchor["passage"]:
        why = {
            "inside a word": "it is there as part of other words only",
            "not between before and after": "it is there, but not between its `before` and `after`",
        }[anchor["why"]]
        return [f"{why}: “{_in_context(anchor['passage'])}”{page}"]
    near = anchor["near"]
    if not near:
        return [clean(anchor["near_problem"] or "nothing like it is in the document")]
    said = [f"nearest passage{page}: “{clean(near['marked'])}”"]
    if any(d["document"] for d in near["differences"]):
        said.append("the words in brackets are the document's own; a passage that is merely like it is never accepted")
    lacks = [f"“{clean(d['phrase'])}”" for d in near["differences"] if d["phrase"]]
    return [*said, *([f"not in that passage: {listed(lacks)}"] if lacks else [])]


def _source(name: str, source: Data, width: int) -> str:
    date = f", {clean(source['date'])}" if source["date"] else ""
    stance = f" (stance: {clean(source['stance'])})" if source["stance"] else ""
    lines = [paragraph(f"{clean(name)}: {clean(source['title'])}{date}{stance}", width, rest="  ")]
    if source["link"]:
        lines.append(bullet(clean(source["link"]), width))
    lines.append(bullet(sentence(_document(source)), width))
    lines.append(bullet(f"supports {listed(_supports(source))}", width))
    lines += [bullet(_anchor(anchor), width) for anchor in source["anchors"]]
    return "\n".join(lines)


def _supports(source: Data) -> list[str]:
    kinds: dict[str, list[str]] = {}
    for part in source["supports"]:
        kinds.setdefault(part["kind"], []).append(clean(part["name"]))
    return [f"{kind}{'s' if len(names) > 1 else ''} {', '.join(names)}" for kind, names in kinds.items()]


def _document(source: Data) -> str:
    document = source["document"]
    if source["problem"]:
        return f"not verified: {clean(source['problem'])}"
    if document is None:
        return "not verified: its document isn't at hand"
    pages = f", {document['pages']} page{'s' if document['pages'] != 1 else ''}" if document["pages"] else ""
    encoding = f", {document['encoding']}" if document["encoding"] not in (None, "utf-8") else ""
    form = f"{document['kind']}{pages}{encoding}"
    return f"looked up in {clean(document['path'])} ({form}), text {document['sha256'][:12]}"


def _anchor(anchor: Data) -> str:
    what = f"line {anchor['line']}, {clean(anchor['for']['name'])}"
    if not anchor["phrase"]:
        said = "; ".join(clean(anchor[key]) for key in ("place", "note") if anchor[key])
        return f"{what}: no phrase to look for{f'; {said}' if said else ''}"
    where = f", page {anchor['page']}" if anchor["page"] else ""
    match anchor["status"]:
        case "verified":
            return f"{what}: found{where}: “{_in_context(anchor['passage'])}”"
        case "several":
            return (
                f"{what}: found {anchor['places']} times, first{where} “{_in_context(anchor['passage'])}”; "
                "add `before` or `after` to say which"
            )
        case "not found":
            return f"{what}: NOT FOUND: “{clean(anchor['phrase'])}”"
        case _:
            return f"{what}: “{clean(anchor['phrase'])}”, not verified"


def _in_context(passage: Data) -> str:
    before, text, after = (passage[key] for key in ("before", "text", "after"))
    lead = f"…{clean(before)}{' ' if before.endswith(' ') else ''}" if before else ""
    rest = f"{' ' if after.startswith(' ') else ''}{clean(after)}…" if after else ""
    return f"{lead}»{clean(text)}«{rest}"


def _unused(report: Data, width: int) -> str:
    names = report["unused"]
    if not names:
        return ""
    which = "this source" if len(names) == 1 else "these sources"
    shown = [
        f"{clean(n)} ({clean(problem)})" if (problem := report["sources"][n]["problem"]) else clean(n) for n in names
    ]
    return paragraph(f"Nothing rests on {which}: {listed(shown)}.", width)


def _judgements(report: Data, width: int) -> str:
    lines = []
    for j in report["judgements"]:
        unit = f" {clean(j['unit'])}" if j["unit"] else ""
        why = clean(j["note"]) if j["note"] else "no reason given"
        lines.append(bullet(f"line {j['line']}, {clean(j['name'])} = {as_written(j['value'])}{unit}: {why}", width))
    return "\n".join(["Judgements, assumptions that name no source:", *lines]) if lines else ""


def _how(report: Data, width: int) -> str:
    waiting = [name for name, s in report["sources"].items() if any(a["status"] == "no document" for a in s["anchors"])]
    if not waiting:
        return ""
    path = clean(report["scenario"]["path"])
    return paragraph(
        f"To verify a document that you have: offramp sources {path} --document {clean(waiting[0])}=FILE "
        "(PDF, docx, HTML, Markdown or text).",
        width,
    )
