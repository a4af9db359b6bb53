"""The house style of scenario files: two blanks a level, one blank line between sections, `{a: 1}` and `[1, 2]`.

The author's order, words, quotes, comments and line breaks inside texts stay; so do single blank lines inside a
section, and comments that stand under one another. A mapping in {} or a list that doesn't fit into a line, or that
has comments inside, is written over several lines.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

from offramp.scenario.editing.layout_tree import Branch, Comment, Entry, Layout, Leaf
from offramp.scenario.editing.written_scalars import quoted

WIDTH = 120
STEP = "  "
_LONGEST_KEY = 1000  # YAML refuses a longer one outside {}
_ALIGNED = 3  # so many blanks before a comment were set on purpose


@dataclass
class _Line:
    text: str
    comment: Comment | None = None
    full: bool = False  # it is a comment itself


@dataclass
class _Section:
    """An entry of the top level: where its lines begin (with the comments above it) and whether it has several."""

    first: int
    block: bool


def in_house_style(layout: Layout) -> str:
    """The text that says the same in the house style, with \\n as line end."""
    return _Writer(layout).written()


class _Writer:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.comments = layout.comments
        self.next = 0  # the first comment that isn't written yet
        self.lines: list[_Line] = []
        self.fresh = True  # nothing of the innermost block is written yet: no blank line here
        self.sections: list[_Section] = []
        self.kept_open = False  # the last line belongs to a block that keeps its trailing line breaks
        self.starts = [c.start for c in layout.comments]
        self.columns = {c.line: c.column for c in layout.comments if not c.own}

    def written(self) -> str:
        root = self.layout.root
        end = len(self.layout.text)
        if root.anchor:
            self._open_line(f"--- {root.anchor}")
        self._mapping(root, "", end, top=True)
        self._own_comments(end + 1, "")
        lines = self._with_blank_lines()
        while lines and not lines[0].text and not lines[0].comment:
            lines.pop(0)
        while len(lines) > 1 and not lines[-1].text and not lines[-1].comment and not self.kept_open:
            lines.pop()
        return "".join(self._finished(line) + "\n" for line in lines)

    # ---- blocks

    def _mapping(self, node: Branch, indent: str, limit: int, inline: bool = False, top: bool = False) -> None:
        """Write the entries of a mapping; `inline`: the first one goes on in the open line."""
        for number, entry in enumerate(node.entries):
            behind = node.entries[number + 1].start if number + 1 < len(node.entries) else limit
            assert entry.key is not None
            first = len(self.lines)
            if not (inline and number == 0):
                first = self._begin(entry.start, indent)
            line = len(self.lines)
            self.lines[-1].text += f"{_key(entry.key)}:{' ' * (self._gap(node, number) - 1)}"
            self._value(entry, entry.key.end, indent, behind)
            if top:
                block = isinstance(entry.value, Branch) and len(self.lines) > line
                self.sections.append(_Section(first, block))
        self._rest(node, indent, limit)

    def _list(self, node: Branch, indent: str, limit: int, inline: bool = False) -> None:
        for number, entry in enumerate(node.entries):
            behind = node.entries[number + 1].start if number + 1 < len(node.entries) else limit
            if not (inline and number == 0):
                self._begin(entry.start, indent)
            self.lines[-1].text += "-"
            self._value(entry, entry.start, indent, behind)
        self._rest(node, indent, limit)

    def _value(self, entry: Entry, behind: int, indent: str, limit: int) -> None:
        """Write what follows a key's colon or a dash: in the same line where it can be."""
        node, inner = entry.value, indent + STEP
        line = self.lines[-1]
        commented = self._comment_between(behind, node.start)
        if isinstance(node, Leaf):
            shown = f"{node.anchor} {node.raw}".strip() if node.anchor else node.raw
            if commented and shown:
                self._open_block(node.start, inner)
                self._begin(node.start, inner)
                self.lines[-1].text += _first_line(node, shown)
            elif shown:
                line.text += " " + _first_line(node, shown)
            self._further_lines(node, inner)
            self._trailing(limit, indent)
            return
        flat = None if commented and node.entries else self._flat_if_it_fits(node, len(line.text) + 1)
        if flat is not None:
            line.text += f" {flat}"
            self._trailing(limit, indent)
        elif node.flow and self._fills(node) and not commented:
            self._filled(node, inner)
            self._trailing(limit, indent)
        else:
            if node.anchor:
                line.text += f" {node.anchor}"
            go_on = entry.key is None and not node.anchor and not commented
            start = node.entries[0].start
            # `- move: west` begins in the dash's line, unless a comment comes between.
            go_on = go_on and not self._comment_between(behind, start)
            if go_on:
                line.text += " "
            else:
                self._open_block(start, inner)
            inside = node.end if node.flow else limit
            write = self._mapping if node.mapping else self._list
            write(node, inner, inside, inline=go_on)
            if node.flow:
                self._trailing(limit, indent)

    def _open_block(self, until: int, indent: str) -> None:
        """The line of a key is done; what comes below is its block."""
        self._trailing(until, indent)
        self.fresh = True

    def _begin(self, start: int, indent: str) -> int:
        """Begin the line of what stands at `start`, with the comments above it; returns the first of those."""
        first = self._own_comments(start, indent)
        if first == len(self.lines) or self.layout.blank_above(start):
            self._blank_line(start)
            first = len(self.lines)
        self._open_line(indent)
        return first

    def _open_line(self, text: str) -> None:
        self.lines.append(_Line(text))
        self.fresh = False
        self.kept_open = False

    def _rest(self, node: Branch, indent: str, limit: int) -> None:
        """Comments below the last entry that are indented like the entries: they belong to this block."""
        while self.next < len(self.comments):
            comment = self.comments[self.next]
            inside = comment.start < node.end if node.flow else comment.column >= max(1, node.column)
            if comment.start >= limit or not inside:
                return
            self._own_comment(comment, indent)

    # ---- comments

    def _comment_between(self, start: int, end: int) -> bool:
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)

    def _own_comments(self, until: int, indent: str) -> int:
        """Write the comments before `until`; the number of the first line that belongs to what comes next."""
        first = len(self.lines)
        while self.next < len(self.comments) and self.comments[self.next].start < until:
            comment = self.comments[self.next]
            if comment.own and self.layout.blank_above(comment.start):
                self._blank_line(comment.start)
                first = len(self.lines)
            self._own_comment(comment, indent, blank=False)
        return first

    def _own_comment(self, comment: Comment, indent: str, blank: bool = True) -> None:
        if blank and comment.own:
            self._blank_line(comment.start)
        self._open_line(indent + comment.text)
        self.lines[-1].full = True
        self.next += 1

    def _trailing(self, limit: int, indent: str) -> None:
        """Put the comments that stand behind what was written last at the end of its line."""
        while self.next < len(self.comments):
            comment = self.comments[self.next]
            if comment.own or comment.start >= limit:
                return
            if self.lines[-1].comment is None and not self.lines[-1].full and not self.kept_open:
                self.lines[-1].comment = comment
                self.next += 1
            else:
                self._own_comment(comment, indent)

    def _blank_line(self, offset: int) -> None:
        if self.layout.blank_above(offset) and not self.fresh and not self.kept_open:
            self.lines.append(_Line(""))

    # ---- values

    def _further_lines(self, node: Leaf, indent: str) -> None:
        """The other lines of a text that has several: re-indented, not rewrapped."""
        if "\n" not in node.raw:
            return
        header, _, rest = node.raw.partition("\n")
        if node.style in ("|", ">"):
            self._block_lines(node, header, rest, indent)
            return
        self.lines[-1].text = _without_blanks(self.lines[-1].text)
        for line in rest.split("\n"):
            bare = _without_blanks(line).lstrip(" \t")
            self.lines.append(_Line(indent + bare if bare else ""))

    def _block_lines(self, node: Leaf, header: str, rest: str, indent: str) -> None:
        signs = header.partition("#")[0]
        lines = rest.split("\n")
        if lines and not lines[-1].strip(" "):
            lines.pop()
        keeps = "+" in signs
        if not keeps:
            while lines and not lines[-1].strip(" "):
                lines.pop()
        # The text may begin with blanks of its own; what is left of those is the block's indentation.
        own = _indentation(node.text.split("\n"))
        old = max(0, _indentation(lines) - own)
        explicit = re.search(r"[1-9]", signs)
        if explicit:
            shown = self.lines[-1].text
            at = len(shown) - len(header.rstrip()) + explicit.start()
            self.lines[-1].text = f"{shown[:at]}{len(STEP)}{shown[at + 1 :]}"
        for line in lines:
            bare = line[old:] if line[:old].strip(" ") == "" else line.lstrip(" ")
            self.lines.append(_Line(indent + bare if bare else ""))
        self.kept_open = keeps

    # ---- flow

    def _flat_if_it_fits(self, node: Branch, column: int) -> str | None:
        if not node.entries:  # comments inside go behind it
            shown = "{}" if node.mapping else "[]"
            return f"{node.anchor} {shown}" if node.anchor else shown
        if not node.flow or self._comment_between(node.start, node.end):
            return None
        flat = _flat(node)
        fits = flat is not None and column + len(flat) <= WIDTH
        return flat if fits or any(e.key and len(e.key.raw) > _LONGEST_KEY for e in node.entries) else None

    def _fills(self, node: Branch) -> bool:
        """Whether a list that is too long for a line consists of short values, such as the numbers of a table."""
        return (
            not node.mapping
            and not self._comment_between(node.start, node.end)
            and all(isinstance(e.value, Leaf) and len(e.value.raw) < WIDTH // 4 for e in node.entries)
            and all(_flat(e.value) is not None for e in node.entries)
        )

    def _filled(self, node: Branch, indent: str) -> None:
        line = f"{self.lines[-1].text} {node.anchor + ' ' if node.anchor else ''}["
        begun = False
        for number, entry in enumerate(node.entries):
            word = f"{_flat(entry.value)}{',' if number + 1 < len(node.entries) else ']'}"
            if begun and len(line) + 1 + len(word) > WIDTH:
                self.lines[-1].text = line
                self.lines.append(_Line(""))
                line = indent + word
            else:
                line += f" {word}" if begun else word
            begun = True
        self.lines[-1].text = line

    def _gap(self, node: Branch, number: int) -> int:
        """How many blanks to leave before the value of an entry: more than one where values stand under one another."""
        entry = node.entries[number]
        if node.flow or not self._one_line_value(entry):
            return 1
        column = self.layout.column(entry.value.start)
        for neighbour in (number - 1, number + 1):
            if 0 <= neighbour < len(node.entries):
                beside = node.entries[neighbour]
                if self._one_line_value(beside) and self.layout.column(beside.value.start) == column:
                    return entry.value.start - (entry.key.end if entry.key else 0) - 1
        return 1

    def _one_line_value(self, entry: Entry) -> bool:
        """Whether key and value stand in one line, with nothing but blanks between, and still will."""
        key, value = entry.key, entry.value
        if key is None or value.start == value.end or (isinstance(value, Branch) and not value.flow):
            return False
        between = self.layout.text[key.end : value.start]
        if between.strip(" ") != ":" or value.anchor or not between.startswith(":"):
            return False
        if isinstance(value, Branch):
            return self._flat_if_it_fits(value, self.layout.column(value.start)) is not None
        return "\n" not in value.raw

    # ---- the whole

    def _with_blank_lines(self) -> list[_Line]:
        """One blank line before and after every section of several lines."""
        wanted = {
            section.first
            for before, section in zip(self.sections, self.sections[1:], strict=False)
            if before.block or section.block
        }
        lines: list[_Line] = []
        for number, line in enumerate(self.lines):
            if number in wanted and lines and lines[-1].text:
                lines.append(_Line(""))
            lines.append(line)
        return lines

    def _finished(self, line: _Line) -> str:
        comment = line.comment
        if comment is None:
            return line.text
        text = line.text.rstrip(" ")
        beside = (self.columns.get(comment.line - 1), self.columns.get(comment.line + 1))
        aligned = comment.gap >= _ALIGNED or comment.column in beside
        gap = comment.column - len(text) if aligned else min(comment.gap, 2)
        return f"{text}{' ' * max(1, gap)}{comment.text}"


def _key(key: Leaf) -> str:
    shown = quoted(key.text) if "\n" in key.raw and key.style != "*" else key.raw.rstrip()
    if key.style == "*":
        shown += " "  # `*name:` would be an alias with a colon in its name
    return f"{key.anchor} {shown}" if key.anchor else shown


def _indentation(lines: list[str]) -> int:
    """The blanks before the first line that has anything else."""
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), 0)


def _first_line(node: Leaf, shown: str) -> str:
    first = shown.partition("\n")[0]
    return first.rstrip() if node.style in ("|", ">") else first


def _without_blanks(line: str) -> str:
    """A line of a text without the blanks at its end, unless a backslash keeps them."""
    bare = line.rstrip(" \t")
    return line if bare.endswith("\\") and bare != line else bare


def _flat(node: Leaf | Branch) -> str | None:
    """A node on one line; None where it has texts that can't be."""
    if isinstance(node, Leaf):
        raw = _one_line(node)
        return None if raw is None else f"{node.anchor} {raw}".strip() if node.anchor else raw
    parts = []
    for entry in node.entries:
        value = _flat(entry.value)
        if value is None:
            return None
        if entry.key is None:
            parts.append(value)
        else:
            parts.append(f"{_key(entry.key)}: {value}" if value else _key(entry.key).rstrip())
    shown = ", ".join(parts)
    shown = f"{{{shown}}}" if node.mapping else f"[{shown}]"
    return f"{node.anchor} {shown}" if node.anchor else shown


def _one_line(node: Leaf) -> str | None:
    if "\n" not in node.raw:
        return node.raw
    if node.style in ("|", ">") or re.search(r"\n[ \t]*\n|\\[ \t]*\n", node.raw):
        return None
    return re.sub(r"[ \t]*\n[ \t]*", " ", node.raw)
