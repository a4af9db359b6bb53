"""The figures, one function each: a view's results in, an Altair chart out.

Every figure is about `width` pixels wide, so that views stand side by side, and carries its labels directly.
`colours` maps endings to colours and is shared by all views.
"""

from collections.abc import Mapping, Sequence
from math import floor, log10

from offramp.core.numbers import as_written, is_number, level, share
from offramp.report.canvas import BOLD, INK, MUTED, RULE, Canvas, Drawing, fit, spread, wrap
from offramp.report.fan_frame import fan_frame
from offramp.report.markup import clean
from offramp.report.numeric_lines import exits_of
from offramp.report.wording import Data, Wording, known_error, shut_from_start

# Blue to orange to brown: told apart by colour-blind readers and, by lightness, in grey print.
VERDICT_COLOURS = {
    "free": "#2166ac",
    "unsteady": "#8fbfdf",
    "unwilling": "#fdc26b",
    "dependent": "#d9741a",
    "trapped": "#6b2304",
}
STATUS_COLOURS = {"way_out": "#2166ac", "keeps_open": "#75afd6", "priced_out": "#fdc26b", "closed": "#ececec"}
_EDGES = {"closed": "#b9bfc5"}
LIVE_COLOUR = "#f1f2f3"
HORIZON_COLOUR = "#b4bac0"  # neither an ending like the others nor play that still goes on

# Paul Tol's "muted" scheme, then greys; endings beyond these share the last.
ENDING_COLOURS = (
    "#332288",
    "#88ccee",
    "#44aa99",
    "#999933",
    "#ddcc77",
    "#cc6677",
    "#882255",
    "#117733",
    "#aa4499",
    "#777777",
    "#a5a5a5",
    "#c9c9c9",
)


def ending_colours(endings: Sequence[str]) -> dict[str, str]:
    """A colour for each ending, the same in every view."""
    named = [e for e in endings if e != "horizon"]
    colours = {e: ENDING_COLOURS[min(n, len(ENDING_COLOURS) - 1)] for n, e in enumerate(named)}
    return {e: colours.get(e, HORIZON_COLOUR) for e in endings}


def exits_closing(view: Data, wording: Wording, width: int = 372) -> Drawing:
    """Per option and period: in which share of live play it is a way out, keeps one open, is open at a price or closed.

    A bar is as wide as the share of live play in which the option can be picked at all; a dash means hardly ever.
    A dark stroke marks the last closing, dashed where it comes from the calendar alone.
    """
    exits = exits_of(view, wording.said)
    labels = period_labels(view)
    label_width = min(190.0, 0.34 * width)
    row, gap, heading = 22.0, 7.0, 25.0
    rows = sum(len(options) for options in exits.values())
    height = len(exits) * heading + rows * (row + gap) + 62
    canvas = Canvas(width, height)
    left, right = label_width, width - 8.0
    cell = (right - left) / max(1, len(labels))
    y = 4.0
    for actor, options in exits.items():
        canvas.word(0, y + 9, fit(wording.actor(actor), width / BOLD, 13), size=13, bold=True)
        y += heading
        for option, data in options.items():
            _row_label(canvas, wording.option(option), label_width - 10, y + row / 2)
            canvas.line(left, y + row, right, y + row, RULE)
            for item in data.get("periods") or []:
                if item is None or not (0 <= int(item["t"]) < len(labels)):
                    continue
                _exit_cell(canvas, item, left + int(item["t"]) * cell, y, cell, row)
            last = data.get("last_closing")
            if last is not None and is_number(last) and 0 <= last < len(labels) and not shut_from_start(data):
                x = left + last * cell
                canvas.line(x, y - 3, x, y + row + 3, INK, 2, dash=bool(data.get("calendar")))
            y += row + gap
    y += 5
    canvas.word(label_width - 10, y + 9, wording.say("ending.going_on"), "right", 11, MUTED)
    for t, item in enumerate(view.get("timeline") or []):
        live = item.get("live")
        if is_number(live):
            canvas.bar(left + t * cell, cell, y + 18 * (1 - live), y + 18, "#8d969f")
    canvas.line(left, y + 18, right, y + 18, RULE)
    canvas.period_axis(labels, left, cell, y + 18)
    return canvas.chart()


def outcome_fan(view: Data, wording: Wording, colours: Mapping[str, str], width: int = 372) -> Drawing:
    """The endings that have happened by the end of each period, stacked; what is left is still going on."""
    timeline: Sequence[Data] = view.get("timeline") or []
    labels = period_labels(view)
    totals: Mapping[str, float] = view.get("endings") or {}
    errors: Mapping[str, float] = view.get("ending_errors") or {}
    frame = fan_frame(view, wording, list(colours), width)
    left, right, top, tall, cell = frame.left, frame.right, frame.top, frame.tall, frame.cell
    shown, names, rooms = frame.shown, frame.names, frame.rooms
    canvas = Canvas(frame.width, frame.height)
    for tick in (0, 25, 50, 75, 100):
        y = top + tall * (1 - tick / 100)
        canvas.word(left - 6, y, f"{tick}%", "right", 11, MUTED)
        canvas.line(left - 3, y, left, y, RULE)
    canvas.rectangle(left, top, right, top + tall, LIVE_COLOUR)
    middles: dict[str, float] = {}
    for t, item in enumerate(timeline):
        base = 0.0
        for ending, colour in colours.items():
            chance = (item.get("endings") or {}).get(ending) or 0.0
            y = top + tall * (1 - base)
            canvas.bar(left + t * cell, cell, y - tall * chance, y, colour)
            if chance > 0:
                canvas.line(left + t * cell, y - tall * chance, left + (t + 1) * cell, y - tall * chance, "white", 0.75)
            middles[ending] = y - tall * chance / 2
            base += chance
    places = spread([middles.get(e, top + tall) for e in shown], list(rooms), top - 6, top + tall + 4)
    for ending, y in zip(shown, places, strict=True):
        canvas.line(right + 2, middles.get(ending, y), right + 12, y, MUTED, 0.75)
        above = 6.5 * len(names[ending])
        canvas.rectangle(right + 15, y - above - 5, right + 19, y + above + 5, colours[ending])
        for n, line in enumerate(names[ending]):
            canvas.word(right + 24, y - above + 13 * n, line, bold=True)
        canvas.word(
            right + 24, y + above, share(totals[ending], known_error(view, errors.get(ending))), size=11, colour=MUTED
        )
    # Said directly in the pale part, where its left top corner stays free for as long as the words are.
    early = [sum((item.get("endings") or {}).values()) for item in timeline[: 1 + int(100 / cell)]]
    if early and max(early) < 0.85 and right - left > 120 and len(labels) > 3:
        canvas.word(left + 8, top + 14, wording.say("ending.going_on"), size=11, colour=MUTED)
    canvas.period_axis(labels, left, cell, top + tall)
    return canvas.chart()


def reaches(view: Data, wording: Wording, width: int = 372) -> Drawing:
    """Per actor: what would, could and could with help be reached, with errors; the band is guaranteed to possible."""
    actors: Mapping[str, Data] = view.get("actors") or {}
    label_width, row, heading = 62.0, 18.0, 27.0
    left, right = label_width, width - 20.0
    height = len(actors) * (heading + 3 * row + 8) + 26
    canvas = Canvas(width, height)

    def at(value: float) -> float:
        return left + (right - left) * min(1.0, max(0.0, value))

    y = 0.0
    for actor, data in actors.items():
        canvas.word(0, y + 14, fit(wording.actor(actor), (width - 10) / BOLD, 13), size=13, bold=True)
        y += heading
        low, high = data.get("guaranteed"), data.get("possible")
        if is_number(low) and is_number(high):
            canvas.rectangle(at(low), y, at(high), y + 3 * row, "#e9edf1")
        for number, shape in (("would", "circle"), ("could", "diamond"), ("helped", "square")):
            value, error = data.get(number), (data.get("errors") or {}).get(number)
            middle = y + row / 2
            canvas.word(label_width - 10, middle, wording.term(number), "right", colour=MUTED)
            if is_number(value):
                if is_number(error) and error > 0:
                    canvas.line(at(value - error), middle, at(value + error), middle, INK, 1.5)
                colour = VERDICT_COLOURS["free" if value >= _level(view) else "trapped"]
                canvas.point(at(value), middle, shape, colour, 110 if shape == "diamond" else 80)
            y += row
        y += 8
    p = at(_level(view))
    canvas.line(p, 22, p, y, INK, 1, dash=True)
    canvas.line(left, y, right, y, RULE)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        canvas.line(at(tick), y, at(tick), y + 4, RULE)
        canvas.word(at(tick), y + 13, level(tick), "center", 11, MUTED)
    return canvas.chart()


def verdicts_over_time(view: Data, wording: Wording, width: int = 372) -> Drawing:
    """Per actor and period: the share of live play in each verdict."""
    actors = list(view.get("actors") or {})
    labels = period_labels(view)
    left, right, tall, heading = 4.0, width - 8.0, 46.0, 33.0
    canvas = Canvas(width, len(actors) * (tall + heading) + 34)
    cell = (right - left) / max(1, len(labels))
    y = 0.0
    for actor in actors:
        canvas.word(left, y + 20, fit(wording.actor(actor), (width - 10) / BOLD, 13), size=13, bold=True)
        y += heading
        for t, item in enumerate(view.get("timeline") or []):
            shares = (item.get("verdicts") or {}).get(actor) or {}
            bottom = y + tall
            for verdict, colour in VERDICT_COLOURS.items():
                part = tall * (shares.get(verdict) or 0.0)
                canvas.bar(left + t * cell, cell, bottom - part, bottom, colour)
                bottom -= part
        canvas.line(left, y + tall, right, y + tall, RULE)
        y += tall
    canvas.period_axis(labels, left, cell, y)
    return canvas.chart()


def stock_bands(view: Data, wording: Wording, domains: Mapping[str, tuple[float, float]], width: int = 372) -> Drawing:
    """Per stock and period, while play goes on: the median, the middle half and the middle nine tenths."""
    labels = period_labels(view)
    left, right, tall, heading = 46.0, width - 8.0, 66.0, 42.0
    canvas = Canvas(width, len(domains) * (tall + heading) + 34)
    cell = (right - left) / max(1, len(labels))
    y = 0.0
    for stock, (low, high) in domains.items():
        canvas.word(0, y + 23, fit(wording.stock(stock), (width - 10) / BOLD, 13), size=13, bold=True)
        y += heading

        def at(value: float, low: float = low, high: float = high, y: float = y) -> float:
            return y + tall * (1 - (value - low) / (high - low))

        for edge in (low, high):
            canvas.line(left, at(edge), right, at(edge), RULE)
            canvas.word(left - 6, at(edge), _tick(edge, high - low), "right", 11, MUTED)
        for t, item in enumerate(view.get("timeline") or []):
            band = (item.get("stocks") or {}).get(stock) or {}
            for under, over, colour in (("q05", "q95", "#c9dcec"), ("q25", "q75", "#75afd6")):
                if is_number(band.get(under)) and is_number(band.get(over)):
                    canvas.bar(left + t * cell, cell, at(band[over]), at(band[under]), colour)
            if is_number(band.get("q50")):
                canvas.line(left + t * cell, at(band["q50"]), left + (t + 1) * cell, at(band["q50"]), "#123f69", 2)
        y += tall
    canvas.period_axis(labels, left, cell, y)
    return canvas.chart()


def period_labels(view: Data) -> list[str]:
    """The names of the periods of a view, in order."""
    return [clean(item.get("label", item.get("t", ""))) for item in view.get("timeline") or []]


def stock_domains(views: Mapping[str, Data], wording: Wording) -> dict[str, tuple[float, float]]:
    """For each stock a range that all views share: its declared one, else the one that its bands span."""
    seen: dict[str, list[float]] = {}
    for view in views.values():
        for item in view.get("timeline") or []:
            for stock, band in (item.get("stocks") or {}).items():
                seen.setdefault(stock, []).extend(v for v in (band or {}).values() if is_number(v))
    domains: dict[str, tuple[float, float]] = {}
    for stock, values in seen.items():
        low, high = wording.stock_range(stock) or (min(values, default=0.0), max(values, default=1.0))
        domains[stock] = (low, high) if high > low else (low - 0.5, low + 0.5)
    return domains


def _exit_cell(canvas: Canvas, item: Data, x: float, top: float, cell: float, tall: float) -> None:
    """One option in one period; a dash where it can hardly ever be picked."""
    parts = {status: item.get(status) for status in STATUS_COLOURS}
    if not all(is_number(part) for part in parts.values()):
        middle = x + cell / 2
        canvas.line(middle - min(3.0, cell / 3), top + tall / 2, middle + min(3.0, cell / 3), top + tall / 2, "#aab1b8")
        return
    available = item.get("available")  # the share of live play in which the option can be picked at all
    share_of_cell = min(1.0, max(0.0, available)) if is_number(available) else 1.0
    fine = cell < 6  # too fine for widths and edges to be read
    width = cell if fine else min(cell, max(2.5, cell * share_of_cell))
    bottom = top + tall
    for status, part in parts.items():
        height = tall * float(part or 0.0)
        canvas.bar(
            x + (cell - width) / 2,
            width,
            bottom - height,
            bottom,
            STATUS_COLOURS[status],
            "" if fine else _EDGES.get(status, ""),
        )
        bottom -= height


def _row_label(canvas: Canvas, text: str, width: float, y: float) -> None:
    lines = wrap(text, width)
    for n, line in enumerate(lines):
        canvas.word(width, y + 13.0 * (n - (len(lines) - 1) / 2), line, "right")


def _level(view: Data) -> float:
    value = view.get("level")
    return float(value) if is_number(value) else 0.5


def _tick(value: float, extent: float) -> str:
    return as_written(round(value, max(0, 2 - floor(log10(extent)))))
