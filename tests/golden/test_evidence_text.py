"""What the terminal says of evidence, status by status: the wording is reviewed here as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_evidence_text.py
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from offramp.cli.evidence_words import evidence_text
from offramp.cli.schemas import schema
from offramp.explore.shares import Share

FOLDER = Path(__file__).parent / "evidence"
Result = dict[str, Any]


def _value(series: str, t: int, value: float, counts: bool = True, later: bool = False) -> Result:
    label = f"2031Q{t + 1}"
    found = {"series": series, "means": "As read", "unit": "km", "t": t, "label": label, "value": value}
    return {**found, "counts": counts, "later": later}


def _conclusion(kind: str, actor: str | None, what: str, drawn: int, weighed: float, clear: bool) -> Result:
    shift = weighed - drawn / 1000
    return {
        "kind": kind,
        "actor": actor,
        "what": what,
        "asked_of": 1000,
        "drawn": Share(drawn, 1000).to_json(),
        "weighed": {"share": weighed, "low": max(0.0, weighed - 0.04), "high": min(1.0, weighed + 0.05)},
        "shift": {"value": shift, "low": shift - 0.03, "high": shift + 0.03, "clear": clear},
    }


def _assumption(name: str, drawn: list[float], weighed: list[float], clear: bool) -> Result:
    quantiles = ("q05", "q50", "q95")
    found = {"drawn": dict(zip(quantiles, drawn, strict=True)), "weighed": dict(zip(quantiles, weighed, strict=True))}
    return {"assumption": name, **found, "far": 0.3, "p_value": 0.001 if clear else 0.6, "clear": clear}


def _view(**changed: Any) -> Result:
    return {
        "worlds": 1004,
        "known": 1000,
        "status": "weighed",
        "effective": 354.4,
        "largest": 0.0043,
        "noise": 0.03,
        "grid": 0.0,
        "explaining": Share(648, 1000).to_json(),
        "checks": [{"series": "level", "t": t, "below": 0.7, "as_far": 0.6} for t in range(3)],
        "conclusions": [
            _conclusion("verdict", "west", "free", 520, 0.043, True),
            _conclusion("verdict", "west", "trapped", 430, 0.926, True),
            _conclusion("answer", None, "horizon", 476, 0.49, False),
            _conclusion("closing", "west", "leave", 349, 0.9, True),
        ],
        "moved": [
            _assumption("push", [-0.45, 0.0004, 0.45], [-0.04, 0.256, 0.476], True),
            _assumption("held", [0.43, 0.695, 0.96], [0.467, 0.728, 0.957], True),
            _assumption("idle", [0.05, 0.5, 0.95], [0.05, 0.49, 0.95], False),
        ],
        **changed,
    }


def _result(view: Result | None = None, **changed: Any) -> Result:
    names = {"actors": {"west": "The west"}, "options": {"leave": "Leave"}, "views": {}}
    scenario = {"id": "case", "title": "Case", "question": None, "path": "case.yaml", "sha256": "0", "summary": ""}
    return {
        "schema": "offramp/evidence/1",
        "offramp": "0.1.0",
        "scenario": {**scenario, "information_until": "2031-06-30", "names": names},
        "run": "run",
        "worlds": 1004,
        "seed": 1,
        "level": 0.5,
        "forecast": None,
        "until": None,
        "explains": 0.01,
        "fewest": 200,
        "most_noise": 0.5,
        "noise_level": 0.01,
        "observations": [_value("level", t, 1 + t, later=t == 2) for t in range(3)],
        "views": {"as_written": view or _view()},
        **changed,
    }


def _unweighed(status: str, **changed: Any) -> Result:
    conclusions = [{**one, "weighed": None, "shift": None} for one in _view()["conclusions"]]
    return _view(status=status, conclusions=conclusions, moved=[], **changed)


def _nothing_clear() -> Result:
    view = _view()
    moved = [{**one, "clear": False} for one in view["moved"]]
    still = [{**one, "shift": {**one["shift"], "clear": False}} for one in view["conclusions"]]
    return _result({**view, "moved": moved, "conclusions": still, "grid": 0.4, "noise": 0.22})


STRANGE = [{"series": "level", "t": t, "below": 0.999, "as_far": 0.002} for t in range(2)]
CASES: dict[str, Callable[[], Result]] = {
    "weighed": _result,
    "nothing_clear": _nothing_clear,
    "no_world_explains": lambda: _result(
        _unweighed("no_world_explains", explaining=Share(0, 1000).to_json(), checks=STRANGE, effective=1.2, largest=0.9)
    ),
    "hardly_any_explains": lambda: _result(_unweighed("hardly_any_explains", explaining=Share(4, 1000).to_json())),
    "too_few_worlds": lambda: _result(_unweighed("too_few_worlds", effective=31.0, largest=0.12)),
    "too_noisy": lambda: _result(_unweighed("too_noisy", noise=0.8)),
    "not_computed": lambda: _result(_unweighed("not_computed", known=0, explaining=None, checks=[])),
    "nothing_observed": lambda: _result(
        _unweighed("nothing_observed", explaining=None, checks=[]),
        observations=[_value("level", t, 1 + t, counts=False, later=True) for t in range(3)],
        until="2030-12-31",
    ),
    "before_an_undated_forecast": lambda: _result(
        _unweighed("nothing_observed", explaining=None, checks=[]),
        observations=[_value("level", t, 1 + t, counts=False) for t in range(3)],
        forecast="soon",
        until="0001-01-01",
    ),
    "before_a_forecast": lambda: _result(
        forecast="soon",
        until="2031-08-15",
        observations=[_value("level", 0, 1.0), _value("level", 1, 2.0), _value("level", 2, 3.0, counts=False)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_terminal(case: str) -> None:
    result = CASES[case]()
    assert [error.message for error in Draft202012Validator(schema("evidence")).iter_errors(result)] == []
    found = evidence_text(result, 80) + "\n"
    expected = FOLDER / f"{case}.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_nobody_calls_a_share_of_worlds_a_probability(case: str) -> None:
    said = " ".join(evidence_text(CASES[case](), 80).casefold().split()).replace("is no probability", "")
    assert "probab" not in said
    assert "likelihood" not in said
