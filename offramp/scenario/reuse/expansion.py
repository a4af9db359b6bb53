"""`use` worked out: the scenario's nodes with the mechanisms' own among them, as if the author had written them."""

from dataclasses import dataclass, field, replace
from typing import Final

from offramp.core.diagnostics import Diagnostic, DiagnosticLog
from offramp.core.spans import Span
from offramp.core.units import PERIODS, Unit, parse_unit
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.library import mechanism_files
from offramp.scenario.reading import fields
from offramp.scenario.reading.declarations import declare
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reuse.instance import Given, Instance, Taken, instance_of, title_of
from offramp.scenario.reuse.mechanism import mechanism
from offramp.scenario.reuse.needed import words_in
from offramp.scenario.reuse.weaving import both
from offramp.scenario.vocabulary import keys
from offramp.scenario.vocabulary.limits import MOST_USES
from offramp.scenario.vocabulary.reuse import SECTIONS
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

_EXAMPLE: Final = "use: {front: {mechanism: lanchester_square, with: {x_start: 1000, …}}}"
_UNKNOWN: Final = ("E201", "E203", "E253", "E255")  # codes of messages about names that nothing declares


@dataclass
class Expansion:
    """A scenario's nodes without `use`, and what was brought in.

    `broken` are prefixes of which nothing could be brought in; `of_given` has what is wrong with each of the `given`.
    """

    written: Mapping  # with `use`
    root: Mapping
    instances: tuple[Instance, ...] = ()
    broken: list[str] = field(default_factory=list)
    of_given: dict[int, list[Diagnostic]] = field(default_factory=dict)

    @property
    def given(self) -> list[Given]:
        """The expressions that mechanisms were given, in the order of the file."""
        return [given for instance in self.instances for given in instance.given]

    def check_given(self, reading: Reading) -> None:
        """See whether each given expression is what its mechanism needs, once all names are known."""
        outer = reading.log
        for number, given in enumerate(self.given):
            reading.log = DiagnosticLog()
            unit = parse_unit(given.unit.text) if given.unit is not None else None
            wanted = None if isinstance(unit, str) else unit
            reading.expression(given.node, reading.play({}), given.gives, given.what, wanted)
            self.of_given[number] = [_with_unit(found, wanted) for found in reading.log.found]
        reading.log = outer

    def settle(self, log: DiagnosticLog) -> None:
        """Leave out what only follows from a fault that is told.

        A mechanism is in order by itself, so that an error inside one comes from what it was given.
        """
        faulty = {instance.span for instance in self.instances if instance.faulty}
        wrong = [self.given[number].node for number, found in self.of_given.items() if found]
        faulty |= {self.given[number].used_at for number, found in self.of_given.items() if found}
        taken = {found.span for found in log.found if found.code == "E266"}
        told: set[tuple[str, Span]] = set()
        kept: list[Diagnostic] = []
        for found in log.found:
            span = found.span
            if span is not None and (span.used_at in faulty or any(_within(span, node.span) for node in wrong)):
                continue
            if (found.code == "E252" and span in taken) or (
                found.code == "E503" and _use_steps(self.written.get("play"))
            ):
                continue
            if self._follows(found):
                continue
            if span is not None and any(_within(span, given.node.span) for given in self.given):
                # It was put into several expressions, and is wrong in each of them.
                if (found.code, span) in told:
                    continue
                told.add((found.code, span))
            kept.append(found)
        of_given = [found for several in self.of_given.values() for found in several]
        log.found = kept + [found for found in of_given if not self._follows(found)]

    def _follows(self, found: Diagnostic) -> bool:
        """Whether it only says that what a broken use would have brought in isn't there."""
        return found.code in _UNKNOWN and any(f"`{prefix}_" in found.message for prefix in self.broken)


def expand(root: Mapping, log: DiagnosticLog) -> Expansion:
    """The nodes of a scenario with its mechanisms written out; what is wrong with `use` is in the log.

    Mechanisms use no mechanisms, so once through is enough.
    """
    play = root.get("play")
    if "use" not in root.entries and not _use_steps(play):
        return Expansion(root, root)
    found = Expansion(root, root)
    section = root.get("use")
    if isinstance(section, Scalar) and section.empty:
        log.error("E107", "`use` of the scenario has no value", root.key_span("use"), f"write it like `{_EXAMPLE}`")
    elif section is not None and (listed := fields.mapping(section, "`use`", log, _EXAMPLE)) is not None:
        found.instances = _instances(listed, root, found.broken, log)
    steps = _with_steps(play, found, log) if isinstance(play, Sequence) else play
    found.root = _merged(root, found.instances, steps)
    return found


def _instances(section: Mapping, root: Mapping, broken: list[str], log: DiagnosticLog) -> tuple[Instance, ...]:
    taken, mentioned = _taken(root), words_in(root)
    instances: list[Instance] = []
    if len(section.entries) > MOST_USES:
        message = f"a scenario uses {MOST_USES} mechanisms at most; this one uses {len(section.entries)}"
        log.error("E106", message, fields.head(section), "leave some out, or write what they do into the scenario")
        broken += section.entries
        return ()
    for prefix, key, value in fields.keys(section, "a mechanism in use", log):
        entry = fields.mapping(value, f"use {prefix}", log, f"{prefix}: {{mechanism: lanchester_square, with: {{…}}}}")
        name = None if entry is None else _named(Fields(entry, f"use {prefix}", log, keys("used_mechanism")), log)
        if entry is None or name is None:
            broken.append(prefix)
            continue
        instances.append(instance_of(prefix, key.span, mechanism(name), entry, taken, mentioned, log))
    return tuple(instances)


def _named(entry: Fields, log: DiagnosticLog) -> str | None:
    """The mechanism that an entry of `use` names."""
    node = entry.require("mechanism", "mechanism: lanchester_square")
    name = None if node is None else fields.text(node, f"`mechanism` of {entry.what}", log)
    if node is None or name is None:
        return None
    if name not in mechanism_files():
        meant = suggest(name, mechanism_files())
        remedy = meant if meant.startswith("did you mean") else "`offramp library` lists those there are"
        log.error("E260", f"there is no mechanism `{name}` in the library", fields.head(node), remedy)
        return None
    return name


def _taken(root: Mapping) -> Taken:
    """The names that the scenario declares itself; faults among them are told when it is read."""
    declared = declare(root, DiagnosticLog())
    symbols = {name: symbol.span for name, symbol in declared.symbols.items() if symbol.span is not None}
    sources = root.get("sources")
    named = sources.items() if isinstance(sources, Mapping) else ()
    return Taken(
        {**declared.actors, **declared.defines, **declared.tables, **symbols},
        {key.text: (title_of(value), key.span) for key, value in named},
    )


def _use_steps(play: Node | None) -> list[Mapping]:
    items = play.items if isinstance(play, Sequence) else []
    return [item for item in items if isinstance(item, Mapping) and "use" in item.entries]


def _with_steps(play: Sequence, found: Expansion, log: DiagnosticLog) -> Sequence:
    """`play` with the steps of mechanisms in the place of those that name them."""
    by_prefix = {instance.prefix: instance for instance in found.instances}
    placed: dict[str, Span] = {}
    items: list[Node] = []
    for item in play.items:
        if not (isinstance(item, Mapping) and "use" in item.entries):
            items.append(item)
            continue
        entry = Fields(item, "a step `use`", log, keys("use"))
        named = entry.get("use")
        prefix = None if named is None else fields.name(named, "the prefix of a mechanism", log)
        if named is None or prefix is None or prefix in found.broken:
            placed.setdefault(prefix or "", item.span)
            continue
        instance = by_prefix.get(prefix)
        if instance is None:
            remedy = suggest(prefix, by_prefix) or f"add it at the top level: `{_EXAMPLE}`"
            log.error("E264", f"no mechanism is used under the prefix `{prefix}`", fields.head(named), remedy)
        elif prefix in placed:
            message = f"the steps of {prefix} are taken already, in {placed[prefix].in_words}"
            log.error("E264", message, fields.head(named), "remove one, or use the mechanism twice under two prefixes")
        elif not instance.mechanism.has_steps:
            message = f"{instance.mechanism.name} has no steps to take"
            log.error("E264", message, fields.head(named), f"remove `- use: {prefix}`")
        else:
            instance.step = item
            items += _guarded(instance, entry, log)
        placed.setdefault(prefix, item.span)
    for prefix, instance in by_prefix.items():
        if instance.mechanism.has_steps and prefix not in placed:
            message = f"`play` doesn't say when the steps of {prefix} are taken"
            log.error("E265", message, instance.span, f"add `- use: {prefix}` to `play`, at the place in the period")
            instance.faulty = True
    return Sequence(items, play.start, play.end, play.places, play.flow)


def _guarded(instance: Instance, entry: Fields, log: DiagnosticLog) -> list[Node]:
    """The steps of an instance, each under the `when` of the step that names it."""
    when = entry.get("when")
    if not isinstance(when, Scalar):
        if when is not None:
            message = f"`when` of use {instance.prefix} must be an expression; this is {fields.found_in(when)}"
            log.error("E103", message, fields.head(when), "put an expression that begins with a bracket in quotes")
        return list(instance.steps)
    guarded: list[Node] = []
    for step in instance.steps:
        own = step.get("when")
        key = step.entries["when"][0] if "when" in step.entries else entry.node.entries["when"][0]
        condition = both(when, own) if isinstance(own, Scalar) else when
        guarded.append(
            Mapping({**step.entries, "when": (key, condition)}, step.start, step.end, step.places, step.flow)
        )
    instance.steps = tuple(step for step in guarded if isinstance(step, Mapping))
    return guarded


def _merged(root: Mapping, instances: tuple[Instance, ...], play: Node | None) -> Mapping:
    """The scenario's sections with the entries of mechanisms behind its own; new sections where `use` stood."""
    entries: dict[str, tuple[Scalar, Node]] = {}
    for name, (key, value) in root.entries.items():
        if name == "use":
            for section in SECTIONS:
                if section not in root.entries and (brought := _brought(section, instances)):
                    title = Scalar(section, "", key.start, key.end, key.places)
                    entries[section] = (title, Mapping(brought, key.start, key.end, key.places, flow=False))
        elif name == "play" and play is not None:
            entries[name] = (key, play)
        elif name in SECTIONS and (brought := _brought(name, instances)):
            if isinstance(value, Mapping):
                merged = {**value.entries, **brought}
                entries[name] = (key, Mapping(merged, value.start, value.end, value.places, value.flow))
            elif isinstance(value, Scalar) and value.empty:
                entries[name] = (key, Mapping(brought, value.start, value.end, value.places, flow=False))
            else:
                entries[name] = (key, value)
        else:
            entries[name] = (key, value)
    return Mapping(entries, root.start, root.end, root.places, root.flow)


def _brought(section: str, instances: tuple[Instance, ...]) -> dict[str, tuple[Scalar, Node]]:
    return {
        entry.key.text: (entry.key, entry.value)
        for instance in instances
        for entry in instance.sections.get(section, ())
    }


def _with_unit(found: Diagnostic, wanted: Unit | None) -> Diagnostic:
    """The remedy for a wrong unit also says how a mechanism takes the scenario's own."""
    name = next((name for name, _ in wanted.exponents if name not in (*PERIODS, "period")), "") if wanted else ""
    if found.code != "E321" or not name:
        return found
    other = f"where yours is the same under another name, add `units: {{{name}: …}}` beside `with`"
    return replace(found, remedy=f"{found.remedy}; {other}")


def _within(inner: Span, outer: Span) -> bool:
    return (
        inner.path == outer.path
        and inner.used_at == outer.used_at
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )
