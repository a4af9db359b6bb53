"""The JSON Schemas are valid, complete, and what the documentation says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp.cli.schemas
from offramp.cli.schemas import NAMES, fields, schema, with_reference
from tests import report_sample

SCHEMAS = Path(offramp.cli.schemas.__file__).parent
DOCS = Path(__file__).parents[2] / "docs"


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for child in node.values():
            yield from objects(child)
    elif isinstance(node, list):
        for child in node:
            yield from objects(child)


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid_and_strict(name: str) -> None:
    found = schema(name)
    Draft202012Validator.check_schema(found)
    assert found["properties"]["schema"]["const"] == f"offramp/{name}/1"
    for node in objects(found):
        if node.get("type") == "object":
            assert node["additionalProperties"] is False


@pytest.mark.parametrize("name", NAMES)
def test_every_field_says_what_it_means(name: str) -> None:
    assert [path for path, kind, means in fields(schema(name)) if not means or not kind] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_documented(name: str) -> None:
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    section = page.partition(f"## `offramp/{name}/1`")[2].partition("\n## ")[0]
    own = json.loads(
        (SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
    )  # what it holds whole has a section of its own
    missing = [path for path, _, _ in fields(own) if f"`{path}`" not in section]
    assert missing == []


def test_the_documentation_is_made_from_the_schemas() -> None:
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    assert page == with_reference(page), "python -m offramp.cli.schemas docs/json.md"


@pytest.mark.parametrize("views", [("as_written",), ("pamphlet", "critic")])
def test_plausible_analyses_fit(views: tuple[str, ...]) -> None:
    whole = report_sample.analysis(views) | {"offramp": "0.1.0", "level": 0.5}
    scenario = whole["scenario"]
    whole["views"] = {view: {**data, "scenario": scenario} for view, data in whole["views"].items()}
    assert [error.message for error in Draft202012Validator(schema("analyse")).iter_errors(whole)] == []


def test_an_unknown_field_does_not_fit() -> None:
    found = {"schema": "offramp/new/1", "path": "a.yaml", "more": 1}
    assert not Draft202012Validator(schema("new")).is_valid(found)
