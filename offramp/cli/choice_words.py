"""How options at the start do over the worlds of a run, in words, and what would be worth knowing before choosing."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, table
from offramp.core.numbers import level as as_level
from offramp.report.markup import clean
from offramp.report.wording import Wording, listed, mid_sentence

Data = Mapping[str, Any]

MOST_QUESTIONS = 3


def choices_text(result: Data, names: Wording, width: int) -> str:
    """Regret and satisficing of every actor's options; empty where nobody has a choice at the start."""
    if not result["choices"]:
        return ""
    reached = f"{as_level(result['level'])} in reach in"
    lines = [paragraph("Choosing at the start, over all worlds of these views, each view counting alike:", width)]
    for actor, found in result["choices"].items():
        who = mid_sentence(names.actor(actor))
        lines.append(bullet(f"What an option brings {who} less than the best one of that world:", width))
        rows = [["", "at most", "9 in 10", "mean", "best in", reached]]
        for one in found["options"]:
            regrets = [_amount(one[name]) for name in ("largest_regret", "high_regret", "mean_regret")]
            rows.append(
                [f"  {names.option(one['option'])}", *regrets, _percent(one["best"]), _percent(one["satisfied"])]
            )
        lines.append(table(rows, width))
        lines += [
            bullet(_questions(view, known, names), width, 2) for view, known in found["questions"].items() if known
        ]
    return "\n".join(lines)


def _questions(view: str, known: Data, names: Wording) -> str:
    """What it would be worth to know more."""
    best = f"{names.view(view)}: knowing no more, {names.option(known['best'])} brings most on average."
    if not known["listed"]:
        return f"{best} No single question would be worth an answer more than an irrelevant one would seem to be."
    worth = listed(
        [
            f"{clean(one['assumption'])} {_amount(one['worth'])} ({_amount(one['low'])} to {_amount(one['high'])})"
            for one in known["listed"][:MOST_QUESTIONS]
        ]
    )
    everything = f"everything {_amount(known['evpi'])} ± {_amount(known['evpi_error'])}"
    return f"{best} To know {worth} would be worth so much, and {everything}."


def _amount(value: float | None) -> str:
    return "–" if value is None else f"{value:.2g}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}%"
