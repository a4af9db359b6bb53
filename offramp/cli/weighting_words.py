"""Conclusions under other weightings of the same worlds, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, table
from offramp.core.numbers import as_written
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital, listed

Data = Mapping[str, Any]

MOST_NAMED = 3  # assumptions


def weightings_text(found: Data, names: Wording, width: int, conclusion: Callable[[Data, Wording], str]) -> str:
    """The conclusions of one view; empty where too few worlds were drawn for shares."""
    shown = [one for one in found["conclusions"] if one["weightings"]["worst"] is not None]
    if not shown:
        return ""
    even = found["even"]["status"] == "found"
    rows = [["", "as drawn", *(["evenly"] if even else []), "at worst", "at best"]]
    for one in shown:
        weighed, share = one["weightings"], one["holds"]["share"]
        middle = [_range(weighed["even"]["share"], weighed["even"])] if even else []
        rows.append([f"  {capital(conclusion(one, names))}", _percent(share), *middle, *map(_percent, _ends(weighed))])
    lines = [paragraph("The same worlds, weighed otherwise:", width), table(rows, width)]
    if found["even"]["status"] == "too_few_worlds":
        count = int(found["even"]["effective_worlds"])
        uneven = found["even"]["uneven"]
        few = listed([clean(name) for name in uneven[:MOST_NAMED]])
        more = f" and {len(uneven) - MOST_NAMED} more" if len(uneven) > MOST_NAMED else ""
        said = (
            f"Evenly over the ranges of {few}{more} these worlds say no more than {count} would: too few for shares. "
            "Ask for more worlds, or write a view with ranges."
        )
        lines.append(bullet(said, width))
    return "\n".join(lines)


def weightings_reading(result: Data) -> str:
    """What the columns mean."""
    if not any(c["weightings"]["worst"] is not None for v in result["views"].values() for c in v["conclusions"]):
        return ""
    even = ""
    if any(view["even"]["status"] == "found" for view in result["views"].values()):
        even = "Evenly: every assumption as likely anywhere in its range as anywhere else, whatever the others are. "
    times = as_written(result["times"])
    return (
        f"{even}At worst, at best: where worlds may count up to {times} times as much as others, with as few or as "
        "many as the draws allow, and what is too close to call against it or for it."
    )


def _ends(weighed: Data) -> tuple[float, float]:
    return weighed["worst"], weighed["best"]


def _range(share: float, ends: Data) -> str:
    return f"{_percent(share)} ({_percent(ends['low'])} to {_percent(ends['high'])})"


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%" if 0.005 <= value <= 0.995 else "under 1%" if value < 0.5 else "over 99%"
