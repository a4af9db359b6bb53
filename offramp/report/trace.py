"""From every number to the assumptions behind it, and from every passage of a document to all that rests on it."""

from collections.abc import Mapping

from offramp.report.assumptions_table import number_words, numbers_by_hinge
from offramp.report.markup import Html, el, join, table, words
from offramp.report.report_links import Links
from offramp.report.wording import Data, Wording, capital


def trace(data: Data, wording: Wording, links: Links) -> Html:
    """The section."""
    return join(
        el("p", links.said.say("trace.reading")),
        _numbers(data, wording, links),
        _sets(data, links),
    )


def documents(data: Data, wording: Wording, links: Links) -> Html | None:
    """Each document: its stance, and of each passage all that rests on it; then what of the documents isn't used."""
    said = links.said
    known: Mapping[str, Data] = data["argument"]["documents"]
    if not known:
        return None
    coverage: Data = data["argument"]["coverage"]
    unused = [known[name]["title"] for name in coverage["never_cited"]]
    hinging = numbers_by_hinge(data)
    return join(
        el(
            "p",
            said.say("trace.coverage", passages=coverage["passages"], count=len(known) - len(unused)),
            class_="finding",
        ),
        el("p", said.say("trace.never_cited"), " ", words("; ".join(unused)), ".") if unused else None,
        el("p", said.say("trace.not_known"), class_="note"),
        [_document(name, one, data, wording, links, hinging) for name, one in known.items() if one["passages"]],
        [
            el(
                "p",
                words(one["title"]),
                f" ({one['stance'] or said.say('report.no_stance')})",
                id=links.documents[name],
            )
            for name, one in known.items()
            if not one["passages"]
        ],
    )


def _numbers(data: Data, wording: Wording, links: Links) -> Html:
    """A row for each number: what it hinges on in each view, and all that enters it."""
    said, numbers = links.said, data["rests_on"]["numbers"]
    rows = []
    for key, one in numbers.items():
        head = el("span", words(capital(number_words(key, data, wording, links))), id=links.numbers[key])
        hinges = [links.several(one["hinges"].get(view, [])) or Html("–") for view in wording.views]
        names = data["rests_on"]["sets"][one["enters"]]
        enters = el("a", said.say("trace.all_of", count=len(names)), href=f"#{links.sets[one['enters']]}")
        rows.append((head, [*hinges, enters if names else said.say("trace.none_enters")]))
    heads: list[str | Html] = [
        *(join(said.say("trace.hinges_in"), " ", words(wording.view(view))) for view in wording.views),
        said.say("trace.enters"),
    ]
    return table(said.say("trace.caption"), heads, rows, said.say("trace.what"), "cells")


def _sets(data: Data, links: Links) -> Html:
    """Each set of assumptions once, in the order of the scenario's file."""
    said = links.said
    parts = []
    for name, assumptions in data["rests_on"]["sets"].items():
        if assumptions:
            same = [key for key, one in data["rests_on"]["numbers"].items() if one["enters"] == name]
            head = said.say("trace.set", count=len(assumptions), numbers=len(same))
            parts.append(el("div", el("h3", head), el("p", links.several(assumptions)), id=links.sets[name]))
    return join(parts)


def _document(
    name: str, one: Data, data: Data, wording: Wording, links: Links, hinging: Mapping[str, list[str]]
) -> Html:
    said = links.said
    stance = said.say("trace.stance", stance=one["stance"] or said.say("report.no_stance"))
    link = join(" · ", words(one["link"])) if one["link"] else None
    rows = [
        (_passage(key, data, links), [_cited_by(key, data, links), _hinging(key, data, wording, links, hinging)])
        for key in one["passages"]
    ]
    caption = join(
        words(one["title"]), ". ", words(stance), join(" · ", words(one["date"])) if one["date"] else None, link
    )
    heads: list[str | Html] = [said.say("trace.cited_by"), said.say("trace.numbers_on_it")]
    return el("div", table(caption, heads, rows, said.say("trace.passage"), "cells"), id=links.documents[name])


def _passage(key: str, data: Data, links: Links) -> Html:
    one: Data = data["argument"]["passages"][key]
    phrase = f"“{one['phrase']}”" if one["phrase"] else one["place"] or links.said.say("trace.whole")
    beside = " · ".join(text for text in (one["place"] if one["phrase"] else None, one["note"]) if text)
    return el(
        "span", words(phrase), el("span", words(beside), class_="sub") if beside else None, id=links.passages[key]
    )


def _cited_by(key: str, data: Data, links: Links) -> Html:
    cites = {(one["kind"], one["name"]): None for one in data["argument"]["passages"][key]["for"]}
    return join(*[links.part(kind, name) for kind, name in cites], by=", ")


def _hinging(key: str, data: Data, wording: Wording, links: Links, hinging: Mapping[str, list[str]]) -> Html | str:
    """The numbers that hinge on an assumption, or are a claim, that cites the passage."""
    found: dict[str, None] = {}
    for one in data["argument"]["passages"][key]["for"]:
        own = f"{one['kind']}({one['name']})"
        found |= dict.fromkeys([own] if own in links.numbers else [])
        if one["kind"] == "assumption":
            found |= dict.fromkeys(hinging.get(one["name"], []))
    shown = [
        el("a", words(number_words(number, data, wording, links)), href=f"#{links.numbers[number]}") for number in found
    ]
    return join(*shown, by="; ") if shown else "–"
