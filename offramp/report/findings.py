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
    listed,
    mid_sentence,
    shut_from_start,
)


def exits_finding(view: Data, wording: Wording) -> str:
    """Which option of the actor with the hardest verdict closes first and which last."""
    exits = exits_of(view)
    if not exits:
        return "No actor has an option to choose."
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
        first = listed([wording.option(o) for t, o in closings if t == first_t])
        last = listed([wording.option(o) for t, o in closings if t == last_t])
        calendar = any(options[o].get("calendar") for t, o in closings if t == last_t)
        note = " (an effect of the calendar’s end)" if calendar else ""
        verb = "closes" if [t for t, _ in closings].count(first_t) == 1 else "close"
        if first_t == last_t:
            return f"{name}: {first} {verb} in {labels[first_t]}{note}."
        return f"{name}: {first} {verb} in {labels[first_t]}, {last} last, in {labels[last_t]}{note}."
    if any(_open_at_first(data) for data in options.values()):
        return f"{name}: nothing that is open at the start closes before the end."
    if any(_open_at_first(data, "priced_out") for data in options.values()):
        return f"{name}: from the start, what leads out has its price."
    return f"{name}: no option is open at the start."


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
        return "No ending has a known chance."
    said = [f"{wording.ending(e)} ({share(totals[e], known_error(view, errors.get(e)))})" for e in ranked]
    margin = sum(errors.get(e) or 0.0 for e in ranked)
    if len(ranked) == 2 and totals[ranked[0]] - totals[ranked[1]] <= margin:
        return capital(f"{said[0]} and {said[1]} are too close to tell apart.")
    return capital(f"{said[0]} is likeliest" + (f", then {said[1]}." if len(said) == 2 else "."))


def reaches_finding(view: Data, wording: Wording) -> str:
    """Who could reach a tolerable ending often enough on its own."""
    p = view.get("level", 0.5)
    actors: Mapping[str, Data] = view.get("actors") or {}
    able = [a for a, data in actors.items() if is_number(data.get("could")) and data["could"] >= p]
    names = listed([mid_sentence(wording.actor(a)) for a in able])
    if not able:
        return f"On its own, no actor could reach the level of {level(p)}."
    if len(able) == len(actors):
        return f"On its own, {'every actor' if len(actors) > 1 else names} could reach the level of {level(p)}."
    whose = "its" if len(able) == 1 else "their"
    return f"On {whose} own, {names} could reach the level of {level(p)}; nobody else could."


def close_calls(actor: Data, p: float) -> list[str]:
    """The numbers of an actor whose error reaches across the level, so that the verdict may be another."""
    errors: Mapping[str, float] = actor.get("errors") or {}
    found = []
    for number in ("would", "could", "helped"):
        value, error = actor.get(number), errors.get(number)
        if is_number(value) and error is not None and is_number(error) and error > 0 and abs(value - p) <= error:
            found.append(number)
    return found


def resolution_finding(views: Mapping[str, Data], wording: Wording) -> str:
    """Whether the numbers are settled, in one sentence over all views."""
    open_views = [v for v, data in views.items() if not (data.get("certificate") or {}).get("resolved")]
    if not open_views:
        exact = all((data.get("certificate") or {}).get("exact") for data in views.values())
        said = "Every number here is exact" if exact else "The numbers are resolved within the stated tolerance"
        return f"{said}, for one of several equilibria." if any(map(several, views.values())) else f"{said}."
    if len(views) == 1:
        return "Not resolved: the numbers have not settled, and may move by more than the tolerance."
    which = "any view" if len(open_views) == len(views) else listed([wording.view(v) for v in open_views])
    return f"Not resolved in {which}: the numbers there have not settled, and may move by more than the tolerance."
