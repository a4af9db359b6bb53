"""Switches: structural choices with a few cases, looked at one by one."""

from typing import Final

from offramp.core.spans import Span
from offramp.scenario.expressions.expression_lexer import RESERVED
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import NONE, Case, Switch
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_anchors import read_because
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import MOST_PERIODS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

_EXAMPLE: Final = "switches: {doctrine: {means: …, cases: [cautious, bold]}}"


def read_switches(node: Node | None, reading: Reading) -> dict[str, Switch]:
    """Every switch, in the order of the file; faults are in the log."""
    found = None if node is None else fields.mapping(node, "`switches`", reading.log, _EXAMPLE)
    switches = {}
    for name, key, value in fields.keys(found, "a switch", reading.log) if found else ():
        switch = _switch(name, key.span, value, reading)
        if switch is not None:
            switches[name] = switch
    return switches


def _switch(name: str, span: Span, node: Node, reading: Reading) -> Switch | None:
    log, what = reading.log, f"switch {name}"
    found = fields.mapping(node, what, log, f"{name}: {{means: …, cases: [cautious, bold]}}")
    if found is None:
        return None
    entry = Fields(found, what, log, keys("switch"))
    entry.require("means", "means: which rule holds", span)
    listed = entry.require("cases", "cases: [cautious, bold]", span)
    if listed is None:
        return None
    cases = _cases(listed, what, reading)
    if len(cases) < 2:
        log.error(
            "E434",
            f"{what} has {len(cases) or 'no'} case{'' if len(cases) == 1 else 's'}; a choice needs two",
            fields.head(listed),
            "list all cases: `cases: [cautious, bold]`",
        )
        return None
    value = next(iter(cases))
    if (written := entry.get("value")) is not None:
        value = _case_named(written, f"`value` of {what}", cases, reading) or value
    views = {}
    narrowed = entry.get("views")
    example = f"views: {{critic: {value}}}"
    for key, case in (
        found_views.items()
        if narrowed is not None and (found_views := fields.mapping(narrowed, f"`views` of {what}", log, example))
        else ()
    ):
        if reading.known(key.text, key.span, "view", reading.names.views):
            meant = _case_named(case, f"view {key.text} of {what}", cases, reading)
            if meant is not None:
                views[key.text] = meant
    return Switch(
        name, entry.text("means"), cases, value, views, read_because(entry.get("because"), what, reading), span
    )


def _case_named(node: Node, what: str, cases: dict[str, Case], reading: Reading) -> str | None:
    shown = fields.text(node, what, reading.log)
    if shown is None or not reading.known(shown, fields.head(node), "case", cases):
        return None
    return shown


def _cases(node: Node, what: str, reading: Reading) -> dict[str, Case]:
    """Cases by name: a list of names, or a mapping that says more about each."""
    log = reading.log
    if isinstance(node, Mapping):
        listed: list[tuple[Scalar, Node | None]] = list(node.items())
    else:
        listed = [(item, None) for item in fields.names(node, f"`cases` of {what}", log)]
    cases: dict[str, Case] = {}
    for key, inner in listed:
        if fields.name(key, "a case", log) is None:
            continue
        name = key.text
        if name in RESERVED or name == NONE:
            log.error("E251", f"`{name}` can't be a case: it is a word of expressions", key.span, "choose another word")
        elif name in cases:
            log.error("E254", f"case `{name}` is listed twice", key.span, "remove one")
        else:
            cases[name] = _case(name, key, inner, f"case {name} of {what}", reading)
    return cases


def _case(name: str, key: Scalar, node: Node | None, what: str, reading: Reading) -> Case:
    log = reading.log
    bare = Case(name, "", None, {}, key.span)
    if node is None or (isinstance(node, Scalar) and node.empty):
        return bare
    found = fields.mapping(node, what, log, f"{name}: {{means: …, periods: 8, set: {{slip: 0.1}}}}")
    if found is None:
        return bare
    entry = Fields(found, what, log, keys("case"))
    periods = None
    if (written := entry.get("periods")) is not None:
        periods = scalars.whole_number(written, f"`periods` of {what}", log)
        if periods is not None and not 1 <= periods <= MOST_PERIODS:
            log.error(
                "E106",
                f"a game has 1 to {MOST_PERIODS:,} periods; {what} has {periods:,}",
                fields.head(written),
                "change the number",
            )
            periods = None
    return Case(name, entry.text("means"), periods, _set(entry.get("set"), what, reading), key.span)


def _set(node: Node | None, what: str, reading: Reading) -> dict[str, float]:
    """The numbers that a case fixes."""
    found = None if node is None else fields.mapping(node, f"`set` of {what}", reading.log, "set: {slip: 0.1}")
    known = reading.names.of_kind(Kind.ASSUMPTION)
    numbers = {}
    for key, value in found.items() if found else ():
        if not reading.known(key.text, key.span, "assumption", known):
            continue
        number = scalars.number(value, f"what {what} sets {key.text} to", reading.log)
        if number is None:
            continue
        if reading.names.units.get(key.text, "").casefold() == "probability" and not 0 <= number <= 1:
            reading.log.error(
                "E412",
                f"assumption {key.text} is a probability, and {what} sets it to {number:g}, outside [0, 1]",
                value.span,
                "write probabilities as shares of one (5% is 0.05), or correct the unit",
            )
        numbers[key.text] = number
    return numbers
