"""Saving the results of many worlds as a run keeps them: Parquet, whole on the disk before it has its name."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from bench.results_table import table
from bench.runs import Run, Side, timed
from offramp.explore.quantities import Kind, Quantity
from offramp.explore.runs.part_files import part_frame, to_bytes
from offramp.explore.runs.run_folder import RunFolder
from offramp.explore.solved_worlds import SolvedWorlds


def prepare(worlds: int, numbers: int) -> Side:
    """A unit of work is one saving of everything; the answer says what was saved, read again."""
    drawn, value_wq = table(worlds, numbers)
    names = [f"a{a}" for a in range(drawn.shape[1])] + [f"q{q}" for q in range(numbers)]
    quantities = tuple(Quantity(name, Kind.PAYOFF, "") for name in names)
    whole = np.concatenate([drawn, value_wq], axis=1)
    solved = SolvedWorlds(np.arange(worlds), whole, np.zeros(worlds), np.zeros(worlds, dtype=np.bool_), ())

    def run() -> Run:
        import polars as pl

        folder = Path(mkdtemp(prefix="offramp-bench-"))

        def save() -> list[float]:
            RunFolder(folder).write("results.parquet", to_bytes(part_frame(solved, quantities)))
            return []

        spent = timed(save)
        found = pl.read_parquet(folder / "results.parquet", glob=False).select(names).to_numpy()
        shutil.rmtree(folder)
        return Run(spent.spent, 1.0, tuple(found.mean(axis=0).tolist()))

    return run
