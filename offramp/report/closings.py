"""How a way out closes and opens, in words: one option over the periods of a result's `exits`."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from offramp.report.markup import clean

Data = Mapping[str, Any]

SHARES = {
    "way_out": "a way out",
    "keeps_open": "keeps one open",
    "priced_out": "open, at a price",
    "closed": "closed",
}


def closing(data: Data, begins: int = 0, beside: Iterable[Data] = ()) -> str:
    """One option in play that begins in period `begins`: what it is at first, when it closes, when it reopens.

    `beside` are all options of its actor: where these are still met later, the option is gone by then.
    """
    periods: Sequence[Data] = data.get("periods") or ()
    seen = [p for p in periods if _kind(p)]
    if not seen:
        return "never available in play that happens"
    start = seen[0]
    # One entry for every stretch in which the option is mostly the same thing.
    turns = [(before, p) for before, p in pairwise(seen) if _door(p) != _door(before)]
    late = start["t"] != begins
    gone = min(
        (p for other in beside for p in other.get("periods") or () if p["t"] > seen[-1]["t"] and _kind(p)),
        key=lambda p: int(p["t"]),
        default=None,
    )
    # The last turn out of being open is the one that a longer horizon would move.
    artefact = None
    if data.get("calendar") and turns:
        artefact = next((p["t"] for _, p in reversed(turns) if p["t"] == data.get("last_closing")), turns[-1][1]["t"])
    said = [SHARES[_first(start)] + (f" when it first comes up ({_label(start)})" if late and turns else "")]
    if not turns:
        stays = " while it is there" if gone else " throughout"
        said[0] += ("" if len(seen) == 1 else stays) + (f" (first met in {_label(start)})" if late else "")
    elif len(turns) <= 3:
        said += [_turn(*turn, artefact) for turn in turns]
    else:
        last = next((turn for turn in turns if turn[1]["t"] == data.get("last_closing")), turns[-1])
        closes = any(_door(p) == "closed" for _, p in turns)
        often = "opens and closes again and again" if closes else "costs something or nothing by turns"
        said += [_turn(*turns[0]), often, f"for the last time, {_turn(*last, artefact)}"]
    if gone:
        said.append(f"no longer there from {_label(gone)}")
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


def _kind(period: Data) -> str:
    """What the option mostly is in a period; empty where play hardly gets there."""
    shares = {kind: float(period[kind]) for kind in SHARES if period.get(kind) is not None}
    return max(shares, key=lambda kind: shares[kind]) if shares else ""


def _label(period: Data) -> str:
    return clean(period["label"])
