"""Rows of the benchmarks that hold us against other people's programs compare the same work: both come to the same
numbers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROWS = ("worlds_vs_ema", "runs_vs_ema", "save_vs_ema", "prim_vs_ema", "sobol_vs_salib")


def test_rows_with_other_peoples_programs_are_measured_and_none_is_void() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "bench", "--quick", "--json", *ROWS]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=500)
    found = json.loads(told.stdout)
    assert found["missing"] == []
    assert {row["name"]: row["note"] for row in found["rows"] if row["ratio"] is None} == {}
    assert {row["name"] for row in found["rows"]} == set(ROWS)
    assert told.returncode == 0
