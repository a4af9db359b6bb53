"""The dilemma map: what each option is worth to its actor against the chance of a tolerable ending after it."""

from collections.abc import Sequence
from math import ceil, floor, log10

from offramp.core.numbers import as_written, level
from offramp.report.canvas import BOLD, INK, MUTED, RULE, fit, spread, text_width, wrap
from offramp.report.catalogue import Say
from offramp.report.world_figures.bound_canvas import BoundCanvas, key_of
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import WIDTH, FigureData, Row, percent
from offramp.report.world_figures.options_shown import shown_options

MOST, TALL, HEADING = 18, 210.0, 30.0
COLOURS = ("#332288", "#cc6677", "#117733", "#d9741a", "#2166ac", "#882255", "#999933", "#44aa99", "#777777")
MARKS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")


def dilemma_map(found: FigureData, say: Say, view: str, width: float = WIDTH) -> Figure | None:
    """A panel an actor. None where nobody has options at the start."""
    panels = _panels(found, view)
    if not panels:
        return None
    longest = max(text_width(found.wording.option(row["option"])) for _, rows, _ in panels for row in rows)
    left, right = 46.0, width - min(0.36 * width, longest + 36)
    room = width - right - 30
    names = [[wrap(found.wording.option(row["option"]), room) for row in rows] for _, rows, _ in panels]
    talls = [max(TALL, sum(2 + 13.0 * len(name) for name in its) + 8) for its in names]
    canvas = BoundCanvas(width, sum(talls) + len(panels) * (HEADING + 52))
    places: list[dict[str, object]] = []
    y = 0.0
    for (actor, rows, more), its, tall in zip(panels, names, talls, strict=True):
        canvas.word(0, y + 9, fit(found.heading(actor), width / BOLD, 13), size=13, bold=True)
        if more:
            canvas.word(width, y + 9, say("figures.dilemma.more", count=more), "right", 11, MUTED)
        y += HEADING
        places += _panel(canvas, found, say, (view, actor, rows, its), (left, y, right, y + tall))
        y += tall + 52
    canvas.table("options", found.rows("options", view))
    _draw(canvas, places)
    title, alt = _finding(found, say, view, panels)
    shown = tuple((actor, row["option"]) for actor, rows, _ in panels for row in rows)
    return Figure("dilemma", view, title, say("figures.dilemma.reading"), alt, canvas.chart(), ("options",), shown)


def _panels(found: FigureData, view: str) -> list[tuple[str, list[Row], int]]:
    """Each actor with the rows of its options that are shown, and how many aren't."""
    grouped: dict[str, list[Row]] = {}
    for row in found.rows("options", view):
        if row["of"]:
            grouped.setdefault(row["actor"], []).append(row)
    panels = []
    for actor, rows in grouped.items():
        kept = set(shown_options(found.baseline(view), actor, [row["option"] for row in rows]))
        shown = [row for row in rows if row["option"] in kept]
        panels.append((actor, shown[:MOST], len(rows) - len(shown[:MOST])))
    return panels


def _panel(
    canvas: BoundCanvas,
    found: FigureData,
    say: Say,
    panel: tuple[str, str, Sequence[Row], Sequence[Sequence[str]]],
    box: tuple[float, float, float, float],
) -> list[dict[str, object]]:
    """Axes, level and labels of one actor's panel; where its rows go."""
    (view, actor, rows, names), (left, top, right, bottom) = panel, box
    low, high, step = _ticks([row["value_q05"] for row in rows], [row["value_q95"] for row in rows])
    wide, tall = right - left, bottom - top
    for tick in range(6):
        y = bottom - tall * tick / 5
        canvas.line(left, y, right, y, RULE)
        canvas.word(left - 7, y, f"{20 * tick}%", "right", 11, MUTED)
    for n in range(round((high - low) / step) + 1):
        x = left + wide * n * step / (high - low)
        canvas.line(x, bottom, x, bottom + 5, MUTED)
        canvas.word(x, bottom + 13, as_written(round(low + n * step, 10)), "center", 11, MUTED)
    canvas.word((left + right) / 2, bottom + 29, say("figures.dilemma.value"), "center", 11, MUTED)
    way_out = bottom - tall * found.level
    canvas.line(left, way_out, right, way_out, INK, 1, dash=True)
    canvas.word(left + 4, way_out - 8, say("figures.dilemma.level", level=level(found.level)), size=11)
    wanted = [bottom - tall * row["reach_q50"] for row in rows]
    heights = spread(wanted, [2 + 13.0 * len(name) for name in names], top - 4, bottom + 4)
    places: list[dict[str, object]] = []
    for n, (row, name, y) in enumerate(zip(rows, names, heights, strict=True)):
        colour, shape = COLOURS[n % len(COLOURS)], MARKS[n % len(MARKS)]
        for k, line in enumerate(name):
            canvas.word(right + 30, y + 13.0 * (k - (len(name) - 1) / 2), line)
        canvas.point(right + 20, y, shape, colour, 60)
        at = {"left": left, "wide": wide, "bottom": bottom, "tall": tall, "low": low, "span": high - low}
        looks = {"fill": colour, "shape": shape, "end": right + 12, "label": y}
        places.append({"key": key_of(view, actor, row["option"]), **at, **looks})
    return places


def _draw(canvas: BoundCanvas, places: Sequence[dict[str, object]]) -> None:
    """Bars of both numbers, dots, and lines to their labels."""
    import altair as alt

    rows = canvas.rows("options", ["view", "actor", "option"], places).transform_filter("isValid(datum.value_q50)")
    names = ("q05", "q25", "q50", "q75", "q95")
    # What lies outside of the axis, as subsets of worlds may, stays at its edge.
    x = "datum.left + datum.wide * clamp((datum.value_{0} - datum.low) / datum.span, 0, 1)"
    at = {f"x{name}": x.format(name) for name in names}
    at |= {f"y{name}": f"datum.bottom - datum.tall * datum.reach_{name}" for name in names}
    rows = rows.transform_calculate(**at)
    fill = alt.Color("fill:N", scale=None)
    lead = rows.mark_rule(strokeWidth=0.75, color="#9aa2aa", strokeDash=[2, 2])
    canvas.draw(lead, x="xq50", y="yq50", x2="end:Q", y2="label:Q")
    for low, high, thick, faint in (("q05", "q95", 1.25, 0.7), ("q25", "q75", 4.0, 0.8)):
        bar = rows.mark_rule(strokeWidth=thick, opacity=faint)
        canvas.draw(bar, x=f"x{low}", y="yq50", x2=f"x{high}:Q", color=fill)
        canvas.draw(bar, x="xq50", y=f"y{low}", y2=f"y{high}:Q", color=fill)
    dot = rows.mark_point(filled=True, size=110, opacity=1, stroke="white", strokeWidth=1.5)
    canvas.draw(dot, x="xq50", y="yq50", color=fill, shape=alt.Shape("shape:N", scale=None))


def _ticks(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float, float]:
    """Ends and step of an axis with about five round numbers that holds all of these."""
    low, high = min(lows), max(highs)
    extent = max(high - low, 1e-9 * max(1.0, abs(low)), 1e-12)
    if high == low:
        low, high, extent = low - 0.5, high + 0.5, 1.0
    rough = extent / 4
    size = 10.0 ** floor(log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough)
    return floor(low / step) * step, ceil(high / step) * step, step


def _finding(found: FigureData, say: Say, view: str, panels: Sequence[tuple[str, list[Row], int]]) -> tuple[str, str]:
    """Of the actor whose best option falls shortest: what it is worth most, and what that reaches."""
    best = {actor: max(rows, key=lambda row: row["value_q50"]) for actor, rows, _ in panels}
    actor = min(best, key=lambda a: best[a]["reach_q50"])
    rows = next(rows for a, rows, _ in panels if a == actor)
    most, top = best[actor], max(rows, key=lambda row: row["reach_q50"])
    named = {"actor": found.actor(actor), "level": level(found.level)}
    if top["reach_q50"] < found.level:
        option = found.wording.option(top["option"])
        title = say("figures.dilemma.title_stuck", option=option, reach=percent(top["reach_q50"]), **named)
    else:
        kind = "clear" if most["reach_q50"] >= found.level else "price"
        worth = {"best": found.wording.option(most["option"]), "reach": percent(most["reach_q50"])}
        title = say(f"figures.dilemma.title_{kind}", **worth, **named)
    each = [
        say(
            "figures.dilemma.option",
            actor=found.wording.actor(a),
            option=found.wording.option(row["option"]),
            value=f"{row['value_q50']:.2g}",
            reach=percent(row["reach_q50"]),
        )
        for a, its, _ in panels
        for row in its
    ]
    return found.in_view(view, title), say("figures.dilemma.alt", options="; ".join(each))
