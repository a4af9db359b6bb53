"""The parts of the page that run along the calendar: exits, endings, verdicts and stocks over time."""

from collections.abc import Callable, Mapping, Sequence

from offramp.core.numbers import MISSING, is_number, quantity, share
from offramp.report import figures
from offramp.report.answers import grid
from offramp.report.canvas import Drawing
from offramp.report.closings import closing
from offramp.report.fan_frame import fan_frame
from offramp.report.findings import endings_finding, exits_finding, reaches_finding
from offramp.report.markup import Html, el, join, table, words
from offramp.report.numeric_lines import exits_of
from offramp.report.sampled_paths import fan_links, sampled_paths
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
Cover = Callable[[Data, int, str], Html | None]
State = Callable[[Data], str]


def figure_row(
    name: str,
    what: str,
    where: str,
    wording: Wording,
    draw: Draw,
    state: State | None = None,
    cover: Cover | None = None,
) -> Html:
    """One figure for each view, side by side, each under a title that states its finding.

    `where` is the table that holds the same numbers, for those who can't see the figure. cover: what lies over a
    picture of that width, of a view by its name, to be picked by pointer or keyboard.
    """
    width = 372 if len(wording.views) == 3 else 500
    made = []
    for n, (view, data) in enumerate(wording.views.items()):
        finding = state(data) if state else ""
        label = wording.say("timelines.label", what=what, view=wording.view(view), finding=finding, where=where)
        view_name = el("span", words(wording.view(view)), _quiet_mark(data, wording), class_="view-name")
        title = el("span", finding, class_="title") if finding else None
        caption = el("figcaption", view_name if len(wording.views) > 1 else None, title)
        picture = inline_svg(draw(data, width), f"{name}-{n + 1}", label)
        covered = cover(data, width, view) if cover else None
        inside = picture if covered is None else el("div", picture, covered, class_="covered")
        made.append(el("figure", caption, el("div", inside, class_="sheet")))
    return el("div", made, class_=grid(wording.views))


def _quiet_mark(data: Data, wording: Wording) -> Html | None:
    if (data.get("certificate") or {}).get("resolved"):
        return None
    return el("span", " · ", wording.say("answers.unresolved"), class_="unsettled")


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
        "exits",
        wording.say("timelines.exits.name"),
        wording.say("timelines.exits.where"),
        wording,
        draw,
        lambda data: exits_finding(data, wording),
    )
    meaning = [(status, wording.say(f"timelines.exits.meaning.{status}")) for status in STATUSES]
    reading = el("p", wording.say("timelines.exits.reading"), class_="note")
    folds = [
        folded(wording.say("timelines.exits.fold", view=wording.view(view)), _exit_tables(view, data, wording))
        for view, data in wording.views.items()
    ]
    return join(key(meaning), reading, pictures, _closings(wording), folds)


def _closings(wording: Wording) -> Html:
    rows: list[tuple[str | Html, Sequence[str | Html]]] = []
    for actor in wording.actors():
        found = dict.fromkeys(o for view in wording.views.values() for o in exits_of(view, wording.said).get(actor, {}))
        if found:
            rows.append((words(wording.actor(actor)), []))
        for option in found:
            cells = [_closing(view, actor, option, wording) for view in wording.views.values()]
            rows.append((words(capital(wording.option(option))), cells))
    return table(
        wording.say("timelines.exits.closings"),
        view_columns(wording),
        rows,
        wording.say("corner.option"),
        "tight",
    )


def _closing(view: Data, actor: str, option: str, wording: Wording) -> Html:
    options = exits_of(view, wording.said).get(actor, {})
    data = options.get(option)
    if data is None and " " in option:
        # Numbers that fare alike in one view need not do so in another.
        return Html(MISSING)
    begins = next((int(item["t"]) for item in view.get("timeline") or []), 0)
    return words(closing(data or {}, begins, options.values(), wording.said))


def _exit_tables(view: str, data: Data, wording: Wording) -> Html:
    tables = []
    for actor, its in exits_of(data, wording.said).items():
        at = [{item["t"]: item for item in one.get("periods") or [] if item} for one in its.values()]
        rows = [
            (words(label), [_shares(cells.get(t)) for cells in at])
            for t, label in enumerate(figures.period_labels(data))
        ]
        who = words(mid_sentence(wording.actor(actor)))
        caption = wording.said.phrase("timelines.exits.caption", view=words(wording.view(view)), actor=who)
        columns = [words(capital(wording.option(option))) for option in its]
        tables.append(table(caption, columns, rows, wording.say("corner.period"), "tight"))
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
        wording.say("timelines.endings.name"),
        wording.say("timelines.endings.where"),
        wording,
        draw,
        lambda data: endings_finding(data, wording),
        lambda data, width, view: fan_links(view, data, wording, fan_frame(data, wording, list(colours), width)),
    )
    note = el("p", wording.say("timelines.endings.reading"), class_="note")
    folds = [
        folded(wording.say("timelines.endings.fold", view=wording.view(view)), _ending_table(view, data, wording))
        for view, data in wording.views.items()
    ]
    return join(note, pictures, sampled_paths(wording), folds)


def _ending_table(view: str, data: Data, wording: Wording) -> Html:
    names: list[str] = list(data.get("endings") or {})
    error = known_error(data, None)
    rows = [
        (words(label), [share((item.get("endings") or {}).get(ending), error) for ending in names])
        for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
    ]
    caption = wording.said.phrase("timelines.endings.caption", view=words(wording.view(view)))
    return table(
        caption, [words(capital(wording.ending(e))) for e in names], rows, wording.say("corner.period"), "tight"
    )


def reaches(wording: Wording) -> Html:
    """What each actor could reach, against the level."""

    def draw(data: Data, width: int) -> Drawing:
        return figures.reaches(data, wording, width)

    note = el("p", wording.say("timelines.reaches.reading"), class_="note")
    pictures = figure_row(
        "reach",
        wording.say("timelines.reaches.name"),
        wording.say("timelines.reaches.where"),
        wording,
        draw,
        lambda data: reaches_finding(data, wording),
    )
    return join(pictures, note)


def verdicts(wording: Wording) -> Html:
    """How the verdicts change along the calendar."""

    def draw(data: Data, width: int) -> Drawing:
        return figures.verdicts_over_time(data, wording, width)

    note = el("p", wording.say("timelines.verdicts.reading"), class_="note")
    what, where = wording.say("timelines.verdicts.name"), wording.say("timelines.verdicts.where")
    pictures = figure_row("verdicts", what, where, wording, draw)
    folds = [
        folded(wording.say("timelines.verdicts.fold", view=wording.view(view)), _verdict_tables(view, data, wording))
        for view, data in wording.views.items()
    ]
    swatches = key([(v, wording.verdict(v)) for v in VERDICTS])
    return join(el("h3", wording.say("timelines.verdicts.heading")), swatches, pictures, note, folds)


def _verdict_tables(view: str, data: Data, wording: Wording) -> Html:
    error = known_error(data, None)
    tables = []
    for actor in data.get("actors") or {}:
        rows = [
            (words(label), [share(((item.get("verdicts") or {}).get(actor) or {}).get(v), error) for v in VERDICTS])
            for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
        ]
        who = words(mid_sentence(wording.actor(actor)))
        caption = wording.said.phrase("timelines.verdicts.caption", view=words(wording.view(view)), actor=who)
        tables.append(
            table(caption, [wording.verdict(v) for v in VERDICTS], rows, wording.say("corner.period"), "tight")
        )
    return join(tables)


def stocks(wording: Wording) -> Html | None:
    """How the stocks run while play goes on."""
    domains = figures.stock_domains(wording.views, wording)
    if not domains:
        return None

    def draw(data: Data, width: int) -> Drawing:
        return figures.stock_bands(data, wording, domains, width)

    note = el("p", wording.say("timelines.stocks.reading"), class_="note")
    means = [
        el("div", el("dt", words(capital(wording.stock(s)))), el("dd", words(wording.stock_means(s))))
        for s in domains
        if wording.stock_means(s)
    ]
    what, where = wording.say("timelines.stocks.name"), wording.say("timelines.stocks.where")
    pictures = figure_row("stocks", what, where, wording, draw)
    folds = [
        folded(
            wording.say("timelines.stocks.fold", view=wording.view(view)),
            _stock_table(view, data, list(domains), wording),
        )
        for view, data in wording.views.items()
    ]
    return join(note, pictures, folds, el("dl", means, class_="key") if means else None)


def _stock_table(view: str, data: Data, names: list[str], wording: Wording) -> Html:
    rows = [
        (words(label), [_band((item.get("stocks") or {}).get(name), wording) for name in names])
        for label, item in zip(figures.period_labels(data), data.get("timeline") or [], strict=True)
    ]
    caption = wording.said.phrase("timelines.stocks.caption", view=words(wording.view(view)))
    return table(
        caption, [words(capital(wording.stock(name))) for name in names], rows, wording.say("corner.period"), "tight"
    )


def _band(band: Data | None, wording: Wording) -> str:
    if not band:
        return MISSING
    low, high = (quantity(band.get(q)).strip("≈ ") for q in ("q05", "q95"))
    return wording.say("timelines.stocks.band", middle=quantity(band.get("q50")), low=low, high=high)
