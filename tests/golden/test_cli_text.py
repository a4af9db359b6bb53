"""What the terminal says about a result: the wording is reviewed here as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_cli_text.py
"""

import os
from pathlib import Path
from typing import Any

import pytest

from offramp.cli.analysis_words import analysis_text
from offramp.cli.check_facts import check_facts
from offramp.cli.check_words import check_text
from offramp.cli.scenario_facts import scenario_facts
from offramp.cli.scenario_words import scenario_text
from offramp.cli.simulation_words import simulation_text
from offramp.cli.solution_words import solution_text
from offramp.scenario.reader import read_text
from tests import report_sample

FOLDER = Path(__file__).parent / "cli"
SCENARIO = FOLDER / "ruin_and_belief.yaml"


def one_view(analysis: dict[str, Any], view: str) -> dict[str, Any]:
    """One view's result as `solve` would print it."""
    found: dict[str, Any] = {**analysis["views"][view], "scenario": analysis["scenario"]}
    return found


def with_request() -> dict[str, Any]:
    """A result with everything that a request and exact play add."""
    data = one_view(report_sample.exact_game(), "as_written")
    data["set"] = {"slip": 0.1, "aid": 7.25}
    data["at"] = {"t": 2, "phase": "leaving"}
    data["ties"] = [{"t": 1, "actor": "league", "options": ["sustain", "surge"], "rule": "uniform", "mass": 0.25}]
    league = data["actors"]["league"]
    league |= {"rationality": "inf", "reach_within_cap": 0.44, "helped_within_cap": 0.61, "verdict": "dependent"}
    return data


def simulation() -> dict[str, Any]:
    """A `simulate` result."""
    stocks = {"mean": 0.5, "sd": 0.1, "q05": 0.33, "q25": 0.44, "q50": 0.5, "q75": 0.56, "q95": 0.67}
    ends = {"freeze": (620, 0.589, 0.65), "league_leaves": (374, 0.344, 0.405), "wider_war": (6, 0.0028, 0.013)}
    return {
        "schema": "offramp/simulate/1",
        "scenario": report_sample.analysis()["scenario"],
        "view": "critic",
        "paths": 1000,
        "seed": 7,
        "endings": {
            **{e: {"share": n / 1000, "low": low, "high": high, "count": n} for e, (n, low, high) in ends.items()},
            "horizon": {"share": 0.0, "low": 0.0, "high": 0.0038, "count": 0},
        },
        "duration": {"mean": 4.21, "error": 0.09},
        "values": {"league": {"mean": -1.312, "error": 0.04}},
        "timeline": [
            {"t": t, "label": report_sample.label(t), "live": 0.9**t, "stocks": {"front_line": stocks}, "endings": {}}
            for t in range(5)
        ],
    }


def text(case: str) -> str:
    match case:
        case "solve-unresolved":
            return solution_text(one_view(report_sample.analysis(), "critic"))
        case "solve-resolved":
            return solution_text(one_view(report_sample.analysis(resolved=True), "pamphlet"))
        case "solve-exact":
            return solution_text(with_request())
        case "solve-process":
            process = one_view(report_sample.pure_process(), "as_written")
            unchecked = ("audit_gap", "refinement_change", "policy_change", "quadrature_change")
            process["certificate"] |= {**dict.fromkeys(unchecked), "paths": 20_000, "points": []}
            return solution_text(process)
        case "analyse":
            return analysis_text(report_sample.analysis(), page="harbour.html")
        case "simulate":
            return simulation_text(simulation())
    model = read_text(SCENARIO.read_text(encoding="utf-8"), SCENARIO.name)
    return check_text(check_facts(model)) if case == "check" else scenario_text(scenario_facts(model))


@pytest.mark.parametrize(
    "case",
    ["solve-unresolved", "solve-resolved", "solve-exact", "solve-process", "analyse", "simulate", "check", "show"],
)
def test_text(case: str) -> None:
    found = text(case) + "\n"
    expected = FOLDER / f"{case}.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
