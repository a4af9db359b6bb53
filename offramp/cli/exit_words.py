"""When each way out closes, and how verdicts move, read from a result's `exits` and `timeline`."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from offramp.cli.layout import bullet, paragraph
from offramp.cli.verdict_words import STATUSES
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital

Data = Mapping[str, Any]

SHARES = ("way_out", "keeps_open", "priced_out", "closed")
_LEAST_LIVE = 0.001  # nothing is said about play rarer than this


def closings(result: Data, names: Wording, width: int) -> str:
    """For every actor and option, when it stops being a way out."""
    lines = []
    begins = next((int(m["t"]) for m in result.get("timeline") or ()), 0)
    for actor, options in (result.get("exits") or {}).items():
        said = [bullet(f"{names.option(o)}: {closing(data, begins)}", width, 2) for o, data in options.items()]
        course = verdict_course(result.get("timeline") or (), actor)
        if said or course:
            lines.append(bullet(f"{capital(names.actor(actor))}{': ' + course if course else ''}", width))
            lines.extend(said)
    return "\n".join([paragraph("When the ways out close, where play gets that far:", width), *lines]) if lines else ""


def closing(data: Data, begins: int = 0) -> str:
    """One option in play that begins in period `begins`: what it is at first, when it closes, when it reopens."""
    periods: Sequence[Data] = data.get("periods") or ()
    seen = [p for p in periods if _kind(p)]
    if not seen:
        return "never available in play that happens"
    start = seen[0]
    # One entry for every stretch in which the option is mostly the same thing.
    turns = [(before, p) for before, p in pairwise(seen) if _door(p) != _door(before)]
    late = start["t"] != begins
    # The last turn out of being open is the one that a longer horizon would move.
    artefact = None
    if data.get("calendar") and turns:
        artefact = next((p["t"] for _, p in reversed(turns) if p["t"] == data.get("last_closing")), turns[-1][1]["t"])
    said = [STATUSES[_first(start)] + (f" when it first comes up ({_label(start)})" if late and turns else "")]
    if not turns:
        said[0] += ("" if len(seen) == 1 else " throughout") + (f" (first met in {_label(start)})" if late else "")
    elif len(turns) <= 3:
        said += [_turn(*turn, artefact) for turn in turns]
    else:
        last = next((turn for turn in turns if turn[1]["t"] == data.get("last_closing")), turns[-1])
        closes = any(_door(p) == "closed" for _, p in turns)
        often = "opens and closes again and again" if closes else "costs something or nothing by turns"
        said += [_turn(*turns[0]), often, f"for the last time, {_turn(*last, artefact)}"]
    return ", then ".join(said)


def _turn(before: Data, period: Data, artefact: int | None = None) -> str:
    was, now, label = _door(before), _door(period), _label(period)
    if period["t"] == artefact:
        label += " (the calendar's doing: a longer horizon moves this)"
    if now == "closed":
        return f"closes in {label}"
    if now == "priced_out":
        return f"opens at a price in {label}" if was == "closed" else f"at a price from {label}"
    # What was open at a price doesn't open: it stops costing anything.
    return f"opens in {label}" if was == "closed" else f"at no price from {label}"


def _door(period: Data) -> str:
    """`open` where the option leads out, unpriced, in at least half of live play; `priced_out` where it does at all."""
    unpriced = float(period["way_out"] or 0.0) + float(period["keeps_open"] or 0.0)
    if unpriced >= 0.5:
        return "open"
    return "priced_out" if unpriced + float(period["priced_out"] or 0.0) >= 0.5 else "closed"


def _first(period: Data) -> str:
    """What an option is at first: which kind of open, where it is open."""
    door = _door(period)
    if door != "open":
        return door
    return "way_out" if float(period["way_out"] or 0.0) >= float(period["keeps_open"] or 0.0) else "keeps_open"


def verdict_course(timeline: Sequence[Data], actor: str) -> str:
    """How the likeliest verdict on an actor moves while play goes on: `unwilling, then trapped from 2024Q3`."""
    runs: list[tuple[str, str]] = []
    for moment in timeline:
        shares: Data = (moment.get("verdicts") or {}).get(actor) or {}
        known = {v: float(s) for v, s in shares.items() if s is not None}
        if not known or (moment.get("live") is not None and moment["live"] < _LEAST_LIVE):
            continue
        likeliest = max(known, key=lambda v: known[v])
        if not runs or runs[-1][0] != likeliest:
            runs.append((likeliest, clean(moment["label"])))
    if len(runs) == 1:
        return f"mostly {runs[0][0]} throughout"
    if not runs:
        return ""
    later = [f"then {verdict} from {label}" for verdict, label in runs[1:]]
    if len(later) > 3:
        later = [*later[:2], f"and after more turns {runs[-1][0]} from {runs[-1][1]}"]
    return f"mostly {runs[0][0]} at first, {', '.join(later)}"


def _kind(period: Data) -> str:
    """What the option mostly is in a period; empty where play hardly gets there."""
    shares = {kind: float(period[kind]) for kind in SHARES if period.get(kind) is not None}
    return max(shares, key=lambda kind: shares[kind]) if shares else ""


def _label(period: Data) -> str:
    return clean(period["label"])
