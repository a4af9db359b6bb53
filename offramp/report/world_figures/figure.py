"""One figure, and how it looks on its own: with its title above and its source below."""

from dataclasses import dataclass, field
from typing import Any

from offramp.report.canvas import INK, MUTED, Drawing, text_width, wrap

MARGIN = 16


@dataclass(frozen=True)
class Figure:
    """name: `exits`; view: whose numbers it shows, None: all views' or those of the game as such. title: what is found.

    reading: how to read it, in one sentence. alt: what a reader who can't see it should know. live: the names of data
    that may be exchanged (the tables of `explore.figure_rows`). shown: the actors' options that have a place in it.
    """

    name: str
    view: str | None
    title: str
    reading: str
    alt: str
    chart: Drawing
    live: tuple[str, ...] = field(default=())
    shown: tuple[tuple[str, str], ...] = field(default=())


def framed(figure: Figure, source: str) -> dict[str, Any]:
    """The Vega-Lite specification of a figure that stands alone, with title, reading and where it comes from."""
    spec: dict[str, Any] = figure.chart.to_dict(validate=False)
    width, height = float(spec["width"]), float(spec["height"])
    spec["title"] = {
        "text": lines(figure.title, width, 16, bold=True),
        "subtitle": lines(figure.reading, width, 12),
        "anchor": "start",
        "frame": "group",
        "offset": 14,
        "font": "sans-serif",
        "subtitleFont": "sans-serif",
        "fontSize": 16,
        "subtitleFontSize": 12,
        "subtitlePadding": 6,
        "color": INK,
        "subtitleColor": MUTED,
    }
    place = {
        channel: {
            "field": channel,
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": domain, "nice": False, "zero": False},
        }
        for channel, domain in (("x", [0, width]), ("y", [height, 0]))
    }
    below = [{"x": 0, "y": height + 20 + 13 * n, "text": text} for n, text in enumerate(lines(source, width, 10))]
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 10, "color": MUTED}
    spec["layer"].append({"data": {"values": below}, "mark": mark, "encoding": {**place, "text": {"field": "text"}}})
    spec["padding"] = MARGIN
    spec["autosize"] = {"type": "pad"}
    return spec


def lines(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """`text` broken into as many lines as it takes."""
    room = width / (1.12 if bold else 1.0)
    most = int(text_width(text, size) / room * 1.4) + 2
    return wrap(text, room, size, most)
