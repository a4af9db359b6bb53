"""The table of the scenario language: the readers accept what it lists and nothing else, and its examples work."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from offramp.core.diagnostics import DiagnosticLog, ScenarioError
from offramp.core.families import FAMILIES
from offramp.core.units import PERIODS
from offramp.scenario.library import SCENARIO_SCHEMA
from offramp.scenario.model import Method, Ties
from offramp.scenario.reader import read_text
from offramp.scenario.reading.fields import Fields
from offramp.scenario.vocabulary import PARTS, Key, Part, keys
from offramp.scenario.vocabulary.editor_values import editor_value
from offramp.scenario.vocabulary.json_schema import json_schema, json_text, schema_of, value_of
from offramp.scenario.vocabulary.reference import with_reference
from offramp.scenario.vocabulary.shapes import Either, ListOf, MappingOf, PartOf, Row, Shape, Word
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Sequence
from tests.guide_scenario import added, as_written, with_part, written

DOCS = Path(__file__).parents[2] / "docs"
DEFINITIONS = json_schema()["definitions"]
EVERY_KEY = [pytest.param(part, key, id=f"{part.name}-{key.name}") for part in PARTS.values() for key in part.keys]
# Mappings of names with a word or two that mean something else: their readers go through the names.
BY_NAME = {"endings", "one_of_events", "tolerable", "distribution", "shock_distribution"}

# What an example of the file's own keys mentions.
CONTEXT = {
    "use": "play: [{use: arming}]",
    "output": "define: {short_staffed: staff < 0.4}",
    "correlated": "assumptions: {anger: {means: Staff lost, value: 0.1, range: [0, 0.3]}}",
}

# A sentence that can't be formalised has none of these.
INSTEAD_OF = {"formalised": {"holds", "happens"}}
# What a key needs to be different beside it.
FITTING = {
    "focal": {
        "move": ["ministry", "nurses"],
        "as": {"ministry": "last_word", "nurses": "answer"},
        "options": {"ministry": ["insist", "call_off"], "nurses": ["march", "go_home"]},
    }
}

Place = tuple[str | int, ...]


def fits(value: Any, shape: Shape) -> bool:
    return Draft7Validator({**schema_of(shape), "definitions": DEFINITIONS}).is_valid(value)


def parts_in(node: Node, shape: Shape, place: Place = ()) -> Iterator[tuple[Place, Mapping, Part]]:
    """Every mapping below `node` that is a part, with its place."""
    match shape:
        case PartOf(name) if isinstance(node, Mapping):
            part = PARTS[name]
            yield place, node, part
            known = {key.name: key.shape for key in part.keys}
            for key, value in node.items():
                inner = known.get(key.text, part.names)
                if inner is not None:
                    yield from parts_in(value, inner, (*place, key.text))
        case MappingOf(_, of) if isinstance(node, Mapping):
            for key, value in node.items():
                yield from parts_in(value, of, (*place, key.text))
        case ListOf(of) if isinstance(node, Sequence):
            for i, item in enumerate(node.items):
                yield from parts_in(item, of, (*place, i))
        case Row(of) if isinstance(node, Sequence):
            for i, (item, one) in enumerate(zip(node.items, of, strict=True)):
                yield from parts_in(item, one, (*place, i))
        case Either(of):
            yield from parts_in(node, next(one for one in of if fits(editor_value(node), one)), place)


def root_of(text: str) -> Node:
    root = compose(text, "example.yaml", DiagnosticLog())
    assert root is not None
    return root


def parts_of_text(text: str) -> list[tuple[Place, Mapping, Part]]:
    return list(parts_in(root_of(text), PartOf("scenario")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files lie that examples name."""
    (tmp_path / "staff.csv").write_text("week,staff\n2031-03-10,0.74\n", encoding="utf-8")
    return tmp_path


def errors(text: str, folder: Path) -> list[str]:
    try:
        read_text(text, str(folder / "example.yaml"))
    except ScenarioError as error:
        return [f"{d.code} {d.message}" for d in error.diagnostics if d.code.startswith("E")]
    return []


def shapes_in(shape: Shape | None) -> Iterator[str]:
    match shape:
        case PartOf(name):
            yield name
        case MappingOf(_, of) | ListOf(of):
            yield from shapes_in(of)
        case Row(of) | Either(of):
            for one in of:
                yield from shapes_in(one)


def test_every_part_is_used_and_there() -> None:
    used = {name for part in PARTS.values() for key in part.keys for name in shapes_in(key.shape)}
    used |= {name for part in PARTS.values() for name in shapes_in(part.names)}
    assert used | {"scenario"} == PARTS.keys()


@pytest.mark.parametrize("part", [part for part in PARTS.values() if part.name != "scenario"], ids=lambda p: p.name)
def test_every_example_of_a_part_works_where_it_belongs(part: Part, folder: Path) -> None:
    assert part.example
    text = written(with_part(part.example))
    assert errors(text, folder) == []
    assert part.name in {found.name for _, _, found in parts_of_text(text)}
    own = [found.name for _, _, found in parts_of_text(part.example)]
    assert part.name in own, "the example doesn't show its part"


@pytest.mark.parametrize(("part", "key"), EVERY_KEY)
def test_every_example_of_a_key_fits_and_works(part: Part, key: Key, folder: Path) -> None:
    assert fits(value_of(key.example), key.shape)
    if key.default:
        assert fits(value_of(key.default), key.shape)
    document, place = placed(part, key)
    target = document
    for step in place:
        target = target[step]
    with_it = {needed for first, needed in part.needs if first == key.name} - target.keys()
    wanted = {key.name, *with_it}
    gone = {other for group in part.one_of + part.apart if wanted & set(group) for other in group} - wanted
    gone |= {first for first, needed in part.needs if needed in gone} | INSTEAD_OF.get(key.name, set())
    for other in gone:
        target.pop(other, None)
    for other in part.keys:
        if other.name in with_it:
            target[other.name] = example_of(other)
    target.update(FITTING.get(key.name, {}))
    if key.name == "formalised":
        target["because"] = "why not"
    example = example_of(key)
    target[key.name] = added(target[key.name], example) if part.name == "scenario" and key.name in target else example
    assert errors(written(document), folder) == []


def example_of(key: Key) -> Any:
    return as_written(f"value: {key.example}")["value"]


def placed(part: Part, key: Key) -> tuple[Any, Place]:
    """A scenario with the part's example in it, and where the example's first such part stands."""
    if part.name == "scenario":
        return with_part(CONTEXT.get(key.name, "{}")), ()
    document = with_part(part.example)
    place = next(place for place, _, found in parts_of_text(part.example) if found is part)
    if place[0] == "play":  # steps are added after those that are there
        first = len(document["play"]) - len(as_written(part.example)["play"])
        return document, ("play", first + int(place[1]), *place[2:])
    return document, place


@pytest.mark.parametrize("part", [part for part in PARTS.values() if part.names is None], ids=lambda p: p.name)
def test_a_stray_key_is_refused_by_the_reader_and_by_the_schema(part: Part, folder: Path) -> None:
    document, place = placed(part, part.keys[0])
    assert Draft7Validator(json_schema()).is_valid(editor_value(root_of(written(document))))
    target = document
    for step in place:
        target = target[step]
    target["no_such_word"] = "1"
    found = errors(written(document), folder)
    assert any("no_such_word" in message for message in found) or (found and part.name in BY_NAME)
    assert not Draft7Validator(json_schema()).is_valid(editor_value(root_of(written(document))))


def test_words_to_choose_from_are_those_that_the_readers_know() -> None:
    def words(part: str, key: str) -> set[str]:
        (shape,) = (found.shape for found in PARTS[part].keys if found.name == key)
        if isinstance(shape, Either):  # the word, or one for each actor
            shape = shape.of[0]
        assert isinstance(shape, Word)
        return set(shape.words)

    assert words("update", "method") == {method.value for method in Method}
    assert words("move", "ties") == words("actor", "ties") == {rule.value for rule in Ties}
    assert words("calendar", "period") == set(PERIODS)
    assert keys("distribution") == keys("shock_distribution") == tuple(FAMILIES)


def test_the_readers_accept_exactly_the_keys_of_the_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Mapping, frozenset[str]]] = []
    real = Fields.__init__

    def noting(
        self: Fields, node: Mapping, what: str, log: Any, known: Iterable[str], *more: Any, **named: Any
    ) -> None:
        known = tuple(known)
        asked.append((node, frozenset(known)))
        real(self, node, what, log, known, *more, **named)

    monkeypatch.setattr(Fields, "__init__", noting)
    seen: dict[str, set[frozenset[str]]] = {}
    for example in (part.example for part in PARTS.values() if part.example):
        asked.clear()
        text = written(with_part(example))
        errors(text, folder)
        kinds = {(node.start, node.end): part for _, node, part in parts_of_text(text)}
        for node, known in asked:
            # What mechanisms bring in stands in files of their own, or is put together from both.
            own = Path(node.places.path).name == "example.yaml"
            if own and (part := kinds.get((node.start, node.end))) is not None:
                seen.setdefault(part.name, set()).add(known)
    expected = {name: {frozenset(keys(name))} for name in PARTS if name not in BY_NAME}
    # They are read once more as what they change.
    expected["given_assumption"] |= expected["assumption"]
    expected["given_state"] |= expected["stock"]
    expected["horizon"] = {frozenset({*keys("horizon"), "when"})}  # refused in words of its own
    assert seen == expected


def test_the_shipped_schema_is_what_the_table_says() -> None:
    assert SCENARIO_SCHEMA.read_text(encoding="utf-8") == json_text(), "python -m offramp.scenario.vocabulary"


def test_the_reference_is_what_the_table_says() -> None:
    page = DOCS / "scenario-reference.md"
    text = page.read_text(encoding="utf-8")
    assert text == with_reference(text), "python -m offramp.scenario.vocabulary docs/scenario-reference.md"
