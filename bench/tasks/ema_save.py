"""Saving the results of many worlds with EMA Workbench's `save_results`: CSV in a packed archive."""

import importlib
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from bench.results_table import table
from bench.runs import Run, Side, timed


def prepare(worlds: int, numbers: int) -> Side:
    """A unit of work is one saving of everything; the answer says what was saved, read again."""
    ema: Any = importlib.import_module("ema_workbench")
    pandas: Any = importlib.import_module("pandas")
    drawn, value_wq = table(worlds, numbers)
    experiments = pandas.DataFrame({f"a{a}": drawn[:, a] for a in range(drawn.shape[1])})
    outcomes = {ema.ScalarOutcome(f"q{q}").name: value_wq[:, q] for q in range(numbers)}

    def run() -> Run:
        folder = Path(mkdtemp(prefix="offramp-bench-"))
        target = str(folder / "results.tar.gz")

        def save() -> list[float]:
            ema.save_results((experiments, outcomes), target)
            return []

        spent = timed(save)
        rows, found = ema.load_results(target)
        shutil.rmtree(folder)
        means = [float(np.mean(rows[f"a{a}"])) for a in range(drawn.shape[1])]
        return Run(spent.spent, 1.0, (*means, *(float(np.mean(found[f"q{q}"])) for q in range(numbers))))

    return run
