"""Changing values in a scenario's text: nothing but the characters of what is changed moves.

Every change is tried out: the new text is read again, and must hold what the old one held with just this value
changed. So a quote, a comma or an indentation that would make YAML read something else can't slip through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from offramp.core.diagnostics import Diagnostic, DiagnosticLog, ScenarioError
from offramp.core.identifiers import composed
from offramp.core.spans import SourceText
from offramp.scenario.editing.outlines import end_of, flow, line_break, outline, same
from offramp.scenario.editing.value_paths import Place, find
from offramp.scenario.editing.written_scalars import forms, plain_or_quoted, written
from offramp.scenario.yaml_text import yaml_nodes
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar

Value = str | float | bool | Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One value that was changed: its full path, how it was and is written (`before` is None for an added key)."""

    path: str
    before: str | None
    after: str
    line: int


def with_values(source: SourceText, values: Mapping[str, Value]) -> tuple[str, tuple[Change, ...]]:
    """The text of a scenario with values changed, by path or name, and what was changed.

    A value is a text, a number or a list; a text that begins with `[` or `{` is a list or mapping as it is to be
    written. Keys that the place lacks are added. The model isn't looked at: read the text for that. Raises
    ScenarioError E730, E731 with all that can't be changed.
    """
    text, changes = source.text, []
    faults: list[Diagnostic] = []
    for path, value in values.items():
        try:
            text, change = _changed(text, source.path, path, value)
        except ScenarioError as fault:
            faults += fault.diagnostics
        else:
            changes.append(change)
    if faults:
        raise ScenarioError(faults)
    return text, tuple(changes)


def _changed(text: str, shown: str, path: str, value: Value) -> tuple[str, Change]:
    root = _composed(text, shown)
    place = find(root, path)
    _not_shared(root, place)
    wanted = _wanted(value, path)
    expected = _replaced(outline(root), place.whole, wanted, place)
    for start, end, new in _edits(text, place, wanted):
        candidate = text[:start] + new + text[end:]
        if _reads_as(candidate, shown, expected):
            old = place.node if not place.missing else None
            before = None if old is None else text[old.start : old.end].rstrip()
            line = place.node.places.position(start)[0] + new.startswith(("\r", "\n"))
            return candidate, Change(str(place), before, _after(wanted), line)
    raise ScenarioError([Diagnostic("E731", f"{place} can't be changed to {_after(wanted)}", None, _by_hand(place))])


def _wanted(value: Value, path: str) -> Any:
    """The value as an outline."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        log = DiagnosticLog()
        node = compose(value.strip(), path, log)
        if node is None or log.has_errors or isinstance(node, Scalar) or "\n" in value.strip():
            said = f"{value.strip()} for {path} is no list or mapping"
            raise ScenarioError([Diagnostic("E731", said, None, "write it like [0.01, 0.2] or {0.1: 3, 0.9: 8}")])
        return outline(node)
    if isinstance(value, str | float | int):
        return written(value)
    if isinstance(value, Mapping):
        return {composed(str(key)): _wanted(item, path) for key, item in value.items()}
    return [_wanted(item, path) for item in value]


def _after(wanted: Any) -> str:
    return wanted if isinstance(wanted, str) else flow(wanted)


def _replaced(whole: Any, keys: tuple[Any, ...], wanted: Any, place: Place) -> Any:
    """An outline with the value under `keys` replaced."""
    if not keys:
        return wanted
    first, *rest = keys
    if isinstance(whole, list):
        return [_replaced(item, tuple(rest), wanted, place) if n == first else item for n, item in enumerate(whole)]
    # `slip: 0.05` that is to have a range becomes a mapping with a value.
    found = whole if isinstance(whole, dict) else {} if whole is None else {"value": whole}
    return {**found, first: _replaced(found.get(first), tuple(rest), wanted, place)}


def _edits(text: str, place: Place, wanted: Any) -> Iterator[tuple[int, int, str]]:
    """Candidate edits (start, end, new text), the least conspicuous first."""
    node = place.node
    if place.missing:
        yield from _additions(text, place, wanted)
    elif isinstance(node, Scalar):
        end = node.start + len(text[node.start : node.end].rstrip())
        gap = " " if node.start == node.end and text[node.start - 1 : node.start] == ":" else ""
        if isinstance(wanted, str):
            for form in forms(wanted, node.style, _block_indent(text, node)):
                yield node.start, end, gap + form
        else:
            yield node.start, end, gap + flow(wanted)
    elif isinstance(node, yaml_nodes.Sequence) and isinstance(wanted, list) and len(wanted) == len(node.items):
        yield from _item_by_item(text, node, wanted)
    if not place.missing and not isinstance(node, Scalar) and node.flow and "#" not in text[node.start : node.end]:
        # A list or mapping on one line is written anew; one over several lines may hold comments.
        start = text.index("[" if isinstance(node, yaml_nodes.Sequence) else "{", node.start)
        yield start, node.end, flow(wanted)


def _item_by_item(text: str, node: yaml_nodes.Sequence, wanted: list[Any]) -> Iterator[tuple[int, int, str]]:
    """A list of the same length keeps its spacing and comments: only entries are written anew."""
    pairs = list(zip(node.items, wanted, strict=True))
    if not all(isinstance(item, Scalar) and isinstance(new, str) for item, new in pairs):
        return
    changed = [(item, new) for item, new in pairs if outline(item) != new]
    if not changed:
        yield node.start, node.start, ""
        return
    start, end = changed[0][0].start, changed[-1][0].end
    new_text, at = "", start
    for item, new in changed:
        new_text += text[at : item.start] + plain_or_quoted(new)
        at = item.end
    yield start, end, new_text


def _additions(text: str, place: Place, wanted: Any) -> Iterator[tuple[int, int, str]]:
    *outer, last = reversed(place.missing)
    value = wanted
    for key in outer:
        value = {key: value}
    node = place.node
    entry = f"{plain_or_quoted(last)}: {flow(value)}"
    if isinstance(node, Scalar):
        yield node.start, node.end, f"{{value: {text[node.start : node.end]}, {entry}}}"
        return
    assert isinstance(node, yaml_nodes.Mapping)
    if not node.entries:
        brace = text.index("{", node.start)
        yield brace + 1, brace + 1, entry
        return
    end = max(end_of(value) for _, value in node.items())
    if node.flow:
        yield end, end, f", {entry}"
        yield end, end, f" , {entry}"
        return
    # A line of its own, below the last value and what is said about it.
    line_end = min((at for at in (text.find(sign, end) for sign in "\r\n") if at >= 0), default=len(text))
    if text[:end].endswith(("\n", "\r")):
        line_end = len(text[:end].rstrip("\r\n"))
    first = next(key for key, _ in node.items())
    column = node.places.position(first.start)[1] - 1
    yield line_end, line_end, f"{line_break(text)}{' ' * column}{entry}"


def _block_indent(text: str, node: Scalar) -> str:
    """The indentation of a block's first line."""
    lines = text[node.start : node.end].splitlines()[1:]
    first = next((line for line in lines if line.strip()), "  ")
    return first[: len(first) - len(first.lstrip())] or "  "


def _not_shared(root: Node, place: Place) -> None:
    """Raise E731 where the place is used by several names through an alias (`*name`): all of them would change."""
    seen: set[int] = set()
    shared: set[int] = set()

    def walk(node: Node) -> None:
        (shared if id(node) in seen else seen).add(id(node))
        if isinstance(node, yaml_nodes.Sequence):
            for item in node.items:
                walk(item)
        elif isinstance(node, yaml_nodes.Mapping):
            for _, value in node.items():
                walk(value)

    walk(root)
    if any(id(node) in shared for node in (*place.above, place.node)):
        said = f"{place} is one of several places that share a value through an alias (`*name`)"
        raise ScenarioError([Diagnostic("E731", said, None, "write the value out in the file, in each of them")])


def _by_hand(place: Place) -> str:
    span = place.node.span
    return f"change it in the file, at {span}, or name one value in it"


def _composed(text: str, shown: str) -> yaml_nodes.Mapping:
    log = DiagnosticLog()
    root = compose(text, shown, log)
    if not isinstance(root, yaml_nodes.Mapping) or log.has_errors:
        raise ScenarioError(log, SourceText(shown, text))
    return root


def _reads_as(text: str, shown: str, expected: Any) -> bool:
    log = DiagnosticLog()
    root = compose(text, shown, log)
    return root is not None and not log.has_errors and same(outline(root), expected)
