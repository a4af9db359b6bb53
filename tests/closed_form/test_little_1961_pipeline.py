"""What is under way is flow × delay (Little 1961, Operations Research 9:383-387); steady reinforcement holds a front.

A pledge of 4.27 bn a month that takes five months to arrive has 21.35 bn in the pipeline. On dx = u - a y a
reinforcement u = a y holds x where it is.
"""

import math
from pathlib import Path
from typing import Any

import pytest

import offramp

from .mechanism_runs import alone, output, stock
from .mechanism_runs import timeline as played

PIPELINE = """
offramp: 1
title: Aid under way
calendar: {start: 2022-02, period: month, periods: 25}
assumptions: {pledged: {value: 4.27, unit: EUR bn/month}, month: {value: 1, unit: month}}
state:
  sent: {range: [0, 10], start: 0, lags: 5, unit: EUR bn/month}
  under_way: {range: [0, 50], start: 0, unit: EUR bn}
  arrived: {range: [0, 200], start: 0, unit: EUR bn}
define: {arriving: "previous(sent, 5)"}
output: [arriving]
play:
  - update: {sent: pledged}
  - update: {under_way: under_way + (sent - arriving) * month, arrived: arrived + arriving * month}
"""


def run(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    (tmp_path / "pipeline.yaml").write_text(text, encoding="utf-8")
    timeline: list[dict[str, Any]] = offramp.load(tmp_path / "pipeline.yaml").simulate(paths=2).to_json()["timeline"]
    return timeline


def test_the_pipeline_fills_up_to_flow_times_delay(tmp_path: Path) -> None:
    timeline = run(tmp_path, PIPELINE)
    for t, row in enumerate(timeline):
        # `sent` is set in the first period, so five periods after its end the first of it arrives.
        expected = {"under_way": 4.27 * min(t, 6), "arrived": 4.27 * max(0, t - 6)}
        found = {name: row["stocks"][name]["mean"] for name in expected}
        assert found == pytest.approx(expected, abs=1e-9), t
        assert row["outputs"]["arriving"]["mean"] == (4.27 if t >= 6 else 0)


def test_in_transit_is_21_35_bn_where_the_flow_began_long_ago(tmp_path: Path) -> None:
    text = PIPELINE.replace("start: 0, lags: 5", "start: pledged, lags: 5").replace(
        "[0, 50], start: 0", "[0, 50], start: 21.35"
    )
    timeline = run(tmp_path, text)
    for row in timeline:
        assert row["stocks"]["under_way"]["mean"] == pytest.approx(21.35, abs=1e-12)
        assert row["outputs"]["arriving"]["mean"] == 4.27


HOLDING = """
offramp: 1
title: A front that is held
calendar: {periods: 40}
assumptions: {a: 0.05}
state: {x: {range: [0, 1000], start: 500}, y: {range: [0, 1000], start: 800}}
play:
  - update: {y: 0.97 * y, x: x + REINFORCEMENT - a * y}
    method: rk4
    substeps: 3
"""


def test_reinforcement_at_the_rate_of_losses_holds_a_front(tmp_path: Path) -> None:
    for row in run(tmp_path, HOLDING.replace("REINFORCEMENT", "a * y")):
        assert row["stocks"]["x"]["mean"] == pytest.approx(500, rel=1e-14)
    # What was enough at first is too much once the other side is weaker.
    assert run(tmp_path, HOLDING.replace("REINFORCEMENT", "a * initial(y)"))[-1]["stocks"]["x"]["mean"] > 600


def test_the_mechanism_fills_up_to_flow_times_delay() -> None:
    rows = played(alone("aid_pipeline", "pledged: 4.27, delay: 5", 120, "output: [own_arriving]\n"))
    for t, row in enumerate(rows):
        assert stock(row, "under_way") == pytest.approx(21.35 * (1 - 0.8**t), rel=1e-12)
    assert stock(rows[-1], "under_way") == pytest.approx(21.35, rel=1e-10)
    assert output(rows[-1], "arriving") == pytest.approx(4.27, rel=1e-10)


def test_what_was_under_way_goes_on_arriving() -> None:
    given = "pledged: 4.27 if t < 6 else 0, delay: 5, at_first: 21.35"
    rows = played(alone("aid_pipeline", given, 12, "output: [own_arriving]\n"))
    assert [output(row, "arriving") for row in rows[:7]] == pytest.approx([4.27] * 7, rel=1e-12)
    assert output(rows[9], "arriving") == pytest.approx(4.27 * 0.8**3, rel=1e-12)


def test_the_model_of_the_library() -> None:
    """In its steady state 21.35 bn are under way; once pledges end, a fifth less arrives every month."""
    found = offramp.load("aid-pipeline").simulate(paths=4000).to_json()
    rows = found["timeline"]
    assert [row["stocks"]["aid_under_way"]["mean"] for row in rows[:7]] == pytest.approx([21.35] * 7, rel=1e-12)
    held = 1.0
    for t, row in enumerate(rows):
        arriving = 4.27 * 0.8 ** max(0, t - 6)
        assert row["outputs"]["aid_arriving"]["mean"] == pytest.approx(arriving, rel=1e-9)
        # What arrives in the next period is seen by the chance of this one.
        held *= 1 - 0.3 / (1 + math.exp(-(3 - 4.27 * 0.8 ** max(0, t - 5)) / 0.4))
    assert found["endings"]["horizon"]["share"] == pytest.approx(held, abs=4 * math.sqrt(held / 4000) + 1e-3)
