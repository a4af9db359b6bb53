"""When each way out closes, and how verdicts move, read from a result's `exits` and `timeline`."""

from collections.abc import Mapping, Sequence
from typing import Any

from offramp.cli.layout import bullet, paragraph
from offramp.report.closings import closing
from offramp.report.markup import clean
from offramp.report.numeric_lines import exits_of
from offramp.report.wording import Wording, capital

Data = Mapping[str, Any]

_LEAST_LIVE = 0.001  # nothing is said about play rarer than this


def closings(result: Data, names: Wording, width: int) -> str:
    """For every actor and option, when it stops being a way out."""
    lines = []
    begins = next((int(m["t"]) for m in result.get("timeline") or ()), 0)
    for actor, options in exits_of(result).items():
        said = [
            bullet(f"{names.option(o)}: {closing(data, begins, options.values())}", width, 2)
            for o, data in options.items()
        ]
        course = verdict_course(result.get("timeline") or (), actor)
        if said or course:
            lines.append(bullet(f"{capital(names.actor(actor))}{': ' + course if course else ''}", width))
            lines.extend(said)
    return "\n".join([paragraph("When the ways out close, where play gets that far:", width), *lines]) if lines else ""


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
