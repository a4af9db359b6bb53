"""Whether data fit one of our schemas: as much of JSON Schema as these use, so that no library is needed for it."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def misfits(data: Any, schema: Schema) -> Iterator[str]:
    """Each place where the data don't fit, in words; none where all of them do."""
    yield from _misfits(data, schema, schema, "it")


def _misfits(data: Any, node: Schema, root: Schema, place: str) -> Iterator[str]:
    if "$ref" in node:
        node = root["$defs"][node["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in node:
        if not any(next(_misfits(data, choice, root, place), None) is None for choice in node["anyOf"]):
            yield f"{place} is of no kind that it may be"
        return
    if "const" in node and data != node["const"]:
        yield f"{place} isn’t {node['const']}"
    if "enum" in node and not any(data == one and type(data) is type(one) for one in node["enum"]):
        yield f"{place} is none of what it may be"
    kinds = node.get("type", [])
    if kinds and not any(_is(data, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{place} isn’t a {kinds if isinstance(kinds, str) else ' or '.join(kinds)}"
        return
    yield from _bounds(data, node, place)
    if isinstance(data, dict):
        yield from _fields(data, node, root, place)
    elif isinstance(data, list) and "items" in node:
        for n, item in enumerate(data):
            yield from _misfits(item, node["items"], root, f"{place}[{n}]")


def _bounds(data: Any, node: Schema, place: str) -> Iterator[str]:
    size, names = data, ("minimum", "maximum")
    if isinstance(data, list):
        size, names = len(data), ("minItems", "maxItems")
    if isinstance(size, (int, float)) and not isinstance(size, bool):
        if size < node.get(names[0], size):
            yield f"{place} is under {node[names[0]]}"
        if size > node.get(names[1], size):
            yield f"{place} is over {node[names[1]]}"


def _fields(data: dict[str, Any], node: Schema, root: Schema, place: str) -> Iterator[str]:
    known: Schema = node.get("properties", {})
    for name in node.get("required", ()):
        if name not in data:
            yield f"{place} has no {name}"
    others = node.get("additionalProperties", True)
    for name, value in data.items():
        inner = known.get(name, others)
        if inner is False:
            yield f"{place} has a field {name[:60]}, which isn’t known"
        elif isinstance(inner, Mapping):
            yield from _misfits(value, inner, root, f"{place}.{name[:60]}" if place != "it" else name[:60])


def _is(data: Any, kind: str) -> bool:
    if isinstance(data, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(data, float):
        return data.is_integer()
    return isinstance(data, _TYPES[kind])
