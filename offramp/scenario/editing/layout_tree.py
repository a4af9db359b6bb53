"""A scenario file as its author laid it out: nodes with their raw text, anchors and aliases, and every comment.

Unlike the composer's nodes these keep what means nothing: it is what a formatter has to carry over.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import yaml

from offramp.scenario.editing.written_scalars import quoted

# libyaml where PyYAML was built with it, as in the composer.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROPERTIES = re.compile(r"(?:[&!]\S*\s*)*")
_BREAK = re.compile("[\n\x85\u2028\u2029]")
_RARE_BREAK = re.compile("[\x85\u2028\u2029]")  # line ends for YAML 1.1, and for hardly anyone else
_COMMENT = re.compile("#[^\n\x85\u2028\u2029]*")


@dataclass
class Leaf:
    """A scalar as written, or an alias (`*name`)."""

    raw: str
    text: str
    style: str  # empty (plain), ', ", |, > or *
    start: int
    end: int
    anchor: str = ""


@dataclass
class Entry:
    """One key with its value, or one item of a list. It begins at `start`: at its key, its dash or itself."""

    key: Leaf | None
    value: "Leaf | Branch"
    start: int


@dataclass
class Branch:
    """A mapping or a list."""

    mapping: bool
    flow: bool
    start: int
    end: int
    anchor: str = ""
    entries: list[Entry] = field(default_factory=list)
    column: int = 0  # of its first entry


@dataclass(frozen=True)
class Comment:
    """`own` where nothing else stands on its line, else `gap` blanks separate it from what does."""

    text: str
    start: int
    column: int
    gap: int
    own: bool
    line: int


@dataclass
class Layout:
    """A file whose line ends are all \\n."""

    text: str
    root: Branch
    comments: list[Comment]
    line_starts: list[int]

    def blank_above(self, offset: int) -> bool:
        """Whether the line above that of `offset` is empty."""
        line_start = offset - self.column(offset)
        above = self.text[self.text.rfind("\n", 0, max(0, line_start - 1)) + 1 : max(0, line_start - 1)]
        return line_start > 0 and not above.strip()

    def column(self, offset: int) -> int:
        """How many characters stand before `offset` in its line."""
        return offset - self.line_starts[bisect_right(self.line_starts, offset) - 1]


def lay_out(text: str) -> Layout:
    """The layout of a text that composes without fault, and whose root is a mapping."""
    starts = [0, *(m.end() for m in _BREAK.finditer(text))]
    builder = _Builder(text, starts)
    root = builder.build()
    return Layout(text, root, _comments(text, builder.covered, starts), starts)


class _Builder:
    def __init__(self, text: str, line_starts: list[int]) -> None:
        self.text = text
        self.line_starts = line_starts
        self.covered: list[tuple[int, int]] = []  # scalars and aliases, where a # is no comment
        self.stack: list[tuple[Branch, Leaf | None]] = []
        self.root: Branch | None = None

    def build(self) -> Branch:
        event: Any
        for event in yaml.parse(self.text, Loader=_LOADER):
            kind = type(event)
            start, end = getattr(event.start_mark, "index", 0), getattr(event.end_mark, "index", 0)
            if kind is yaml.ScalarEvent:
                anchor = f"&{event.anchor}" if event.anchor else ""
                if anchor or event.tag:
                    found = _PROPERTIES.match(self.text, start, end)
                    start = found.end() if found else start
                raw = self.text[start:end]
                self.covered.append((start, end))
                style = event.style or ""
                if _RARE_BREAK.search(raw):
                    # It reads the same with an escape, and its lines need no indentation.
                    raw, style = quoted(event.value), '"'
                self._add(Leaf(raw, event.value, style, start, end, anchor))
            elif kind is yaml.AliasEvent:
                self.covered.append((start, end))
                self._add(Leaf(self.text[start:end], "", "*", start, end))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                anchor = f"&{event.anchor}" if event.anchor else ""
                branch = Branch(kind is yaml.MappingStartEvent, bool(event.flow_style), start, end, anchor)
                self.stack.append((branch, None))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                branch, _ = self.stack.pop()
                branch.end = end if branch.flow else _last(branch)
                if branch.entries:
                    branch.column = self._column(branch.entries[0].start)
                self._add(branch)
        assert self.root is not None
        return self.root

    def _add(self, node: Leaf | Branch) -> None:
        if not self.stack:
            assert isinstance(node, Branch)
            self.root = node
            return
        branch, key = self.stack[-1]
        if not branch.mapping:
            start = node.start if branch.flow else self._dash(branch, node.start)
            branch.entries.append(Entry(None, node, start))
        elif key is None:
            assert isinstance(node, Leaf)
            self.stack[-1] = (branch, node)
        else:
            branch.entries.append(Entry(key, node, key.start))
            self.stack[-1] = (branch, None)

    def _dash(self, branch: Branch, item: int) -> int:
        """Where the dash of the item at `item` stands: the first one behind the item before it, outside comments."""
        at = _last(branch) if branch.entries else branch.start
        # A block scalar may end behind the dash's own indentation, never behind the dash.
        while at < item:
            if self.text[at] == "#":
                found = _COMMENT.match(self.text, at)
                at = found.end() if found else at + 1
            elif self.text[at] == "-":
                return at
            else:
                at += 1
        return item

    def _column(self, offset: int) -> int:
        return offset - self.line_starts[bisect_right(self.line_starts, offset) - 1]


def _last(branch: Branch) -> int:
    """Where the last value of a branch ends."""
    if not branch.entries:
        return branch.end
    entry = branch.entries[-1]
    return max(entry.value.end, entry.key.end if entry.key else 0)


def _comments(text: str, covered: list[tuple[int, int]], starts: list[int]) -> list[Comment]:
    """Every comment; those in a block's first line (`>- # why`) belong to the block."""
    gaps = []
    at = 0
    for start, end in sorted(covered):
        gaps.append((at, start))
        at = max(at, end)
    gaps.append((at, len(text)))
    found = []
    for start, end in gaps:
        at = start
        while (at := text.find("#", at, end)) >= 0:
            matched = _COMMENT.match(text, at)
            assert matched is not None
            line = bisect_right(starts, at) - 1
            before = text[starts[line] : at]
            gap = len(before) - len(before.rstrip(" \t"))
            found.append(Comment(matched[0].rstrip(), at, at - starts[line], gap, own=not before.strip(), line=line))
            at = matched.end()
    return found
