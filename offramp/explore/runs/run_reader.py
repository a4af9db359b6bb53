"""Reading a run: what was asked, and of each view the worlds with their numbers, a column at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.explore.branches import Branch, branches
from offramp.explore.conclusions import Closing
from offramp.explore.quantities import Quantity
from offramp.explore.runs.manifest import FINISHED, Manifest, Written, read_manifest
from offramp.explore.runs.part_files import FAULTS, WORLD
from offramp.explore.runs.result_files import error_name, share_name
from offramp.explore.runs.run_folder import BASELINE, DESIGN, RunFolder
from offramp.explore.sampling import Sampling
from offramp.explore.solved_worlds import FailedWorld
from offramp.explore.world_solves import Numbers
from offramp.judge.requests import AS_WRITTEN
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def open_run(path: str | Path) -> "Run":
    """The run in a folder. Raises ScenarioError E740 where it isn't one, E745 (damaged), E746 (of another version)."""
    folder = RunFolder(Path(path))
    return Run(folder, read_manifest(folder.manifest))


class Run:
    """A run in its folder; nothing is read before it is asked for."""

    def __init__(self, folder: RunFolder, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self._opened: dict[str, ViewRun] = {}

    @property
    def path(self) -> Path:
        """The folder."""
        return self.folder.path

    @property
    def views(self) -> tuple[str, ...]:
        """The views that were explored (`as_written`: the scenario without one), and beside each its other cases of the
        switches that were asked for (`hawk.doctrine.bold`)."""
        return tuple(self.manifest.plan.seconds)

    @cached_property
    def branches(self) -> dict[str, Branch]:
        """The same with their parts. Raises ScenarioError where the scenario has no such views or cases."""
        asked = self.manifest.asked
        known = set(asked.views) <= {AS_WRITTEN, *self.model.views} and set(asked.switches) <= set(self.model.switches)
        found = branches(self.model, asked.views, asked.switches) if known else {}
        if tuple(found) != self.views:
            raise _damaged(self.folder.manifest, "its views and cases aren't those of its scenario")
        return found

    @property
    def finished(self) -> bool:
        """Whether all worlds were solved and results written."""
        return self.manifest.state == FINISHED

    @cached_property
    def model(self) -> ScenarioModel:
        """The scenario as the run keeps it. Raises ScenarioError where it is damaged."""
        return read_scenario(self._sound(self.manifest.scenario, self.manifest.files.get(self.manifest.scenario)))

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers that every world has, in their order."""
        actors, asked = self.manifest.actors, self.manifest.asked
        cases = [dict(one.cases) for one in self.branches.values() if one.cases]
        numbers = Numbers.of(self.model, actors, asked.parts, asked.level, cases)
        if numbers.quantities != self.manifest.quantities:
            raise _damaged(self.folder.manifest, "its quantities aren't those of its scenario")
        return numbers

    def own_result(self, view: str) -> dict[str, Any]:
        """The view's own result at its baseline, as `solve --json` has it."""
        name = f"{BASELINE}/{self._known(view)}.json"
        found: dict[str, Any] = json.loads(self._sound(name, self.manifest.files.get(name)).read_bytes())
        return found

    def view(self, view: str) -> "ViewRun":
        """The worlds of a view. Raises ScenarioError E701 (no such view), E750 (not finished), E745 (damaged)."""
        if view not in self._opened:
            self._opened[view] = self._open(view)
        return self._opened[view]

    def _open(self, view: str) -> "ViewRun":
        self._known(view)
        if not self.finished:
            said = f"the run in {self.path} isn't finished"
            raise ScenarioError([Diagnostic("E750", said, None, "go on with it: offramp explore … --resume")])
        design = f"{DESIGN}/{view}.parquet"
        try:
            results, failed = self.manifest.results[view], self.manifest.failed[view]
        except KeyError as fault:
            raise _damaged(self.folder.manifest, f"it names no results of {view}") from fault
        return ViewRun(
            self,
            view,
            self._sound(design, self.manifest.files.get(design)),
            tuple(self._written(one) for one in results),
            self._written(failed),
            sum(one.worlds for one in results),
        )

    def _known(self, view: str) -> str:
        if view not in self.views:
            raise ScenarioError(
                [Diagnostic("E701", f"this run has no view {view}", None, did_you_mean(view, self.views))]
            )
        return view

    def _written(self, one: Written) -> Path:
        return self._sound(one.file, one.sha256)

    def _sound(self, name: str, sha256: str | None) -> Path:
        """A file of the run with the bytes that the manifest says."""
        if sha256 is None or not self.folder.fits(name, sha256):
            raise _damaged(self.path / name, "its bytes aren't those that were written")
        return self.path / name


@dataclass(frozen=True)
class ViewRun:
    """The worlds of one view. Axes: w = worlds that could be solved, a = the assumptions that vary, q = quantities.

    Columns are read when they are asked for, and not kept.
    """

    run: Run
    view: str
    design_file: Path
    result_files: tuple[Path, ...]
    failed_file: Path
    solved: int

    @property
    def worlds(self) -> int:
        """How many were drawn."""
        return self.solved + len(self.failed)

    @property
    def branch(self) -> Branch:
        """The view and the cases of switches that these are worlds of."""
        return self.run.branches[self.view]

    @cached_property
    def sampling(self) -> Sampling:
        """How the worlds were drawn. Raises ScenarioError E745 where so many can't have been drawn like this."""
        asked = self.run.manifest.asked
        found = Sampling.known(asked.design, self.names, asked.scrambles, self.worlds)
        if not found.layout or self.worlds % len(found.layout):
            raise _damaged(self.run.folder.manifest, f"{self.worlds:,} worlds of {self.view} are no whole design")
        return found

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers of a world, with kind and unit."""
        return self.run.manifest.quantities

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The assumptions that vary."""
        found = list(_scan([self.design_file]).collect_schema())
        return tuple(found[1::2])

    @cached_property
    def number_w(self) -> Ints:
        """The numbers of the worlds that could be solved."""
        found: Ints = self._results([WORLD])[WORLD].to_numpy().astype(np.int64)
        return found

    @property
    def value_wa(self) -> Floats:
        """What was drawn, in the worlds that could be solved."""
        return self._design(list(self.names))[self.number_w]

    def drawn_of(self, names: Sequence[str]) -> Floats:
        """What was drawn of some assumptions, in the worlds that could be solved: shape (worlds, names)."""
        return self._design(list(names))[self.number_w]

    @property
    def share_wa(self) -> Floats:
        """Where each draw lies in its distribution: in (0, 1)."""
        return self._design([share_name(name) for name in self.names])[self.number_w]

    def drawn(self) -> tuple[Floats, Floats]:
        """Values and shares of all worlds, those that failed too."""
        return self._design(list(self.names)), self._design([share_name(name) for name in self.names])

    @property
    def value_wq(self) -> Floats:
        """Every quantity in every world; NaN where the world has nothing that it could be about."""
        return self.values([quantity.name for quantity in self.quantities])

    @property
    def error_wq(self) -> Floats:
        """The numerical errors of `value_wq`."""
        return self.errors([quantity.name for quantity in self.quantities])

    def values(self, names: Sequence[str]) -> Floats:
        """Some quantities by name: shape (worlds, names)."""
        return _matrix(self._results(names))

    def errors(self, names: Sequence[str]) -> Floats:
        """Their numerical errors."""
        return _matrix(self._results([error_name(name) for name in names]))

    def verdicts(self, actor: str) -> list[str]:
        """The verdict on an actor in each world, or `too_close`."""
        name = f"verdict({actor})"
        found: list[str] = self._results([name])[name].to_list()
        return found

    def closing(self, actor: str, option: str) -> Closing:
        """When an option of an actor closes in each world. Raises ScenarioError E751 where the run didn't ask."""
        return self.closings([(actor, option)])[0]

    def closings(self, pairs: Sequence[tuple[str, str]]) -> list[Closing]:
        """The same of several options, by actor and option."""
        kinds = ("closes", "reopens", "closing is sure", "closing is seen")
        frame = self._results([f"{kind}({actor}, {option})" for actor, option in pairs for kind in kinds])
        columns = [column.to_numpy() for column in frame.get_columns()]
        found = []
        for first in range(0, len(columns), len(kinds)):
            closes_w, reopens_w, sure_w, seen_w = columns[first : first + len(kinds)]
            found.append(Closing(closes_w, reopens_w, seen_w & ~sure_w, seen_w))
        return found

    @cached_property
    def failed(self) -> tuple[FailedWorld, ...]:
        """The worlds that could not be solved, with every diagnostic."""
        frame = _scan([self.failed_file]).select([WORLD, FAULTS]).collect()
        return tuple(FailedWorld(n, tuple(json.loads(t))) for n, t in zip(frame[WORLD], frame[FAULTS], strict=True))

    @cached_property
    def _known(self) -> tuple["pl.LazyFrame", frozenset[str]]:
        """The result files, and the names of their columns: a schema of so many takes longer than reading a few."""
        scanned = _scan(list(self.result_files))
        return scanned, frozenset(scanned.collect_schema())

    def _design(self, columns: list[str]) -> Floats:
        return _matrix(_scan([self.design_file]).select(columns).collect())

    def _results(self, columns: Sequence[str]) -> "pl.DataFrame":
        known, there = self._known
        unknown = [name for name in columns if name not in there]
        if unknown:
            quantities = [quantity.name for quantity in self.quantities]
            said = f"this run has no quantity {unknown[0]}"
            raise ScenarioError([Diagnostic("E751", said, None, did_you_mean(unknown[0], quantities))])
        return known.select(list(columns)).collect()


def _scan(files: list[Path]) -> "pl.LazyFrame":
    import polars as pl

    return pl.scan_parquet(files, glob=False)


def _matrix(frame: "pl.DataFrame") -> Floats:
    found: Floats = frame.to_numpy().astype(np.float64, copy=False).reshape(len(frame), frame.width)
    return found


def _damaged(path: Path, reason: str) -> ScenarioError:
    remedy = "offramp explore … --resume solves again what is damaged"
    return ScenarioError([Diagnostic("E745", f"{path} is damaged: {reason}", None, remedy)])


__all__ = ["AS_WRITTEN", "Run", "ViewRun", "open_run"]
