"""A run for other programs: as CSV, and in the layout that EMA Workbench's `load_results` reads (version 2.5)."""

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.runs.part_files import WORLD
from offramp.explore.runs.result_files import share_name
from offramp.explore.runs.run_reader import Run, ViewRun

Floats = NDArray[np.float64]
EMA_VERSION = 0.1  # of the layout, as its metadata has it
POLICY = "as solved"  # the workbench's policies are fixed from outside; here actors choose


def write_csv(run: Run, folder: Path) -> list[Path]:
    """Write each view's worlds as VIEW.csv (draws, numbers, verdicts, closing times), the numbers' errors as
    VIEW-errors.csv, the worlds that could not be solved as VIEW-failed.csv, and quantities.csv; the files.

    Raises ScenarioError E733 where a file is there already, E741 where it can't be written, E745, E750.
    """
    views = [run.view(view) for view in run.views]
    files = [folder / f"{v.view}{part}.csv" for v in views for part in ("", "-errors", "-failed")]
    files.append(folder / "quantities.csv")
    for path in files:
        _free(path)
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for found in views:
            _write_view(found, folder)
        with (folder / "quantities.csv").open("w", newline="", encoding="utf-8") as text:
            rows = csv.writer(text, lineterminator="\n")
            rows.writerow(["name", "kind", "unit"])
            rows.writerows([q.name, q.kind.value, q.unit] for q in run.manifest.quantities)
    return files


def _write_view(found: ViewRun, folder: Path) -> None:
    import polars as pl

    drawn = pl.read_parquet(found.design_file, glob=False)
    draws = drawn.select([WORLD, *found.names])
    errors = [name for name in _columns(found) if name.startswith("error ")]
    with (folder / f"{found.view}.csv").open("wb") as values, (folder / f"{found.view}-errors.csv").open("wb") as rest:
        for first, path in enumerate(found.result_files):
            frame = pl.read_parquet(path, glob=False)
            whole = draws[frame[WORLD].to_numpy()].hstack(frame.drop([WORLD, *errors]))
            whole.write_csv(values, include_header=not first)
            frame.select([WORLD, *errors]).rename({e: e.removeprefix("error ") for e in errors}).write_csv(
                rest, include_header=not first
            )
    failed = pl.read_parquet(found.failed_file, glob=False)
    failed.drop([share_name(name) for name in found.names]).write_csv(folder / f"{found.view}-failed.csv")


def _columns(found: ViewRun) -> list[str]:
    import polars as pl

    return list(pl.scan_parquet(found.result_files[0], glob=False).collect_schema())


def write_ema(run: Run, path: Path) -> None:
    """Write one archive of all views: the views are the workbench's models, worlds its scenarios.

    An assumption that doesn't vary in a view stands at that view's baseline. Raises ScenarioError as `write_csv` does.
    """
    views = [run.view(view) for view in run.views]
    _free(path)
    with (
        _told(path),
        path.open("wb") as file,
        # No time in it: the same run is the same archive.
        gzip.GzipFile("", "wb", mtime=0, fileobj=file) as packed,
        tarfile.open(fileobj=cast(BinaryIO, packed), mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        _fill(archive, run, views)


def _fill(archive: tarfile.TarFile, run: Run, views: Sequence[ViewRun]) -> None:
    _add(archive, "experiments.csv", _experiments(run, views))
    outcomes = []
    for number, quantity in enumerate(run.manifest.quantities):
        values = np.concatenate([found.values([quantity.name])[:, 0] for found in views])
        name = f"{number:04d}.csv"
        outcomes.append(("ScalarOutcome", quantity.name, name))
        _add(archive, name, "".join(f"{value!r}\n" for value in values.tolist()).encode())
    kinds = dict.fromkeys(_assumptions(views), "float64") | {"scenario": "int64"}
    kinds |= {"policy": "category", "model": "category"}
    metadata = {"version": EMA_VERSION, "outcomes": outcomes, "experiments": kinds}
    _add(archive, "metadata.json", json.dumps(metadata).encode())


def _assumptions(views: Sequence[ViewRun]) -> list[str]:
    return list(dict.fromkeys(name for found in views for name in found.names))


def _experiments(run: Run, views: Sequence[ViewRun]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    names = _assumptions(views)
    rows.writerow([*names, "scenario", "policy", "model"])
    for found in views:
        baseline = run.own_result(found.view)["assumptions"]
        place = {name: a for a, name in enumerate(found.names)}
        for number, value_a in zip(found.number_w.tolist(), found.value_wa.tolist(), strict=True):
            drawn = [repr(value_a[place[n]] if n in place else float(baseline[n])) for n in names]
            rows.writerow([*drawn, number, POLICY, found.view])
    return text.getvalue().encode()


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _free(path: Path) -> None:
    if path.exists():
        raise ScenarioError([Diagnostic("E733", f"{path} exists already", None, "name another place")])


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses, as a diagnostic."""
    try:
        yield
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        remedy = "give a place where you may write and that has room"
        raise ScenarioError([Diagnostic("E741", f"{path} can't be written: {reason}", None, remedy)]) from fault
