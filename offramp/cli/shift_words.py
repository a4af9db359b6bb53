"""Assumptions moved within their ranges, as text: what each does to an answer, where it turns, and where it is from."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from offramp.cli.layout import bullet, paragraph
from offramp.core.numbers import as_written, finest_place, quantity, share
from offramp.report.markup import clean
from offramp.report.wording import Wording, listed

Data = Mapping[str, Any]

MOST_SHIFTS = 5
LEAST_SHIFT = 1e-3  # of what is asked about: what moves it less isn't listed
MOST_READ = 6


def reads_words(reads: Sequence[Data]) -> str:
    """`war_cost (brink.yaml:57)`, several with commas."""
    said = [f"{clean(one['assumption'])} ({place(one)})" for one in reads[:MOST_READ]]
    more = len(reads) - MOST_READ
    return listed(said) if more <= 0 else f"{', '.join(said)} and {more} more"


def place(one: Data) -> str:
    """Where in which file an assumption stands."""
    return f"{clean(PurePath(one['path']).name)}:{one['line']}"


def shifts_text(result: Data, names: Wording, width: int) -> list[str]:
    """The assumptions that move the answer most; empty where none was moved."""
    shifts: list[Data] = result["shifts"]
    if not shifts:
        return []
    base = result["choice"]["difference"]["value"] if result["kind"] == "choice" else result["verdict"]["margin"]
    shown = [s for s in shifts[:MOST_SHIFTS] if s["size"] > LEAST_SHIFT * max(abs(base), 1e-12)]
    if not shown:
        return [paragraph("No assumption that has a range moves this, each moved alone.", width)]
    head = "What it rests on: each assumption moved alone over its range, what moves it most first."
    lines = [paragraph(f"{head} {_meaning(result, names)}", width)]
    for number, shift in enumerate(shown, 1):
        lines.append(bullet(f"{number}. {_shift(shift, result)}", width))
        lines += [bullet(_reason(reason), width, 2) for reason in shift["because"] if _reason(reason)]
    others = len(shifts) - len(shown)
    if others:
        lines.append(paragraph(f"{others} more move it less; --json has them.", width, "  ", "  "))
    return ["\n".join(lines)]


def _meaning(result: Data, names: Wording) -> str:
    if result["kind"] == "choice":
        a, b = (names.option(result["choice"][key]) for key in ("first", "second"))
        return f"The numbers are what “{a}” is worth more than “{b}”; where they turn below 0, “{b}” is the better one."
    return "The numbers are how far what decides is from the level; below 0 the verdict is another one."


def _shift(shift: Data, result: Data) -> str:
    unit = f" {clean(shift['unit'])}" if shift["unit"] else ""
    said = f"{clean(shift['assumption'])} = {as_written(shift['value'])}{unit} ({place(shift)})"
    if shift["means"]:
        said += f", {clean(shift['means'])}"
    ends = [
        f"{_amount(shift[key], shift, result)} at {as_written(shift[end])}"
        for key, end in (("at_low", "low"), ("at_high", "high"))
    ]
    return f"{said}: {ends[0]}, {ends[1]}. {_turn(shift)}"


def _amount(value: float | None, shift: Data, result: Data) -> str:
    if value is None:
        return "can't be told"
    if result["kind"] == "verdict":
        return f"{'−' if value < 0 else ''}{share(abs(value), 0.0)}"
    ends = [x for x in (shift["at_low"], shift["at_high"]) if x is not None]
    return quantity(value, 0.0, finest_place(*ends))


def _turn(shift: Data) -> str:
    if shift["turn"] is not None:
        return f"It turns at {quantity(shift['turn'], shift['turn_error'])}."
    return "It turns at neither end." if shift["looked_for_turn"] else ""


def _reason(reason: Data) -> str:
    """`source “title” (partisan): “phrase”, page 3; note`."""
    said = ""
    if reason["source"]:
        stance = f" ({clean(reason['stance'])})" if reason["stance"] else ""
        said = f"source {clean(reason['source'])}{stance}"
    where = [f"“{clean(reason['phrase'])}”"] if reason["phrase"] else []
    where += [clean(reason["place"])] if reason["place"] else []
    said += f"{': ' if said and where else ''}{', '.join(where)}"
    if reason["note"]:
        between = "; " if where else ": " if said else "judgement: "
        said += f"{between}{clean(reason['note'])}"
    return said
