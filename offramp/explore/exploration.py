"""A run of worlds in Python: begun, gone on with, opened again, copied."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.explore.engines import checked_engine, engine
from offramp.explore.evidence.run_evidence import run_evidence
from offramp.explore.run_claims import run_claims
from offramp.explore.run_comparison import compare_runs
from offramp.explore.run_hinges import run_hinges
from offramp.explore.run_report import report_data
from offramp.explore.run_scores import run_scores
from offramp.explore.runs import run_reader
from offramp.explore.runs.exports import write_csv, write_ema
from offramp.explore.runs.run_folder import RunFolder
from offramp.explore.runs.run_reader import Run, ViewRun
from offramp.explore.runs.run_requests import RunRequest
from offramp.explore.runs.running import explore_into
from offramp.explore.runs.summary import summary
from offramp.explore.world_runs import Workers
from offramp.explore.world_solves import Numbers
from offramp.judge.requests import Progress
from offramp.scenario.model import ScenarioModel


class Exploration:
    """Worlds of a scenario's views, solved and kept in a folder. notes: what was damaged and had to be solved again."""

    def __init__(
        self, run: Run, notes: tuple[Diagnostic, ...] = (), lasts: "TemporaryDirectory[str] | None" = None
    ) -> None:
        self.run, self.notes, self._lasts = run, notes, lasts

    @property
    def path(self) -> Path:
        """The folder of the run."""
        return self.run.path

    @property
    def views(self) -> tuple[str, ...]:
        """The views that were explored; `as_written` is the scenario without one."""
        return self.run.views

    def view(self, view: str) -> ViewRun:
        """The worlds of a view: draws, numbers, errors, verdicts. Raises ScenarioError E701, E745, E750."""
        return self.run.view(view)

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp explore --json` prints them."""
        return summary(self.run) | {"warnings": [note.to_json() for note in self.notes]}

    def hinges(
        self,
        views: Sequence[str] | None = None,
        flips: bool = False,
        progress: Progress | None = None,
        indices: bool = False,
    ) -> dict[str, Any]:
        """What each conclusion hinges on, in these views or in all, as `offramp hinges --json` prints it.

        flips: whether to solve the game anew for where the baseline's verdicts turn. indices: whether to say how much
        of the variance over worlds each assumption accounts for. Raises ScenarioError E701, E745, E750, E753.
        """
        return run_hinges(self.run, views or self.views, flips, progress or (lambda what, share: None), indices)

    def score(self, views: Sequence[str] | None = None, progress: Progress | None = None) -> dict[str, Any]:
        """How the scenario's forecasts fared, at the baseline of these views or of all, and over their worlds where the
        run has the chance of a forecast as a quantity; as `offramp score --json` prints it. Raises as `hinges` does."""
        return run_scores(self.run, list(views or self.views), progress or (lambda what, share: None))

    def evidence(
        self,
        views: Sequence[str] | None = None,
        until: str | None = None,
        forecast: str | None = None,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """What was observed, and what that says of these views or of all, as `offramp evidence --json` prints it.

        until: a date, or the number of a period where the calendar has no dates, after which no evidence counts;
        forecast: one of the scenario's, weighed by what was known when it was made. Raises ScenarioError E701, E745,
        E750, E760–E762.
        """
        return run_evidence(self.run, views or self.views, until, forecast, progress or (lambda what, share: None))

    def claims(self, views: Sequence[str] | None = None, progress: Progress | None = None) -> dict[str, Any]:
        """In how many worlds each claim of the scenario holds, in these views or in all, and what the claims come to
        together, as `offramp claims RUN --json` prints it.

        Raises ScenarioError E701, E745, E750, E755 (the run was explored without claims).
        """
        return run_claims(self.run, views or self.views, progress or (lambda what, share: None))

    def report(
        self,
        views: Sequence[str] | None = None,
        off_ramps: Sequence[Mapping[str, Any]] = (),
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """All that a report shows of these views or of all, as `offramp report RUN --json` prints it.

        off_ramps: results of `Scenario.off_ramps` of the same scenario. `offramp.write_report` makes the page from it.
        Raises ScenarioError E701, E745, E750, E781 (no world could be solved), E782 (off-ramps of another scenario).
        """
        return report_data(self.run, list(views or self.views), off_ramps, progress or (lambda what, share: None))

    def compared_with(self, other: "Exploration") -> dict[str, Any]:
        """This run and another one side by side, as `offramp compare --json` prints it. Raises as `view` does."""
        return compare_runs(self.run, other.run)

    def write_csv(self, folder: str | Path) -> list[Path]:
        """Write the run as CSV files into a folder; which ones. Raises ScenarioError E733, E741, E745, E750."""
        return write_csv(self.run, Path(folder))

    def write_ema(self, path: str | Path) -> None:
        """Write the run as an archive that EMA Workbench's `load_results` reads. Raises as `write_csv` does."""
        write_ema(self.run, Path(path))

    def save(self, path: str | Path) -> None:
        """Copy the run to a folder that isn't there yet, or is empty. Raises ScenarioError E740, E741."""
        target = Path(path)
        try:
            if target.exists() and any(target.iterdir()):
                said = f"{target} holds something already"
                raise ScenarioError([Diagnostic("E740", said, None, "give a folder that is empty or isn't there yet")])
            shutil.copytree(self.path, target, dirs_exist_ok=True)
        except (OSError, shutil.Error) as fault:
            reason = (getattr(fault, "strerror", None) or str(fault)).lower()
            remedy = "give a place where you may write and that has room"
            said = f"{target} can't be written: {reason}"
            raise ScenarioError([Diagnostic("E741", said, None, remedy)]) from fault


def open_run(path: str | Path) -> Exploration:
    """The run in a folder. Raises ScenarioError E740 where it isn't one, E745 (damaged), E746 (of another version)."""
    return Exploration(run_reader.open_run(path))


def explored(
    model: ScenarioModel,
    path: Path,
    request: RunRequest,
    out: Path | None,
    named: str | None,
    executor: Executor | None,
    cores: int,
    tell: Progress,
) -> Exploration:
    """Explore as `Scenario.explore` documents it."""
    checked_engine(named)
    lasts = TemporaryDirectory(prefix="offramp-run-") if out is None else None
    folder = RunFolder(Path(lasts.name) if lasts is not None else out or Path())

    @contextmanager
    def team(numbers: Numbers) -> Iterator[Workers]:
        with engine(named, executor, model, numbers, cores) as workers:
            yield workers

    notes = explore_into(folder, model, path, request, team, cores, tell)
    return Exploration(run_reader.open_run(folder.path), tuple(notes), lasts)
