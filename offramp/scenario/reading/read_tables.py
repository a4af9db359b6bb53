"""Tables: curves through given points, which expressions call by their names."""

from itertools import pairwise

from offramp.core.spans import Span
from offramp.core.units import parse_unit
from offramp.scenario.model import Curve
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_anchors import read_because
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar, Sequence

_EXAMPLE = "tables: {risk: {x: [0, 0.5, 1], y: [0.4, 0.1, 0]}}"


def read_tables(node: Node | None, reading: Reading) -> dict[str, Curve]:
    """Every named table; their names are known to expressions afterwards, those of faulty ones too."""
    found = None if node is None else fields.mapping(node, "`tables`", reading.log, _EXAMPLE)
    read: dict[str, Curve] = {}
    for name, key, value in fields.keys(found, "a table", reading.log) if found else ():
        if name not in reading.names.tables:
            continue
        curve = _curve(name, key.span, value, reading)
        if curve is not None:
            read[name] = curve
        # Whoever calls a faulty table isn't at fault.
        reading.tables[name] = curve or Curve(name, "", (0.0, 1.0), (0.0, 1.0), "", "", (), key.span)
    return read


def _curve(name: str, span: Span, node: Node, reading: Reading) -> Curve | None:
    log, what = reading.log, f"table {name}"
    found = fields.mapping(node, what, log, f"{name}: {{x: [0, 1], y: [0, 2]}}")
    if found is None:
        return None
    entry = Fields(found, what, log, keys("table"))
    xs = _points(entry.require("x", "x: [0, 0.5, 1]", span), f"`x` of {what}", reading)
    ys = _points(entry.require("y", "y: [0.4, 0.1, 0]", span), f"`y` of {what}", reading)
    unit, x_unit = (_unit(entry, key, what, reading) for key in ("unit", "x_unit"))
    because = read_because(entry.get("because"), what, reading)
    if xs is None or ys is None:
        return None
    if len(xs) != len(ys):
        message = f"{what} has {len(xs)} x and {len(ys)} y"
        log.error("E309", message, found.key_span("y"), "give one y for each x")
        return None
    if len(xs) < 2:
        remedy = "add points, or write the value itself"
        log.error("E309", "a table needs two points at least", found.key_span("x"), remedy)
        return None
    values = found.entries["x"][1]
    assert isinstance(values, Sequence)
    for item, (before, after) in zip(values.items[1:], pairwise(xs), strict=True):
        if after <= before:
            message = f"the x of a table rise from one to the next, and {after:g} comes after {before:g}"
            log.error("E309", message, fields.head(item), "sort the points by x, with each x once")
            return None
    return Curve(name, entry.text("means"), xs, ys, unit, x_unit, because, span)


def _points(node: Node | None, what: str, reading: Reading) -> tuple[float, ...] | None:
    found = None if node is None else fields.sequence(node, what, reading.log, "[0, 0.5, 1]")
    if found is None:
        return None
    read = [scalars.number(item, f"a number in {what}", reading.log) for item in found.items]
    numbers = tuple(value for value in read if value is not None)
    return numbers if len(numbers) == len(read) else None


def _unit(entry: Fields, key: str, what: str, reading: Reading) -> str:
    shown = entry.text(key)
    found = parse_unit(shown) if shown else None
    node = entry.node.entries.get(key)
    if isinstance(found, str) and node is not None and isinstance(node[1], Scalar):
        message = f"`{key}` of {what}, `{shown}`, can't be read: {found}"
        reading.log.error("E324", message, node[1].span, "write it like `EUR bn/month`, `persons per day` or `share`")
        return ""
    return shown
