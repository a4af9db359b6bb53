"""What was measured, for people and as JSON."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from bench.outcomes import Missing, Outcome, Row

UNDER = """\
ratio: the median of the pairs; low–high: their quartiles. × as fast: above 1 we are ahead; × the time and
× the memory: below 1. An exponent b says that the cost grows as size ** b."""


def as_json(machine: dict[str, Any], found: Sequence[Outcome]) -> dict[str, Any]:
    """The document of `--json`. A void row has null for ratio, low and high, and its note says why."""
    rows = []
    for row in (outcome for outcome in found if isinstance(outcome, Row)):
        spread = row.spread
        numbers = (spread.ratio, spread.low, spread.high) if spread else (None, None, None)
        data: dict[str, Any] = {"name": row.name, **dict(zip(("ratio", "low", "high"), numbers, strict=True))}
        data["unit"] = row.unit
        if row.note:
            data["note"] = row.note
        rows.append(data)
    missing = [{"name": outcome.name, "why": outcome.why} for outcome in found if isinstance(outcome, Missing)]
    return {"machine": machine, "rows": rows, "missing": missing}


def number(value: float) -> str:
    """Three digits, which is more than a busy machine deserves."""
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}".rstrip(".")


# What a row says when it stands first: by name, a sentence with the ratio in it.
_SENTENCES = {
    "solver_vs_numpy": "the solver is {} times as fast as its NumPy twin",
    "solver_vs_c": "a transition takes it {} times as long as the C kernel",
    "simulator_vs_c": "the simulator does {} times as many path-steps a second as the C kernel",
    "worlds_vs_ema": "worlds are {} times as fast as in EMA Workbench",
}


def finding(found: Sequence[Outcome]) -> str:
    """One sentence: the rows that matter most, or how many there are."""
    rows = [outcome for outcome in found if isinstance(outcome, Row)]
    measured = {row.name: row.spread for row in rows if row.spread is not None}
    parts = [text.format(number(measured[name].ratio)) for name, text in _SENTENCES.items() if name in measured]
    wrong = [row.name for row in rows if row.spread is None]
    if wrong:
        parts.append(f"void: {', '.join(wrong)}")
    if not parts:
        parts = [f"{len(measured)} of {len(found)} rows could be measured"]
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _row_lines(rows: Sequence[Row], width: int) -> list[str]:
    cells = [("row", "ratio", "low–high", "unit", "what was compared")]
    for row in rows:
        spread = row.spread
        numbers = (number(spread.ratio), f"{number(spread.low)}–{number(spread.high)}") if spread else ("void", "")
        cells.append((row.name, *numbers, row.unit, row.note))
    widths = [max(len(cell[k]) for cell in cells) for k in range(4)]
    before = sum(widths) + 2 * len(widths)
    lines = []
    for name, ratio, low_high, unit, note in cells:
        line = f"{name:<{widths[0]}}  {ratio:>{widths[1]}}  {low_high:<{widths[2]}}  {unit:<{widths[3]}}  "
        lines += wrap(note, max(width, before + 30), initial_indent=line, subsequent_indent=" " * before) or [line]
    return [line.rstrip() for line in lines]


def table(machine: dict[str, Any], found: Sequence[Outcome], width: int) -> str:
    """The finding, the rows with their quartiles, and what couldn't be measured, in lines of about `width`."""
    lines = [finding(found), ""]
    rows = [outcome for outcome in found if isinstance(outcome, Row)]
    if rows:
        lines += [*_row_lines(rows, width), "", UNDER]
    gone = [outcome for outcome in found if isinstance(outcome, Missing)]
    if gone:
        lines += ["", "Not measured here:", *(f"  {outcome.name}: {outcome.why}" for outcome in gone)]
    lines += [
        "",
        f"{machine['cores']} × {machine['processor']}, load {machine['load']:g} at the start, "
        f"Python {machine['python']}, C compiler: {machine['compiler'] or 'none'}",
    ]
    if machine["quick"]:
        lines.append("--quick: fewer pairs on smaller games; these ratios only say that everything runs.")
    return "\n".join(lines) + "\n"
