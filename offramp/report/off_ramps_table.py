"""What was tried to reopen a way out: who could give what, whether they would and would keep it, and until when."""

from collections.abc import Mapping
from typing import Any

from offramp.core.numbers import share, tally
from offramp.report.markup import Html, el, join, table, words
from offramp.report.report_links import Links
from offramp.report.verdict_tables import verdict_sign
from offramp.report.wording import Data, Wording, capital, mid_sentence

_MOST = 12  # of one actor; `offramp offramps` lists all


def off_ramps(data: Data, wording: Wording, links: Links) -> Html | None:
    """The section; None where nothing was looked for."""
    return join([_for(found, wording, links) for found in data["off_ramps"]]) if data["off_ramps"] else None


def _for(found: Data, wording: Wording, links: Links) -> Html:
    said = links.said
    actor = mid_sentence(wording.actor(found["actor"]))
    view = words(wording.view(found["view"])) if found["view"] in wording.views else None
    moving = [one for one in found["offramps"] if one["moves"] == "towards_free"]
    # What moves the verdict comes first; of the rest, as many as there is room for.
    shown = [*moving, *(one for one in found["offramps"] if one["moves"] != "towards_free")][:_MOST]
    left = len(found["offramps"]) - len(shown)
    worlds = found["worlds"]
    heads: list[str | Html] = [
        said.say("report.off_ramps.verdict"),
        said.say("report.off_ramps.offered"),
        said.say("report.off_ramps.kept"),
        said.say("report.off_ramps.begin_by"),
        *([said.say("report.off_ramps.in_worlds", count=worlds["not_free"]["count"])] if worlds else []),
    ]
    rows = [(_head(one), _cells(one, found, links)) for one in shown]
    now = said.say(
        "report.off_ramps.now",
        actor=actor,
        verdict=wording.verdict(found["baseline"]["verdict"]),
        tried=len(found["offramps"]),
    )
    moved = said.say("report.off_ramps.move", count=len(moving))
    return join(
        el("h3", words(said.say("report.off_ramps.head", actor=actor)), join(" (", view, ")") if view else None),
        el("p", words(f"{now} {moved}")),
        table(said.say("report.off_ramps.caption"), heads, rows, said.say("report.off_ramps.off_ramp"), "cells")
        if rows
        else None,
        el("p", said.say("report.off_ramps.left", count=left), class_="note") if left > 0 else None,
        el("p", said.say("report.off_ramps.reading"), class_="note"),
    )


def _head(one: Data) -> Html:
    means = el("span", words(one["means"]), class_="sub") if one["means"] else None
    return join(words(capital(one["words"])), means)


def _cells(one: Data, found: Data, links: Links) -> list[str | Html]:
    said, worlds = links.said, one["worlds"]
    if one["chances"] is None:
        why = "; ".join(fault["message"] for fault in one["faults"])
        broken = join(said.say("report.off_ramps.broken"), el("span", words(why), class_="sub"))
        return [broken, "–", "–", "–", *(["–"] if found["worlds"] else [])]
    would = one["chances"]["would"]
    verdict = join(
        verdict_sign(one["verdict"], said.say), el("span", share(would["value"], would["error"]), class_="sub")
    )
    if len(one["may_be"]) > 1:
        names = said.listed([said.say(f"verdict.name.{name}") for name in one["may_be"]])
        verdict = join(verdict, el("span", said.say("report.off_ramps.may_be", verdicts=names), class_="sub"))
    return [
        verdict,
        _each(one, "would_offer", found, links),
        _each(one, "keeps", found, links),
        _until(one["until"], links),
        *([tally(**_plain(worlds["moves"])) if worlds else "–"] if found["worlds"] else []),
    ]


def _each(one: Data, what: str, found: Data, links: Links) -> Html | str:
    """Of each actor that is bound: yes, no, or too close to say."""
    names: Mapping[str, Data] = found["baseline"]["values"]
    answers = {True: "yes", False: "no", None: "unclear"}
    parts = [
        join(words(names[who]["name"]), ": ", links.said.say(f"report.off_ramps.answer.{answers[bound[what]]}"))
        for who, bound in one["binds"].items()
        if what != "keeps" or bound["gain"] is not None
    ]
    return join(*parts, by="; ") if parts else "–"


def _until(until: Data | None, links: Links) -> Html | str:
    if until is None:
        return "–"
    gaps = None if until["throughout"] else el("span", links.said.say("report.off_ramps.gaps"), class_="sub")
    return join(words(until["label"]), gaps)


def _plain(found: Data) -> dict[str, Any]:
    return {key: found[key] for key in ("count", "share", "low", "high")}
