"""The JSON Schemas of everything that `--json` prints, and the reference that is made from them."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

Schema = dict[str, Any]

NAMES = (
    "solve",
    "analyse",
    "explore",
    "export",
    "figure",
    "simulate",
    "claims",
    "why",
    "score",
    "offramps",
    "run_claims",
    "check",
    "sources",
    "show",
    "kernel",
    "expanded",
    "library",
    "library_entry",
    "game",
    "equilibrium",
    "hinges",
    "evidence",
    "compare",
    "write",
    "new",
    "set",
    "fmt",
    "diff",
    "schema",
    "version",
    "diagnostics",
)


def schema(name: str) -> Schema:
    """The schema of one format, complete in itself."""
    found: Schema = json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    if name == "analyse":
        # An analysis holds whole solutions; inlined, so that a validator needs one document.
        solution = schema("solve")
        found["$defs"] = {**found["$defs"], "solve": solution, **solution.pop("$defs")}
        found["properties"]["views"]["additionalProperties"] = {"$ref": "#/$defs/solve"}
    return found


def fields(found: Schema) -> Iterator[tuple[str, str, str]]:
    """Every field of a schema: its path (`*` any name, `[]` any item), its type, what it means."""
    yield from _fields(found, found, "")


def reference() -> str:
    """The reference of all fields, in Markdown: docs/json.md holds it between two marks."""
    parts = []
    for name in NAMES:
        found = json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
        rows = [f"| `{path}` | {kind} | {means} |" for path, kind, means in fields(found)]
        parts.append("\n".join([f"## `offramp/{name}/1`", "", found["description"], "", _HEAD, *rows]))
    return "\n\n".join(parts) + "\n"


def with_reference(page: str) -> str:
    """The documentation's page with the reference after its mark renewed."""
    above, mark, _ = page.partition(MARK)
    return f"{above}{mark}\n\n{reference()}"


MARK = "<!-- fields: made from the schemas -->"
_HEAD = "| field | type | meaning |\n|---|---|---|"


def _fields(root: Schema, node: Schema, path: str) -> Iterator[tuple[str, str, str]]:
    inner = _resolved(root, node)
    for key, child in (inner.get("properties") or {}).items():
        place = f"{path}.{key}" if path else key
        yield place, _type(root, child), child.get("description") or _resolved(root, child).get("description", "")
        yield from _fields(root, child, place)
    values = inner.get("additionalProperties")
    if isinstance(values, Mapping):
        yield from _fields(root, dict(values), f"{path}.*")
    if "items" in inner:
        yield from _fields(root, inner["items"], f"{path}[]")


def _resolved(root: Schema, node: Schema) -> Schema:
    """`node` itself: what a reference or a choice with null stands for."""
    reference_to = node.get("$ref", "")
    if reference_to.startswith("#/$defs/"):
        found: Schema = root["$defs"][reference_to.removeprefix("#/$defs/")]
        return found
    for choice in node.get("anyOf", ()):
        if choice.get("type") == "object":
            return _resolved(root, choice)
    return node


def _type(root: Schema, node: Schema) -> str:
    if "const" in node:
        return f"`{json.dumps(node['const'])}`"
    if "anyOf" in node:
        return " or ".join(_type(root, choice) for choice in node["anyOf"])
    if "$ref" in node and not node["$ref"].startswith("#"):
        return f"as {node['$ref'].removesuffix('.json')}"
    inner = _resolved(root, node)
    if "type" not in inner:
        return " or ".join(f"`{json.dumps(value)}`" for value in inner.get("enum", []))
    kinds = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
    return " or ".join(kinds)
