"""What the page's script counts anew where its reader narrows assumptions: shares in the text, and figures."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from offramp.core.numbers import tally
from offramp.report.markup import Html, el

Data = Mapping[str, Any]


def live_share(table: str, view: str, *keys: str, found: Data) -> Html:
    """A count of worlds with its share. found: `count, share, low, high`, as `explore --json` has them.

    keys: of the row of `table` that counts the same: actor and verdict of `verdict_shares`, group of `answer_shares`.
    """
    text = tally(found["count"], found.get("share"), found.get("low"), found.get("high"))
    return el("span", text, data_live="|".join((table, view, *keys)))


def live_figure(
    name: str,
    view: str | None,
    still: Html,
    specification: Data,
    tables: Sequence[str],
    alt: str,
    kind: str = "",
    shown: Sequence[tuple[str, str]] = (),
) -> Html:
    """A figure that stands still until a reader narrows what it shows, and is then drawn in the page.

    view: whose worlds it shows, None: of all views. still: the figure as SVG. specification: the same in Vega-Lite,
    whose data sets by the names `tables` are rows of figures; what rows they hold is left out, since the page has the
    worlds to count them from. alt: what it shows, in words.
    kind: of figure, by which the script finds its heading anew; shown: the actors' options that it shows.
    """
    datasets = {key: rows for key, rows in (specification.get("datasets") or {}).items() if key not in tables}
    without_rows = {**specification, "datasets": datasets}
    return el(
        "div",
        el("div", still, class_="sheet", data_part="still"),
        # Its words are the label's: what stands inside is a drawing, mark by mark.
        el(
            "div",
            el("div", "", aria_hidden="true", data_part="canvas"),
            class_="sheet",
            data_part="drawn",
            hidden="",
            role="img",
            aria_label=alt,
        ),
        el("p", "", class_="note live-note", data_part="note", hidden=""),
        json_block("specification", without_rows),
        class_="live",
        data_figure=name,
        data_view=view,
        data_tables=" ".join(tables),
        data_kind=kind or None,
        data_shown=json.dumps(shown, ensure_ascii=False, separators=(",", ":")) if shown else None,
    )


def of_all(view: str | None = None) -> Html:
    """Stands beside what can't be counted anew: the script says so there where worlds of `view` are narrowed; None: of
    any view."""
    return el("span", "", class_="of-all", data_of_all=view or "")


def json_block(part: str, content: object) -> Html:
    """Data for the script, which nothing runs: `<` can't end the element early."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" data-part="{part}">{written}</script>')
