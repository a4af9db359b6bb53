"""Worlds in words: in how many of them each verdict holds, finding first."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, table
from offramp.report.markup import clean
from offramp.report.wording import Wording
from offramp.report.world_tables import Part, answer_part, notes, verdict_parts, why_none, worlds_of

Data = Mapping[str, Any]


def worlds_text(result: Data, names: Wording, width: int) -> str:
    """What an analysis found over its worlds; empty where none were asked for."""
    worlds = worlds_of(result)
    if not worlds:
        return ""
    if not worlds["count"]:
        reason = why_none(worlds, names)
        return paragraph(reason, width) if reason else ""
    lines = [paragraph(clean(worlds["finding"]), width)]
    answer = answer_part(worlds, names)
    for part in (*verdict_parts(worlds, names), *([answer] if answer else [])):
        lines += [paragraph(f"{part.title}, in how many worlds:", width), _table(part, names, width)]
    return "\n".join([*lines, *(bullet(note, width) for note in notes(worlds, names))])


def _table(part: Part, names: Wording, width: int) -> str:
    heads = ["", *(names.view(v) for v in names.views)]
    return table([heads, *([label, *cells] for _, label, cells in part.rows)], width)
