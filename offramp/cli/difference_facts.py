"""What differs between two scenarios or two views, as plain data."""

from collections.abc import Iterable, Sequence
from typing import Any

from offramp.cli.scenario_facts import identity
from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.scenario.comparing.differences import Difference, differences
from offramp.scenario.comparing.portrait import KIND, Whole, portrait, portrait_in_view
from offramp.scenario.library import find_scenario
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario

Facts = dict[str, Any]
# Fields that say what a part is; a part is told by the others.
_TOLD_ALREADY = (KIND, "name", "actor")
_BARE = ("title", "means", "text", "distribution")  # what speaks for itself
_AS_WRITTEN = {"date": "date_text", "on": "on_text"}  # a date is shown as its author wrote it


def compared(before: str, after: str | None, views: Sequence[str]) -> Facts:
    """The differences that `offramp diff` was asked for. Raises ScenarioError E736, E701, or for a broken file."""
    if after is None and not views:
        raise _wanting("one scenario alone differs from nothing")
    if len(views) > 2:
        raise _wanting(f"{len(views)} views are named, and a comparison has two sides")
    one = read_scenario(find_scenario(before))
    other = one if after is None else read_scenario(find_scenario(after))
    if not views:
        return difference_facts((one, other), None)
    # One view of one scenario is compared with the scenario as written.
    sides: tuple[str | None, str] = (views[0] if len(views) == 2 or after is not None else None, views[-1])
    for model, view in zip((one, other), sides, strict=True):
        if view is not None and view not in model.views:
            remedy = did_you_mean(view, model.views) or "the scenario has no views"
            raise ScenarioError([Diagnostic("E701", f"there is no view {view} in {model.source.path}", None, remedy)])
    return difference_facts((one, other), sides)


def _wanting(said: str) -> ScenarioError:
    remedy = "name two scenarios (offramp diff A B), or views (offramp diff A --view one --view other)"
    return ScenarioError([Diagnostic("E736", said, None, remedy)])


def difference_facts(models: tuple[ScenarioModel, ScenarioModel], views: tuple[str | None, str | None] | None) -> Facts:
    """The differences of two scenarios, views included; or, with `views`, of what is assumed in a view of each."""
    if views is None:
        before, after = (portrait(model) for model in models)
    else:
        before, after = (portrait_in_view(model, view) for model, view in zip(models, views, strict=True))
    found = list(_told(differences(before, after)))
    return {
        "schema": "offramp/diff/1",
        "before": _side(models[0], views[0] if views else None),
        "after": _side(models[1], views[1] if views else None),
        "in_views": views is not None,
        "same": not found,
        "differences": found,
    }


def _side(model: ScenarioModel, view: str | None) -> Facts:
    means = model.views[view].means if view is not None else None
    return {"scenario": identity(model), "view": view, "view_means": means}


def _told(found: Iterable[Difference]) -> Iterable[Facts]:
    found = list(found)
    paths = {difference.path for difference in found}
    for difference in found:
        section, *inner = difference.path
        field = difference.path[-1]
        if _fixed(difference) and (*difference.path[:-1], "value") in paths:
            continue  # a number without a range: its value says it all
        if (*difference.path[:-1], _AS_WRITTEN.get(field)) in paths:
            continue
        before, after = _text(difference.before), _text(difference.after)
        if before == after and before is not None:
            before, after = repr(difference.before), repr(difference.after)
        yield {
            "section": section,
            "name": inner[0] if inner else None,
            "path": list(difference.path),
            "what": difference.what,
            "before": before,
            "after": after,
        }


def _fixed(difference: Difference) -> bool:
    sides = (difference.before, difference.after)
    return all(isinstance(side, dict) and side.get(KIND) == "Fixed" for side in sides)


def _text(value: Any) -> str | None:
    """A part of a portrait in one line; None where there is nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, dict):
        return _part(value)
    return str(value)


def _number(value: float) -> str:
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    # The middle of a range is 0.225 to its reader, not 0.22499999999999998.
    return f"{value:.12g}"


def _list(items: list[Any]) -> str:
    if items and all(isinstance(item, list) and len(item) == 2 for item in items):
        # A choice between labels: pairs of a condition and a label, the last without.
        return " else ".join(f"{_text(b)} if {a}" if a else _text(b) or "as it is" for a, b in items)
    return ", ".join(_entry(item) for item in items) or "none"


def _entry(item: Any) -> str:
    """One entry of a list, with its name."""
    said = _text(item) or ""
    name = item.get("name") if isinstance(item, dict) else None
    return f"{name} ({said})" if name and said else name or said


def _part(part: dict[str, Any]) -> str:
    kind = part.get(KIND)
    if isinstance(part, Whole):
        return _anchor(part) if kind == "Anchor" else _distribution(part)
    if "expression" in part and "stock" in part:
        return f"{part['stock']} becomes {part['expression']}"
    if "cases" in part and "mode" in part:
        return f"{part['mode']} becomes {_list(part['cases'])}"
    said = []
    for key, value in part.items():
        text = _text(value)
        told = key in _TOLD_ALREADY or (key in _AS_WRITTEN and part.get(_AS_WRITTEN[key]))
        if told or text in (None, "", "none", "no") or value in ({}, []):
            continue
        if key == "ties" and value == "uniform":
            continue  # as everywhere where nothing is said
        label = "date" if key == "date_text" else key
        said.append(text or "" if key in _BARE else f"{label} {text}")
    return "; ".join(said)


def _anchor(part: dict[str, Any]) -> str:
    if not part["source"]:
        return f"judgement: {part['note']}"
    words = [f"“{part['phrase']}”"] if part["phrase"] else []
    words += [str(value) for key, value in part.items() if value and key not in (KIND, "source", "phrase")]
    return f"{part['source']}{': ' if words else ''}{'; '.join(words)}"


def _distribution(part: dict[str, Any]) -> str:
    ends = f"{_number(part['low'])} to {_number(part['high'])}" if "low" in part else ""
    within = "" if ends in ("", "-inf to inf") else f", within {ends}"
    match part[KIND]:
        case "Fixed":
            return f"fixed at {_number(part['value'])}"
        case "Uniform":
            return f"range {ends}"
        case "Metalog":
            pairs = zip(part["chances"], part["values"], strict=True)
            return f"quantiles {', '.join(f'{_number(p)}: {_number(q)}' for p, q in pairs)}{within}"
        case "Named":
            given = [f"{key} {_number(value)}" for key, value in part["parameters"]]
            return f"{part['family']} with {', '.join(given)}{within}"
        case kind:
            return f"{kind} {', '.join(f'{key} {_text(value)}' for key, value in part.items() if key != KIND)}"
