"""Exits closing, over worlds: in how many of them each option still leads out, period by period."""

import json
from collections.abc import Mapping, Sequence

from offramp.explore.conclusions import HALF
from offramp.report.canvas import BOLD, INK, MUTED, RULE, fit, text_width, wrap
from offramp.report.catalogue import Say
from offramp.report.figures import period_labels
from offramp.report.world_figures.bound_canvas import BoundCanvas, key_of
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import WIDTH, FigureData, Row
from offramp.report.world_figures.options_shown import shown_options

OPEN, SHUT = "#2166ac", "#e3e6e9"
ROW, GAP, HEADING = 26.0, 9.0, 27.0
NEVER = 1e9


def exits_over_worlds(found: FigureData, say: Say, view: str, width: float = WIDTH) -> Figure | None:
    """A row an option: the blue part of each column is the share of worlds in which at least half of the live play has
    the option open. None where no option was followed."""
    rows = found.rows("exits", view)
    listed = options_listed(found, view, rows)
    if not listed:
        return None
    labels = _labels(found, view, rows)
    notes = reopenings(found, say, view)
    canvas, places = _laid_out(found, say, view, listed, labels, notes, width)
    canvas.table("exits", rows)
    _draw(canvas, places, say, width)
    title, alt = _finding(found, say, view, listed)
    shown = tuple((actor, option) for actor, its in listed.items() for option in its)
    return Figure("exits", view, title, say("figures.exits.reading"), alt, canvas.chart(), ("exits",), shown)


def closing_t(rows: Sequence[Row]) -> float:
    """The first period in which fewer than half of the worlds that come to the option have it open; NEVER."""
    return min((row["t"] for row in rows if row["seen"] and row["share"] < HALF), default=NEVER)


def reopenings(found: FigureData, say: Say, view: str) -> dict[str, list[str]]:
    """What would move each actor's verdict towards free, the best two off-ramps that were looked for in this view."""
    notes = {}
    for result in found.data.get("off_ramps") or ():
        if (result.get("view") or "as_written") != view:
            continue
        moved = [one["words"] for one in result["offramps"] if one["moves"] == "towards_free" and one["kind"] != "pair"]
        if moved:
            notes[result["actor"]] = [say("figures.exits.reopens", what=one) for one in moved[:2]]
    return notes


def options_listed(found: FigureData, view: str, rows: Sequence[Row]) -> dict[str, dict[str, list[Row]]]:
    """The rows of each actor's options that play comes to: those that close first on top."""
    grouped: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        grouped.setdefault(row["actor"], {}).setdefault(row["option"], []).append(row)
    listed = {}
    for actor, options in grouped.items():
        seen = {option: its for option, its in options.items() if any(row["seen"] for row in its)}
        shown = shown_options(found.baseline(view), actor, list(seen))
        if shown:
            listed[actor] = dict(sorted(((o, seen[o]) for o in shown), key=lambda one: _rank(one[1])))
    return listed


def _labels(found: FigureData, view: str, rows: Sequence[Row]) -> list[tuple[int, str]]:
    """Periods with their names, up to the last one in which any option is seen."""
    last = max((row["t"] for row in rows if row["seen"]), default=0)
    named = {row["t"]: row["label"] for row in rows if row["t"] <= last}
    named |= {t: label for t, label in enumerate(period_labels(found.baseline(view))) if t in named}
    return sorted(named.items())


def _laid_out(
    found: FigureData,
    say: Say,
    view: str,
    listed: Mapping[str, Mapping[str, Sequence[Row]]],
    labels: Sequence[tuple[int, str]],
    notes: Mapping[str, Sequence[str]],
    width: float,
) -> tuple[BoundCanvas, list[dict[str, object]]]:
    """The canvas with its headings, labels and axis; and where each row of data goes."""
    longest = max((say("figures.exits.closes", when=label) for _, label in labels), key=text_width)
    closes = 12 + max(text_width(longest), text_width(say("figures.exits.closes_when"), 11))
    left, right = min(210.0, 0.3 * width), width - closes
    cell = (right - left) / len(labels)
    wrapped = {
        actor: [line for note in notes.get(actor, ()) for line in wrap(note, width - 16, 11)] for actor in listed
    }
    height = 32.0 + sum(
        HEADING + len(options) * (ROW + GAP) + 15 * len(wrapped[actor]) for actor, options in listed.items()
    )
    canvas = BoundCanvas(width, height)
    canvas.word(width, 9, say("figures.exits.closes_when"), "right", 11, MUTED)
    places: list[dict[str, object]] = []
    y = 2.0
    for actor, options in listed.items():
        canvas.word(0, y + 9, fit(found.heading(actor), (right - 8) / BOLD, 13), size=13, bold=True)
        y += HEADING - 5
        for line in wrapped[actor]:
            canvas.word(0, y + 7, line, size=11, colour=MUTED)
            y += 15
        y += 5
        for option in options:
            label = wrap(found.wording.option(option), left - 12)
            for n, line in enumerate(label):
                canvas.word(left - 10, y + ROW / 2 + 13.0 * (n - (len(label) - 1) / 2), line, "right")
            canvas.line(left, y + ROW, right, y + ROW, RULE)
            at = {"y": y, "left": left, "right": right, "cell": cell, "last": labels[-1][0]}
            places.append({"key": key_of(view, actor, option), **at})
            y += ROW + GAP
    canvas.period_axis([label for _, label in labels], left, cell, y)
    return canvas, places


def _draw(canvas: BoundCanvas, places: Sequence[Mapping[str, object]], say: Say, width: float) -> None:
    """Columns of each row, and when it closes in words."""
    import altair as alt

    whole = canvas.rows("exits", ["view", "actor", "option"], places).transform_filter("datum.t <= datum.last")
    whole = whole.transform_calculate(
        column="datum.left + datum.t * datum.cell",
        air="datum.cell > 5 ? 0.75 : 0",
        base=f"datum.y + {ROW}",
    )
    cells = whole.transform_filter("datum.seen > 0").transform_calculate(
        x="datum.column + datum.air",
        x2="datum.column + datum.cell - datum.air",
        top=f"datum.base - {ROW} * datum.share",
    )
    canvas.draw(cells.mark_rect(color=SHUT), x2="x2:Q", y2="base:Q")
    canvas.draw(cells.mark_rect(color=OPEN), y="top", x2="x2:Q", y2="base:Q")
    nothing = whole.transform_filter("datum.seen == 0").transform_calculate(
        x="datum.column + datum.cell / 2 - min(3, datum.cell / 3)",
        x2="datum.column + datum.cell / 2 + min(3, datum.cell / 3)",
        middle=f"datum.y + {ROW / 2}",
    )
    canvas.draw(nothing.mark_rule(color="#aab1b8"), y="middle", x2="x2:Q")
    shut, opened = f"datum.share < {HALF} ? datum.t : {NEVER}", f"datum.share < {HALF} ? {NEVER} : datum.t"
    closing = (
        whole.transform_filter("datum.seen > 0")
        .transform_calculate(shut=shut, opened=opened)
        .transform_joinaggregate(first="min(shut)", opens="min(opened)", begins="min(t)", groupby=["key"])
        .transform_calculate(late=f"datum.first == datum.begins && datum.opens < {NEVER}")
        .transform_filter(
            f"datum.t == (datum.first == {NEVER} ? datum.begins : datum.late ? datum.opens : datum.first)"
        )
    )
    stays, never = json.dumps(say("figures.exits.stays_open")), json.dumps(say("figures.exits.from_the_start"))
    closes, opens = json.dumps(say("figures.exits.closes", when="")), json.dumps(say("figures.exits.opens", when=""))
    words = (
        f"datum.first == {NEVER} ? {stays} : datum.late ? {opens} + datum.label : "
        f"datum.first == datum.begins ? {never} : {closes} + datum.label"
    )
    text = closing.transform_calculate(said=words, x=f"{width}", middle=f"datum.y + {ROW / 2}")
    canvas.draw(
        text.mark_text(align="right", baseline="middle", fontSize=12, color=INK), y="middle", text=alt.Text("said:N")
    )
    mark = closing.transform_filter(f"datum.first < {NEVER} && datum.first > datum.begins").transform_calculate(
        x="datum.column", y="datum.y - 3", y2="datum.base + 3"
    )
    canvas.draw(mark.mark_rule(color=INK, strokeWidth=2), y2="y2:Q")


def _finding(
    found: FigureData, say: Say, view: str, listed: Mapping[str, Mapping[str, Sequence[Row]]]
) -> tuple[str, str]:
    """The title, and the text alternative with every option's closing."""
    options = [(actor, option, rows) for actor, its in listed.items() for option, rows in its.items()]
    clauses: list[str] = []
    for actor, its in listed.items():
        first, last = (sum(_open(rows, place) for rows in its.values()) for place in (0, -1))
        counts = {"actor": found.actor(actor), "first": first, "last": last, "options": len(its)}
        ever = any(row["seen"] and row["share"] >= HALF for rows in its.values() for row in rows)
        form = "change" if first != last else "same" if ever else "none"
        first_said = say(f"figures.exits.title_{form}", **counts)
        clauses.append(say(f"figures.exits.then_{form}", **counts) if clauses else first_said)
    said = "; ".join(clauses)
    told = []
    for actor, option, rows in options:
        words = _when(say, rows)
        told.append(f"{found.wording.actor(actor)}, {found.wording.option(option)}: {words}")
    return found.in_view(view, said), say("figures.exits.alt", options="; ".join(told))


def _rank(rows: Sequence[Row]) -> tuple[int, float]:
    """What closes first comes first, then what stays open, then what opens late or never."""
    when, seen = closing_t(rows), [row for row in rows if row["seen"]]
    opens = min((row["t"] for row in seen if row["share"] >= HALF), default=NEVER)
    if when == NEVER or when > seen[0]["t"]:
        return 0, when
    return 1, opens


def _when(say: Say, rows: Sequence[Row]) -> str:
    """When an option closes in most worlds, in words."""
    when = closing_t(rows)
    if when == NEVER:
        return say("figures.exits.stays_open")
    seen = [row for row in rows if row["seen"]]
    if when == seen[0]["t"]:
        opens = next((row["label"] for row in seen if row["share"] >= HALF), None)
        return say("figures.exits.opens", when=opens) if opens else say("figures.exits.from_the_start")
    return say("figures.exits.closes", when=next(row["label"] for row in seen if row["t"] == when))


def _open(rows: Sequence[Row], place: int) -> bool:
    """Whether most worlds have the option open in the first, or the last, period in which it is seen."""
    seen = [row for row in rows if row["seen"]]
    return bool(seen) and bool(seen[place]["share"] >= HALF)
