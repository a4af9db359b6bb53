"""Exits in one period: a bar an option, as long as the share of worlds in which it is open then."""

import json
from collections.abc import Sequence

from offramp.explore.conclusions import HALF
from offramp.report.canvas import BOLD, INK, MUTED, RULE, fit, text_width, wrap
from offramp.report.catalogue import Say
from offramp.report.world_figures.bound_canvas import BoundCanvas, key_of
from offramp.report.world_figures.exits_over_worlds import OPEN, SHUT, options_listed
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import PERCENT, WIDTH, FigureData, Row, percent

ROW, GAP, HEADING = 20.0, 8.0, 27.0


def exits_in_period(found: FigureData, say: Say, view: str, period: int, width: float = WIDTH) -> Figure | None:
    """Options that some world's play comes to in the period, the widest open on top; None where there is none."""
    rows = [row for row in found.rows("exits", view) if row["t"] == period]
    listed = {
        actor: sorted((its[0] for its in options.values()), key=lambda row: -row["share"])
        for actor, options in options_listed(found, view, rows).items()
    }
    if not listed:
        return None
    label = str(rows[0]["label"])
    head = say("figures.period.head")
    left, right = min(210.0, 0.3 * width), width - max(90.0, text_width(head, 11) + 10)
    canvas = BoundCanvas(width, 24 + sum(HEADING + len(its) * (ROW + GAP) for its in listed.values()))
    canvas.word(width, 9, head, "right", 11, MUTED)
    places: list[dict[str, object]] = []
    y = 2.0
    for actor, its in listed.items():
        canvas.word(0, y + 9, fit(found.heading(actor), (right - 8) / BOLD, 13), size=13, bold=True)
        y += HEADING
        for row in its:
            name = wrap(found.wording.option(row["option"]), left - 12)
            for n, line in enumerate(name):
                canvas.word(left - 10, y + ROW / 2 + 13.0 * (n - (len(name) - 1) / 2), line, "right")
            canvas.rectangle(left, y, right, y + ROW, SHUT)
            places.append({"key": key_of(view, actor, row["option"], period), "y": y})
            y += ROW + GAP
    for tick in (0, 50, 100):
        x = left + (right - left) * tick / 100
        canvas.line(x, y - GAP, x, y - GAP + 4, RULE)
        canvas.word(x, y + 6, f"{tick}%", "center", 11, MUTED)
    canvas.table("exits", rows)
    _draw(canvas, places, say, left, right, width)
    opened = sum(row["share"] >= HALF for its in listed.values() for row in its)
    options = sum(len(its) for its in listed.values())
    title = say("figures.period.title", period=label, count=opened, options=options)
    alt = say("figures.period.alt", period=label, options="; ".join(_each(found, its) for its in listed.values()))
    reading = say("figures.period.reading", period=label)
    return Figure("exits", view, found.in_view(view, title), reading, alt, canvas.chart(), ("exits",))


def _draw(
    canvas: BoundCanvas, places: Sequence[dict[str, object]], say: Say, left: float, right: float, width: float
) -> None:
    import altair as alt

    of = json.dumps(say("figures.period.of"))
    rows = canvas.rows("exits", ["view", "actor", "option", "t"], places).transform_filter("datum.seen > 0")
    rows = rows.transform_calculate(
        x=f"{left}",
        x2=f"{left} + {right - left} * datum.share",
        y2=f"datum.y + {ROW}",
        middle=f"datum.y + {ROW / 2}",
        half=f"{(left + right) / 2}",
        end=f"{width}",
        said=f"({PERCENT.format('datum.share')}) + {of} + format(datum.seen, ',')",
    )
    canvas.draw(rows.mark_rect(color=OPEN), x2="x2:Q", y2="y2:Q")
    canvas.draw(rows.mark_rule(color="white", strokeDash=[2, 2]), x="half", y2="y2:Q")
    text = rows.mark_text(align="right", baseline="middle", fontSize=12, color=INK)
    canvas.draw(text, x="end", y="middle", text=alt.Text("said:N"))


def _each(found: FigureData, rows: Sequence[Row]) -> str:
    return "; ".join(
        f"{found.wording.actor(row['actor'])}, {found.wording.option(row['option'])}: {percent(row['share'])}"
        for row in rows
    )
