"""The JSON Schema of scenario files: every scenario fits it, and what the checker refuses by key or shape doesn't."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.library import MECHANISMS
from offramp.scenario.vocabulary.editor_values import editor_value
from offramp.scenario.vocabulary.json_schema import json_schema
from offramp.scenario.yaml_text.yaml_composer import compose
from tests.guide_scenario import WHOLE

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "diagnostics"
VALIDATOR = Draft7Validator(json_schema())

FILES = [
    path
    for folder in ("offramp", "tests")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    # files with faults, and mechanisms, which are no scenarios
    if not {GOLDEN, ROOT / "tests/golden/form", ROOT / "tests/fuzz", MECHANISMS} & set(path.parents)
]
BLOCKS = [
    pytest.param(block, id=f"{page.name}-{i}")
    for page in sorted((ROOT / "docs").glob("*.md"))
    for i, block in enumerate(
        re.findall(r"^```yaml\n(offramp: 1\n.*?)^```", page.read_text("utf-8"), flags=re.S | re.M)
    )
]
# Faults of names, of numbers and of meaning, which no schema sees: it must not cry wolf there.
OF_MEANING = re.compile(r"(E20|E22|E23|E30[0-8]|E32|E40|E41|E50[1256]|W50)")
REFUSED = [
    "E014_comma_cuts_text", "E101_unknown_key", "E101_words_of_other_tools", "E102_calendar", "E102_missing_key",
    "E102_no_options", "E103_wrong_form", "E104_not_a_number", "E105_not_a_date", "E106_months", "E106_not_allowed",
    "E107_no_value", "E108_step", "E110_because", "E113_language_version", "E250_names", "E503_empty_play",
    "E504_no_options",
]  # fmt: skip


def data(text: str) -> Any:
    log = DiagnosticLog()
    root = compose(text, "scenario.yaml", log)
    assert root is not None, [d.message for d in log]
    return editor_value(root)


def faults(document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def golden(folder: Path | str) -> Any:
    return data((GOLDEN / folder / "scenario.yaml").read_text(encoding="utf-8"))


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_scenario_fits(path: Path) -> None:
    assert faults(data(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("block", BLOCKS)
def test_every_scenario_of_the_documentation_fits(block: str) -> None:
    assert faults(data(block)) == []


def test_there_are_scenarios() -> None:
    assert len(FILES) > 20
    assert BLOCKS


def only_of_meaning(folder: Path) -> bool:
    codes = re.findall(r"(?:error|warning)\[(\w+)\]", (folder / "expected.txt").read_text(encoding="utf-8"))
    return all(OF_MEANING.match(code) for code in codes)


@pytest.mark.parametrize("folder", [path.name for path in sorted(GOLDEN.iterdir()) if only_of_meaning(path)])
def test_what_is_at_fault_in_its_meaning_only_fits(folder: str) -> None:
    assert faults(golden(folder)) == []


@pytest.mark.parametrize("folder", REFUSED)
def test_what_the_checker_refuses_by_key_or_shape_does_not_fit(folder: str) -> None:
    assert faults(golden(folder)) != []


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("titel: X", "$"),
        ("calendar: {periods: 6, length: week}", "$.calendar"),
        ("calendar: {periods: 6, start: 2031-03-03}", "$.calendar"),
        ("calendar: {periods: 0}", "$.calendar.periods"),
        ("assumptions: {a: {valeu: 1}}", "$.assumptions.a"),
        ("assumptions: {a: {value: 5%}}", "$.assumptions.a"),
        ("assumptions: {a: {value: 1, range: [0, 1, 2]}}", "$.assumptions.a"),
        ("assumptions: {a: {range: [0, 1]}}", "$.assumptions.a"),
        (
            "assumptions: {a: {quantiles: {0.1: 1, 0.9: 2}, distribution: {normal: {mean: 0, sd: 1}}}}",
            "$.assumptions.a",
        ),
        ("assumptions: {a: {distribution: {normal: {mean: 0, sigma: 1}}}}", "$.assumptions.a"),
        ("assumptions: {a: {distribution: {bell: {mean: 0, sd: 1}}}}", "$.assumptions.a"),
        ("correlated: [a, b]", "$.correlated"),
        ("actors: {west: {rationality: {odds: 3}}}", "$.actors.west.rationality"),
        ("state: {x: {range: [0, 1]}}", "$.state.x"),
        ("state: {x: {range: [0, 1], start: 0, whole: maybe}}", "$.state.x"),
        ("state: {my stock: {range: [0, 1], start: 0}}", "$.state"),
        ("play: [{move: west, options: {a: {then: [b]}}}]", "$.play[0]"),
        ("play: [{chance: c, probability: 0.1, options: [a]}]", "$.play[0]"),
        ("play: [{one_of: {c: {rate: 1}}}]", "$.play[0]"),
        ("play: [{shock: s}]", "$.play[0]"),
        ("play: [{shock: s, sd: 1, distribution: {normal: {mean: 0, sd: 1}}}]", "$.play[0]"),
        ("play: [{update: {x: 1}, method: rk5}]", "$.play[0]"),
        ("payoffs: {west: {}}", "$.payoffs.west"),
        ("endings: {horizon: {when: t > 1}}", "$.endings.horizon"),
    ],
)
def test_slips_are_found_where_they_are(line: str, place: str) -> None:
    document = data(WHOLE[0]) | data(line)
    found = list(VALIDATOR.iter_errors(document))
    assert [error.json_path for error in found] == [place]


@pytest.mark.parametrize(
    "line",
    [
        "title: 1984",
        "title: true",
        "assumptions: {a: '0.5', b: {value: 1e-3}, c: {quantiles: {1e-2: 0, .5: 1}, range: [-inf, 2]}}",
        "assumptions: {стоимость: {value: +5}}",
        "assumptions: {लागत_में: {value: 5}}",
        "calendar: {periods: 6, start: 2031, period: year}",
        "calendar: {periods: 6, start: 2031Q2, period: quarter}",
        "define: {always: true, size: 4, sum: a + b}",
        "play: [{move: west, options: {push: , wait: {}}}, {one_of: {a: {probability: 0.1}, otherwise: }}]",
        "endings: {deal: true}",
    ],
)
def test_what_yaml_takes_for_something_else_fits(line: str) -> None:
    assert faults(data(WHOLE[0]) | data(line)) == []
