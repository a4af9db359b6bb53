"""The quantities that a scenario wants followed, on the terminal and on the page."""

import re
from pathlib import Path
from typing import Any

import offramp
from offramp.cli.output_words import outputs
from offramp.cli.scenario_facts import scenario_facts
from offramp.cli.scenario_words import scenario_text
from offramp.cli.simulation_words import simulation_text
from offramp.cli.solution_words import names_of, solution_text
from offramp.report.page import page
from tests import report_sample

TEXT = """
offramp: 1
title: Weariness
calendar: {start: 2023Q4, period: quarter, periods: 5}
tables: {wear: {means: Fatigue a quarter, x: [0, 1], y: [0.2, 0], because: {note: a guess}}}
state: {tired: {range: [0, 1], start: 0, lags: 1}, hope: {range: [0, 1], start: 1}}
define: {weariness: 0.5 * (tired + previous(tired)), worn_out: weariness > 0.3}
output: [weariness, worn_out]
play:
  - shock: news
    distribution: {beta: {mean: 0.1, sd: 0.05}}
    range: [0, 0.5]
    from: 2024
  - update: {tired: tired + wear(tired) + news}
  - update: {hope: 0.9 * hope}
    method: rk4
    substeps: 4
"""


def scenario(tmp_path: Path) -> offramp.Scenario:
    (tmp_path / "weariness.yaml").write_text(TEXT, encoding="utf-8")
    return offramp.load(tmp_path / "weariness.yaml")


def test_the_terminal_shows_them_at_the_start_half_way_and_at_the_end(tmp_path: Path) -> None:
    for result, text in (
        (scenario(tmp_path).simulate(paths=500).to_json(), simulation_text),
        (scenario(tmp_path).solve().to_json(), solution_text),
    ):
        shown = text(result)
        section = shown[shown.index("Quantities to follow") :]
        lines = section.splitlines()
        first = next(k for k, line in enumerate(lines) if "2023Q4" in line)
        assert lines[first].split() == ["2023Q4", "2024Q2", "2024Q4"]
        weariness = next(line for line in lines[first:] if "weariness" in line)
        # Nothing is random before 2024, so the first number has no error.
        assert re.match(r"\W*weariness\W+0 +0\.\d+ ± 0\.\d+ +0\.\d+ ± 0\.\d+", weariness)


def test_nothing_is_said_where_nothing_is_asked() -> None:
    data: dict[str, Any] = report_sample.analysis()["views"]["critic"]
    for item in data["timeline"]:
        item["outputs"] = {}
    assert outputs(data, names_of(data), 100) == ""


def test_the_page_has_a_table_of_them() -> None:
    whole = report_sample.analysis()
    text = page(whole)
    assert "Quantities to follow" in text
    assert "War weariness" in text
    assert "0.20 ± 0.02" in text or "0.200 ± 0.012" in text
    for view in whole["views"].values():
        for item in view["timeline"]:
            item["outputs"] = {}
    assert "Quantities to follow" not in page(whole)


def test_show_tells_of_tables_lags_dates_and_methods(tmp_path: Path) -> None:
    shown = " ".join(scenario_text(scenario_facts(scenario(tmp_path).model)).split())
    assert "tired, a number from 0 to 1; starts at 0; its last value is kept" in shown
    assert "wear, a table (0: 0.2, 1: 0): Fatigue a quarter" in shown
    assert "judgement: a guess" in shown
    assert "results show weariness and worn_out over time" in shown
    assert "news is drawn, beta with mean 0.1, sd 0.05, held in [0, 0.5] [when t >= 1]" in shown
    assert "worked out through the period by rk4 in 4 steps" in shown


def test_what_a_simulation_leaves_out_is_said(tmp_path: Path) -> None:
    data = scenario(tmp_path).simulate(paths=50).to_json()
    said = "(3 of 5 periods are shown; --json has all of them)"
    assert simulation_text(data).count(said) == 2  # stocks, and the quantities to follow
    for item in data["timeline"][3:]:
        item["live"] = 0.01  # what hardly any path comes to isn't shown either
    assert simulation_text(data).count(said) == 2
    data["timeline"] = data["timeline"][:3]
    assert "periods are shown" not in simulation_text(data)
