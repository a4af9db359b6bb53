"""Views side by side: the same results however many processes work on them, and faults that come back whole."""

import pickle
from pathlib import Path

import pytest

import offramp

FAULTY = """
offramp: 1
title: A view that breaks
views: {bold: {means: Everything at once, stance: partisan}}
calendar: {periods: 2}
actors: {a: {rationality: 1}}
assumptions:
  speed: {means: How fast it goes, value: 0.2, range: [0, 2], views: {bold: [0.9, 1.2]}, because: {note: a test}}
state: {phase: {modes: [open, done], start: open}}
play:
  - move: a
    options: {wait: {}, go: {then: {phase: done}}}
  - chance: slips
    probability: speed * (1 - 0.1 * t)
    then: {phase: done}
payoffs: {a: {at_end: {done: 1, horizon: 0}}}
endings: {done: {when: phase == done}}
tolerable: {a: [done]}
"""


def test_the_number_of_processes_changes_nothing() -> None:
    brink = offramp.load("brink")
    assert brink.analyse(processes=2, worlds=0).to_json() == brink.analyse(processes=1, worlds=0).to_json()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_fault_in_one_view_comes_back_with_its_place(tmp_path: Path, processes: int) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(offramp.ScenarioError) as caught:
        offramp.load(path).analyse(processes=processes)
    fault = caught.value.diagnostics[0]
    assert fault.code == "E602"
    assert fault.span is not None
    assert fault.span.line == 14
    assert "probability: speed" in str(caught.value)


def test_a_fault_survives_the_way_between_processes() -> None:
    with pytest.raises(offramp.ScenarioError) as caught:
        offramp.load("brink").solve(view="hwak")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)
    assert copy.diagnostics == caught.value.diagnostics
