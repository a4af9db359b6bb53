"""The order of play in words: who moves when, what may happen, what changes."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph
from offramp.report.markup import clean
from offramp.report.wording import capital, listed

Data = Mapping[str, Any]


def play(facts: Data, width: int) -> str:
    """The steps of one period, numbered."""
    lines = [paragraph("One period, step by step; after each step it may end:", width)]
    for number, step in enumerate(facts["play"], 1):
        first, further = _said(step, facts)
        guard = f" [when {step['when']}]" if step["when"] else ""
        lines.append(bullet(f"{number}. {first}{guard}", width))
        lines += [bullet(line, width, 2) for line in further]
    return "\n".join(lines)


def _said(step: Data, facts: Data) -> tuple[str, list[str]]:
    """The step itself, and a line for each of its parts that needs one."""
    match step["step"]:
        case "move":
            options: Mapping[str, Data] = step["options"]
            name = capital(clean(facts["actors"][step["actor"]]["name"]))
            parts = [_option(o, data) for o, data in options.items() if data["when"] or data["then"]]
            called = f", {clean(step['name'])}" if step["name"] else ""
            if step["habit"]:
                chances = "; ".join(f"{clean(label)} {chance}" for label, chance in step["habit"].items())
                parts.insert(0, f"by habit: {chances}")
            elif step["ties"] == "first":
                parts.insert(0, "the first of equally good ones, where it always picks the best")
            if step["focal"]:
                parts.insert(0, f"all expect: {clean(step['focal'])}")
            at_once = (
                f", at the same time as {listed([clean(other) for other in step['beside']])}" if step["beside"] else ""
            )
            return f"{name} ({clean(step['actor'])}{called}){at_once}: a choice of {_either(options)}", parts
        case "chance":
            name, outcome = next(iter(step["outcomes"].items()))
            return f"{clean(name)} happens with a chance of {outcome['weight']}{_then(outcome)}", []
        case "one_of":
            return "at most one of these happens", [_outcome(n, "a chance of", o) for n, o in step["outcomes"].items()]
        case "competing":
            said = [_outcome(n, "a rate of", o) for n, o in step["outcomes"].items()]
            return "of these, which race each other, at most one strikes", said
        case "shock":
            how = f"a shock with a spread of {step['sd']}" if "sd" in step else step["distribution"]
            return f"{clean(step['shock'])} is drawn, {how}", []
        case _ if len(step["sets"]) > 1 or "method" in step:
            how = ""
            if "method" in step:
                number = f"{step['substeps']} step{'s' if step['substeps'] > 1 else ''}"
                how = f", worked out through the period by {step['method']} in {number}"
            return f"all at once{how}", [f"{clean(name)} becomes {value}" for name, value in step["sets"].items()]
        case _:
            return _changes(step["sets"]), []


def _either(options: Mapping[str, Data]) -> str:
    names = [clean(name) + numbers_of(option) for name, option in options.items()]
    return listed(names).replace(f" and {names[-1]}", f" or {names[-1]}") if len(names) > 1 else listed(names)


def numbers_of(option: Data) -> str:
    """The range of a numeric option."""
    found: Data | None = option.get("numbers")
    return f" ({found['steps']} numbers from {found['from']:g} to {found['to']:g})" if found else ""


def _option(name: str, option: Data) -> str:
    guard = f" [when {option['when']}]" if option["when"] else ""
    return f"{clean(name)}{_then(option)}{guard}"


def _outcome(name: str, how: str, outcome: Data) -> str:
    called = "otherwise" if outcome["weight"] is None else f"{clean(name)}, with {how} {outcome['weight']}"
    return f"{called}{_then(outcome)}"


def _then(part: Data) -> str:
    return f": {_changes(part['then'])}" if part["then"] else ""


def _changes(sets: Mapping[str, str]) -> str:
    return "; ".join(f"{clean(name)} becomes {value}" for name, value in sets.items())
