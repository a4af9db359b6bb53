"""Assumptions: every uncertain number with its range, its views and why it is thought to be so."""

from offramp.core.spans import Span
from offramp.scenario import fields, not_yet, scalars
from offramp.scenario.fields import Fields
from offramp.scenario.model import Anchor, Assumption
from offramp.scenario.reading import Reading, entry_list
from offramp.scenario.yaml_nodes import Node, Scalar

_KEYS = ("means", "unit", "value", "range", "views", "because")
_ANCHOR_KEYS = ("source", "phrase", "before", "after", "place", "note")
MOST_WORDS = 12  # a phrase finds its place in a document; it doesn't copy the document


def read_assumptions(node: Node | None, reading: Reading) -> dict[str, Assumption]:
    """Every assumption that can be used; faults are in the log."""
    found = (
        None
        if node is None
        else fields.mapping(
            node, "`assumptions`", reading.log, "assumptions: {slip: {means: …, value: 0.05, range: [0.01, 0.2]}}"
        )
    )
    read = {}
    for name, key, value in fields.keys(found, "an assumption", reading.log) if found else ():
        assumption = _assumption(name, key.span, value, reading)
        if assumption is not None:
            read[name] = assumption
    return read


def _assumption(name: str, span: Span, node: Node, reading: Reading) -> Assumption | None:
    log, what = reading.log, f"assumption {name}"
    if isinstance(node, Scalar):
        # `tau: 0.5` is enough for a number that nobody doubts.
        value = scalars.number(node, what, log)
        return None if value is None else Assumption(name, "", "", value, value, value, {}, (), span)
    entry_node = fields.mapping(node, what, log, f"{name}: {{means: …, value: 1, range: [0, 2]}}")
    if entry_node is None:
        return None
    entry = Fields(entry_node, what, log, _KEYS, not_yet.ASSUMPTION)
    written = entry.require("value", "value: 0.5", span)
    value = None if written is None else scalars.number(written, f"`value` of {what}", log)
    ranged = entry.get("range")
    bounds = None if ranged is None else scalars.interval(ranged, f"`range` of {what}", log)
    if written is not None and value is not None and bounds is not None and not bounds[0] <= value <= bounds[1]:
        log.error(
            "E411",
            f"the value of {what} is {value:g}, outside its range [{bounds[0]:g}, {bounds[1]:g}]",
            fields.head(written),
            "change the value, or widen the range to hold it",
        )
    low, high = bounds if bounds is not None else (value or 0.0, value or 0.0)
    _within_unit(name, (ranged or written), (low, high), reading)
    return Assumption(
        name=name,
        means=entry.text("means"),
        unit=entry.text("unit"),
        value=low if value is None else value,
        low=low,
        high=high,
        views=_views(entry, name, reading),
        because=_because(entry.get("because"), what, reading),
        span=span,
    )


def _views(entry: Fields, name: str, reading: Reading) -> dict[str, tuple[float, float]]:
    log, what = reading.log, f"assumption {name}"
    node = entry.get("views")
    found = None if node is None else fields.mapping(node, f"`views` of {what}", log, "views: {critic: [0.1, 0.3]}")
    views = {}
    for key, value in found.items() if found else ():
        if not reading.known(key.text, key.span, "view", reading.names.views):
            continue
        place = f"view {key.text} of {what}"
        if isinstance(value, Scalar) and not value.empty:
            fixed = scalars.number(value, place, log)
            bounds = None if fixed is None else (fixed, fixed)
        else:
            bounds = scalars.interval(value, place, log)
        if bounds is not None:
            views[key.text] = bounds
            _within_unit(name, value, bounds, reading)
    return views


def _within_unit(name: str, node: Node | None, bounds: tuple[float, float], reading: Reading) -> None:
    """A probability is a number from 0 to 1, whatever the range says."""
    declared = reading.names.units.get(name, "")
    if node is not None and declared.casefold() == "probability" and not 0 <= bounds[0] <= bounds[1] <= 1:
        shown = f"{bounds[0]:g}" if bounds[0] == bounds[1] else f"[{bounds[0]:g}, {bounds[1]:g}]"
        reading.log.error(
            "E412",
            f"assumption {name} is a probability, and {shown} leaves [0, 1]",
            node.span,
            "write probabilities as shares of one (5% is 0.05), or correct the unit",
        )


def _because(node: Node | None, what: str, reading: Reading) -> tuple[Anchor, ...]:
    return tuple(
        anchor for item in (entry_list(node) if node is not None else ()) if (anchor := _anchor(item, what, reading))
    )


def _anchor(node: Node, what: str, reading: Reading) -> Anchor | None:
    log = reading.log
    example = "because: {source: name, phrase: a few words}, or because: {note: why}"
    found = fields.mapping(node, f"`because` of {what}", log, example)
    if found is None:
        return None
    entry = Fields(found, f"`because` of {what}", log, _ANCHOR_KEYS)
    source = ""
    if (named := entry.get("source")) is not None:
        source = fields.text(named, f"`source` of {what}", log) or ""
        if source:
            reading.known(source, fields.head(named), "source", reading.names.sources)
    written = {key: entry.text(key) for key in _ANCHOR_KEYS if key != "source"}
    anchor = Anchor(source, **written, span=found.span)
    if not anchor.source and not anchor.note:
        log.error(
            "E110",
            f"`because` of {what} names neither a source nor a note",
            fields.head(node),
            "name the `source` it was read from, or say in a `note` why you judge so",
        )
    for key in ("phrase", "before", "after"):
        shown = getattr(anchor, key)
        if shown and not anchor.source:
            log.error(
                "E110", f"`{key}` of {what} has no source to be found in", found.key_span(key), "name the `source`"
            )
        elif len(shown.split()) > MOST_WORDS:
            log.error(
                "E109",
                f"`{key}` of {what} has {len(shown.split())} words; it finds a place and copies no text",
                found.key_span(key),
                f"shorten it to {MOST_WORDS} words or fewer",
            )
    return anchor
