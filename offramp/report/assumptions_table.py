"""The assumptions: what each is, between what it may lie, what each view takes it for, and on whose word."""

from collections.abc import Mapping

from offramp.core.numbers import as_written
from offramp.report.claims_table import passage
from offramp.report.markup import Html, el, join, table, words
from offramp.report.report_links import Links
from offramp.report.wording import AS_WRITTEN, Data, Wording, mid_sentence


def assumptions(data: Data, wording: Wording, links: Links) -> Html | None:
    """The section; None where the scenario has no assumptions."""
    said = links.said
    known: Mapping[str, Data] = data["argument"]["assumptions"]
    if not known:
        return None
    hinging = numbers_by_hinge(data)
    views = [view for view in wording.views if view != AS_WRITTEN]  # which has a column in any case
    rows = [
        (
            _head(name, one, links),
            [
                _value(one, links),
                *(_value(one["views"][view], links) for view in views),
                _source(one, data, links),
                _numbers(name, hinging.get(name, []), data, wording, links),
            ],
        )
        for name, one in known.items()
    ]
    heads: list[str | Html] = [
        said.say("assumptions.as_written"),
        *(words(wording.view(view)) for view in views),
        said.say("assumptions.source"),
        said.say("assumptions.hinging"),
    ]
    coverage: Data = data["argument"]["coverage"]
    counts = {key: coverage[key] for key in ("assumptions", "with_source", "with_note", "without_reason")}
    return join(
        el("p", said.say("assumptions.finding", **counts), class_="finding"),
        table(said.say("assumptions.caption"), heads, rows, said.say("assumptions.assumption"), "cells wide"),
    )


def numbers_by_hinge(data: Data) -> dict[str, list[str]]:
    """The numbers that hinge on each assumption in any view, by the assumption."""
    found: dict[str, list[str]] = {}
    for key, number in data["rests_on"]["numbers"].items():
        for name in dict.fromkeys(name for names in number["hinges"].values() for name in names):
            found.setdefault(name, []).append(key)
    return found


def number_words(key: str, data: Data, wording: Wording, links: Links) -> str:
    """A number's key in words: `verdict(bloc)` is “the verdict on the bloc”."""
    what, _, inside = key.partition("(")
    name, _, option = inside.removesuffix(")").partition(", ")
    if what == "closes":
        values = {"option": wording.option(option), "name": mid_sentence(wording.actor(name))}
    elif what in ("verdict", "value"):
        values = {"name": mid_sentence(wording.actor(name))}
    elif what == "chance":
        values = {"name": wording.ending(name)}
    else:
        group = {"claim": data["claims"], "forecast": data["scores"]}.get(what)
        known: Data = (group or {}).get(f"{what}s", {}).get(name, {})
        values = {"name": known.get("means") or name} if name else {}
    return links.said.say(f"trace.number.{what}", **values)


def _head(name: str, one: Data, links: Links) -> Html:
    unit = f" ({one['unit']})" if one["unit"] else ""
    return el(
        "span",
        words(name),
        el("span", words(f"{one['means']}{unit}"), class_="sub"),
        id=links.assumptions[name],
    )


def _value(one: Data, links: Links) -> Html:
    """A baseline, and between what the number may lie."""
    if one["distribution"] == "fixed":
        return join(as_written(one["value"]), el("span", links.said.say("assumptions.fixed"), class_="sub"))
    ends = {end: as_written(one[end]) if one[end] is not None else links.said.say("assumptions.no_end")
            for end in ("low", "high")}  # fmt: skip
    return join(as_written(one["value"]), el("span", links.said.say("assumptions.between", **ends), class_="sub"))


def _source(one: Data, data: Data, links: Links) -> Html:
    cited = [
        join(
            passage(key, data, links),
            el(
                "span",
                words(data["argument"]["passages"][key]["stance"] or links.said.say("report.no_stance")),
                class_="sub",
            ),
        )
        for key in one["passages"]
    ]
    if not cited:
        why = one["note"] or links.said.say("assumptions.no_reason")
        return join(links.said.say("assumptions.judgement"), el("span", words(why), class_="sub"))
    return join(cited, el("span", words(one["note"]), class_="sub") if one["note"] else None)


def _numbers(name: str, keys: list[str], data: Data, wording: Wording, links: Links) -> Html | str:
    """The numbers that hinge on an assumption, and below them the sets in which it enters others."""
    rests: Data = data["rests_on"]
    shown = [
        el("li", el("a", words(number_words(key, data, wording, links)), href=f"#{links.numbers[key]}")) for key in keys
    ]
    entered = []
    for one, names in rests["sets"].items():
        if name in names:
            count = sum(number["enters"] == one for number in rests["numbers"].values())
            entered.append(el("a", links.said.say("assumptions.enters", count=count), href=f"#{links.sets[one]}"))
    if not shown and not entered:
        return "–"
    return join(
        el("ul", shown, class_="tightly") if shown else None,
        el("span", join(*entered, by=", "), class_="sub") if entered else None,
    )
