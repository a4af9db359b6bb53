"""The archive that `offramp export --ema` writes is read by EMA Workbench's own `load_results`."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import offramp
from bench.setting import peers_python
from tests.runs_of_worlds import written

pytestmark = pytest.mark.slow
READ = """
import json, sys, warnings
warnings.simplefilter("ignore")
from ema_workbench import load_results
rows, outcomes = load_results(sys.argv[1])
print(json.dumps({
    "columns": {name: [None if v != v else v for v in rows[name].tolist()] for name in rows},
    "outcomes": {name: [None if v != v else float(v) for v in values] for name, values in outcomes.items()},
}))
"""


def test_the_workbench_reads_what_was_explored(tmp_path: Path) -> None:
    run = offramp.load(written(tmp_path)).explore(worlds=30, out=tmp_path / "run")
    run.write_ema(tmp_path / "run.tar.gz")
    python = peers_python() or sys.executable
    told = subprocess.run(
        [str(python), "-c", READ, str(tmp_path / "run.tar.gz")], capture_output=True, text=True, check=True
    )
    found = json.loads(told.stdout)
    views = [run.view(view) for view in run.views]
    columns = found["columns"]
    assert columns["model"] == [view.view for view in views for _ in range(view.solved)]
    assert columns["scenario"] == [int(number) for view in views for number in view.number_w]
    assert columns["speed"] == [float(x) for view in views if view.names for x in view.value_wa[:, 0]]
    for quantity in run.run.manifest.quantities:
        expected = np.concatenate([view.values([quantity.name])[:, 0] for view in views])
        values = np.array(found["outcomes"][quantity.name], dtype=np.float64)
        np.testing.assert_array_equal(values, expected)


def test_the_same_run_is_the_same_archive(tmp_path: Path) -> None:
    run = offramp.load(written(tmp_path)).explore(worlds=5, out=tmp_path / "run")
    run.write_ema(tmp_path / "a.tar.gz")
    run.write_ema(tmp_path / "b.tar.gz")
    assert (tmp_path / "a.tar.gz").read_bytes() == (tmp_path / "b.tar.gz").read_bytes()
