"""What a scenario writes under `with` and `units` of a mechanism in use."""

from collections.abc import Iterator

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.core.units import Unit, parse_unit
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reuse.mechanism import Mechanism
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

Written = dict[str, tuple[Scalar, Node]]


def read_with(entry: Mapping, prefix: str, span: Span, used: Mechanism, log: DiagnosticLog) -> tuple[Written, bool]:
    """What stands under `with`, by parameter, and whether nothing is missing or in no form to be used."""
    what = f"use {prefix}"
    node = entry.get("with")
    empty = node is None or (isinstance(node, Scalar) and node.empty)
    found = None if node is None or empty else fields.mapping(node, f"`with` of {what}", log, "with: {x_start: 1000}")
    written: Written = {}
    faulty: set[str] = set()
    for name, key, value in fields.keys(found, "a parameter", log) if found else ():
        if name not in used.parameters:
            meant = suggest(name, used.parameters).replace("known here", "its parameters are")
            remedy = meant or f"`offramp library {used.name}` lists its parameters"
            log.error("E261", f"{used.name} has no parameter `{name}`", key.span, remedy)
        elif isinstance(value, Scalar) and value.empty:
            log.error("E107", f"`{name}` of {what} has no value", key.span, "write one after the colon, or remove it")
            faulty.add(name)
        elif isinstance(value, Scalar) and value.cut:  # by a comma, which the log says
            faulty.add(name)
        elif remedy := _other_form(name, value, used):
            message = f"`{name}` of {what} can't be {fields.found_in(value)}"
            log.error("E263", message, fields.head(value), remedy)
            faulty.add(name)
        else:
            written[name] = (key, _known_keys(value, name, what, used, log))
    missing = [n for n, i in used.inputs.items() if i.default is None and n not in written and n not in faulty]
    for name in missing:
        wanted = used.inputs[name]
        kind = "a condition" if wanted.gives is ValueType.BOOLEAN else "a number or an expression"
        message = f"{used.name} needs `{name}`: {wanted.means[:1].lower()}{wanted.means[1:]}"
        log.error("E262", message, span, f"add it under `with`: `{name}: …`, {kind}")
    return written, not (missing or faulty)


def _other_form(name: str, value: Node, used: Mechanism) -> str:
    """How to write a parameter instead; empty where the form is one that it takes."""
    if name in used.keys("state"):
        return "" if isinstance(value, Mapping) else f"say what is different in it: `{name}: {{start: …}}`"
    if name in used.inputs and used.inputs[name].gives is ValueType.BOOLEAN:
        return "" if isinstance(value, Scalar) else f"write a condition: `{name}: phase == war`"
    return f"write `{name}: {{value: …, range: [lowest, highest]}}`" if isinstance(value, Sequence) else ""


def _known_keys(value: Node, name: str, what: str, used: Mechanism, log: DiagnosticLog) -> Node:
    """A mapping without what it can't have."""
    if not isinstance(value, Mapping):
        return value
    known = keys("given_state" if name in used.keys("state") else "given_assumption")
    Fields(value, f"`{name}` of {what}", log, known)
    entries = {key: entry for key, entry in value.entries.items() if key in known}
    return Mapping(entries, value.start, value.end, value.places, value.flow)


def read_units(entry: Mapping, prefix: str, used: Mechanism, log: DiagnosticLog) -> dict[str, str]:
    """The scenario's names for units of the mechanism."""
    node = entry.get("units")
    example = "units: {persons: divisions}"
    found = None if node is None else fields.mapping(node, f"`units` of use {prefix}", log, example)
    there = {name for unit in _units_in(used.root) for name, _ in unit.exponents}
    units: dict[str, str] = {}
    for key, value in found.items() if found else ():
        meant = fields.text(value, f"unit {key.text} of use {prefix}", log)
        if key.text not in there:
            remedy = suggest(key.text, sorted(there)) or "remove it"
            log.error("E261", f"{used.name} has no unit `{key.text}`", key.span, remedy)
        elif meant is not None and isinstance(problem := parse_unit(meant), str):
            remedy = "write it like `divisions` or `EUR bn`"
            log.error("E324", f"the unit `{meant}` can't be read: {problem}", fields.head(value), remedy)
        elif meant is not None:
            units[key.text] = f"({meant})" if any(sign in meant for sign in ("*", "/", "^", " per ")) else meant
    return units


def _units_in(node: Node) -> Iterator[Unit]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key.text not in ("unit", "x_unit"):
                yield from _units_in(value)
            elif isinstance(value, Scalar) and isinstance(unit := parse_unit(value.text), Unit):
                yield unit
