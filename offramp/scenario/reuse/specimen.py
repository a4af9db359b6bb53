"""A mechanism alone, as a scenario: by it the library shows what a mechanism says, and tests that it is in order."""

from pathlib import Path
from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_nodes
from offramp.scenario.reuse.mechanism import Input, Mechanism
from offramp.scenario.vocabulary.reuse import SECTIONS
from offramp.scenario.yaml_text.yaml_composer import compose
from offramp.scenario.yaml_text.yaml_nodes import Mapping, Node, Scalar

_FRAME: Final = "offramp: 1\ntitle: Specimen\ncalendar: {periods: 4}\nplay: [{chance: nothing, probability: 0}]\n"


def specimen(mechanism: Mechanism) -> ScenarioModel:
    """The mechanism's own assumptions, state and steps, its inputs being assumptions of 1 and conditions that hold."""
    root = _composed(_FRAME)
    for section in SECTIONS:
        if section in mechanism.root.entries:
            root.entries[section] = mechanism.root.entries[section]
    for name, wanted in mechanism.inputs.items():
        section = "define" if wanted.gives is ValueType.BOOLEAN else "assumptions"
        key, before = root.entries.get(section, (_scalar(section), None))
        entries = dict(before.entries) if isinstance(before, Mapping) else {}
        entries[name] = (_scalar(name), _stand_in(wanted))
        root.entries[section] = (key, Mapping(entries, key.start, key.end, key.places, flow=False))
    return read_nodes(root, mechanism.source, Path(), DiagnosticLog())


def _stand_in(wanted: Input) -> Node:
    if wanted.gives is ValueType.BOOLEAN:
        return _scalar("t >= 0")
    entries: dict[str, tuple[Scalar, Node]] = {"value": (_scalar("value"), _scalar("1"))}
    if wanted.unit is not None:
        entries["unit"] = (_scalar("unit"), wanted.unit)
    first = entries["value"][0]
    return Mapping(entries, first.start, first.end, first.places, flow=True)


def _scalar(text: str) -> Scalar:
    value = _composed(f"value: {text}").get("value")
    assert isinstance(value, Scalar)
    return value


def _composed(text: str) -> Mapping:
    root = compose(text, "specimen", DiagnosticLog())
    assert isinstance(root, Mapping)
    return root
