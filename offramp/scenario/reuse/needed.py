"""What of a mechanism a scenario needs: its state and steps, what these rest on, and what else is asked for."""

import re
from collections.abc import Iterator, Set
from typing import Final

from offramp.scenario.reuse.mechanism import Mechanism
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

_WORD: Final = re.compile(r"[^\W\d]\w*")
_ALWAYS: Final = ("state", "play")
_WHERE_NEEDED: Final = ("assumptions", "switches", "tables", "define")


def needed(mechanism: Mechanism, asked: Set[str]) -> set[str]:
    """The names of a mechanism that its state and steps rest on, or those that are `asked` for."""
    mentions = {key.text: words_in(value) for part in _WHERE_NEEDED for key, value in mechanism.section(part)}
    found: set[str] = set()
    waiting = set(asked)
    for section in _ALWAYS:
        if section in mechanism.root.entries:
            waiting |= words_in(mechanism.root.entries[section][1]) & mechanism.names
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= (mentions.get(name, frozenset()) & mechanism.names) - found
    return found


def words_in(node: Node) -> frozenset[str]:
    """Every word of a node's keys and values."""
    return frozenset(word for text in _texts(node) for word in _WORD.findall(text))


def _texts(root: Node) -> Iterator[str]:
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node.text
        elif isinstance(node, Mapping):
            for key, value in node.items():
                stack += (key, value)
        else:
            stack += node.items
