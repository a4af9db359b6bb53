"""Deterministic stock-and-flow models against the numbers of SDXorg/test-models (see `stock_and_flow.py`)."""

import csv
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import offramp

from .stock_and_flow import CASES, Case

TABLES = Path(__file__).parents[3] / "shared" / "cases" / "stocks"  # the whole tables, where they are at hand


@cache
def simulated(name: str, folder: Path) -> dict[str, Any]:
    file = folder / f"{name}.yaml"
    file.write_text(CASES[name].scenario, encoding="utf-8")
    found: dict[str, Any] = offramp.load(file).simulate(paths=2).to_json()
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stock_and_flow")


def column(found: dict[str, Any], case: Case, time: float, name: str) -> float:
    row = found["timeline"][round(time / case.dt)]
    return float((row["stocks"] | row["outputs"])[name]["mean"])


def assert_same(found: dict[str, Any], case: Case, rows: dict[float, tuple[float, ...]]) -> None:
    for k, name in enumerate(case.columns):
        largest = max(abs(values[k]) for values in rows.values())
        for time, values in rows.items():
            assert column(found, case, time, name) == pytest.approx(values[k], abs=case.tolerance * largest), (
                name,
                time,
            )


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_that_others_found(name: str, folder: Path) -> None:
    found, case = simulated(name, folder), CASES[name]
    assert len(found["timeline"]) == case.steps + 1
    assert_same(found, case, case.rows)
    # What runs out of its range would be another model than theirs; one of theirs is about just that.
    assert (found["clipped"] > 0) == case.clipped


@pytest.mark.parametrize("name", CASES)
def test_all_numbers_that_others_found(name: str, folder: Path) -> None:
    if not TABLES.is_dir():
        pytest.skip("the whole tables aren't at hand")
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    case = CASES[name]
    assert len(read) >= len(case.rows)
    rows = {float(row["t"]): tuple(float(row[c]) for c in case.columns) for row in read}
    assert_same(simulated(name, folder), case, rows)


def test_the_teacup_in_closed_form(folder: Path) -> None:
    found = simulated("teacup", folder)
    for k, row in enumerate(found["timeline"]):
        assert row["stocks"]["temperature"]["mean"] == pytest.approx(70 + 110 * (1 - 0.0125) ** k, rel=1e-12)


FUNCTIONS = """
offramp: 1
title: Functions of a stock that rises by 1 from 1, and the tables of truth
calendar: {periods: 11}
state: {x: {range: [0, 100], start: 1}}
define:
  smaller: "min(t, 5)"
  logarithm: log(x)
  root: sqrt(x)
  both: x > 3 and t < 8
  either: x > 9 or t < 2
  neither: not (x > 9 or t < 2)
output: [smaller, logarithm, root, both, either, neither]
play: [{update: {x: x + 1}}]
"""


def test_functions_and_truth(tmp_path: Path) -> None:
    """The suite's cases builtin_min, ln, sqrt and logicals, against Python's own functions."""
    (tmp_path / "functions.yaml").write_text(FUNCTIONS, encoding="utf-8")
    for row in offramp.load(tmp_path / "functions.yaml").simulate(paths=2).to_json()["timeline"]:
        t, x = row["t"], row["t"] + 1
        means = {name: band["mean"] for name, band in row["outputs"].items()}
        assert means == pytest.approx(
            {
                "smaller": min(t, 5),
                "logarithm": math.log(x),
                "root": math.sqrt(x),
                "both": float(x > 3 and t < 8),
                "either": float(x > 9 or t < 2),
                "neither": float(not (x > 9 or t < 2)),
            }
        )
