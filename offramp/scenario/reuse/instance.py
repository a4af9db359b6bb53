"""One mechanism under one prefix: what it was given, and the entries and steps that this makes of it."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.places import Places
from offramp.core.spans import Span
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.reading.scalars import number_of
from offramp.scenario.reuse.mechanism import CHANGEABLE, Mechanism
from offramp.scenario.reuse.needed import needed
from offramp.scenario.reuse.parameters import read_units, read_with
from offramp.scenario.reuse.weaving import Weaver
from offramp.scenario.vocabulary import PARTS
from offramp.scenario.vocabulary.reuse import SECTIONS
from offramp.scenario.vocabulary.shapes import Shape
from offramp.scenario.vocabulary.steps import PARTS as STEP_PARTS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Piece, Scalar, Sequence, Woven

_SHAPES: Final[dict[str, Shape]] = {key.name: key.shape for key in PARTS["scenario"].keys}
_STEPS: Final = {part.name: part for part in STEP_PARTS}
_SPREAD: Final = ("range", "quantiles", "distribution")  # how likely each value is
_CITED: Final = ("value", *_SPREAD)  # what a mechanism's own source stands behind


@dataclass(frozen=True, slots=True)
class Given:
    """An expression that a mechanism was given, with what it must be; `used_at` is the place of the instance."""

    node: Scalar
    what: str
    gives: ValueType
    unit: Scalar | None
    used_at: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section. `stretch` is the mechanism's own text of it; None where the scenario has changed it."""

    key: Scalar
    value: Node
    stretch: tuple[int, int] | None


@dataclass
class Instance:
    """A mechanism in use. `faulty`: something is wrong with how it is used, which the log says."""

    prefix: str
    span: Span
    mechanism: Mechanism
    sections: dict[str, list[Entry]] = field(default_factory=dict)
    steps: tuple[Mapping, ...] = ()
    given: list[Given] = field(default_factory=list)
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    step: Mapping | None = None  # the step of the scenario's play at which its own are taken
    faulty: bool = False


def instance_of(
    prefix: str,
    span: Span,
    used: Mechanism,
    entry: Mapping,
    taken: "Taken",
    mentioned: Set[str],
    log: DiagnosticLog,
) -> Instance:
    """What `used` brings in where `entry` of `use`, at `span`, says how.

    mentioned: the words of the scenario. What a mechanism offers and neither it needs nor they ask for stays away.
    """
    instance = Instance(prefix, span, used)
    written, in_order = read_with(entry, prefix, span, used, log)
    instance.faulty = not in_order
    names = {name: f"{prefix}_{name}" for name in used.names} | {name: f"{prefix}_{name}" for name in used.inputs}
    text = used.source.text
    places = Places(text, used.source.path, span)
    weaver = Weaver(places, names, {}, read_units(entry, prefix, used, log), instance.edits)
    weaver.given = _expressions(written, instance, weaver)
    kept = {*needed(used, {name for name in used.names if names[name] in mentioned}), *written, *used.keys("sources")}
    for section in SECTIONS:
        if section != "play":
            instance.sections[section] = list(_entries(section, written, kept, instance, weaver))
    instance.steps = tuple(_steps(used, weaver))
    _no_clash(instance, (used.names | used.inputs.keys()) - weaver.given.keys(), taken, log)
    return instance


def _expressions(written: dict[str, tuple[Scalar, Node]], instance: Instance, weaver: Weaver) -> dict[str, Scalar]:
    """What stands in the place of parameters in the mechanism's expressions."""
    used = instance.mechanism
    found = {
        name: weaver.expression(wanted.default or Scalar("0", "", 0, 1, weaver.places))
        for name, wanted in used.inputs.items()
        if name not in written
    }
    for name, (_, node) in written.items():
        if isinstance(node, Scalar) and name not in used.keys("switches") and _is_expression(name, node, used):
            found[name] = node
            unit, gives = _unit_of(name, used), ValueType.NUMBER
            if name in used.inputs:
                unit, gives = used.inputs[name].unit, used.inputs[name].gives
            what = f"`{name}` of use {instance.prefix}"
            instance.given.append(Given(node, what, gives, unit and weaver.unit(unit), instance.span))
    return found


def _is_expression(name: str, node: Scalar, used: Mechanism) -> bool:
    """Whether what was given takes the place of the parameter; a number only becomes its value."""
    condition = name in used.inputs and used.inputs[name].gives is ValueType.BOOLEAN
    return condition or number_of(node.text.strip()) is None


def _unit_of(name: str, used: Mechanism) -> Scalar | None:
    entry = next((value for key, value in used.section("assumptions") if key.text == name), None)
    unit = entry.get("unit") if isinstance(entry, Mapping) else None
    return unit if isinstance(unit, Scalar) else None


def _entries(
    section: str, written: dict[str, tuple[Scalar, Node]], kept: Set[str], instance: Instance, weaver: Weaver
) -> Iterator[Entry]:
    """The entries of one section that are to be `kept`, with what the scenario changes in them."""
    used = instance.mechanism
    if section == "assumptions":
        for name, wanted in used.inputs.items():
            if name in written and name not in weaver.given:
                yield _asked_for(name, wanted.means, wanted.unit, written[name], weaver)
    for key, value in used.section(section):
        if key.text not in kept or (key.text in weaver.given and section == "assumptions"):
            continue
        alone = Mapping({key.text: (key, value)}, key.start, value.end, key.places, flow=False)
        copied = weaver.copy(alone, _SHAPES[section])
        assert isinstance(copied, Mapping)
        (new_key, new_value) = next(copied.items())
        if section in CHANGEABLE and key.text in written:
            given_key, given = written[key.text]
            yield Entry(_renamed(given_key, new_key.text), _changed(new_value, given), None)
        else:
            yield Entry(new_key, new_value, (key.start, value.end))


def _asked_for(name: str, means: str, unit: Scalar | None, given: tuple[Scalar, Node], weaver: Weaver) -> Entry:
    """An input that was given a number, or a number with its range and reasons: an assumption of the scenario."""
    key, node = given
    said = Scalar(means, "", key.start, key.end, key.places)
    parts = {"means": said, "unit": weaver.unit(unit)} if unit else {"means": said}
    base: dict[str, tuple[Scalar, Node]] = {
        word: (Scalar(word, "", key.start, key.end, key.places), part) for word, part in parts.items()
    }
    entry = Mapping(base, key.start, key.end, key.places, flow=True)
    return Entry(_renamed(key, weaver.names[name]), _changed(entry, node), None)


def _changed(own: Node, given: Node) -> Node:
    """A mechanism's entry with what the scenario gives in place; citations go where their numbers go."""
    assert isinstance(own, Mapping)
    if isinstance(given, Scalar):
        # One number: fixed, with nobody's range or reasons. Of a switch, its case.
        kept = {key: value for key, value in own.entries.items() if key not in (*_SPREAD, "because")}
        word = Scalar("value", "", given.start, given.end, given.places)
        return Mapping({**kept, "value": (word, given)}, given.start, given.end, given.places, flow=True)
    assert isinstance(given, Mapping)
    replaced = given.entries.keys()
    gone = set(_SPREAD) if replaced & set(_SPREAD) else set[str]()
    if replaced & {"quantiles", "distribution"}:
        gone.add("value")
    if replaced & set(_CITED):
        gone.add("because")
    kept = {key: value for key, value in own.entries.items() if key not in gone or key in replaced}
    return Mapping({**kept, **given.entries}, given.start, given.end, given.places, given.flow)


def _renamed(key: Scalar, text: str) -> Scalar:
    return Woven(text, "", key.start, key.end, key.places, pieces=(Piece(0, len(text), key, 0, len(key.text)),))


def _steps(used: Mechanism, weaver: Weaver) -> Iterator[Mapping]:
    play = used.root.get("play")
    for step in play.items if isinstance(play, Sequence) else ():
        assert isinstance(step, Mapping)
        kind = next(key for key in step.entries if key in _STEPS)
        yield weaver.part(step, _STEPS[kind])


def _no_clash(instance: Instance, names: frozenset[str], taken: "Taken", log: DiagnosticLog) -> None:
    """Report names that the scenario, or another mechanism, has already; bring in no source twice."""
    brought = f"the mechanism {instance.mechanism.name} brings in (use {instance.prefix}, {instance.span.in_words})"
    for name in sorted(f"{instance.prefix}_{name}" for name in names):
        if name in taken.names:
            remedy = "rename it, or choose another prefix for the mechanism"
            log.error("E266", f"`{name}` is a name that {brought}", taken.names[name], remedy)
            instance.faulty = True
        else:
            taken.names[name] = instance.span
    new: list[Entry] = []
    for entry in instance.sections["sources"]:
        title = title_of(entry.value)
        if entry.key.text not in taken.sources:
            taken.sources[entry.key.text] = (title, instance.span)
            new.append(entry)
        elif known_as(taken.sources[entry.key.text][0]) != known_as(title):
            message = f"source {entry.key.text} isn't the one that {brought}: {title}"
            log.error("E266", message, taken.sources[entry.key.text][1], "give your own source another name")
    instance.sections["sources"] = new


@dataclass
class Taken:
    """The names that are declared already, with their places; sources with their titles, by which they are known."""

    names: dict[str, Span]
    sources: dict[str, tuple[str, Span]]


def title_of(source: Node) -> str:
    """The title of a source."""
    title = source.get("title") if isinstance(source, Mapping) else None
    return title.text if isinstance(title, Scalar) else ""


def known_as(title: str) -> str:
    """A title without what doesn't tell it from others: kinds of blanks, and capitals."""
    return " ".join(title.casefold().split())
