"""Shocks: normal with a spread, or drawn from a named family whose parameters may depend on the state."""

from typing import Final

from offramp.core.families import FAMILIES, Form
from offramp.scenario.expressions.expression_tree import Expression, ValueType
from offramp.scenario.expressions.scope import Scope, suggest
from offramp.scenario.model import Draw, Shock
from offramp.scenario.reading import fields
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_dates import read_when
from offramp.scenario.reading.read_distributions import read_ends
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node

_EXAMPLE: Final = "distribution: {gamma: {shape: 2, mean: 0.05}}"


def read_shock(node: Mapping, _: str, scope: Scope, reading: Reading) -> Shock | None:
    """The shock that a step of `play` is; None where it is none, which the log then says."""
    log = reading.log
    entry = Fields(node, "a shock", log, keys("shock"))
    named = entry.get("shock")
    name = fields.name(named, "a shock", log) if named is not None else None
    what = f"shock {name}"
    when = read_when(entry, scope, what, reading)
    span = node.key_span("shock")
    if "distribution" in node.entries:
        if "sd" in node.entries:
            message = f"{what} has an `sd` and a `distribution`"
            log.error("E456", message, node.key_span("sd"), "keep one of them; `sd` alone draws from a normal around 0")
        written = entry.get("distribution")
        draw = None if written is None else _draw(written, entry, what, scope, reading)
        return Shock(name, None, when, span, draw) if name is not None and draw is not None else None
    if "range" in node.entries:
        message = f"{what} has a `range` and no `distribution` that it cuts off"
        remedy = "write `distribution: {normal: {mean: 0, sd: …}}` beside it, or remove it"
        log.error("E456", message, node.key_span("range"), remedy)
    sd = reading.expression(entry.require("sd", "sd: 0.05", span), scope, ValueType.NUMBER, f"the spread of {name}")
    return Shock(name, sd, when, span) if name is not None and sd is not None else None


def _draw(node: Node, entry: Fields, what: str, scope: Scope, reading: Reading) -> Draw | None:
    log = reading.log
    ranged = entry.get("range")
    ends = (float("-inf"), float("inf")) if ranged is None else read_ends(ranged, what, reading)
    found = fields.mapping(node, f"`distribution` of {what}", log, _EXAMPLE)
    if found is None or ends is None:
        return None
    families = list(found.items())
    if len(families) != 1:
        message = f"`distribution` of {what} names {len(families)} distributions; it takes one"
        log.error("E456", message, fields.head(found), f"write it like `{_EXAMPLE}`")
        return None
    key, inner = families[0]
    family = FAMILIES.get(key.text)
    if family is None:
        remedy = suggest(key.text, FAMILIES) or "there are: " + ", ".join(FAMILIES)
        log.error("E456", f"there is no distribution `{key.text}`", key.span, remedy)
        return None
    example = f"{key.text}: {family.example}"
    parameters = fields.mapping(inner, f"`{key.text}` of {what}", log, example)
    if parameters is None:
        return None
    form = family.form(frozenset(parameters.entries))
    if form is None:
        forms = " or ".join(" and ".join(f"`{name}`" for name in form.parameters) for form in family.forms)
        given = ", ".join(f"`{name}`" for name in parameters.entries) or "nothing"
        log.error("E456", f"`{key.text}` takes {forms}; this gives {given}", key.span, f"write it like `{example}`")
        return None
    read = _parameters(form, parameters, what, scope, reading)
    return None if read is None else Draw(key.text, read, *ends, key.span)


def _parameters(form: Form, node: Mapping, what: str, scope: Scope, reading: Reading) -> dict[str, Expression] | None:
    read = {}
    for name in form.parameters:
        value = reading.expression(node.get(name), scope, ValueType.NUMBER, f"`{name}` of {what}")
        if value is not None:
            read[name] = value
    return read if len(read) == len(form.parameters) else None
