"""Hinges: in what share of worlds each main conclusion holds, against the assumptions that matter to it most."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from offramp.explore.figure_rows.hinge_rows import BINS, conclusion_key
from offramp.report.canvas import INK, MUTED, RULE, fit, text_width, wrap
from offramp.report.catalogue import Say
from offramp.report.wording import Data, capital, spoken
from offramp.report.world_figures.bound_canvas import BoundCanvas, key_of
from offramp.report.world_figures.figure import Figure, lines
from offramp.report.world_figures.figure_data import WIDTH, FigureData, percent

MOST, ACROSS = 4, 3  # conclusions, and assumptions of each
TALL, GAP, ABOVE, BELOW, HEADING = 92.0, 22.0, 46.0, 30.0, 26.0
LINE, BAND = "#2166ac", "#b9d2e6"
NARROW = 520.0  # pixels, below which there is one panel less
SHOWN_VALUES = (0.1, 0.5, 0.9)  # places in the distribution whose values stand below


def hinge_panels(found: FigureData, say: Say, view: str, width: float = WIDTH) -> Figure | None:
    """A row of panels a conclusion. None where the view has no conclusion that some assumption could turn."""
    own = ((found.data.get("hinges") or {}).get("views") or {}).get(view) or {}
    alike = together(chosen(found.baseline(view), own.get("conclusions") or ()))
    if not alike:
        return None
    listed = [group[0] for group in alike]
    quiet = _without_effect(listed)
    room = ABOVE + TALL + BELOW + 12
    heads = [_head(found, say, group, width) for group in alike]
    height = sum(HEADING + 16 * len(head) - 16 for head in heads) + sum(room if one["hinges"] else 22 for one in listed)
    told = _quiet_lines(say, quiet, width)
    canvas = BoundCanvas(width, height + 15 * len(told) + (8 if told else 0))
    axis = 40.0
    across = ACROSS if width >= NARROW else ACROSS - 1
    wide = (width - axis - GAP * (across - 1)) / across
    places: list[dict[str, object]] = []
    y = 0.0
    for one, head in zip(listed, heads, strict=True):
        for line in head:
            canvas.word(0, y + 9, line, size=13, bold=True)
            y += 16
        y += HEADING - 16
        if not one["hinges"]:
            canvas.word(0, y + 6, say("figures.hinges.nothing"), colour=MUTED)
            y += 22
            continue
        for n, hinge in enumerate(one["hinges"][:across]):
            box = (axis + n * (wide + GAP), y + ABOVE, wide)
            places.append(_panel(canvas, found, hinge, box, n == 0) | {"key": _key(view, one, hinge)})
        y += room
    for n, line in enumerate(told):
        canvas.word(0, height + 6 + 15 * n, line, size=11, colour=MUTED)
    if places:
        keys = {place["key"] for place in places}
        rows = found.rows("hinge_curves", view)
        canvas.table("hinge_curves", [r for r in rows if key_of(view, r["conclusion"], r["assumption"]) in keys])
        _draw(canvas, places)
    title, alt = _finding(found, say, view, listed)
    live = ("hinge_curves",) if places else ()
    return Figure("hinges", view, title, say("figures.hinges.reading"), alt, canvas.chart(), live)


def _head(found: FigureData, say: Say, group: Sequence[Data], width: float) -> list[str]:
    """What holds, and in how many worlds, on as many lines as it takes."""
    conclusion = capital("; ".join(_said(found, say, one) for one in group))
    first = group[0]
    said = say("figures.hinges.holds", conclusion=conclusion, count=first["holds"]["count"], of=first["asked_of"])
    return lines(said, width, 13, bold=True)


def chosen(baseline: Data, conclusions: Iterable[Data]) -> list[Data]:
    """The conclusions that are shown: the baseline's verdicts and its answer, then others that swing most."""
    verdicts = {actor: data.get("verdict") for actor, data in (baseline.get("actors") or {}).items()}
    leading = (baseline.get("answer") or {}).get("leading")

    def rank(one: Data) -> tuple[int, float]:
        swing = max((hinge["swing"] for hinge in one["hinges"]), default=0.0)
        kinds = {"verdict": verdicts.get(one["actor"]) == one["what"], "answer": one["what"] == leading}
        return (0 if kinds.get(one["kind"]) else 1 if one["hinges"] else 2), -swing

    turning = [one for one in conclusions if one["status"] != "too_few_cases" and rank(one)[0] < 2]
    if not any(one["hinges"] for one in turning):
        return []
    first = [one for one in turning if rank(one)[0] == 0]
    others = sorted((one for one in turning if rank(one)[0] == 1), key=rank)
    seen = {(one["kind"], one["actor"]) for one in first}
    # One conclusion of a kind about an actor says most of what the others do.
    for one in others:
        if (one["kind"], one["actor"]) not in seen:
            seen.add((one["kind"], one["actor"]))
            first.append(one)
    return first


def together(conclusions: Iterable[Data]) -> list[list[Data]]:
    """Conclusions that hold in as many worlds and along the very same curves: of these one is drawn for all."""
    groups: dict[str, list[Data]] = {}
    for one in conclusions:
        curves = [(hinge["assumption"], hinge["curve"]["share"]) for hinge in one["hinges"]]
        groups.setdefault(repr((one["holds"]["count"], one["asked_of"], curves)), []).append(one)
    return list(groups.values())[:MOST]


def _key(view: str, one: Data, hinge: Data) -> str:
    return key_of(view, conclusion_key(one["kind"], one["actor"], one["what"]), hinge["assumption"])


def _said(found: FigureData, say: Say, one: Data) -> str:
    """A conclusion inside a sentence."""
    actor = found.actor(one["actor"]) if one["actor"] else ""
    what = str(one["what"])
    called = {"answer": found.group, "closing": found.wording.option, "verdict": found.wording.verdict}
    word = called.get(one["kind"], spoken)(what)
    return say(f"figures.hinges.{one['kind']}", actor=actor, what=word)


def _panel(
    canvas: BoundCanvas, found: FigureData, hinge: Data, box: tuple[float, float, float], first: bool
) -> dict[str, object]:
    """The fixed parts of one panel; where its rows go."""
    left, top, wide = box
    bottom = top + TALL
    means = wrap(found.assumption_means(hinge["assumption"]), wide, 11)
    for n, line in enumerate(means):
        canvas.word(left, top - 22 + 13 * (n - len(means) + 1), line, size=11)
    for tick in (0, 50, 100):
        y = bottom - TALL * tick / 100
        canvas.line(left, y, left + wide, y, INK if tick == 50 else RULE, 0.8)
        if first:
            canvas.word(left - 6, y, f"{tick}%", "right", 11, MUTED)
    curve = hinge["curve"]
    unit = found.assumption(hinge["assumption"]).get("unit") or ""
    for place in SHOWN_VALUES:
        value = number(float(np.interp(place, curve["quantile"], curve["value"])))
        x = left + wide * place
        canvas.line(x, bottom, x, bottom + 4, MUTED)
        canvas.word(x, bottom + 12, value, "center", 11, MUTED)
    if unit and text_width(unit, 10) < wide:
        canvas.word(left + wide / 2, bottom + 25, fit(unit, wide, 10), "center", 10, MUTED)
    for crossing in hinge["crossings"][:1]:
        x = left + wide * float(np.interp(crossing["value"], *_ordered(curve)))
        canvas.line(x, top, x, bottom, INK, 1, dash=True)
        said = number(crossing["value"])
        canvas.word(x, top - 7, said, "center", 12, bold=True)
    return {"left": left, "bottom": bottom, "cell": wide / BINS}


def _ordered(curve: Data) -> tuple[list[float], list[float]]:
    return list(curve["value"]), list(curve["quantile"])


def _draw(canvas: BoundCanvas, places: Sequence[Mapping[str, object]]) -> None:
    """Intervals, the curve through the shares, and a dot for each tenth."""
    rows = canvas.rows("hinge_curves", ["view", "conclusion", "assumption"], places)
    rows = rows.transform_filter("datum.of > 0").transform_calculate(
        x="datum.left + (datum.bin + 0.5) * datum.cell",
        y=f"datum.bottom - {TALL} * datum.share",
        ylow=f"datum.bottom - {TALL} * datum.low",
        yhigh=f"datum.bottom - {TALL} * datum.high",
    )
    canvas.draw(rows.mark_rule(color=BAND, strokeWidth=9), y="ylow", y2="yhigh:Q")
    import altair as alt

    canvas.draw(rows.mark_line(color=LINE, strokeWidth=1.75), detail="key:N", order=alt.Order("bin:Q"))
    canvas.draw(rows.mark_point(filled=True, color=LINE, size=22, opacity=1))


def _without_effect(listed: Sequence[Data]) -> list[str]:
    """Assumptions that matter to none of these conclusions."""
    sets = [set(one["without_effect"]) for one in listed]
    return [name for name in listed[0]["without_effect"] if all(name in one for one in sets)]


def _quiet_lines(say: Say, names: Sequence[str], width: float) -> list[str]:
    if not names:
        return []
    kept = list(names)
    while True:
        said = ", ".join(spoken(name) for name in kept)
        if len(kept) < len(names):
            said = say("figures.hinges.and_more", names=said, count=len(names) - len(kept))
        told = say("figures.hinges.without", names=said)
        if text_width(told, 11) < 2.8 * width or len(kept) == 1:
            return wrap(told, width, 11, 4)
        kept.pop()


def number(value: float) -> str:
    """A value of an assumption on an axis: three digits."""
    return f"{value:.3g}".replace("-", "−")


def _finding(found: FigureData, say: Say, view: str, listed: Sequence[Data]) -> tuple[str, str]:
    """What the first conclusion turns on most, and where."""
    first = next((one for one in listed if one["hinges"]), None)
    shown = [(one, hinge) for one in listed for hinge in one["hinges"][:ACROSS]]
    each = [
        say(
            "figures.hinges.curve",
            conclusion=_said(found, say, one),
            means=found.assumption_means(hinge["assumption"]),
            low=percent(hinge["low_share"]),
            high=percent(hinge["high_share"]),
        )
        for one, hinge in shown
    ]
    alt = say("figures.hinges.alt", curves="; ".join(each))
    if first is None:
        return found.in_view(view, say("figures.hinges.title_none")), alt
    hinge = first["hinges"][0]
    named: dict[str, Any] = {
        "conclusion": _said(found, say, first),
        "means": found.assumption_means(hinge["assumption"]),
    }
    if not hinge["crossings"]:
        return found.in_view(view, say("figures.hinges.title", **named)), alt
    unit = found.assumption(hinge["assumption"]).get("unit") or ""
    value = f"{number(hinge['crossings'][0]['value'])} {unit}".strip()
    return found.in_view(view, say("figures.hinges.title_at", value=value, **named)), alt
