"""A `simulate` result as text: what happened in the paths that were played."""

import math
from collections.abc import Mapping
from typing import Any

from offramp.cli.certificate_words import whole
from offramp.cli.layout import WIDTH, bullet, paragraph, sections, table
from offramp.cli.output_words import left_out, outputs
from offramp.cli.solution_words import warning_lines
from offramp.core.numbers import quantity
from offramp.report.markup import clean
from offramp.report.switches import cases_in_words
from offramp.report.wording import Wording, capital

Data = Mapping[str, Any]

_LEAST_LIVE = 0.02  # the stocks of a handful of paths say little


def simulation_text(result: Data, width: int = WIDTH) -> str:
    """The whole of a simulation, its commonest ending first."""
    names = Wording({"": result}, (result.get("scenario") or {}).get("names") or {})
    found: Mapping[str, Data] = result["endings"]
    ranked = sorted(found, key=lambda e: -float(found[e]["share"]))
    commonest = found[ranked[0]]
    view = f", view “{names.view(result['view'])}”" if result.get("view") else ""
    first = (
        f"The commonest ending is “{names.ending(ranked[0])}”: {whole(commonest['count'])} of "
        f"{whole(result['paths'])} paths ({between(commonest)})."
    )
    rows = [["ending", "paths", "chance (95%)"]]
    rows += [[names.ending(e), whole(found[e]["count"]), between(found[e])] for e in ranked]
    how = paragraph(f"How the paths end ({whole(result['paths'])} paths, seed {result['seed']}{view}):", width)
    return sections(
        [
            paragraph(first, width),
            "\n".join([how, table(rows, width), *_cases(result, width), *_duration(result, width)]),
            _values(result, names, width),
            _stocks(result, names, width),
            outputs(result, names, width),
            warning_lines(result.get("warnings") or (), width),
            paragraph(
                "Each path follows the exact rules, with choices as solved. The ranges hold 95 times in 100 for the "
                "paths; they say nothing about whether the scenario is right.",
                width,
            ),
        ]
    )


def _cases(result: Data, width: int) -> list[str]:
    return [bullet(said, width) for said in cases_in_words(result)]


def between(ending: Data) -> str:
    """An interval of chances in percent, rounded outwards, in digits as its width allows."""
    low, high = 100 * float(ending["low"]), 100 * float(ending["high"])
    decimals = 1 if high - low < 3 else 0
    scale = 10.0**decimals
    lowest, highest = math.floor(low * scale + 1e-9) / scale, math.ceil(high * scale - 1e-9) / scale
    if lowest <= 0:
        return f"at most {highest:.{decimals}f}%"
    if highest >= 100:
        return f"at least {lowest:.{decimals}f}%"
    return f"{lowest:.{decimals}f}% to {highest:.{decimals}f}%"


def _duration(result: Data, width: int) -> list[str]:
    duration: Data | None = result.get("duration")
    if not duration:
        return []
    return [bullet(f"They last {quantity(duration['mean'], duration.get('error'))} periods on average.", width)]


def _values(result: Data, names: Wording, width: int) -> str:
    values: Mapping[str, Data] = result.get("values") or {}
    if not values:
        return ""
    lines = [
        bullet(f"{capital(names.actor(a))}: {quantity(v['mean'], v.get('error'))}", width) for a, v in values.items()
    ]
    return "\n".join([paragraph("What they are worth to each, in its own utility:", width), *lines])


def _stocks(result: Data, names: Wording, width: int) -> str:
    """Where the quantities stand half way and at the end, in paths that are still going on."""
    known = [m for m in result.get("timeline") or () if m.get("stocks")]
    timeline = [m for m in known if (m.get("live") or 0) >= _LEAST_LIVE]
    if not timeline:
        return ""
    shown = list({m["t"]: m for m in (timeline[0], timeline[len(timeline) // 2], timeline[-1])}.values())
    rows = [["", *(clean(m["label"]) for m in shown)]]
    for stock in shown[0]["stocks"]:
        rows.append([names.stock(stock), *(_spread(m["stocks"].get(stock)) for m in shown)])
    rows.append(["paths still going on", *(f"{100 * float(m['live']):.0f}%" for m in shown)])
    head = paragraph("Middle, and the range of nine paths in ten, while they go on:", width)
    errors = {stock: e for stock, e in (result.get("quantile_errors") or {}).items() if stock in shown[0]["stocks"]}
    binned = ""
    if errors:
        listed = ", ".join(f"{names.stock(stock)} {quantity(error, error / 10)}" for stock, error in errors.items())
        binned = paragraph(
            f"So many paths are counted in bins; these numbers may be off by their width: {listed}.", width
        )
    left = left_out(len(shown), len(known), width)
    return "\n".join(part for part in (head, table(rows, width), left, binned) if part)


def _spread(stock: Data | None) -> str:
    if not stock or stock.get("q50") is None:
        return "–"
    middle, low, high = float(stock["q50"]), float(stock["q05"]), float(stock["q95"])
    if high - low < 1e-9:
        return quantity(middle, 0.0)
    # The spread between paths, not an error, decides how many digits mean anything here.
    shown = [quantity(value, (high - low) / 10).split(" ")[0] for value in (middle, low, high)]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"
