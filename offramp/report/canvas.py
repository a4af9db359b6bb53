"""A chart laid out in pixels: rectangles, lines, points and words, as one layered Vega-Lite chart.

Vega-Lite's automatic layout lets direct labels collide; the figures here know their own size, place every
label themselves and need no clipping.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from math import ceil
from typing import Any

from offramp.report.markup import clean

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
INK = "#1c2126"
MUTED = "#59636e"
RULE = "#d5dade"


BOLD = 1.15  # how much wider words are in bold


def text_width(text: str, size: float = 12) -> float:
    """A careful guess of how many pixels `text` takes in a sans-serif face."""
    return size * sum(_em(c) for c in text)


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in "ijltfrI.,;:'|!()[] -":
        return 0.38
    return 0.92 if character in "mwMW@%<>=+~" else 0.72 if character.isupper() else 0.6


def fit(text: str, width: float, size: float = 12) -> str:
    """`text`, cut with an ellipsis where it would be wider than `width`."""
    text = clean(text)
    if text_width(text, size) <= width:
        return text
    room, kept = width - text_width("…", size), 0
    for character in text:
        room -= size * _em(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def wrap(text: str, width: float, size: float = 12, lines: int = 2) -> list[str]:
    """`text` broken at spaces into at most `lines` lines of `width`, the last one cut where need be."""
    found: list[str] = []
    rest = clean(text).split(" ")
    while rest and len(found) < lines - 1:
        taken, room = 1, width - text_width(rest[0], size)
        while taken < len(rest) and (room := room - text_width(" " + rest[taken], size)) >= 0:
            taken += 1
        found.append(fit(" ".join(rest[:taken]), width, size))
        rest = rest[taken:]
    return found + ([fit(" ".join(rest), width, size)] if rest else [])


@dataclass(frozen=True)
class Layer:
    """A layer of a Vega-Lite chart, and the rows that it draws by the name of their table."""

    specification: dict[str, Any]
    rows: Mapping[str, Any]


@dataclass(frozen=True)
class Drawing:
    """A finished chart, as its Vega-Lite specification.

    It is written out here: Altair would copy every row of it several times over on the way.
    """

    specification: Mapping[str, Any]

    def to_dict(self, validate: bool = True) -> dict[str, Any]:
        """The specification. validate: whether to hold it against the schema of Vega-Lite first, which takes long."""
        if validate:
            import altair as alt

            alt.LayerChart.from_dict(dict(self.specification))
        return {**self.specification, "layer": list(self.specification["layer"])}


def _as_it_is(field: str) -> dict[str, Any]:
    """A channel by a field that holds a colour or a shape itself."""
    return {"field": field, "scale": None, "type": "nominal"}


_FILL = _as_it_is("fill")
_SIZE = {"field": "size", "scale": None, "type": "quantitative"}


@dataclass
class Canvas:
    """Marks in pixels from the top left corner, drawn in the order rectangles, lines, points, words."""

    width: float
    height: float
    rectangles: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)

    def rectangle(self, x: float, y: float, x2: float, y2: float, fill: str, edge: str = "") -> None:
        """A filled rectangle; nothing is drawn where it has no area."""
        if x2 - x > 1e-6 and y2 - y > 1e-6:
            self.rectangles.append(
                {"x": _px(x), "y": _px(y), "x2": _px(x2), "y2": _px(y2), "fill": fill, "edge": edge or "none"}
            )

    def bar(self, x: float, width: float, top: float, bottom: float, fill: str, edge: str = "") -> None:
        """A rectangle in the column that starts at `x`, with a little air between columns where there is room."""
        air = 0.75 if width > 5 else 0.0
        self.rectangle(x + air, top, x + width - air, bottom, fill, edge)

    def line(
        self, x: float, y: float, x2: float, y2: float, colour: str = RULE, width: float = 1, dash: bool = False
    ) -> None:
        """A straight line."""
        self.lines.append(
            {
                "x": _px(x),
                "y": _px(y),
                "x2": _px(x2),
                "y2": _px(y2),
                "fill": colour,
                "size": width,
                "dash": dash,
            }
        )

    def point(self, x: float, y: float, shape: str, colour: str, size: float = 60) -> None:
        """A symbol of `size` square pixels."""
        self.points.append({"x": _px(x), "y": _px(y), "shape": shape, "fill": colour, "size": size})

    def word(
        self,
        x: float,
        y: float,
        text: str,
        align: str = "left",
        size: float = 12,
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """One line of text whose middle is at height `y`."""
        self.words.append(
            {"x": _px(x), "y": _px(y), "text": clean(text), "align": align, "size": size, "fill": colour, "bold": bold}
        )

    def period_axis(self, labels: list[str], left: float, cell: float, y: float) -> None:
        """Names of periods under columns of `cell` pixels: as many as fit, the first always."""
        step = max(1, ceil((max((text_width(label, 11) for label in labels), default=0) + 10) / cell))
        for t in range(0, len(labels), step):
            if t and left + t * cell + text_width(labels[t], 11) > self.width:
                break
            self.line(left + t * cell, y, left + t * cell, y + 5, MUTED)
            # The first stands flush with the axis; all start where their period starts.
            self.word(left + t * cell, y + 14, fit(labels[t], self.width - left - t * cell, 11), size=11, colour=MUTED)

    def place(self) -> dict[str, Any]:
        """The encodings of `x` and `y` by fields that hold pixels."""
        domains = {"x": [0, self.width], "y": [self.height, 0]}
        return {
            channel: {
                "axis": None,
                "field": channel,
                "scale": {"domain": domain, "nice": False, "zero": False},
                "type": "quantitative",
            }
            for channel, domain in domains.items()
        }

    def layers(self) -> tuple[list[Layer], list[Layer]]:
        """What is drawn below, and above, marks that are bound to data: shapes, then points and words."""
        ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        below: list[Layer] = []
        above: list[Layer] = []
        if self.rectangles:
            mark: dict[str, Any] = {"type": "rect", "strokeWidth": 0.75}
            below.append(self._layer(self.rectangles, mark, color=_FILL, stroke=_as_it_is("edge"), **ends))
        for dash in (False, True):
            lines = [item for item in self.lines if item["dash"] is dash]
            if lines:
                mark = {"type": "rule", "strokeDash": [3, 3] if dash else [1, 0]}
                below.append(self._layer(lines, mark, color=_FILL, size=_SIZE, **ends))
        if self.points:
            mark = {"type": "point", "filled": True, "opacity": 1, "stroke": "white", "strokeWidth": 0.6}
            above.append(self._layer(self.points, mark, color=_FILL, size=_SIZE, shape=_as_it_is("shape")))

        def style(item: dict[str, Any]) -> tuple[str, bool]:
            return str(item["align"]), bool(item["bold"])

        for (align, bold), group in groupby(sorted(self.words, key=style), key=style):
            mark = {"type": "text", "align": align, "baseline": "middle", "fontWeight": 600 if bold else 400}
            text = {"field": "text", "type": "nominal"}
            above.append(self._layer(list(group), mark, color=_FILL, size=_SIZE, text=text))
        return below, above

    def _layer(self, rows: list[dict[str, Any]], mark: dict[str, Any], **encoding: Any) -> Layer:
        name = f"data-{sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:32]}"
        channels = dict(sorted((self.place() | encoding).items()))
        return Layer({"data": {"name": name}, "mark": mark, "encoding": channels}, {name: rows})

    def chart(self) -> Drawing:
        """The chart."""
        below, above = self.layers()
        return self.composed([*below, *above])

    def composed(self, layers: Sequence[Layer], datasets: Mapping[str, Any] | None = None) -> Drawing:
        """Layers as one chart of this size. datasets: named data that they share."""
        rows = dict(datasets or {})
        for layer in layers:
            rows |= layer.rows
        return Drawing(
            {
                "config": {
                    "view": {"continuousWidth": 300, "continuousHeight": 300, "stroke": None},
                    "text": {"font": "sans-serif"},
                },
                "layer": [layer.specification for layer in layers],
                "autosize": {"type": "none"},
                "background": "white",
                "datasets": rows,
                "height": self.height,
                "padding": 0,
                "width": self.width,
                "$schema": SCHEMA,
            }
        )


def spread(wanted: list[float], rooms: list[float], low: float, high: float) -> list[float]:
    """Middles near `wanted` of labels as tall as `rooms`, apart and inside [low, high] where they fit at all."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    tall = [rooms[n] for n in order]
    placed = [min(max(wanted[n], low + room / 2), high - room / 2) for n, room in zip(order, tall, strict=True)]
    for n in range(1, len(placed)):
        placed[n] = max(placed[n], placed[n - 1] + (tall[n - 1] + tall[n]) / 2)
    if placed and placed[-1] > high - tall[-1] / 2:
        placed[-1] = high - tall[-1] / 2
        for n in range(len(placed) - 2, -1, -1):
            placed[n] = min(placed[n], placed[n + 1] - (tall[n] + tall[n + 1]) / 2)
    back = dict(zip(order, placed, strict=True))
    return [back[n] for n in range(len(wanted))]


def _px(value: float) -> float:
    return round(float(value), 2)
