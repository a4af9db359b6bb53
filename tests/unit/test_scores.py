"""Forecasts scored: rules against published examples, chances against closed forms, and what can't be scored."""

import math
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.cli.score_words import score_text
from offramp.judge.scores.calibration import FEWEST, calibration
from offramp.judge.scores.scoring_rules import CLIP, brier, largest_change, log_score

HAZARD = """
offramp: 1
title: A hazard of one in four a year
calendar: {start: 2001, period: year, periods: 4}
information_until: 2000-12-31
sources:
  paper: {title: A paper, stance: partisan, date: 2000-05-01}
  archive: {title: The archive, stance: scholarly, date: 2006-01-01}
assumptions:
  hazard: {means: Chance in a year, unit: probability, value: 0.25, range: [0.05, 0.45], views: {calm: [0.05, 0.15]},
    because: {note: a test}}
views: {calm: {means: It hardly happens, stance: partisan}}
state: {phase: {modes: [on, over], start: on}}
play: [{chance: breaks, probability: hazard, then: {phase: over}}]
endings: {over: {when: phase == over}}
forecasts:
"""
RESOLVED = "resolved: {as: no, source: archive, on: 2004-12-31}"


def scenario(folder: Path, *forecasts: str, text: str = HAZARD) -> offramp.Scenario:
    path = folder / "hazard.yaml"
    path.write_text(text + "".join(f"  {one}\n" for one in forecasts), encoding="utf-8")
    return offramp.load(path)


def scored(folder: Path, *forecasts: str, **asked: Any) -> dict[str, Any]:
    found = scenario(folder, *forecasts).score(**asked).to_json()
    assert [error.message for error in Draft202012Validator(schema("score")).iter_errors(found)] == []
    assert score_text(found)
    return found


# scoringrules (github.com/frazane/scoringrules), tests/test_brier.py and tests/test_logs.py, as of 2026-06.
def test_published_examples_of_the_rules() -> None:
    assert brier(0.271, happened=False) == pytest.approx(0.073441, abs=1e-12)
    assert log_score(0.481, happened=False) == pytest.approx(0.6558514, abs=1e-7)


@pytest.mark.parametrize("truth", [0.02, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("rule", [brier, log_score])
def test_the_rules_are_proper(rule: Any, truth: float) -> None:
    def expected(said: float) -> float:
        return truth * float(rule(said, True)) + (1 - truth) * float(rule(said, False))

    assert min((k / 100 for k in range(1, 100)), key=expected) == pytest.approx(truth)


def test_the_log_score_is_held_at_its_bound() -> None:
    assert log_score(1.0, happened=False) == pytest.approx(-math.log(CLIP))
    assert log_score(1 - CLIP, happened=False) == pytest.approx(-math.log(CLIP))
    assert largest_change(brier, 0.5, 0.1, happened=True) == pytest.approx(0.6**2 - 0.5**2)


def test_chances_and_scores_in_closed_form(tmp_path: Path) -> None:
    found = scored(
        tmp_path,
        f"a: {{means: m, happens: over, by: 2002-12-31, says: likely, source: paper, {RESOLVED}}}",
        "b: {means: m, happens: over, by: 2003-12-31, probability: 0.9, base_rate: 0.1, because: a count, "
        "resolved: {as: yes, on: 2003-05-01, source: archive}}",
    )
    one, other = found["forecasts"]["a"], found["forecasts"]["b"]
    p = 1 - 0.75**2
    here = one["views"]["as_written"]
    assert here["chance"] == pytest.approx(p)
    assert here["brier"] == pytest.approx(p**2)
    assert here["log"] == pytest.approx(-math.log(1 - p))
    assert one["document"]["brier"] == pytest.approx([0.55**2, 0.675**2, 0.8**2])
    assert one["base"] == {"chance": 0.5, "declared": False, "brier": 0.25, "log": pytest.approx(math.log(2))}
    assert other["base"]["brier"] == pytest.approx(0.9**2)
    assert found["document"]["brier"] == pytest.approx([(x**2 + 0.1**2) / 2 for x in (0.55, 0.675, 0.8)])
    assert found["document"]["hindsight_brier"] == 0.25
    scores = found["views"]["as_written"]["scores"]
    assert scores["brier"] == pytest.approx((p**2 + (0.75**3) ** 2) / 2)
    assert scores["base_brier"] == pytest.approx((0.25 + 0.81) / 2)
    assert scores["calibration"] == []


def test_what_is_not_scored_is_listed(tmp_path: Path) -> None:
    found = scored(
        tmp_path,
        "open: {means: m, happens: over, by: 2004-12-31, says: likely}",
        "void: {means: m, happens: over, by: 2004-12-31, says: likely, resolved: {as: void, source: archive}}",
        "words: {means: m, formalised: no, because: Nobody can tell}",
        f"rare: {{means: m, happens: over by 2002-12-31 given over by 2001-12-31 and not over by 2001-12-31, "
        f"by: 2002-12-31, {RESOLVED}}}",
    )
    statuses = {name: one["status"] for name, one in found["forecasts"].items()}
    assert statuses == {"open": "unresolved", "void": "void", "words": "not_formalised", "rare": "scored"}
    assert found["forecasts"]["rare"]["views"]["as_written"]["state"] == "vacuous"
    assert found["forecasts"]["rare"]["views"]["as_written"]["brier"] is None
    assert found["views"]["as_written"]["scores"] is None
    assert found["document"] is None


def test_what_was_known_is_no_forecast_of_a_view(tmp_path: Path) -> None:
    text = HAZARD.replace("2000-12-31", "2002-06-30")
    path = scenario(tmp_path, f"a: {{means: m, happens: over, by: 2001-12-31, says: likely, {RESOLVED}}}", text=text)
    assert [w.code for w in path.warnings if w.code == "W478"] == ["W478"]
    found = path.score().to_json()["forecasts"]["a"]
    assert found["status"] == "known_before"
    assert found["views"]["as_written"]["chance"] == pytest.approx(0.25)
    assert found["views"]["as_written"]["brier"] is None
    assert found["document"]["brier"][0] == pytest.approx(0.55**2)


def test_calibration_from_ten_on() -> None:
    few = [(0.1, False)] * (FEWEST - 1)
    assert calibration(few) == []
    table = calibration([(0.1, False)] * 6 + [(0.9, True)] * 3 + [(1.0, False)])
    assert [(b.low, b.count, b.happened) for b in table] == [(0.0, 6, 0.0), (0.8, 4, 0.75)]
    assert table[1].chance == pytest.approx((3 * 0.9 + 1) / 4)


def test_views_and_settings(tmp_path: Path) -> None:
    stated = f"a: {{means: m, happens: over, by: 2001-12-31, {RESOLVED}}}"
    found = scored(tmp_path, stated, views=["calm"], set={"hazard": 0.1})
    assert list(found["views"]) == ["calm"]
    assert found["forecasts"]["a"]["views"]["calm"]["brier"] == pytest.approx(0.01)
    assert found["forecasts"]["a"]["document"] is None
    score = scenario(tmp_path, stated).score(views=[None])
    assert score.brier("a") == pytest.approx(0.0625)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stated = f"a: {{means: It breaks soon, happens: over, by: 2001-12-31, says: likely, source: paper, {RESOLVED}}}"
    path = str(scenario(tmp_path, stated).path)
    assert main(["score", path]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "makes 1 forecast: 1 scored" in said
    assert "25%, which scores 0.062" in said or "25%, which scores 0.063" in said
    assert main(["score", "brink"]) == 0
    assert "makes no forecasts" in capsys.readouterr().out


def test_a_run_without_their_chances_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stated = f"a: {{means: m, happens: over, by: 2001-12-31, {RESOLVED}}}"
    run = tmp_path / "run"
    scenario(tmp_path, stated).explore(worlds=20, out=run)
    found = offramp.open_run(run).score()
    assert [error.message for error in Draft202012Validator(schema("score")).iter_errors(found)] == []
    assert main(["score", str(run), "--set", "hazard=0.1"]) == 2
    assert "E714" in capsys.readouterr().err
    worlds = found["forecasts"]["a"]["views"]["as_written"]["worlds"]
    if found["worlds"]:
        assert worlds["mean"] == pytest.approx(0.25, abs=0.05)
    else:
        assert worlds is None
        assert "only baselines are scored" in " ".join(score_text(found).split())
