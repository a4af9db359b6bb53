"""The appendix of a run's hinges in words: shares of variance, with what they mean before any of them."""

from collections.abc import Callable, Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, table
from offramp.report.markup import clean
from offramp.report.wording import Wording, mid_sentence

Data = Mapping[str, Any]

MOST_ROWS = 4  # assumptions of one number; `--json` has all
COLUMNS = {"first": "goes if known", "total": "stays if all others are", "effect": "its part"}


def indices_text(result: Data, names: Wording, width: int, conclusion: Callable[[Data, Wording], str]) -> str:
    """How much of what varies each assumption accounts for; empty where that wasn't asked."""
    if result["indices"] is None:
        return ""
    parts = [paragraph("Appendix: how much of what varies over worlds each assumption accounts for.", width)]
    for view, found in result["indices"].items():
        parts.append(paragraph(f"{names.view(view)}, {found['worlds']:,} worlds{_from(found)}:", width))
        if found["status"] == "too_few_worlds":
            parts.append(bullet("Too few worlds to say.", width))
        for one in found["listed"]:
            parts += _one(one, names, width, conclusion)
    return "\n".join([*parts, _reading(result, width)])


def _from(found: Data) -> str:
    return " in Saltelli’s blocks" if found["from"] == "blocks" else ""


def _one(one: Data, names: Wording, width: int, conclusion: Callable[[Data, Wording], str]) -> list[str]:
    if one["kind"] == "number":
        said = f"{one['what']}, of {mid_sentence(names.actor(one['actor']))}"
    else:
        said = f"Whether {conclusion(one, names)}"
    columns = [name for name in COLUMNS if one["assumptions"] and one["assumptions"][0][name] is not None]
    shown = [row for row in one["assumptions"] if any(_above(row, name, one) for name in columns)][:MOST_ROWS]
    if not shown:
        return [bullet(f"{said}: nothing above noise.", width)]
    rows = [["", *(COLUMNS[name] for name in columns)]]
    rows += [[f"  {clean(row['assumption'])}", *(_cell(row, name) for name in columns)] for row in shown]
    rows.append(["  noise", *(_percent(one[f"{name}_floor"]) for name in columns)])
    return [bullet(f"{said}:", width), table(rows, width)]


def _above(row: Data, name: str, one: Data) -> bool:
    """Whether an index is surely more than an assumption without any part would have."""
    floor = one[f"{name}_floor"] or 0.0
    return row[name] is not None and row[name] > floor and row[f"{name}_low"] > 0


def _cell(row: Data, name: str) -> str:
    return f"{_percent(row[name])} ({_percent(row[f'{name}_low'])} to {_percent(row[f'{name}_high'])})"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * min(1.0, max(0.0, value)):.0f}%"


def _reading(result: Data, width: int) -> str:
    found = list(result["indices"].values())
    said = [
        "Goes if known (the first-order index): the share of the variance over worlds that would go if the assumption "
        "were known."
    ]
    if any(one["from"] == "blocks" for one in found):
        said.append(
            "Stays if all others are (the total-order index): the share that would stay if all others were known, it "
            "alone not."
        )
    else:
        said.append("What stays if all others are known can’t be had from these worlds: explore --design saltelli.")
    if any(one["effects"] == "found" for one in found):
        said.append(
            "Its part: parts add up to all of the variance, what assumptions do together shared evenly (Shapley), also "
            "where they are correlated."
        )
    if any(one["effects"] == "too_many" for one in found):
        said.append("Some are correlated, and too many vary for parts that add up to all.")
    said.append(
        "None of this says which way or where a conclusion turns: the curves above do. Noise: what an assumption "
        "without any part would seem to have in 95 of 100 cases."
    )
    return bullet(" ".join(said), width)
