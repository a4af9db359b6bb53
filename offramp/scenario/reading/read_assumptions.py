"""Assumptions: every uncertain number with how likely its values are, its views and why it is thought to be so."""

import math
from typing import Final

from offramp.core.distributions import Distribution, Fixed
from offramp.core.spans import Span
from offramp.scenario.model import Assumption
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_anchors import read_because
from offramp.scenario.reading.read_distributions import DISTRIBUTION_KEYS, between, read_distribution
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

_INSTEAD: Final = {"correlated": "say it once for the whole scenario, at the top level: `correlated: [[a, b, 0.6]]`"}
_VIEW_INSTEAD: Final = {"value": "leave it out: the baseline of a view is the median of what it says"}
_VIEW_EXAMPLE: Final = "views: {critic: [0.1, 0.3]}"


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
        return None if value is None else Assumption(name, "", "", value, Fixed(value), {}, (), span)
    entry_node = fields.mapping(node, what, log, f"{name}: {{means: …, value: 1, range: [0, 2]}}")
    if entry_node is None:
        return None
    entry = Fields(entry_node, what, log, keys("assumption"), instead=_INSTEAD)
    distribution = read_distribution(entry, what, reading)
    # A range alone doesn't say what its author holds likeliest; quantiles and distributions have a median.
    curved = any(key in entry_node.entries for key in ("quantiles", "distribution"))
    written = entry.get("value") if curved else entry.require("value", "value: 0.5", span)
    value = None if written is None else scalars.number(written, f"`value` of {what}", log)
    if written is not None and value is not None and distribution is not None:
        low, high = distribution.support
        if not low <= value <= high:
            log.error(
                "E411",
                f"the value of {what} is {value:g}, outside its range [{low:g}, {high:g}]",
                fields.head(written),
                "change the value, or widen the range to hold it",
            )
    if distribution is None:
        distribution = Fixed(value or 0.0)
    shown = next((entry_node.entries[key][1] for key in DISTRIBUTION_KEYS if key in entry_node.entries), written)
    _within_unit(name, shown, distribution, reading)
    return Assumption(
        name=name,
        means=entry.text("means"),
        unit=entry.text("unit"),
        value=distribution.median if value is None else value,
        distribution=distribution,
        views=_views(entry, name, reading),
        because=read_because(entry.get("because"), what, reading),
        span=span,
    )


def _views(entry: Fields, name: str, reading: Reading) -> dict[str, Distribution]:
    log, what = reading.log, f"assumption {name}"
    node = entry.get("views")
    found = None if node is None else fields.mapping(node, f"`views` of {what}", log, _VIEW_EXAMPLE)
    views = {}
    for key, value in found.items() if found else ():
        if not reading.known(key.text, key.span, "view", reading.names.views):
            continue
        distribution = _view(value, f"view {key.text} of {what}", reading)
        if distribution is not None:
            views[key.text] = distribution
            _within_unit(name, value, distribution, reading, f" in view {key.text}")
    return views


def _view(node: Node, place: str, reading: Reading) -> Distribution | None:
    """A number, a range, or what an assumption has under `range`, `quantiles` and `distribution`."""
    log = reading.log
    if isinstance(node, Scalar) and not node.empty:
        fixed = scalars.number(node, place, log)
        return None if fixed is None else Fixed(fixed)
    if not isinstance(node, Mapping):
        ends = scalars.interval(node, place, log)
        return None if ends is None else between(ends)
    entry = Fields(node, place, log, keys("view_number"), instead=_VIEW_INSTEAD)
    if not any(key in node.entries for key in DISTRIBUTION_KEYS):
        log.error("E102", f"{place} lacks `range`", fields.head(node), "write `[lowest, highest]`, or quantiles")
    return read_distribution(entry, place, reading)


def _within_unit(name: str, node: Node | None, distribution: Distribution, reading: Reading, where: str = "") -> None:
    """A probability is a number from 0 to 1, whatever the range says."""
    if node is not None and any(told.code == "E412" and told.span == node.span for told in reading.log):
        return  # an alias of what was told already
    low, high = distribution.support
    declared = reading.names.units.get(name, "")
    if node is not None and declared.casefold() == "probability" and not 0 <= low <= high <= 1:
        shown = f"{low:g}" if low == high else f"[{low:g}, {high:g}]"
        curved = math.isinf(low) or math.isinf(high)
        reading.log.error(
            "E412",
            f"assumption {name} is a probability, and {shown}{where} leaves [0, 1]",
            node.span,
            "add `range: [0, 1]`, or correct the unit"
            if curved
            else "write probabilities as shares of one (5% is 0.05), or correct the unit",
        )
