"""Moves made at the same time that have several equilibria, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from offramp.cli.layout import bullet, paragraph
from offramp.core.numbers import quantity, share
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital, listed

Data = Mapping[str, Any]
MOST = 6
_LEAST = 0.0005  # chances that are printed


def equilibria(result: Data, names: Wording, width: int) -> str:
    """The equilibria of the first move of several actors; empty where there is one or none."""
    told: Data | None = result.get("equilibria")
    if not told or len(told["found"]) < 2:
        return ""
    who = capital(listed([names.actor(mover) for mover in told["movers"]]))
    lines = [
        paragraph(
            f"{who} move at the same time, and {len(told['found'])} equilibria of their first move were found (there "
            f"may be more). All numbers above take {_which(told['found'])}:",
            width,
        )
    ]
    numbered = not told["found"][0]["used"]
    for number, one in enumerate(told["found"], 1):
        if number <= MOST or one["used"]:
            lines.append(bullet(f"{f'{number}. ' if numbered else ''}{_said(one, names)}", width))
    more = len(told["found"]) + 1 - len(lines)
    if more > 0:
        lines.append(bullet(f"and {more} more (--json has them all)", width))
    return "\n".join(lines)


def _which(found: Sequence[Data]) -> str:
    """Which of the equilibria the numbers take."""
    used = next(k for k, one in enumerate(found) if one["used"])
    return "the first, on the principal branch" if found[used]["principal"] else f"number {used + 1}, the focal one"


def _said(one: Data, names: Wording) -> str:
    parts = []
    for actor, chances in one["choices"].items():
        picked = [f"{clean(o)} {share(p, 0.0)}" for o, p in chances.items() if p >= _LEAST]
        parts.append(f"{names.actor(actor)}: {listed(picked)} (worth {quantity(one['values'][actor], None)})")
    return "; ".join(parts)
