"""The figures of a report, kind by kind: still at first, and drawn anew where a reader narrows what they show."""

from collections.abc import Sequence

from offramp.report.answers import grid
from offramp.report.catalogue import Catalogue
from offramp.report.live_elements import live_figure
from offramp.report.markup import Html, el, join, words
from offramp.report.svg import inline_svg
from offramp.report.wording import Data, Wording
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import WIDTH
from offramp.report.world_figures.gallery import figures

_WIDTHS = {1: WIDTH, 2: 560.0}  # of the figures of one view, by how many views there are
_NARROW = 372.0
PICTURES = "pictures"  # the section of figures that have none of their own
_SECTIONS = {"off-ramps": "off-ramps", "scoreboard": "forecasts"}


def pictures(data: Data, wording: Wording, said: Catalogue) -> dict[str, Html]:
    """All figures that the data have something to show in, by the section that they stand in."""
    drawn: dict[str, list[Figure]] = {}
    for one in figures(data, said, by_view=_WIDTHS.get(len(wording.views), _NARROW)):
        drawn.setdefault(one.name, []).append(one)
    found: dict[str, list[Html]] = {}
    for name, some in drawn.items():
        found.setdefault(_SECTIONS.get(name, PICTURES), []).append(_kind(name, some, wording, said))
    return {section: join(parts) for section, parts in found.items()}


def _kind(name: str, some: Sequence[Figure], wording: Wording, said: Catalogue) -> Html:
    heading = None if name in _SECTIONS else el("h3", said.say(f"figures.heading.{name.replace('-', '_')}"))
    reading = el("p", words(some[0].reading), class_="note")
    made = [_figure(one, f"{name}-{n + 1}") for n, one in enumerate(some)]
    side_by_side = some[0].view is not None and len(made) > 1
    return el("div", heading, reading, el("div", made, class_=grid(wording.views) if side_by_side else None))


def _figure(one: Figure, name: str) -> Html:
    still = inline_svg(one.chart, f"worlds-{name}", one.alt)
    caption = el("figcaption", el("span", words(one.title), class_="title"))
    if not one.live:
        return el("figure", caption, el("div", still, class_="sheet"))
    specification = one.chart.to_dict(validate=False)
    return el(
        "figure", caption, live_figure(name, one.view, still, specification, one.live, one.alt, one.name, one.shown)
    )
