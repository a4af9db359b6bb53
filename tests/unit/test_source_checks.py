"""Who cites what, what is held against which document, and what rests on judgement."""

import json
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.scenario.checks.judgements import judgements, written_numbers
from offramp.scenario.citations.cited_passages import citations
from offramp.scenario.citations.source_checks import check_sources_against_documents
from offramp.scenario.library import find_scenario, ready_scenarios
from offramp.scenario.reader import read_scenario, read_text

SCENARIO = """offramp: 1
title: Case
calendar: {start: 2023-01, period: month, periods: 4}
views: {union: {means: As the union reads it}}
sources:
  report: {title: Report, file: report.md}
  memo: {title: Memo}
actors:
  west: {rationality: 4}
assumptions:
  a: {value: 0.1, range: [0, 1], because: [{source: report, phrase: will not sail}, {source: report, place: table 2}]}
  b: {value: 2, because: {note: the unit of account}}
  c: 3
switches:
  rule:
    means: Which rule holds
    cases: [old, new]
    because: {source: memo, phrase: the new rule}
state:
  phase: {modes: [crisis, war], start: crisis}
  heat: {range: [0, 1], start: 0.25}
define:
  risk: a * (0.5 + heat) ** 3 if rule == old else table(heat, [0, 0.7], [0.01, 0.02])
play:
  - move: west
    options:
      push: {when: t >= 3 or heat > 0.4, then: {heat: heat + 0.125}}
      wait: {}
  - chance: war
    probability: risk
    then: {phase: war}
payoffs:
  west: {each_period: -0.02 * c, at_end: {war: -b - 7, horizon: 1}}
endings:
  war: {when: phase == war}
tolerable: {west: [horizon]}
claims:
  hot: {means: War is likely, source: report, phrase: likely, holds: chance(war) > 0.5,
        because: {source: memo, place: p. 2}}
"""


def test_citations_are_found_whatever_part_holds_them() -> None:
    model = read_text(SCENARIO, "case.yaml")
    found = [(c.kind, c.name, c.role, c.anchor.source, c.anchor.phrase or c.anchor.place) for c in citations(model)]
    assert sorted(found) == sorted(
        [
            ("assumption", "a", "because", "report", "will not sail"),
            ("assumption", "a", "because", "report", "table 2"),
            ("assumption", "b", "because", "", ""),
            ("switch", "rule", "because", "memo", "the new rule"),
            ("claim", "hot", "quote", "report", "likely"),
            ("claim", "hot", "because", "memo", "p. 2"),
        ]
    )


def test_what_no_source_stands_behind() -> None:
    model = read_text(SCENARIO, "case.yaml")
    assert [(j.name, j.note) for j in judgements(model)] == [("b", "the unit of account"), ("c", "")]
    numbers = [(number.value, number.where) for number in written_numbers(model)]
    assert numbers == [
        (4.0, "the rationality of west"),
        (0.5, "`risk`"),
        (0.4, "option push of west"),
        (0.125, "option push of west"),
        (-0.02, "what west gains each period"),
        (7.0, "what west gains at war"),
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "report.md").write_text(
        "The ferry will *not* sail; a strike is likely, most\nlikely.", encoding="utf-8"
    )
    (tmp_path / "memo.txt").write_text("They want a new rule.", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("given", "code"), [([], 0), (["--document", "memo=memo.txt"], 2)])
def test_results_fit_their_schema(
    folder: Path, given: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "case.yaml", "--json", *given]) == code
    found = json.loads(capsys.readouterr().out)
    assert [error.message for error in Draft202012Validator(schema("sources")).iter_errors(found)] == []
    assert found["ok"] is (code == 0)
    statuses = [anchor["status"] for source in found["sources"].values() for anchor in source["anchors"]]
    missing = "not found" if given else "no document"
    assert statuses == ["verified", "no phrase", "several", missing, "no phrase"]
    place = found["sources"]["report"]["anchors"][0]["position"]
    assert place == {"start": 10, "end": 23}
    assert found["sources"]["report"]["supports"] == [
        {"kind": "assumption", "name": "a"},
        {"kind": "claim", "name": "hot"},
    ]
    if given:
        near = found["sources"]["memo"]["anchors"][0]["near"]
        assert near["differences"] == [{"phrase": "the", "document": "a"}]
    assert main(["check", "case.yaml", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [error.message for error in Draft202012Validator(schema("check")).iter_errors(found)] == []
    assert [warning["code"] for warning in found["warnings"]] == ["W501", "W511"]


def test_a_scenario_runs_whatever_its_documents_say(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "report.md").write_text("Nothing of the kind.", encoding="utf-8")
    assert main(["check", "case.yaml"]) == 2
    assert "E119" in capsys.readouterr().err
    assert main(["show", "case.yaml"]) == 0
    read_scenario(folder / "case.yaml")


def test_a_link_to_a_document_elsewhere_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("will not sail", encoding="utf-8")
    model = read_scenario(folder / "case.yaml")
    (folder / "report.md").unlink()
    (folder / "report.md").symlink_to(outside)  # after the scenario was read
    checked = check_sources_against_documents(model).sources["report"]
    assert checked.document is None


@pytest.mark.parametrize("name", ready_scenarios())
def test_ready_scenarios_deserve_no_warning(name: str) -> None:
    assert read_scenario(find_scenario(name)).warnings == ()


@pytest.mark.parametrize(
    ("stance", "warned"),
    [("partisan", True), ("Advocacy group", True), ("non-partisan", False), ("bipartisan", False), ("official", False)],
)
def test_stances_that_argue_for_a_side(stance: str, warned: bool) -> None:
    text = SCENARIO.replace("title: Report,", f"title: Report, stance: {stance},")
    assert ("W521" in [w.code for w in read_text(text, "case.yaml").warnings]) is warned
    both = text.replace("range: [0, 1], because", "range: [0, 1], views: {union: [0, 0.05]}, because")
    assert "W521" not in [w.code for w in read_text(both, "case.yaml").warnings]


def test_many_phrases_of_the_wrong_document_take_no_minute(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = "".join(
        f"  x{i}: {{value: 1, because: {{source: report, phrase: the strike is unlikely {i}}}}}\n" for i in range(400)
    )
    (folder / "case.yaml").write_text(SCENARIO.replace("  c: 3\n", f"  c: 3\n{many}"), encoding="utf-8")
    (folder / "report.md").write_text("the strike is likely and " * 20_000, encoding="utf-8")
    began = time.monotonic()
    assert main(["check", "case.yaml"]) == 2
    assert time.monotonic() - began < 15
    # Fifty faults are shown, 49 of them with a passage: nothing is like one of the phrases.
    assert capsys.readouterr().err.count("the nearest passage reads") == 49
    assert main(["check", "case.yaml", "--json"]) == 2
    said = capsys.readouterr().out
    assert said.count("the nearest passage reads") == 49
    assert "for the first 50 such phrases" in said


def test_without_rapidfuzz_no_passage_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    assert main(["sources", "case.yaml", "--document", "memo=memo.txt"]) == 2
    assert "without the Python package rapidfuzz" in " ".join(capsys.readouterr().out.split())
