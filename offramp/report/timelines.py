"""The parts of the page that run along the calendar: exits, endings, verdicts and stocks over time."""

from collections.abc import Callable, Mapping, Sequence

from offramp.core.numbers import MISSING, is_number, quantity, share
from offramp.report import figures
from offramp.report.answers import grid
from offramp.report.canvas import Drawing
from offramp.report.closings import closing
from offramp.report.findings import endings_finding, exits_finding, reaches_finding
from offramp.report.markup import Html, el, join, table, words
from offramp.report.numeric_lines import exits_of
from offramp.report.svg import inline_svg
from offramp.report.verdict_tables import view_columns
from offramp.report.wording import (
    STATUSES,
    VERDICTS,
    Data,
    Wording,
    capital,
    known_error,
    mid_sentence,
)

Draw = Callable[[Data, int], Drawing]
State = Callable[[Data], str]


def figure_row(name: str, what: str, where: str, wording: Wording, draw: Draw, state: State | None = None) -> Html:
    """One figure for each view, side by side, each under a title that states its finding.

    `where` is the table that holds the same numbers, for those who can't see the figure.
    """
    width = 372 if len(wording.views) == 3 else 500
    made = []
    for n, (view, data) in enumerate(wording.views.items()):
        finding = state(data) if state else ""
        label = f"{what}. View: {wording.view(view)}. {finding} In numbers: the table {where}."
        view_name = el("span", words(wording.view(view)), _quiet_mark(data), class_="view-name")
        title = el("span", finding, class_="title") if finding else None
        caption = el("figcaption", view_name if len(wording.views) > 1 else None, title)
        picture = el("div", inline_svg(draw(data, width), f"{name}-{n + 1}", label), class_="sheet")
        made.append(el("figure", caption, picture))
    return el("div", made, class_=grid(wording.views))


def _quiet_mark(data: Data) -> Html | None:
    return (
        None if (data.get("certificate") or {}).get("resolved") else el("span", " · not resolved", class_="unsettled")
    )


def key(entries: Sequence[tuple[str, str]]) -> Html:
    """Swatches with their words."""
    items = [el("li", el("span", class_=f"swatch {name}", aria_hidden="true"), text) for name, text in entries]
    return el("ul", items, class_="swatches")


def folded(summary: str, *inside: Html) -> Html:
    """Something that is read on request, and always printed."""
    return el("details", el("summary", summary), *inside)


def exits(wording: Wording) -> Html:
    """The exits closing."""

    def draw(data: Data, width: int) -> Drawing:
        return figures.exits_closing(data, wording, width)

    pictures = figure_row(
        "exits", "Exits closing", "“exits as a table” below", wording, draw, lambda data: exits_finding(data, wording)
    )
    meaning = {
        "way_out": "way out: leads to a tolerable ending often enough even if repeated",
        "keeps_open": "keeps one open: reaches it if better options follow",
        "priced_out": "open, at a price: reaches it, and costs the actor by its own payoffs",
        "closed": "closed",
    }
    reading = el(
        "p",
        "Each bar is one option in one period, as a share of the play that is still going on then; its width is the "
        "share in which the option can be picked at all, and a dash means hardly ever. A dark stroke marks the last "
        "closing, dashed where it moves with the calendar’s end.",
        class_="note",
    )
    folds = [
        folded(f"{wording.view(view)}: exits as a table", _exit_tables(view, data, wording))
        for view, data in wording.views.items()
    ]
    return join(key(list(meaning.items())), reading, pictures, _closings(wording), folds)


def _closings(wording: Wording) -> Html:
    rows: list[tuple[str | Html, Sequence[str | Html]]] = []
    for actor in wording.actors():
        found = dict.fromkeys(o for view in wording.views.values() for o in exits_of(view).get(actor, {}))
        if found:
            rows.append((words(wording.actor(actor)), []))
        for option in found:
            cells = [_closing(view, actor, option) for view in wording.views.values()]
            rows.append((words(capital(wording.option(option))), cells))
    return table(
        "What each option is in most of the play that is still going on, and when that changes",
        view_columns(wording),
        rows,
        "Option",
        "tight",
    )


def _closing(view: Data, actor: str, option: str) -> Html:
    options = exits_of(view).get(actor, {})
    data = options.get(option)
    if data is None and " " in option:
        # Numbers that fare alike in one view need not do so in another.
        return Html(MISSING)
    begins = next((int(item["t"]) for item in view.get("timeline") or []), 0)
    return words(closing(data or {}, begins, options.values()))


def _exit_tables(view: str, data: Data, wording: Wording) -> Html:
    tables = []
    for actor, its in exits_of(data).items():
        at = [{item["t"]: item for item in one.get("periods") or [] if item} for one in its.values()]
        rows = [
            (words(label), [_shares(cells.get(t)) for cells in at])
            for t, label in enumerate(figures.period_labels(data))
        ]
        caption = join(
            words(wording.view(view)),
            ", ",
            words(mid_sentence(wording.actor(actor))),
            ": percent as way out / keeps one open / open, at a price / closed, roughly",
        )
        columns = [words(capital(wording.option(option))) for option in its]
        tables.append(table(caption, columns, rows, "Period", "tight"))
    return join(tables)


def _shares(item: Data | None) -> str:
    parts = [(item or {}).get(status) for status in STATUSES]
    if not all(is_number(part) for part in parts):
        return MISSING
    return " / ".join(f"{100 * part:.0f}" for part in parts if part is not None)


def endings(wording: Wording, colours: Mapping[str, str]) -> Html:
    """How and when it ends."""

    def draw(data: Data, width: int) -> Drawing:
        return figures.outcome_fan(data, wording, colours, width)

    pictures = figure_row(
        "endings",
        "Endings over time",
        "“endings over time as a table” below",
        wording,
        draw,
        lambda data: endings_finding(data, wording),
    )
    note = el(
        "p",
        "Each column shows what has happened by the end of that period; the pale rest is still going on. "
        "Endings with a chance under 1% have no label here and stand in the table.",
        class_="note",
    )
    folds = [
        folded(f"{wording.view(view)}: endings over time as a table", _ending_table(view, data, wording))
        for view, data in wording.views.items()
    ]
    return join(note, pictures, folds)


def _ending_table(view: str, data: Data, wording: Wording) -> Html:
    names: list[str] = list(data.get("endings") or {})
    error = known_error(data, None)
    rows = [
        (words(label), [share((item.get("endings") or {}).get(ending), error) for ending in names])
        for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
    ]
    caption = join(words(wording.view(view)), ": chance that each ending has happened by the end of a period")
    return table(caption, [words(capital(wording.ending(e))) for e in names], rows, "Period", "tight")


def reaches(wording: Wording) -> Html:
    """What each actor could reach, against the level."""

    def draw(data: Data, width: int) -> Drawing:
        return figures.reaches(data, wording, width)

    note = el(
        "p",
        "Points with their errors; blue at or above the level (the dashed line), brown below. The grey band runs from "
        "what nobody can take away (guaranteed) to what everybody together could bring about (possible).",
        class_="note",
    )
    pictures = figure_row(
        "reach",
        "What each could reach",
        "of verdicts above",
        wording,
        draw,
        lambda data: reaches_finding(data, wording),
    )
    return join(pictures, note)


def verdicts(wording: Wording) -> Html:
    """How the verdicts change along the calendar."""

    def draw(data: Data, width: int) -> Drawing:
        return figures.verdicts_over_time(data, wording, width)

    note = el("p", "Shares of the play that is still going on in each period.", class_="note")
    pictures = figure_row("verdicts", "Verdicts over time", "“verdicts over time as a table” below", wording, draw)
    folds = [
        folded(f"{wording.view(view)}: verdicts over time as a table", _verdict_tables(view, data, wording))
        for view, data in wording.views.items()
    ]
    return join(el("h3", "As time passes"), key([(v, v) for v in VERDICTS]), pictures, note, folds)


def _verdict_tables(view: str, data: Data, wording: Wording) -> Html:
    error = known_error(data, None)
    tables = []
    for actor in data.get("actors") or {}:
        rows = [
            (words(label), [share(((item.get("verdicts") or {}).get(actor) or {}).get(v), error) for v in VERDICTS])
            for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
        ]
        who = words(mid_sentence(wording.actor(actor)))
        caption = join(words(wording.view(view)), ", ", who, ": share of the play still going on in each verdict")
        tables.append(table(caption, list(VERDICTS), rows, "Period", "tight"))
    return join(tables)


def stocks(wording: Wording) -> Html | None:
    """How the stocks run while play goes on."""
    domains = figures.stock_domains(wording.views, wording)
    if not domains:
        return None

    def draw(data: Data, width: int) -> Drawing:
        return figures.stock_bands(data, wording, domains, width)

    note = el(
        "p",
        "The line is the median, the dark band the middle half, the light band the middle nine tenths of the play "
        "that is still going on. A band may drift only because some play has ended.",
        class_="note",
    )
    means = [
        el("div", el("dt", words(capital(wording.stock(s)))), el("dd", words(wording.stock_means(s))))
        for s in domains
        if wording.stock_means(s)
    ]
    pictures = figure_row("stocks", "Stocks over time", "“stocks over time as a table” below", wording, draw)
    folds = [
        folded(f"{wording.view(view)}: stocks over time as a table", _stock_table(view, data, list(domains), wording))
        for view, data in wording.views.items()
    ]
    return join(note, pictures, folds, el("dl", means, class_="key") if means else None)


def _stock_table(view: str, data: Data, names: list[str], wording: Wording) -> Html:
    rows = [
        (words(label), [_band((item.get("stocks") or {}).get(name)) for name in names])
        for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
    ]
    caption = join(words(wording.view(view)), ": median, and the middle nine tenths of the play still going on")
    return table(caption, [words(capital(wording.stock(name))) for name in names], rows, "Period", "tight")


def _band(band: Data | None) -> str:
    low, middle, high = ((band or {}).get(q) for q in ("q05", "q50", "q95"))
    return f"{quantity(middle)} ({quantity(low).strip('≈ ')} to {quantity(high).strip('≈ ')})" if band else MISSING
