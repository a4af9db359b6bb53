"""What other YAML tools take a file's values for: the core schema of YAML 1.2, in which a date is text."""

import re
from typing import Any

from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar, Sequence

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def editor_value(node: Node) -> Any:
    """A node as the data that a JSON Schema is put to."""
    match node:
        case Mapping():
            return {key.text: editor_value(value) for key, value in node.items()}
        case Sequence():
            return [editor_value(item) for item in node.items]
        case _:
            return _scalar(node)


def _scalar(node: Scalar) -> Any:
    shown = node.text
    if not node.plain:
        return shown
    if shown in _WORDS:
        return _WORDS[shown]
    if _INTEGER.fullmatch(shown):
        return int(shown)
    if _FLOAT.fullmatch(shown):
        return float(shown)
    if _INFINITE.fullmatch(shown):
        return float(shown.replace(".", ""))
    return shown
