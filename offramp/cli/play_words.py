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
            return f"{name} ({clean(step['actor'])}): a choice of {_either(options)}", parts
        case "chance":
            name, outcome = next(iter(step["outcomes"].items()))
            return f"{clean(name)} happens with a chance of {outcome['weight']}{_then(outcome)}", []
        case "one_of":
            return "at most one of these happens", [_outcome(n, "a chance of", o) for n, o in step["outcomes"].items()]
        case "competing":
            said = [_outcome(n, "a rate of", o) for n, o in step["outcomes"].items()]
            return "of these, which race each other, at most one strikes", said
        case "shock":
            return f"{clean(step['shock'])} is drawn, a shock with a spread of {step['sd']}", []
        case _ if len(step["sets"]) > 1:
            return "all at once", [f"{clean(name)} becomes {value}" for name, value in step["sets"].items()]
        case _:
            return _changes(step["sets"]), []


def _either(options: Mapping[str, Data]) -> str:
    names = [clean(name) for name in options]
    return listed(names).replace(f" and {names[-1]}", f" or {names[-1]}") if len(names) > 1 else listed(names)


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
