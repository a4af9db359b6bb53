"""How a way out closes and opens, in words: one option over the periods of a result's `exits`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any

from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.markup import clean
from offramp.report.wording import STATUSES

Data = Mapping[str, Any]


def kind_in_words(kind: str, said: Catalogue | None = None) -> str:
    """What an option is; what is no status stays as it is."""
    return (said or catalogue()).say(f"closing.kind.{kind}") if kind in STATUSES else kind


def closing(data: Data, begins: int = 0, beside: Iterable[Data] = (), said: Catalogue | None = None) -> str:
    """One option in play that begins in period `begins`: what it is at first, when it closes, when it reopens.

    `beside` are all options of its actor: where these are still met later, the option is gone by then.
    """
    say = (said or catalogue()).say
    periods: Sequence[Data] = data.get("periods") or ()
    seen = [p for p in periods if _kind(p)]
    if not seen:
        return say("closing.never")
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
    kind = kind_in_words(_first(start), said)
    if not turns:
        if len(seen) > 1:
            kind = say("closing.while_there", kind=kind) if gone else say("closing.throughout", kind=kind)
        parts = [say("closing.first_met", kind=kind, label=_label(start)) if late else kind]
    else:
        parts = [say("closing.first_late", kind=kind, label=_label(start)) if late else kind]
    if len(turns) <= 3:
        parts += [_turn(*turn, artefact, say) for turn in turns]
    else:
        last = next((turn for turn in turns if turn[1]["t"] == data.get("last_closing")), turns[-1])
        closes = any(_door(p) == "closed" for _, p in turns)
        often = say("closing.again") if closes else say("closing.by_turns")
        at_last = say("closing.last_time", turn=_turn(*last, artefact, say))
        parts += [_turn(*turns[0], None, say), often, at_last]
    if gone:
        parts.append(say("closing.gone", label=_label(gone)))
    return reduce(lambda before, part: say("closing.then", before=before, next=part), parts)


def _turn(before: Data, period: Data, artefact: int | None, say: Callable[..., str]) -> str:
    was, now, label = _door(before), _door(period), _label(period)
    if period["t"] == artefact:
        label = say("closing.artefact", label=label)
    if now == "closed":
        return say("closing.turn.closes", label=label)
    opened = was == "closed"
    if now == "priced_out":
        return say("closing.turn.opens_priced", label=label) if opened else say("closing.turn.priced", label=label)
    # What was open at a price doesn't open: it stops costing anything.
    return say("closing.turn.opens", label=label) if opened else say("closing.turn.unpriced", label=label)


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
    shares = {kind: float(period[kind]) for kind in STATUSES if period.get(kind) is not None}
    return max(shares, key=lambda kind: shares[kind]) if shares else ""


def _label(period: Data) -> str:
    return clean(period["label"])
