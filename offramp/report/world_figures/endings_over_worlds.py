"""Endings over worlds: how the chance of each spreads, beside its chance at the baseline."""

from collections.abc import Sequence

from offramp.core.numbers import is_number
from offramp.report.canvas import INK, MUTED, RULE, text_width, wrap
from offramp.report.catalogue import Say
from offramp.report.world_figures.bound_canvas import BoundCanvas, key_of
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import PERCENT, WIDTH, FigureData, Row, percent

ROW, LEAST = 34.0, 0.005
NARROW = 480.0  # pixels, below which numbers stand above their bars


def endings_over_worlds(found: FigureData, say: Say, view: str, width: float = WIDTH) -> Figure | None:
    """A row an ending, the likeliest in the median world on top; endings that hardly come in any world are left out."""
    rows = [row for row in found.rows("endings", view) if row["of"]]
    shown = [row for row in rows if row["q95"] >= LEAST] or rows
    if not shown:
        return None
    shown = sorted(shown, key=lambda row: (-row["q50"], -row["q95"]))
    head = say("figures.outcomes.head")
    numbers = max(text_width(head, 11), text_width("under 1% (under 1%–over 99%)")) + 10
    narrow = width < NARROW
    left, right = min(230.0, 0.32 * width), width - (18 if narrow else numbers)
    extent, tall = right - left, ROW + 10 * narrow
    canvas = BoundCanvas(width, 44 + tall * len(shown))
    canvas.word(width, 9, head, "right", 11, MUTED)
    bottom = 24 + tall * len(shown)
    for tick in (0, 25, 50, 75, 100):
        x = left + extent * tick / 100
        canvas.line(x, 20, x, bottom, RULE)
        canvas.word(x, bottom + 11, f"{tick}%", "center", 11, MUTED)
    own = found.baseline(view).get("endings") or {}
    places = []
    for n, row in enumerate(shown):
        y = 24 + tall * (n + 0.5) + 4 * narrow
        ending = row["ending"]
        label = wrap(found.wording.ending(ending), left - 14)
        for k, line in enumerate(label):
            canvas.word(left - 12, y + 13.0 * (k - (len(label) - 1) / 2), line, "right")
        if is_number(own.get(ending)):
            canvas.point(left + extent * own[ending], y + 9.5, "diamond", MUTED, 42)
        places.append(
            {"key": key_of(view, ending), "y": y, "said_y": y - 14 * narrow, "fill": found.colours.get(ending, INK)}
        )
    canvas.table("endings", found.rows("endings", view))
    _draw(canvas, places, left, extent, width)
    title, alt = _finding(found, say, view, shown)
    return Figure("outcomes", view, title, say("figures.outcomes.reading"), alt, canvas.chart(), ("endings",))


def _draw(canvas: BoundCanvas, places: Sequence[dict[str, object]], left: float, extent: float, width: float) -> None:
    """The line, the bar and the dot of each ending, and its numbers."""
    import altair as alt

    rows = canvas.rows("endings", ["view", "ending"], places).transform_filter("isValid(datum.q50)")
    at = {name: f"{left} + {extent} * datum.{name}" for name in ("q05", "q25", "q50", "q75", "q95")}
    median, low, high = (f"({PERCENT.format(f'datum.{q}')})" for q in ("q50", "q05", "q95"))
    rows = rows.transform_calculate(said=f"{median} + ' (' + {low} + '–' + {high} + ')'").transform_calculate(
        **{f"x{name}": place for name, place in at.items()}, end=f"{width}"
    )
    fill = alt.Color("fill:N", scale=None)
    for low_end, high_end, thick in (("xq05", "xq95", 2.5), ("xq25", "xq75", 9.0)):
        canvas.draw(rows.mark_rule(strokeWidth=thick), x=low_end, x2=f"{high_end}:Q", color=fill)
    canvas.draw(rows.mark_point(filled=True, size=95, opacity=1, stroke="white", strokeWidth=1.5), x="xq50", color=fill)
    text = rows.mark_text(align="right", baseline="middle", fontSize=12, color=INK)
    canvas.draw(text, x="end", y="said_y", text=alt.Text("said:N"))


def _finding(found: FigureData, say: Say, view: str, shown: Sequence[Row]) -> tuple[str, str]:
    def said(row: Row) -> dict[str, str]:
        return {"median": percent(row["q50"]), "low": percent(row["q05"]), "high": percent(row["q95"])}

    first = shown[0]
    title = say("figures.outcomes.title", ending=found.wording.ending(first["ending"]), **said(first))
    each = [say("figures.outcomes.one", ending=found.wording.ending(row["ending"]), **said(row)) for row in shown]
    return found.in_view(view, title), say("figures.outcomes.alt", endings="; ".join(each))
