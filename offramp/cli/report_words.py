"""What `offramp report` says on the terminal: the finding, then what was written."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import paragraph, sections
from offramp.report.markup import clean

Data = Mapping[str, Any]


def report_text(data: Data, path: str, size: int, width: int) -> str:
    """The finding over the views, that over the worlds, and the file with its size."""
    worlds = data["worlds"]
    over = clean(worlds["finding"]) if worlds["count"] else ""
    return sections(
        [
            paragraph(clean(data["finding"]), width),
            paragraph(over, width) if over else "",
            paragraph(f"Wrote {clean(path)} ({_size(size)}).", width),
        ]
    )


def _size(count: int) -> str:
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"
