"""From the text of a YAML file to marked nodes.

Built from the parser's events, so that size, depth and alias limits hold before memory is taken, and every
scalar stays text: whether `no` or `1e-3` is a word or a number is decided by whoever reads it, never by YAML.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Never

import yaml

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.identifiers import composed
from offramp.core.places import Places
from offramp.core.spans import Span
from offramp.scenario.yaml_text.yaml_faults import explain
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

MAX_DEPTH = 40
MAX_NODES = 200_000  # every use of an alias counts all that it stands for

# libyaml where PyYAML was built with it: ten times faster, the same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# What may stand before a value: its anchor (&name) and its tag.
_PROPERTIES = re.compile(r"(?:[&!]\S*\s*)*")


class Unreadable(Exception):  # noqa: N818  (not an error of ours: the diagnostic is in the log)
    """Reading stops here; why is in the log."""


@dataclass
class _Open:
    """A mapping or sequence whose end hasn't been seen."""

    node: Sequence | Mapping
    anchor: str | None
    key: Node | None = None
    size: int = 1
    merged: bool = field(default=False)


def compose(text: str, path: str, log: DiagnosticLog) -> Node | None:
    """The file's one document as marked nodes; None where it can't be read, with the reason in `log`."""
    places = Places(text, path)
    try:
        return _Composer(places, log).compose(text)
    except Unreadable:
        return None
    except yaml.YAMLError as fault:
        explain(fault, places, log)
        return None


class _Composer:
    """Puts nodes together from events; one use."""

    def __init__(self, places: Places, log: DiagnosticLog) -> None:
        self.places = places
        self.log = log
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}  # None while the anchored node is still open
        self.nodes = 0
        self.root: Node | None = None
        self.documents = 0

    def compose(self, text: str) -> Node | None:
        event: Any
        for event in yaml.parse(text, Loader=_LOADER):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._count(event, 1)
                self._no_tag(event)
                start, end = event.start_mark.index, event.end_mark.index
                if event.anchor or event.tag:
                    start = _PROPERTIES.match(text, start, end).end()  # type: ignore[union-attr]  # matches nothing too
                scalar = Scalar(composed(event.value), event.style or "", start, end, self.places)
                if event.anchor:
                    self.anchors[event.anchor] = (scalar, 1)
                self._add(scalar, 1)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event, mapping=kind is yaml.MappingStartEvent)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self._stop(
                        "E012",
                        "a second document begins here; a scenario is one document",
                        self._span(event),
                        "remove the `---` line, or move what follows to a file of its own",
                    )
        return self.root

    def _open(self, event: Any, mapping: bool) -> None:
        self._count(event, 1)
        self._no_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            self._stop(
                "E007",
                f"nested more than {MAX_DEPTH} deep",
                self._span(event),
                "scenarios need about six levels; look for brackets that never close",
            )
        start, flow = event.start_mark.index, bool(event.flow_style)
        node = (
            Mapping({}, start, start, self.places, flow) if mapping else Sequence([], start, start, self.places, flow)
        )
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(node, event.anchor))

    def _close(self, event: Any) -> None:
        done = self.stack.pop()
        # A block's end event stands after the blank lines and comments that follow it.
        end = event.end_mark.index if done.node.flow else len(self.places.text[: event.end_mark.index].rstrip())
        done.node.end = max(end, done.node.start + 1)
        if done.anchor:
            self.anchors[done.anchor] = (done.node, done.size)
        self._add(done.node, done.size)

    def _alias(self, event: Any) -> None:
        name, span = event.anchor, self._span(event)
        if name not in self.anchors:
            self._stop(
                "E010",
                f"alias *{name} is used, and no &{name} comes before it",
                span,
                "write the value out; to multiply, put something before the `*`",
            )
        found = self.anchors[name]
        if found is None:
            self._stop("E010", f"alias *{name} stands inside what it stands for", span, "write the value out")
        node, size = found
        self._count(event, size)
        self._add(node, size)

    def _add(self, node: Node, size: int) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.size += size
        if isinstance(top.node, Sequence):
            top.node.items.append(node)
        elif top.key is None:
            top.key = node
        else:
            key, top.key = top.key, None
            self._entry(top.node, key, node)

    def _entry(self, mapping: Mapping, key: Node, value: Node) -> None:
        log = self.log
        if not isinstance(key, Scalar):
            log.error(
                "E015",
                "a key must be a word; this is a list or a mapping",
                key.span,
                "inside {} put quotes around an expression that has commas or brackets",
            )
        elif pieces := _split_number(mapping, key, value):
            cut, written = pieces
            log.error(
                "E014",
                f"the comma cuts the value of `{cut}` in two: inside {{}} it separates entries",
                key.span,
                f"write {written}, with a decimal point",
            )
        elif split := _split_expression(mapping, key, value):
            log.error(
                "E014",
                f"the comma cuts the value of `{split}` in two: inside {{}} it separates entries",
                key.span,
                f'put the whole expression in quotes: {split}: "…"',
            )
        elif key.plain and key.text == "<<":
            log.error("E011", "merge keys (`<<`) aren't part of the language", key.span, "write the entries out")
        elif key.empty:
            log.error("E015", "a key is missing before the colon", key.span, "write `name: value`")
        elif key.text in mapping.entries:
            first = mapping.entries[key.text][0].span
            log.error(
                "E009",
                f"`{key.text}` is written twice in one mapping; the first is in line {first.line}",
                key.span,
                "keep one of them, or rename one",
            )
        else:
            mapping.entries[key.text] = (key, value)

    def _count(self, event: Any, size: int) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            self._stop(
                "E008",
                f"more than {MAX_NODES:,} values, counting what each alias stands for",
                self._span(event),
                "a scenario has a few thousand; don't nest aliases in aliases",
            )

    def _no_tag(self, event: Any) -> None:
        tag = event.tag
        if tag is not None and tag != "!":
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self.log.error(
                "E011",
                f"YAML tags such as {shown} aren't part of the language",
                self._span(event),
                "remove the tag; put a text that begins with `!` in quotes",
            )

    def _span(self, event: Any) -> Span:
        start = event.start_mark.index
        return self.places.span(start, max(event.end_mark.index, start + 1))

    def _stop(self, code: str, message: str, span: Span, remedy: str) -> Never:
        self.log.error(code, message, span, remedy)
        raise Unreadable


def _split_number(mapping: Mapping, key: Scalar, value: Node) -> tuple[str, str] | None:
    """The key whose number a decimal comma has cut, and that number: `{start: 0,1}` makes an entry `1` of its own."""
    if not (mapping.flow and key.plain and isinstance(value, Scalar) and value.empty and mapping.entries):
        return None
    last_key, last = next(reversed(mapping.entries.values()))
    if not (isinstance(last, Scalar) and last.plain and not last.cut):
        return None
    if not (re.fullmatch(r"[+-]?[0-9]+", last.text) and re.fullmatch(r"[0-9]+", key.text)):
        return None
    last.cut = True
    return last_key.text, f"{last.text}.{key.text}"


def _split_expression(mapping: Mapping, key: Scalar, value: Node) -> str:
    """The key whose value a stray comma has cut: `{rate: min(a, b)}` makes an entry `b)` without a value."""
    if not (mapping.flow and key.plain and isinstance(value, Scalar) and value.empty and mapping.entries):
        return ""
    last_key, last = next(reversed(mapping.entries.values()))
    if not (isinstance(last, Scalar) and last.plain and last.text.count("(") > last.text.count(")")):
        return ""
    last.cut = True
    return last_key.text
