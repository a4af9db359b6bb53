"""A run of worlds in words: verdicts first, then endings and closing times, then what failed and where it all lies."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, sections, table
from offramp.cli.switch_words import switches_text
from offramp.cli.world_words import worlds_text
from offramp.core.numbers import share, tally
from offramp.explore.claim_numbers import CLAIMED
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital

Data = Mapping[str, Any]


def run_text(result: Data, width: int) -> str:
    """What `offramp explore` prints."""
    names = _wording(result)
    worlds = {**result, "count": result["worlds"], "reason": "asked"}
    first = worlds_text({"worlds": worlds}, names, width)
    parts = [
        switches_text(result, names, width),
        first,
        _endings(result, names, width),
        _closings(result, names, width),
        _failed(result, names, width),
    ]
    return sections([*parts, _where(result, width)])


def _wording(result: Data) -> Wording:
    """Display names from the scenario's own, as there are no whole results of views here."""
    known = result["scenario"]["names"]
    actors = {actor: {"name": (known.get("actors") or {}).get(actor)} for actor in _actors(result)}
    endings = next(iter(result["views"].values()))["endings"]
    return Wording({view: {"actors": actors, "endings": endings} for view in result["views"]}, known)


def _actors(result: Data) -> list[str]:
    return list(dict.fromkeys(actor for view in result["views"].values() for actor in view["actors"]))


def _endings(result: Data, names: Wording, width: int) -> str:
    """Between what the chance of each ending lies."""
    views = [view for view in result["views"].values() if view["worlds"]]
    heads = ["", *(names.view(v) for v, one in result["views"].items() if one["worlds"])]
    rows = []
    for ending in names.endings():
        spreads = [view["endings"][ending] for view in views]
        if any((spread["highest"] or 0.0) >= 0.005 for spread in spreads):
            rows.append([names.ending(ending), *(_spread(spread) for spread in spreads)])
    if not rows:
        return ""
    many = result["worlds"] >= 200
    what = "the middle world, and nine worlds in ten" if many else "the lowest and the highest world"
    return "\n".join([paragraph(f"Chance of each ending: {what}.", width), table([heads, *rows], width)])


def _spread(found: Data) -> str:
    error = found["error"]
    if found["highest"] is None:
        return "–"
    if found["q50"] is None:
        return f"{share(found['lowest'], error)} to {share(found['highest'], error)}"
    return f"{_percent(found['q50'])} ({_percent(found['q05'])} to {_percent(found['q95'])})"


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%" if 0.005 <= value <= 0.995 else "under 1%" if value < 0.5 else "over 99%"


def _closings(result: Data, names: Wording, width: int) -> str:
    """In how many worlds each option closes, and when."""
    lines = []
    for actor in _actors(result):
        rows = []
        for view, found in result["views"].items():
            for option, one in (found["closings"].get(actor) or {}).items():
                rows.append([names.option(option), names.view(view), *_closing(one)])
        if rows:
            rows.sort(key=lambda row: row[0])
            heads = ["", "", "closes in", "first at", "reopens in", "too close"]
            lines += [
                paragraph(f"{capital(names.actor(actor))}: in how many worlds a way out closes, and when.", width),
                table([heads, *rows], width),
            ]
    return "\n".join(lines)


def _closing(found: Data) -> list[str]:
    first, labels = found["first_closing"], found["labels"]
    at = first["q50"] if first["q50"] is not None else first["lowest"]
    when = "–" if at is None else clean(labels.get(str(at), f"t = {at}"))
    return [_tally(found["closes"]), when, str(found["reopens"]["count"]), str(found["too_close"]["count"])]


def _tally(found: Data) -> str:
    return tally(found["count"], found["share"], found["low"], found["high"])


def _failed(result: Data, names: Wording, width: int) -> str:
    """Which assumptions the worlds that could not be solved have in common."""
    said = []
    for view, found in result["views"].items():
        if (found["failed"] or {"count": 0})["count"] < 2:
            continue  # one world lies nowhere in particular
        for one in found["failed_where"][:1]:
            part = _percent(one["share_highest"] - one["share_lowest"])
            text = (
                f"{names.view(view)}: in all {found['failed']['count']} of them {clean(one['assumption'])} lies "
                f"between {one['lowest']:.4g} and {one['highest']:.4g}, which holds {part} of its draws."
            )
            said.append(bullet(text, width))
    return "\n".join(["Where worlds could not be solved:", *said]) if said else ""


def _where(result: Data, width: int) -> str:
    count = len(result["quantities"])
    said = f"{count} numbers a world, with their errors, are in {result['run']} (offramp export writes them as CSV)."
    if any(one["kind"] == "evidence" for one in result["quantities"]):
        said += " What was observed weighs none of this; offramp evidence says what it would change."
    if any(quantity["name"].startswith(CLAIMED) for quantity in result["quantities"]):
        said += f" offramp claims {result['run']} says in how many worlds each claim holds."
    return paragraph(said, width)
