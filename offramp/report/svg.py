"""A chart as static SVG that can stand in the page itself."""

import re

from offramp.report.canvas import Drawing
from offramp.report.markup import Html, clean, el

_NOISE = re.compile(
    r' (?:xmlns(?::xlink)?|version|class|role|aria-[a-z]+)="[^"]*"'  # the page says these once, on the outer element
    r'|<path(?: class="(?:background|foreground)")?[^>]* d="" display="none"/>'
)
_ID = re.compile(r'\b(id="|xlink:href="#|href="#|url\(#)')


def inline_svg(chart: Drawing, name: str, label: str) -> Html:
    """The chart as an `<svg>` element with `label` as its text alternative; `name` makes its ids its own."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict(validate=False))
    # Tags only: what a scenario's author wrote stands between tags and must stay as it is.
    tidy = re.sub(r"<[^>]*>", lambda tag: _ID.sub(rf"\g<1>{name}-", _NOISE.sub("", tag.group())), drawn)
    opening, _, inside = tidy.removeprefix("<svg").partition(">")
    title = el("title", clean(label), id=f"{name}-title")
    return Html(f'<svg{opening} role="img" aria-labelledby="{name}-title">{title}{inside}')
