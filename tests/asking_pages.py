"""Small reports with sliders, for a browser: worlds that were solved, a few figures, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as resources
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from offramp.explore.figure_rows.hinge_rows import curves_of
from offramp.explore.figure_rows.tables import figure_rows
from offramp.explore.figure_rows.view_columns import ViewColumns, view_columns
from offramp.explore.packed_worlds import Source, packed_worlds, steps_of
from offramp.explore.run_claims import run_claims
from offramp.explore.run_hinges import run_hinges
from offramp.explore.runs.run_reader import Run
from offramp.explore.runs.summary import summary
from offramp.report.asking_script import PARTS, own_script, script
from offramp.report.asking_section import section
from offramp.report.catalogue import catalogue
from offramp.report.live_elements import live_figure
from offramp.report.markup import Html, el
from offramp.report.shell import digest
from offramp.report.svg import inline_svg
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.gallery import figures

# What a test looks into, which the page itself keeps inside its function.
BARE = (
    "window.asking = {unpacked, openedView, tally, TABLES, spoken, firstSentences, claimCell, claimsFinding, headingOf,"
    " layout: () => JSON.parse(document.querySelector('[data-part=layout]').textContent),"
    " text: () => document.querySelector('[data-part=worlds]').textContent};"
)


@dataclass(frozen=True)
class Asked:
    """A run as a report takes it: its data for the page, and its worlds."""

    data: dict[str, Any]
    columns: Mapping[str, ViewColumns]


def asked(run: Run) -> Asked:
    """What the section needs of a run."""
    hinges = run_hinges(run, run.views, False, lambda *_: None)
    views = {view: run.view(view) for view in run.views}
    columns = {name: view_columns(view) for name, view in views.items()}
    curves = {name: curves_of(hinges, name) for name in views}
    packed = packed_worlds({name: Source(views[name], columns[name], curves[name]) for name in views})
    tables = [figure_rows(columns[name], curves[name]) for name in views]
    found = summary(run)
    data = {
        "offramp": run.manifest.versions["offramp"],
        "level": run.manifest.asked.level,
        "scenario": run.own_result(run.views[0])["scenario"],
        "views": {view: run.own_result(view) for view in run.views},
        "run": found,
        "worlds": {"count": found["worlds"], "views": found["views"]},
        "claims": run_claims(run, run.views, lambda *_: None, hinges),
        "hinges": hinges,
        "packed": packed,
        "figure_rows": {key: [row for one in tables for row in one[key]] for key in tables[0]},
    }
    return Asked(data, columns)


def page(data: dict[str, Any], own: str | None = None) -> str:
    """The page; own: another script than the report's."""
    text = script() if own is None else own
    drawn = [_drawn(one) for one in figures(data, catalogue()) if one.live]
    sections = el("section", el("h2", "Ask"), section(data, data["packed"], catalogue()))
    shown = el("main", el("h1", "Worlds"), sections, drawn, el("figure", _verdicts(data, None)))
    style = resources("offramp.report").joinpath("page.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; script-src {digest(text)}; style-src {digest(style)}; img-src data:"
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    head += '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head += f"<title>Worlds</title><style>{style}</style>"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{shown}<script>{text}</script></body></html>\n'


def bare(data: dict[str, Any]) -> str:
    """The page with the script's parts laid open and not started."""
    return page(data, own_script(tuple(part for part in PARTS if part != "start"), BARE))


def _verdicts(data: dict[str, Any], view: str | None) -> Html:
    chart = (
        alt.Chart(alt.NamedData("verdict_shares"))
        .mark_bar()
        .encode(
            x=alt.X("share:Q", scale=alt.Scale(domain=[0, 1])),
            y="verdict:N",
            row="view:N",
            column="actor:N",
            tooltip=["verdict:N", "count:Q"],
        )
    )
    return _live("verdicts", view, chart, "verdict_shares", data)


def _drawn(figure: Figure) -> Html:
    """A figure of the report, live where its rows may be exchanged."""
    name = f"{figure.name}-{figure.view}".replace(".", "-") if figure.view else figure.name
    still = inline_svg(figure.chart, name, figure.alt)
    written = figure.chart.to_dict(validate=False)
    caption = el("figcaption", el("span", figure.title, class_="title"))
    return el(
        "figure",
        caption,
        live_figure(name, figure.view, still, written, figure.live, figure.alt, figure.name, figure.shown),
    )


def _live(name: str, view: str | None, chart: alt.Chart, table: str, data: dict[str, Any]) -> Html:
    rows = [row for row in data["figure_rows"][table] if view in (None, row["view"])]
    chart = chart.properties(background="white")
    written = chart.to_dict(validate=False)
    written["datasets"] = {table: rows}
    still = inline_svg(alt.Chart.from_dict(written), name, f"Worlds: {name}")
    return live_figure(name, view, still, written, [table], f"Worlds: {name}")


def chosen(asked: Asked, view: str, ranges: Mapping[str, tuple[int, int]]) -> NDArray[np.bool_]:
    """The worlds of a view that these ranges leave, as Python finds them."""
    columns = asked.columns[view]
    there_w = np.ones(columns.worlds, dtype=bool)
    for name, (low, high) in ranges.items():
        step_w = steps_of(columns.share_wa[:, columns.names.index(name)])
        there_w &= (step_w >= low) & (step_w < high)
    return there_w
