"""What nodes say, apart from how it is written, and where in a text they end."""

from typing import Any

from offramp.core.identifiers import composed
from offramp.scenario.editing.written_scalars import plain_or_quoted
from offramp.scenario.yaml_text import yaml_nodes
from offramp.scenario.yaml_text.yaml_nodes import Node, Scalar


def outline(node: Node) -> Any:
    """What a node says, without where and how: mappings, lists, texts, and None for what is empty."""
    match node:
        case Scalar():
            return None if node.empty else node.text
        case yaml_nodes.Sequence():
            return [outline(item) for item in node.items]
        case _:
            return {key.text: outline(value) for key, value in node.items()}


def same(found: Any, expected: Any) -> bool:
    """Whether two outlines say the same, in the same order, the blanks around texts apart: readers strip them."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return list(found) == list(expected) and all(same(found[key], expected[key]) for key in found)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(same(a, b) for a, b in zip(found, expected, strict=True))
    if isinstance(found, str) and isinstance(expected, str):
        # A block ends with a line break that a value on one line doesn't have; readers strip both.
        return found == expected or composed(found.strip()) == composed(expected.strip())
    return found is None and expected is None


def flow(value: Any) -> str:
    """An outline as it is written on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain_or_quoted(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return "" if value is None else plain_or_quoted(value)


def end_of(node: Node) -> int:
    """Where what a node holds ends; a block's own end may lie behind comments that follow it."""
    if isinstance(node, Scalar):
        return node.end
    if node.flow:
        return node.end
    inner = node.items if isinstance(node, yaml_nodes.Sequence) else [value for _, value in node.items()]
    return max((end_of(child) for child in inner), default=node.end)


def line_break(text: str) -> str:
    """The line end that most lines of a text have."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
