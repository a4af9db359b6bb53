"""Views side by side: in what share of its worlds each view comes to which verdict, and to which answer."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from offramp.explore.world_results import TOO_CLOSE
from offramp.report.canvas import BOLD, INK, MUTED, fit, text_width
from offramp.report.catalogue import Say
from offramp.report.figures import ENDING_COLOURS, VERDICT_COLOURS
from offramp.report.wording import capital
from offramp.report.world_figures.bound_canvas import BoundCanvas, key_of
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import PERCENT, WIDTH, FigureData, Row, percent

ROW, GAP, HEADING = 25.0, 10.0, 24.0
LEAST = 0.05  # of the worlds: the ends of smaller parts are told by those beside them
CLOSE_COLOUR = "#dfe3e6"
DARK = ("#2166ac", "#6b2304", "#332288", "#882255", "#117733", "#aa4499", "#777777")  # words on them are white


def views_side_by_side(found: FigureData, say: Say, width: float = WIDTH) -> Figure | None:
    """A bar for each actor and view, cut into the shares of its verdicts; then one for the likeliest answer."""
    verdicts, answers = found.rows("verdict_shares"), found.rows("answer_shares")
    if not answers:
        return None
    views = list(dict.fromkeys(row["view"] for row in answers))
    several = len(views) > 1
    names = {view: found.wording.view(view) for view in views}
    left = min(0.3 * width, max(text_width(name) for name in names.values()) + 14) if several else 0.0
    actors = list(dict.fromkeys(row["actor"] for row in verdicts))
    groups = list(dict.fromkeys(row["group"] for row in answers))
    colours = _colours(groups)
    keys = {row["verdict"] for row in verdicts if row["count"]}
    canvas = BoundCanvas(width, 0)
    y = 4.0
    places: dict[str, list[dict[str, object]]] = {"verdict_shares": [], "answer_shares": []}

    def block(heading: str, table: str, parts: Sequence[str], word: Mapping[str, str], fill: Mapping[str, str]) -> None:
        nonlocal y
        canvas.word(0, y + 8, fit(heading, width / BOLD, 13), size=13, bold=True)
        y += HEADING
        for view in views:
            if several:
                canvas.word(left - 10, y + ROW / 2, fit(names[view], left - 12), "right")
            for order, part in enumerate(word):
                place = {"y": y, "order": order, "word": word[part], "fill": fill[part]}
                place["ink"] = "white" if fill[part] in DARK else INK
                places[table].append({"key": key_of(view, *parts, part), **place})
            y += ROW + GAP
        y += 12

    if actors:
        y = _key(
            canvas, found, [v for v in VERDICT_COLOURS if v in keys] + [TOO_CLOSE] * (TOO_CLOSE in keys), say, width, y
        )
    fills = {**VERDICT_COLOURS, TOO_CLOSE: CLOSE_COLOUR}
    for actor in actors:
        words = {**{v: found.wording.verdict(v) for v in VERDICT_COLOURS}, TOO_CLOSE: say("figures.views.too_close")}
        block(found.heading(actor), "verdict_shares", [actor], words, fills)
    own = {group: say("figures.views.too_close") if group == TOO_CLOSE else found.group(group) for group in groups}
    block(say("figures.views.answer"), "answer_shares", [], own, colours)
    canvas.height = y
    for table, rows, parts in (
        ("verdict_shares", verdicts, ["view", "actor", "verdict"]),
        ("answer_shares", answers, ["view", "group"]),
    ):
        if rows:
            canvas.table(table, rows)
            _draw(canvas, table, parts, places[table], left, width)
    live = tuple(table for table, its in places.items() if its)
    title, alt = _finding(found, say, verdicts, answers)
    return Figure("views", None, title, say("figures.views.reading"), alt, canvas.chart(), live)


def _colours(groups: Sequence[str]) -> dict[str, str]:
    named = [group for group in groups if group != TOO_CLOSE]
    return {g: ENDING_COLOURS[min(n, len(ENDING_COLOURS) - 1)] for n, g in enumerate(named)} | {TOO_CLOSE: CLOSE_COLOUR}


def _key(canvas: BoundCanvas, found: FigureData, verdicts: Sequence[str], say: Say, width: float, y: float) -> float:
    """What the colours of verdicts stand for, best first."""
    x = 0.0
    for verdict in verdicts:
        word = say("figures.views.too_close") if verdict == TOO_CLOSE else found.wording.verdict(verdict)
        room = text_width(word) + 32
        if x and x + room > width:
            x, y = 0.0, y + 18
        canvas.rectangle(x, y + 1, x + 13, y + 14, VERDICT_COLOURS.get(verdict, CLOSE_COLOUR))
        canvas.word(x + 18, y + 8, word, colour=MUTED)
        x += room
    return y + 30


def _draw(
    canvas: BoundCanvas,
    table: str,
    parts: list[str],
    places: Sequence[Mapping[str, object]],
    left: float,
    width: float,
) -> None:
    """Parts of bars, their intervals, and their words where there is room."""
    import altair as alt

    extent = width - left
    rows = canvas.rows(table, parts, places)
    bar: list[Any] = [part for part in parts if part not in ("verdict", "group")]
    stacked = (
        rows.transform_filter("isValid(datum.share)")
        .transform_stack(stack="share", as_=["from", "to"], groupby=bar, sort=[alt.SortField("order")])
        .transform_calculate(
            x=f"{left} + {extent} * datum.from",
            x2=f"{left} + {extent} * datum.to",
            y2=f"datum.y + {ROW}",
            low=f"{left} + {extent} * (datum.from + datum.low)",
            high=f"{left} + {extent} * min(1, datum.from + datum.high)",
            whisker=f"datum.y + {ROW + 4}",
            said=PERCENT.format("datum.share"),
        )
        .transform_filter("datum.share > 0")
    )
    fill = alt.Color("fill:N", scale=None)
    canvas.draw(stacked.mark_rect(stroke="white", strokeWidth=1), x2="x2:Q", y2="y2:Q", color=fill)
    inner = stacked.transform_filter(f"datum.to < 0.9999 && datum.share >= {LEAST}")
    canvas.draw(inner.mark_rule(color=INK, strokeWidth=1.5), x="low", y="whisker", x2="high:Q")
    room = "(datum.x2 - datum.x)"
    both = f"{room} > 7 * (length(datum.word) + length(datum.said)) + 14"
    words = f"{both} ? datum.word + ' ' + datum.said : {room} > 7.5 * length(datum.said) + 8 ? datum.said : ''"
    told = stacked.transform_calculate(text=words, x="datum.x + 6", y=f"datum.y + {ROW / 2}")
    canvas.draw(
        told.mark_text(align="left", baseline="middle", fontSize=12),
        text=alt.Text("text:N"),
        color=alt.Color("ink:N", scale=None),
    )


def _finding(found: FigureData, say: Say, verdicts: Sequence[Row], answers: Sequence[Row]) -> tuple[str, str]:
    """What the views agree on, or don't, about the first actor of whom they don't."""
    first: dict[str, list[Row]] = {}
    for (actor, _), its in groupby(verdicts, key=lambda row: (row["actor"], row["view"])):
        first.setdefault(actor, []).append(max(its, key=lambda row: row["count"]))
    close = say("figures.views.too_close")
    words: list[tuple[Row, str, str, Callable[[str], str]]]
    words = [(r, found.wording.actor(r["actor"]), r["verdict"], found.wording.verdict) for r in verdicts]
    words += [(r, say("figures.views.answer"), r["group"], found.group) for r in answers]
    told = [
        f"{found.wording.view(row['view'])}, {who}: {close if what == TOO_CLOSE else called(what)} "
        f"{percent(row['share'])}"
        for row, who, what, called in words
        if row["count"]
    ]
    return _title(found, say, first, answers), say("figures.views.alt", shares="; ".join(told))


def _title(found: FigureData, say: Say, first: Mapping[str, Sequence[Row]], answers: Sequence[Row]) -> str:
    """first: the verdict that most worlds of each view come to, by actor."""
    for actor, rows in first.items():
        if len({row["verdict"] for row in rows}) > 1:
            each = found.said.listed([_each(found, say, found.wording.verdict(row["verdict"]), row) for row in rows])
            return capital(say("figures.views.title_differ", actor=found.actor(actor), each=each))
    if first:
        said = "; ".join(_same(found, say, actor, rows) for actor, rows in first.items())
        several = len(next(iter(first.values()))) > 1
        return capital(say("figures.views.title_every", said=said) if several else said)
    rows = [max(its, key=lambda row: row["count"]) for _, its in groupby(answers, key=lambda row: row["view"])]
    each = found.said.listed([_each(found, say, found.group(row["group"]), row) for row in rows])
    return capital(say("figures.views.title_answer", each=each))


def _each(found: FigureData, say: Say, word: str, row: Row) -> str:
    said = say("figures.views.too_close") if word == TOO_CLOSE else word
    view = found.wording.view(row["view"])
    return say("figures.views.each", verdict=said, view=view, share=percent(row["share"]))


def _same(found: FigureData, say: Say, actor: str, rows: Sequence[Row]) -> str:
    shares = sorted(row["share"] for row in rows)
    verdict = rows[0]["verdict"]
    said = say("figures.views.too_close") if verdict == TOO_CLOSE else found.wording.verdict(verdict)
    low, high = percent(shares[0]), percent(shares[-1])
    share = low if low == high else say("figures.views.between", low=low, high=high)
    return say("figures.views.title_same", actor=found.actor(actor), verdict=said, share=share)
