"""The files of mechanisms: in order by themselves, in the form that the table gives, cited and documented."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from offramp.cli.library_facts import entry_facts
from offramp.cli.library_page import with_library
from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.library import mechanism_files
from offramp.scenario.reader import read_text
from offramp.scenario.reuse.mechanism import Mechanism, mechanism
from offramp.scenario.reuse.specimen import specimen
from offramp.scenario.vocabulary import PARTS
from offramp.scenario.vocabulary.editor_values import editor_value
from offramp.scenario.vocabulary.json_schema import json_schema, part_schema
from offramp.scenario.vocabulary.reuse import INPUT, MECHANISM
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Mapping

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
NAMES = sorted(mechanism_files())
# Offered to scenarios, which needn't take it.
OFFERED = {"W502", "W503", "W505", "W420"}


@pytest.fixture(params=NAMES)
def found(request: pytest.FixtureRequest) -> Mechanism:
    return mechanism(request.param)


def used(found: Mechanism) -> str:
    """A scenario that gives the mechanism what it must be given, and nothing else."""
    given = {n: "t >= 0" if i.gives is ValueType.BOOLEAN else "1" for n, i in found.inputs.items() if not i.default}
    asked = "".join(f"{name}: {value}, " for name, value in given.items())
    step = "{use: own}" if found.has_steps else "{chance: nothing, probability: 0}"
    return (
        "offramp: 1\ntitle: Case\ncalendar: {periods: 3}\n"
        f"use: {{own: {{mechanism: {found.name}, with: {{{asked}}}}}}}\nplay: [{step}]\n"
        f"output: [{', '.join(f'own_{name}' for name in found.keys('define'))}]\n"
    )


def test_it_has_the_form_that_the_table_gives(found: Mechanism) -> None:
    definitions = {**json_schema()["definitions"], "input": part_schema(INPUT)}
    schema = {**part_schema(MECHANISM), "definitions": definitions}
    root = compose(found.source.text, found.source.path, DiagnosticLog())
    assert root is not None
    assert [f"{e.json_path}: {e.message}" for e in Draft7Validator(schema).iter_errors(editor_value(root))] == []


def test_it_is_in_order_by_itself(found: Mechanism) -> None:
    assert {warning.code for warning in specimen(found).warnings} <= OFFERED


def test_it_is_in_order_in_a_scenario(found: Mechanism) -> None:
    model = read_text(used(found), "case.yaml")
    assert [w.render() for w in model.warnings if w.code not in OFFERED] == []
    # All that it does is under the prefix.
    names = [*model.assumptions, *model.stocks, *model.modes, *model.switches, *model.defines, *model.tables]
    assert [name for name in names if not name.startswith("own_")] == []


def test_no_mechanism_uses_another(found: Mechanism) -> None:
    assert "use" not in found.root.entries
    assert "use" not in {key.name for key in MECHANISM.keys}
    assert "- use:" not in found.source.text


def test_a_name_means_one_thing(found: Mechanism) -> None:
    labels = {label for mode in specimen(found).modes.values() for label in mode.labels}
    labels |= {case for switch in specimen(found).switches.values() for case in switch.cases}
    assert not labels & (found.names | found.inputs.keys())
    assert not set(found.keys("sources")) & (found.names | found.inputs.keys())
    assert not found.names & found.inputs.keys()


def test_its_units_are_single_words(found: Mechanism) -> None:
    # `units: {persons: …}` names them by keys.
    facts = entry_facts(found.name)
    units = [part["unit"] for kind in ("inputs", "assumptions", "stocks") for part in facts[kind].values()]
    assert all(re.fullmatch(r"(1/period|\w+|\w+/period|1/\w+)?", unit) for unit in units), units


def test_it_is_cited(found: Mechanism) -> None:
    facts = entry_facts(found.name)
    assert facts["sources"]
    for source in facts["sources"].values():
        assert re.fullmatch(r"\d{4}", source["date"]), "a source says when it appeared"
        assert len(source["title"]) > 20
    for name, assumption in facts["assumptions"].items():
        assert assumption["because"], name
        assert assumption["means"], name
        assert assumption["low"] is not None, f"{name} has no range"


def test_every_entry_is_a_mapping(found: Mechanism) -> None:
    for section in ("assumptions", "switches", "state", "sources", "tables"):
        assert all(isinstance(value, Mapping) for _, value in found.section(section))


def test_the_documentation_is_made_from_the_files() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_library(page), "python -m offramp.cli.library_page docs/library.md"
    assert all(f"## {mechanism(name).title}: `{name}`" in page for name in NAMES)


def test_the_parts_of_a_mechanism_are_no_parts_of_a_scenario() -> None:
    assert {"mechanism", "input"}.isdisjoint(PARTS)
