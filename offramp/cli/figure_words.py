"""What `offramp figure` prints: the figures that there are, or what one that was drawn says."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, sections

Data = Mapping[str, Any]


def listed_text(result: Data, width: int) -> str:
    """All figures, and how to draw one."""
    kinds = [bullet(f"{one['name']}: {one['shows']}", width) for one in result["figures"]]
    views = ", ".join(result["views"])
    several = len(result["views"]) > 1
    told = f"Views that --view may name: {views}." if several else ""
    how = paragraph(f"Draw one with: offramp figure {result['run']} NAME --out FILE.svg. {told}".strip(), width)
    return sections([paragraph(f"There are {len(kinds)} figures of a run.", width), "\n".join(kinds), how])


def drawn_text(result: Data, width: int) -> str:
    """The figure's finding, what it shows, and where it is."""
    drawn = result["drawn"]
    first = drawn["view"] is not None and len(result["views"]) > 1
    told = f"Wrote {drawn['path']}, of the view {drawn['view']}." if first else f"Wrote {drawn['path']}."
    return sections([paragraph(f"{drawn['title']}.", width), paragraph(drawn["alt"], width), paragraph(told, width)])
