"""The forecasts of the documents: what each said, what came of it, and what the worlds of each view gave for it."""

from collections.abc import Mapping

from offramp.core.numbers import share, whole
from offramp.report.claims_table import passage
from offramp.report.markup import Html, el, join, table, words
from offramp.report.report_links import Links
from offramp.report.wording import Data, Wording


def scoreboard(data: Data, wording: Wording, links: Links) -> Html | None:
    """The section; None where the scenario makes no forecast."""
    found: Data | None = data["scores"]
    if not found:
        return None
    said = links.said
    views = [view for view in wording.views if view in found["views"]]
    forecasts: Mapping[str, Data] = found["forecasts"]
    statuses = [one["status"] for one in forecasts.values()]
    known = ("scored", "unresolved", "void", "not_formalised", "known_before")
    told = [said.say(f"report.scores.status.{one}", count=statuses.count(one)) for one in known if one in statuses]
    rows: list[tuple[str | Html, list[str | Html]]] = [
        (
            _head(name, one, data, links),
            [_document(one, links), _outcome(one, links), *(_view(one, view, links) for view in views)],
        )
        for name, one in forecasts.items()
    ]
    heads: list[str | Html] = [
        said.say("report.scores.document"),
        said.say("report.scores.outcome"),
        *(words(wording.view(view)) for view in views),
    ]
    return join(
        el("p", said.say("report.scores.finding", count=len(forecasts), told=", ".join(told)), class_="finding"),
        table(said.say("report.scores.caption"), heads, rows, said.say("report.scores.forecast"), "cells"),
        _mean(found["document"], links),
        el("p", said.say("report.scores.reading"), class_="note"),
    )


def _head(name: str, one: Data, data: Data, links: Links) -> Html:
    places = [passage(key, data, links) for key in data["argument"]["forecasts"].get(name) or []]
    by = links.said.say("report.scores.by", date=one["by"]) if one["by"] else None
    return el(
        "span",
        words(one["means"] or name),
        el("span", words(by), class_="sub") if by else None,
        el("span", join(*places, by="; "), class_="sub") if places else None,
        el("span", links.rests_on(f"forecast({name})"), class_="sub"),
        id=links.forecasts[name],
    )


def _document(one: Data, links: Links) -> Html:
    """The words of likelihood, what they are taken for, their score, and the base rate."""
    said, document, base = links.said, one["document"], one["base"]
    parts: list[Html | None] = [words(f"“{one['says']}”") if one["says"] else None]
    if document:
        low, high = whole(document["low"]), whole(document["high"])
        parts.append(
            el("span", low if low == high else said.say("report.scores.range", low=low, high=high), class_="sub")
        )
        if document["brier"]:
            ends = sorted(document["brier"])
            parts.append(
                el(
                    "span",
                    said.say("report.scores.brier_range", low=f"{ends[0]:.2f}", high=f"{ends[-1]:.2f}"),
                    class_="sub",
                )
            )
    if base["declared"]:
        parts.append(el("span", said.say("report.scores.base", chance=whole(base["chance"])), class_="sub"))
    return join(parts) or Html("–")


def _outcome(one: Data, links: Links) -> Html:
    said, resolved = links.said, one["resolved"]
    if resolved is None:
        return join(said.say("report.scores.open"))
    date = el("span", words(resolved["on"]), class_="sub") if resolved["on"] else None
    return join(said.say(f"report.scores.resolved.{resolved['as']}"), date)


def _view(one: Data, view: str, links: Links) -> Html | str:
    """The chance over the worlds of a view, the range of nine worlds in ten, and its score."""
    said, worlds = links.said, (one["views"].get(view) or {}).get("worlds")
    if worlds is None:
        missing = said.say("report.scores.not_followed") if one["happens"] else said.say("report.scores.not_formalised")
        return el("span", missing, class_="quiet")
    between = said.say(
        "report.scores.between", low=whole(worlds["low"]), high=whole(worlds["high"]), count=worlds["worlds"]
    )
    score = worlds["brier"]
    return join(
        share(worlds["mean"]),
        el("span", between, class_="sub"),
        el("span", said.say("report.scores.brier", score=f"{score:.2f}"), class_="sub") if score is not None else None,
    )


def _mean(document: Data | None, links: Links) -> Html | None:
    """The document's mean score beside that of the base rates."""
    if document is None:
        return None
    ends = sorted(document["brier"])
    values = {"count": document["count"], "low": f"{ends[0]:.2f}", "high": f"{ends[-1]:.2f}"}
    return el("p", links.said.say("report.scores.mean", base=f"{document['base_brier']:.2f}", **values))
