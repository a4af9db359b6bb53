"""A canvas with marks that are bound to named data: exchange the data, and they move.

A row's place is looked up by its key among places that are laid out beforehand, so that no text of a scenario ever
stands in an expression. Rows without a place aren't drawn: a whole table may be given, other views' rows too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from offramp.report.canvas import Canvas, Drawing, Layer

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, Any]
BETWEEN = "|"  # of the parts of a key


@dataclass
class BoundCanvas(Canvas):
    """A canvas, the rows that its marks show by the name of their table, and the marks in the order of drawing."""

    datasets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    bound: list[Any] = field(default_factory=list)

    def table(self, name: str, rows: Iterable[Row]) -> None:
        """Rows to show, which may be exchanged later under that name."""
        self.datasets[name] = [dict(row) for row in rows]

    def rows(self, name: str, parts: Sequence[str], places: Sequence[Row]) -> "alt.Chart":
        """A chart of the table `name` to put marks on: each of its rows joined with its place.

        parts: the fields that a row's key is made of. places: `key` (`key_of` the same fields) and whatever else marks
        are drawn by.
        """
        import altair as alt

        known = f"{name}_places{len(self.datasets)}"
        self.datasets[known] = [dict(place) for place in places]
        fields = list(dict.fromkeys(k for place in places for k in place if k != "key"))
        key = f" + '{BETWEEN}' + ".join(f"datum.{part}" for part in parts)
        chart = alt.Chart(alt.NamedData(name=name)).transform_calculate(key=f"'' + {key}")
        joined = chart.transform_lookup(
            lookup="key", from_=alt.LookupData(data=alt.NamedData(name=known), key="key", fields=fields)
        )
        return joined.transform_filter(f"isValid(datum.{fields[0]})")

    def draw(self, chart: Any, x: str = "x", y: str = "y", **encoding: Any) -> None:
        """Add a chart with its mark; x, y: fields in pixels."""
        import altair as alt

        # Altair looks long for the class of a channel that is only named.
        made = {
            name: getattr(alt, name.capitalize())(one) if isinstance(one, str) else one
            for name, one in encoding.items()
        }
        self.bound.append(chart.encode(**self.scale("x", x), **self.scale("y", y), **made))

    def scale(self, channel: str, field: str) -> dict[str, Any]:
        """The encoding of `x` or `y` by a field that holds pixels."""
        import altair as alt

        domain = [0, self.width] if channel == "x" else [self.height, 0]
        scale = alt.Scale(domain=domain, nice=False, zero=False)
        kind = alt.X if channel == "x" else alt.Y
        return {channel: kind(f"{field}:Q", scale=scale, axis=None)}

    def chart(self) -> Drawing:
        """The chart: fixed shapes, bound marks, then points and words."""
        below, above = self.layers()
        return self.composed([*below, *map(_layer, self.bound), *above], self.datasets)


def _layer(chart: Any) -> Layer:
    rows: dict[str, Any] = {}
    found = chart.to_dict(validate=False, context={"top_level": False, "datasets": rows})
    return Layer(found, rows)


def key_of(*parts: object) -> str:
    """The key of a row with these fields."""
    return BETWEEN.join(str(part) for part in parts)
