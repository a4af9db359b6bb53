"""A scenario's text with its mechanisms written out: the author's own lines stay, with their comments and order.

What is brought in is the mechanism's own text under the scenario's names, comments and all, wherever that reads as
it should; an entry that the scenario changes is written anew. The whole is read again before it is returned: should
it say anything else than the scenario, all of it is written anew, without comments.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import SourceText
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.editing.outlines import end_of, flow, line_break, outline, same
from offramp.scenario.editing.written_scalars import plain_or_quoted
from offramp.scenario.reuse.expansion import expand
from offramp.scenario.reuse.instance import Entry, Instance
from offramp.scenario.vocabulary.reuse import SECTIONS
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Sequence

WIDTH: Final = 120
STEP: Final = "  "


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def expanded_text(source: SourceText) -> str:
    """The text of a scenario that is in order, without `use`."""
    log = DiagnosticLog()
    root = compose(source.text, source.path, log)
    assert isinstance(root, Mapping), "a scenario that is in order"
    expansion = expand(root, log)
    if expansion.root is root:
        return source.text
    edits = [*_sections(root, expansion.instances, source.text), *_steps(root, expansion.instances, source.text)]
    text = source.text
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        text = text[: edit.start] + edit.text.replace("\n", line_break(source.text)) + text[edit.end :]
    meant = outline(expansion.root)
    return text if _reads_as(text, meant) else "".join(_rendered(key, value, "") + "\n" for key, value in meant.items())


def _sections(root: Mapping, instances: tuple[Instance, ...], text: str) -> Iterator[_Edit]:
    """What is added to the sections that are there; the others take the place of `use`."""
    new: list[str] = []
    for section in SECTIONS:
        if section == "play" or not any(instance.sections.get(section) for instance in instances):
            continue
        node = root.get(section)
        if node is None:
            new.append(f"{section}:\n" + "".join(_block(i, section, STEP) for i in instances))
        elif isinstance(node, Mapping) and node.flow and node.entries:
            end = max(value.end for _, value in node.items())
            entries = [e for instance in instances for e in instance.sections.get(section, ())]
            yield _Edit(
                end, end, "".join(f", {plain_or_quoted(e.key.text)}: {flow(outline(e.value))}" for e in entries)
            )
        else:
            indent = STEP
            if isinstance(node, Mapping) and node.entries:
                first = next(key for key, _ in node.items())
                indent = " " * (node.places.position(first.start)[1] - 1)
            at = _line_end(text, end_of(node))
            # `assumptions: {}` and `assumptions:` without anything become blocks.
            if isinstance(node, Mapping) and node.flow:
                yield _Edit(node.start, node.end, "")
            yield _Edit(at, at, "\n" + "".join(_block(i, section, indent) for i in instances).rstrip("\n"))
    key, used = root.entries["use"]
    start, end = key.start, _line_end(text, end_of(used))
    if not new:  # nothing is left of it, not even its line
        yield _Edit(start, _next_line(text, end), "")
        return
    shown = "\n".join(new).rstrip("\n")
    above, below = text[:start].rstrip("\r\n"), text[end:].lstrip("\r\n")
    gap = "\n" if above and _breaks(text[len(above) : start]) < 2 else ""
    yield _Edit(start, end, gap + shown + ("\n" if below and _breaks(text[end : len(text) - len(below)]) < 2 else ""))


def _steps(root: Mapping, instances: tuple[Instance, ...], text: str) -> Iterator[_Edit]:
    play = root.get("play")
    if not isinstance(play, Sequence):
        return
    for instance in instances:
        item = instance.step
        if item is None:
            continue
        if play.flow:
            shown = ", ".join(flow(outline(step)) for step in instance.steps)
            start = item.start
        else:
            start = text.rindex("-", 0, item.start)
            column = play.places.position(start)[1] - 1
            blocks = [_step_block(instance, number, step, " " * column) for number, step in enumerate(instance.steps)]
            within = [c.text for c in lay_out(text).comments if start < c.start < end_of(item)]
            shown = "".join(f"{comment}\n{' ' * column}" for comment in within) + "\n".join(blocks).lstrip(" ")
        yield _Edit(start, len(text[: end_of(item)].rstrip()), shown)


def _block(instance: Instance, section: str, indent: str) -> str:
    """The entries that an instance adds to a section, below a comment that says where they come from."""
    entries = instance.sections.get(section, [])
    if not entries:
        return ""
    head = f"{indent}# {instance.prefix}: {instance.mechanism.title} ({instance.mechanism.name})\n"
    return head + "".join(_entry_block(instance, entry, indent) + "\n" for entry in entries)


def _entry_block(instance: Instance, entry: Entry, indent: str) -> str:
    expected = {entry.key.text: outline(entry.value)}
    if entry.stretch is not None:
        kept = _kept(instance, *entry.stretch, indent)
        if _reads_as(kept, expected):
            return kept
    return _rendered(entry.key.text, outline(entry.value), indent)


def _step_block(instance: Instance, number: int, step: Mapping, indent: str) -> str:
    play = instance.mechanism.root.get("play")
    assert isinstance(play, Sequence)
    own = play.items[number]
    text = instance.mechanism.source.text
    kept = _kept(instance, text.rindex("-", 0, own.start), own.end, indent)
    if "when" in step.entries and isinstance(own, Mapping) and "when" not in own.entries:
        kept += f"\n{indent}{STEP}when: {plain_or_quoted(str(outline(step.entries['when'][1])))}"
    if _reads_as(kept, [outline(step)]):
        return kept
    lines = [_rendered(key.text, outline(value), indent + STEP) for key, value in step.items()]
    return f"{indent}- " + "\n".join(lines).lstrip(" ")


def _kept(instance: Instance, start: int, end: int, indent: str) -> str:
    """The mechanism's own text from `start` to `end`, under the scenario's names, with the comments above it."""
    text = instance.mechanism.source.text
    line = text.rfind("\n", 0, start) + 1
    first = line
    while first and text[text.rfind("\n", 0, first - 1) + 1 : first].lstrip(" ").startswith("#"):
        first = text.rfind("\n", 0, first - 1) + 1
    end = _line_end(text, end)
    shown, at = "", first
    for a, b, new in sorted(set(instance.edits)):
        if first <= a and b <= end:
            shown += text[at:a] + new
            at = b
    shown += text[at:end]
    gap = start - line
    return "\n".join(indent + found[gap:] if found.strip() else "" for found in shown.split("\n"))


def _rendered(key: str, value: Any, indent: str) -> str:
    """An entry written anew: on one line where it fits, else with a line for each of its keys."""
    line = f"{indent}{plain_or_quoted(key)}: {flow(value)}"
    if len(line) <= WIDTH or not isinstance(value, dict) or not value:
        return line
    inner = [_rendered(name, item, indent + STEP) for name, item in value.items()]
    return "\n".join([f"{indent}{plain_or_quoted(key)}:", *inner])


def _reads_as(text: str, expected: Any) -> bool:
    log = DiagnosticLog()
    found = compose(text, "entry", log)
    return found is not None and not log.has_errors and same(outline(found), expected)


def _line_end(text: str, at: int) -> int:
    """Where the line of `at` ends, its comment included; `at` may stand behind the line's own end."""
    at = len(text[:at].rstrip("\r\n")) if text[:at].endswith(("\n", "\r")) else at
    return min((found for found in (text.find(sign, at) for sign in "\r\n") if found >= 0), default=len(text))


def _breaks(gap: str) -> int:
    return gap.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def _next_line(text: str, at: int) -> int:
    return at + (2 if text[at : at + 2] == "\r\n" else 1 if at < len(text) else 0)
