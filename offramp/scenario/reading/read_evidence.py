"""Evidence: observed values of a number of the game, with how far they may be off."""

from pathlib import Path

from offramp.core.spans import Span
from offramp.core.units import Unit, parse_unit
from offramp.scenario.claims.claim_ground import Ground
from offramp.scenario.claims.evidence_table import read_table
from offramp.scenario.claims.moments import OBSERVED, has_dates, moment
from offramp.scenario.claims.questions import Evidence, Observation
from offramp.scenario.claims.raw_claim import RawMoment
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.expressions.unit_checker import infer_unit
from offramp.scenario.model import Calendar
from offramp.scenario.reading import fields, scalars
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_anchors import read_because, read_quote
from offramp.scenario.reading.read_distributions import read_distribution
from offramp.scenario.vocabulary import keys
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node

_EXAMPLE = "evidence: {polls: {means: …, of: support, observed: {2023-10: 0.61}, sd: 0.03, source: name}}"


def read_evidence(node: Node | None, ground: Ground, folder: Path, reading: Reading) -> dict[str, Evidence]:
    """Every series; one with faults is left out, and the log says why."""
    found = None if node is None else fields.mapping(node, "`evidence`", reading.log, _EXAMPLE)
    read = {}
    for name, key, value in fields.keys(found, "a series of evidence", reading.log) if found else ():
        entry = fields.mapping(value, f"evidence {name}", reading.log, _EXAMPLE)
        series = None if entry is None else _series(name, key.span, entry, ground, folder, reading)
        if series is not None:
            read[name] = series
    return read


def _series(name: str, span: Span, node: Mapping, ground: Ground, folder: Path, reading: Reading) -> Evidence | None:
    log, what = reading.log, f"evidence {name}"
    entry = Fields(node, what, log, keys("evidence"))
    entry.require("means", "means: What was observed, and how", span)
    unit = _unit(entry, reading)
    written = entry.require("of", "of: support", span)
    of = reading.expression(written, reading.everywhere, ValueType.NUMBER, f"`of` of {what}", unit)
    if unit is None and of is not None:
        unit = infer_unit(of, reading.everywhere)
    sd = reading.expression(entry.get("sd"), reading.assumptions(), ValueType.NUMBER, f"`sd` of {what}", unit)
    errors = [key for key in ("sd", "distribution") if key in node.entries]
    if len(errors) != 1:
        message = f"{what} has both `sd` and `distribution`" if errors else f"{what} doesn't say how far it may be off"
        log.error("E483", message, span, "write `sd: 0.03`, the spread of the error, or a `distribution` of it")
    error = read_distribution(entry, f"the error of {what}", reading) if errors == ["distribution"] else None
    quote = read_quote(entry, what, reading)
    because = read_because(entry.get("because"), what, reading, plain=True)
    if quote is None or not (quote.source or quote.note):
        log.error("E484", f"{what} doesn't say where it was observed", span, "name its `source`, or give a `note`")
    observed = _observed(entry, what, span, ground, folder, reading)
    if of is None or (sd is None and error is None) or not observed:
        return None
    return Evidence(
        name, entry.text("means"), of, entry.text("unit"), observed, sd, error, entry.text("file"), quote, because, span
    )


def _unit(entry: Fields, reading: Reading) -> Unit | None:
    node = entry.get("unit")
    shown = entry.text("unit")
    if node is None or not shown:
        return None
    unit = parse_unit(shown)
    if isinstance(unit, str):
        remedy = "write it like `EUR bn/month`, `persons per day` or `share`"
        reading.log.error("E324", f"the unit `{shown}` can't be read: {unit}", fields.head(node), remedy)
        return None
    return unit


def _observed(
    entry: Fields, what: str, span: Span, ground: Ground, folder: Path, reading: Reading
) -> tuple[Observation, ...]:
    """The dated values, in the order of time."""
    log, node = reading.log, entry.node
    if ("observed" in node.entries) == ("file" in node.entries):
        said = "both `observed` and `file`" if "file" in node.entries else "neither `observed` nor `file`"
        log.error("E480", f"{what} has {said}", span, "write `observed: {2023-10: 0.61, …}`, or name a CSV `file`")
        return ()
    pairs: list[tuple[str, Span, float, str]] = []
    if "file" in node.entries:
        pairs = read_table(entry, what, folder, reading)
    else:
        if "columns" in node.entries:
            message = f"`columns` of {what} belongs to a `file`"
            log.error("E480", message, node.key_span("columns"), "remove it, or name a CSV `file`")
        pairs = _written(entry, what, reading)
    if ground.calendar.start is None and any("-" in date or "Q" in date.upper() for date, *_ in pairs):
        message = f"{what} has dates, and the calendar has none"
        log.error("E481", message, span, "give the calendar a `start` and a `period`, or count periods from 0")
        return ()
    found: dict[int, Observation] = {}
    for text, place, value, row in pairs:
        observation = _observation(text, place, value, ground.calendar, reading)
        if observation is None:
            return ()  # one message is enough: the other dates may well have the same fault
        if observation.t in found:
            first = found[observation.t].text
            message = f"{first} and {text}{row} are in the same period, {ground.calendar.label(observation.t)}"
            log.error("E481", message, place, "keep one value for each period: its last, or their mean")
            return ()
        found[observation.t] = observation
    return tuple(found[t] for t in sorted(found))


def _written(entry: Fields, what: str, reading: Reading) -> list[tuple[str, Span, float, str]]:
    node = entry.get("observed")
    example = "observed: {2023-10: 0.61, 2023-11: 0.58}"
    found = None if node is None else fields.mapping(node, f"`observed` of {what}", reading.log, example)
    pairs = []
    for key, value in found.items() if found else ():
        number = scalars.number(value, f"the value of {key.text}", reading.log)
        if number is not None:
            pairs.append((key.text.strip(), key.span, number, ""))
    if found is not None and not found.entries:
        reading.log.error("E480", f"{what} has no values", fields.head(found), f"write it like `{example}`")
    return pairs


def _observation(text: str, span: Span, value: float, calendar: Calendar, reading: Reading) -> Observation | None:
    if calendar.start is not None and not has_dates(calendar):
        return None
    found = moment(RawMoment(text, span), OBSERVED, calendar, reading.log)
    return None if found is None else Observation(text, found.t, value)
