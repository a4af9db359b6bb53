"""The quantities that a scenario wants shown (`output:`), as text: at the start, half way and at the end."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import paragraph, table
from offramp.core.numbers import quantity
from offramp.report.markup import clean
from offramp.report.wording import Wording

Data = Mapping[str, Any]

_LEAST_LIVE = 0.02  # what hardly any play comes to is shown by --json only


def outputs(result: Data, names: Wording, width: int) -> str:
    """Means over live play, in three periods; empty where the scenario asks for nothing."""
    known = [m for m in result.get("timeline") or () if m.get("outputs")]
    timeline = [m for m in known if (m.get("live") or 0) >= _LEAST_LIVE]
    if not timeline:
        return ""
    shown = list({m["t"]: m for m in (timeline[0], timeline[len(timeline) // 2], timeline[-1])}.values())
    rows = [["", *(clean(m["label"]) for m in shown)]]
    for name in shown[0]["outputs"]:
        found = [m["outputs"].get(name) or {} for m in shown]
        rows.append([names.quantity(name), *(quantity(one.get("mean"), one.get("error")) for one in found)])
    head = paragraph("Quantities to follow, averaged over play that goes on (a yes/no as a share):", width)
    return "\n".join(part for part in (head, table(rows, width), left_out(len(shown), len(known), width)) if part)


def left_out(shown: int, known: int, width: int) -> str:
    """That a table shows only some of the periods; empty where it shows all."""
    if shown >= known:
        return ""
    return paragraph(f"({shown} of {known} periods are shown; --json has all of them)", width)
