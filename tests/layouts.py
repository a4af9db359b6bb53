"""Random YAML texts that say a known thing in a random layout: block and flow, comments, blanks, quotes, line ends."""

from random import Random
from typing import Any

WORDS = (
    "push",
    "0.05",
    "a b",
    "x > 1",
    "it's",
    "ünïcode",
    "phase == war",
    "-3",
    "1e-3",
    "two: three",
    "x # y",
    "",
    "~x",
)
KEYS = ("slip", "a", "very_long_name_of_a_key", "t", "näme", "b2", "when", "value", "range", "c")


def random_tree(random: Random, depth: int = 0) -> Any:
    """Nested mappings and lists with texts; the root is a mapping."""
    kind = random.random() if depth else 0.0
    if depth > 3 or kind > 0.65:
        return random.choice(WORDS)
    if kind < 0.4:
        keys = random.sample(KEYS, random.randint(1 if depth == 0 else 0, 5))
        return {key: random_tree(random, depth + 1) for key in keys}
    return [random_tree(random, depth + 1) for _ in range(random.randint(0, 4))]


def written(tree: dict[str, Any], random: Random, blocks: bool = True) -> str:
    """A text that says `tree`; without `blocks` (| and >), which end in a line break that no name may have."""
    writer = _Writer(random, blocks)
    writer.mapping(tree, 0)
    lines = "".join(writer.lines)
    return lines if random.random() < 0.8 else lines.rstrip("\n")


class _Writer:
    def __init__(self, random: Random, blocks: bool) -> None:
        self.random = random
        self.blocks = blocks
        self.lines: list[str] = []
        self.count = 0
        self.block = False  # the last line belongs to a block (| or >), where a comment would be text

    def comment(self) -> str:
        self.count += 1
        return f"# note {self.count}" + self.random.choice(("", "  ", ": {x", " 'quote", ' "a'))

    def between(self, indent: int) -> None:
        while not self.block and self.random.random() < 0.25:
            if self.random.random() < 0.5:
                self.lines.append(" " * self.random.choice((0, indent, 7)) + "\n")
            else:
                self.lines.append(" " * self.random.choice((0, indent, indent + 2)) + self.comment() + "\n")

    def end(self) -> str:
        if self.random.random() < 0.2:
            return " " * self.random.choice((1, 2, 6)) + self.comment() + "\n"
        return " " * self.random.choice((0, 0, 0, 2)) + "\n"

    def mapping(self, tree: dict[str, Any], indent: int, first: str | None = None) -> None:
        for key, value in tree.items():
            self.between(indent)
            lead = " " * indent if first is None else first
            first = None
            self.value(value, f"{lead}{key}{self.random.choice(('', '', ' '))}:", indent)

    def items(self, tree: list[Any], indent: int) -> None:
        for item in tree:
            self.between(indent)
            lead = " " * indent + "-"
            if isinstance(item, dict) and item and self.random.random() < 0.6 and not self._flow():
                blanks = self.random.randint(1, 3)
                before = len(self.lines)
                self.mapping(item, indent + 1 + blanks, lead + " " * blanks)
                # Comments before the first key would stand before its dash: that is another layout, and fine.
                assert len(self.lines) > before
            else:
                self.value(item, lead, indent)

    def _flow(self) -> bool:
        return self.random.random() < 0.35

    def value(self, value: Any, lead: str, indent: int) -> None:
        self.block = False
        inner = indent + self.random.randint(1, 4)
        if isinstance(value, str):
            self.scalar(value, lead, inner)
        elif not value or self._flow():
            self.lines.append(f"{lead}{' ' * self.random.randint(1, 3)}{self.flow(value, inner)}{self.end()}")
        else:
            self.lines.append(lead + self.end())
            if isinstance(value, dict):
                self.mapping(value, inner)
            else:
                self.items(value, inner)

    def scalar(self, text: str, lead: str, inner: int) -> None:
        style = self.random.random()
        if self.blocks and style < 0.1 and text.strip() and "\n" not in text:
            sign = self.random.choice(("|", ">", "|-", ">-", "|+"))
            self.lines.append(f"{lead} {sign}{self.end()}{' ' * inner}{text}\n")
            self.block = True
            # What the block says ends with a line break; readers strip it.
        elif style < 0.2:
            self.lines.append(f"{lead}{self.end()}{' ' * inner}{self.quoted(text)}{self.end()}")
        elif style < 0.3 and " " in text:
            head, _, tail = text.partition(" ")
            self.lines.append(f"{lead} '{head.replace(chr(39), chr(39) * 2)}\n")
            self.lines.append(f"{' ' * inner}{tail.replace(chr(39), chr(39) * 2)}'{self.end()}")
        else:
            self.lines.append(f"{lead} {self.quoted(text)}{self.end()}")

    def quoted(self, text: str) -> str:
        plain = text and not any(sign in text for sign in (": ", " #", "~", "'")) and self.random.random() < 0.7
        if plain:
            return text
        if self.random.random() < 0.5:
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace('"', '\\"') + '"'

    def flow(self, value: Any, inner: int) -> str:
        def gap() -> str:
            if self.random.random() < 0.1:
                return " " + self.comment() + "\n" + " " * inner
            return self.random.choice(("", " ", "  ", "\n" + " " * inner))

        if isinstance(value, str):
            return self.quoted(value)
        if isinstance(value, dict):
            parts = [f"{gap()}{key}: {self.flow(item, inner)}" for key, item in value.items()]
            return "{" + ",".join(parts) + gap() + "}"
        return "[" + ",".join(gap() + self.flow(item, inner) for item in value) + gap() + "]"
