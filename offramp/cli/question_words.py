"""What a scenario is asked beside its main question, as text."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet
from offramp.core.distribution_facts import distribution_words
from offramp.core.numbers import as_written
from offramp.report.markup import clean
from offramp.report.wording import listed

Data = Mapping[str, Any]

_WEIGHED = "`offramp evidence` weighs the worlds of a run by it"
_JUDGED = "`offramp claims` says which of them hold"
_SCORED = "`offramp score` says how they fared"
_TRIED = "`offramp offramps` tries them"


def questions(facts: Data, width: int) -> list[str]:
    """A paragraph for each kind of question; empty where there is none."""
    return [_offramps(facts, width), _claims(facts, width), _forecasts(facts, width), _evidence(facts, width)]


def _offramps(facts: Data, width: int) -> str:
    lines = []
    for name, proposal in facts["offramps"].items():
        lines.append(bullet(f"{clean(name)}: {clean(proposal['means'])}", width))
        said = [f"{clean(k)} becomes {as_written(v)}" for k, v in proposal["change"].items()]
        said += [clean(committed["words"]) for committed in proposal["commit"]]
        for added in proposal["add"]:
            options = [f"{clean(o)}{f' ({clean(m)})' if m else ''}" for o, m in added["options"].items()]
            said.append(f"{clean(added['actor'])} can also pick {listed(options)}")
        lines.append(bullet("; ".join(said), width, 2))
        lines += _reasons(proposal["because"], width)
    return _headed(f"Off-ramps ({_TRIED}):", lines)


def _claims(facts: Data, width: int) -> str:
    lines = []
    for name, claim in facts["claims"].items():
        lines.append(bullet(f"{clean(name)}: {clean(claim['means'])}{quoted(claim['quote'])}", width))
        said = f"read as: {clean(claim['words'])} [{claim['holds']}]" if claim["holds"] else "not formalised"
        lines.append(bullet(said, width, 2))
        lines += _reasons(claim["because"], width)
    return _headed(f"Claims ({_JUDGED}):", lines)


def _forecasts(facts: Data, width: int) -> str:
    lines = []
    for name, forecast in facts["forecasts"].items():
        by = f" by {forecast['by']}" if forecast["by"] else ""
        lines.append(bullet(f"{clean(name)}{by}: {clean(forecast['means'])}{quoted(forecast['quote'])}", width))
        said = (
            f"read as: {clean(forecast['words'])} [{forecast['happens']}]" if forecast["happens"] else "not formalised"
        )
        lines.append(bullet(said, width, 2))
        if likely := _likelihood(forecast):
            lines.append(bullet(likely, width, 2))
        if forecast["resolved"]:
            outcome = forecast["resolved"]
            on = f" on {clean(outcome['on'])}" if outcome["on"] else ""
            word = {"void": "void, its condition never came about"}.get(outcome["as"], outcome["as"])
            lines.append(bullet(f"resolved{on}: {word}{quoted(outcome['quote'])}", width, 2))
        lines += _reasons(forecast["because"], width)
    return _headed(f"Forecasts ({_SCORED}):", lines)


def _likelihood(forecast: Data) -> str:
    base = f"base rate {as_written(forecast['base_rate'])}" if forecast["base_rate"] is not None else ""
    if forecast["probability"] is None:
        return base
    low, high = forecast["probability"]
    number = as_written(low) if low == high else f"{as_written(low)} to {as_written(high)}"
    said = f"“{clean(forecast['says'])}”, taken for {number}" if forecast["says"] else f"with a probability of {number}"
    return f"{said}; {base}" if base else said


def _evidence(facts: Data, width: int) -> str:
    lines = []
    for name, series in facts["evidence"].items():
        lines.append(bullet(f"{clean(name)}: {clean(series['means'])}{quoted(series['quote'])}", width))
        found = series["observed"]
        unit = f" {clean(series['unit'])}" if series["unit"] else ""
        values = [f"{clean(o['date'])} {as_written(o['value'])}" for o in found[:6]]
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        error = f"sd {series['sd']}" if series["sd"] else distribution_words(series["error"])
        lines.append(bullet(f"{series['of']}{unit}: {', '.join(values)}{more}; error {error}", width, 2))
        lines += _reasons(series["because"], width)
    return _headed(f"Evidence ({_WEIGHED}):", lines)


def quoted(anchor: Data | None) -> str:
    """Where something was read, in brackets; nothing where that isn't said."""
    if anchor is None:
        return ""
    where = [f"“{clean(anchor['phrase'])}”"] if anchor["phrase"] else []
    where += [clean(anchor[key]) for key in ("place", "note") if anchor[key]]
    source = clean(anchor["source"]) if anchor["source"] else ""
    said = f"{source}{': ' if source and where else ''}{'; '.join(where)}"
    return f" ({said})" if said else ""


def _reasons(because: list[Data], width: int) -> list[str]:
    return [bullet(f"because{quoted(anchor)}", width, 2) for anchor in because if quoted(anchor)]


def _headed(head: str, lines: list[str]) -> str:
    return "\n".join([head, *lines]) if lines else ""
