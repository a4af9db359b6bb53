"""Sentences that state what a figure shows. They only read results, and take no side."""

from collections.abc import Mapping

from offramp.core.numbers import is_number, level, share
from offramp.report.numeric_lines import exits_of
from offramp.report.several_equilibria import several
from offramp.report.wording import (
    VERDICTS,
    Data,
    Wording,
    capital,
    known_error,
    mid_sentence,
    shut_from_start,
)


def exits_finding(view: Data, wording: Wording) -> str:
    """Which option of the actor with the hardest verdict closes first and which last."""
    exits = exits_of(view, wording.said)
    if not exits:
        return wording.say("findings.no_options")
    actor = hardest_placed(view) or next(iter(exits))
    options = exits.get(actor) or {}
    name = wording.actor(actor)
    labels = [item.get("label") for item in view.get("timeline") or []]
    closings = sorted(
        (int(last), option)
        for option, data in options.items()
        if (last := data.get("last_closing")) is not None
        and is_number(last)
        and 0 <= last < len(labels)
        and not shut_from_start(data)
    )
    if closings:
        first_t, last_t = closings[0][0], closings[-1][0]
        first = [wording.option(o) for t, o in closings if t == first_t]
        last = [wording.option(o) for t, o in closings if t == last_t]
        calendar = any(options[o].get("calendar") for t, o in closings if t == last_t)
        kind = ("at_once" if first_t == last_t else "by_turns") + ("_calendar" if calendar else "")
        return wording.say(
            f"findings.closes.{kind}",
            count=len(first),
            actor=name,
            first=wording.listed(first),
            label=labels[first_t],
            last=wording.listed(last),
            last_label=labels[last_t],
        )
    if any(_open_at_first(data) for data in options.values()):
        return wording.say("findings.nothing_closes", actor=name)
    if any(_open_at_first(data, "priced_out") for data in options.values()):
        return wording.say("findings.priced", actor=name)
    return wording.say("findings.never_open", actor=name)


def _open_at_first(data: Data, *priced: str) -> bool:
    for item in data.get("periods") or []:
        parts = [item.get(status) for status in ("way_out", "keeps_open", *priced)]
        if all(is_number(part) for part in parts):
            return bool(sum(part for part in parts if part is not None) >= 0.5)
    return False


def hardest_placed(view: Data) -> str | None:
    """The actor whose verdict stands furthest down the ladder; the first of equals."""
    order = list(VERDICTS)
    ranked = [
        (order.index(data["verdict"]), -n, actor)
        for n, (actor, data) in enumerate((view.get("actors") or {}).items())
        if data.get("verdict") in order
    ]
    return max(ranked)[2] if ranked else None


def endings_finding(view: Data, wording: Wording) -> str:
    """The two likeliest endings with their chances."""
    totals = {e: p for e, p in (view.get("endings") or {}).items() if is_number(p)}
    errors: Mapping[str, float] = view.get("ending_errors") or {}
    ranked = sorted(totals, key=lambda e: -totals[e])[:2]
    if not ranked:
        return wording.say("findings.no_chances")
    said = [
        wording.say("findings.ending", ending=wording.ending(e), chance=share(totals[e], known_error(view, error)))
        for e in ranked
        for error in [errors.get(e)]
    ]
    margin = sum(errors.get(e) or 0.0 for e in ranked)
    if len(ranked) == 2 and totals[ranked[0]] - totals[ranked[1]] <= margin:
        return capital(wording.say("findings.too_close", first=said[0], second=said[1]))
    if len(ranked) == 2:
        return capital(wording.say("findings.likeliest_then", first=said[0], second=said[1]))
    return capital(wording.say("findings.likeliest", first=said[0]))


def reaches_finding(view: Data, wording: Wording) -> str:
    """Who could reach a tolerable ending often enough on its own."""
    p = view.get("level", 0.5)
    actors: Mapping[str, Data] = view.get("actors") or {}
    able = [a for a, data in actors.items() if is_number(data.get("could")) and data["could"] >= p]
    names = wording.listed([mid_sentence(wording.actor(a)) for a in able])
    if not able:
        return wording.say("findings.nobody_reaches", level=level(p))
    if len(able) == len(actors):
        whole = len(actors) > 1
        return (
            wording.say("findings.all_reach", level=level(p))
            if whole
            else wording.say("findings.one_reaches", actor=names, level=level(p))
        )
    return wording.say("findings.some_reach", count=len(able), actors=names, level=level(p))


def close_calls(actor: Data, p: float) -> list[str]:
    """The numbers of an actor whose error reaches across the level, so that the verdict may be another."""
    errors: Mapping[str, float] = actor.get("errors") or {}
    found = []
    for number in ("would", "could", "helped"):
        value, error = actor.get(number), errors.get(number)
        if is_number(value) and error is not None and is_number(error) and error > 0 and abs(value - p) <= error:
            found.append(number)
    return found


def resolution(views: Mapping[str, Data], wording: Wording) -> tuple[str, str]:
    """Whether the numbers are settled, over all views, and what follows from that; nothing follows where they are."""
    say = wording.say
    open_views = [v for v, data in views.items() if not (data.get("certificate") or {}).get("resolved")]
    if not open_views:
        kind = "exact" if all((data.get("certificate") or {}).get("exact") for data in views.values()) else "resolved"
        one_of = any(several(data, wording.said) for data in views.values())
        return (say(f"findings.settled_for_one.{kind}") if one_of else say(f"findings.settled.{kind}")), ""
    if len(views) == 1:
        return say("findings.unsettled.one"), say("findings.unsettled.rest_one")
    if len(open_views) == len(views):
        return say("findings.unsettled.any"), say("findings.unsettled.rest")
    named = wording.listed([wording.view(v) for v in open_views])
    return say("findings.unsettled.some", views=named), say("findings.unsettled.rest")
