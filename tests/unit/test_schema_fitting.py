"""Our own reading of our schemas against the reference implementation: they agree on what fits and what doesn't."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.schemas import schema
from offramp.cli.schemas.fitting import misfits


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return offramp.load("audience-costs").off_ramps("b", worlds=3, pairs=False).to_json()


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    whole = copy.deepcopy(data)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    if value is KeyError and isinstance(inner, dict):
        del inner[path[-1]]
    else:
        inner[path[-1]] = None if value is KeyError else value
    return whole


def test_a_result_fits(found: dict[str, Any]) -> None:
    assert list(misfits(found, schema("offramps"))) == []


def test_whatever_is_changed_both_say_the_same(found: dict[str, Any]) -> None:
    own = schema("offramps")
    validator = Draft202012Validator(own)
    draws = random.Random(1)
    known = [path for path in places(found) if path]
    values = [KeyError, None, True, -1, 0.5, 10**9, "trapped", "a word", [], {}, [1], {"more": 1}]
    refused = 0
    for _ in range(400):
        other = changed(found, draws.choice(known), draws.choice(values))
        fits = validator.is_valid(other)
        assert (next(misfits(other, own), None) is None) == fits
        refused += not fits
    assert 50 < refused < 400


@pytest.mark.parametrize("data", [None, [], 3, "offramp/offramps/1", {}])
def test_what_is_no_result_at_all_does_not_fit(data: Any) -> None:
    assert next(misfits(data, schema("offramps")), None) is not None
