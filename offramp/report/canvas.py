"""A chart laid out in pixels: rectangles, lines, points and words, compiled by Altair into one layered chart.

Vega-Lite's automatic layout lets direct labels collide; the figures here know their own size, place every
label themselves and need no clipping.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any

from offramp.report.markup import clean

if TYPE_CHECKING:
    import altair as alt

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

    def scale(self, channel: str, field: str | None = None) -> dict[str, Any]:
        """The encoding of `x` or `y` by a field that holds pixels."""
        import altair as alt

        domain = [0, self.width] if channel == "x" else [self.height, 0]
        scale = alt.Scale(domain=domain, nice=False, zero=False)
        kind = alt.X if channel == "x" else alt.Y
        return {channel: kind(f"{field or channel}:Q", scale=scale, axis=None)}

    def layers(self) -> tuple[list["alt.Chart"], list["alt.Chart"]]:
        """What is drawn below, and above, marks that are bound to data: shapes, then points and words."""
        import altair as alt

        place = {**self.scale("x"), **self.scale("y")}
        fill = alt.Color("fill:N", scale=None)
        size = alt.Size("size:Q", scale=None)
        below: list[alt.Chart] = []
        above: list[alt.Chart] = []
        if self.rectangles:
            base = alt.Chart(alt.InlineData(values=self.rectangles)).mark_rect(strokeWidth=0.75)
            below.append(
                base.encode(**place, x2="x2:Q", y2="y2:Q", color=fill, stroke=alt.Stroke("edge:N", scale=None))
            )
        for dash in (False, True):
            lines = [item for item in self.lines if item["dash"] is dash]
            if lines:
                base = alt.Chart(alt.InlineData(values=lines)).mark_rule(strokeDash=[3, 3] if dash else [1, 0])
                below.append(base.encode(**place, x2="x2:Q", y2="y2:Q", color=fill, size=size))
        if self.points:
            base = alt.Chart(alt.InlineData(values=self.points)).mark_point(
                filled=True, opacity=1, stroke="white", strokeWidth=0.6
            )
            above.append(base.encode(**place, color=fill, size=size, shape=alt.Shape("shape:N", scale=None)))

        def style(item: dict[str, Any]) -> tuple[str, bool]:
            return str(item["align"]), bool(item["bold"])

        for (align, bold), group in groupby(sorted(self.words, key=style), key=style):
            base = alt.Chart(alt.InlineData(values=list(group))).mark_text(
                align=align,  # type: ignore[arg-type]  # one of Altair's literals
                baseline="middle",
                fontWeight=600 if bold else 400,
            )
            above.append(base.encode(**place, text="text:N", color=fill, size=size))
        return below, above

    def chart(self) -> "alt.LayerChart":
        """The Altair chart."""
        below, above = self.layers()
        return self.composed([*below, *above])

    def composed(self, layers: Sequence["alt.Chart"], **properties: Any) -> "alt.LayerChart":
        """Layers as one chart of this size."""
        import altair as alt

        chart = alt.layer(*layers).properties(
            width=self.width,
            height=self.height,
            background="white",
            padding=0,
            autosize=alt.AutoSizeParams(type="none"),
            **properties,
        )
        return chart.configure_view(stroke=None).configure_text(font="sans-serif")  # type: ignore[no-any-return]  # Altair's chaining is untyped


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
