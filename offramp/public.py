"""The public names: the Python interface says the same things as the command line, with the same words.

>>> import offramp
>>> offramp.load("brink").solve().verdict("west")  # doctest: +SKIP
'unwilling'
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from offramp import __version__
from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.game.game import Game
from offramp.judge import horizon
from offramp.judge.answer import finding
from offramp.judge.names import display_names
from offramp.judge.results import results
from offramp.judge.sampled_results import process_results, simulated
from offramp.judge.verdicts import LEVEL
from offramp.report.page import write_page
from offramp.scenario.library import find_scenario
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario
from offramp.simulate.paths import simulate
from offramp.simulate.policies import Uniform
from offramp.solve import solution as solved
from offramp.solve.look_ahead import AsSolved
from offramp.solve.solver import PATHS, Effort, solve
from offramp.solve.start import Start, read_start

Progress = Callable[[str, float], None]
AS_WRITTEN = "as_written"


def _silent(what: str, share: float) -> None:
    """Tell nobody."""


def load(name_or_path: str | Path) -> "Scenario":
    """Read a scenario: a file, or the name of one that comes with Offramp.

    Raises ScenarioError with every diagnostic of the file.
    """
    path = find_scenario(str(name_or_path))
    return Scenario(read_scenario(path), path)


@dataclass(frozen=True)
class Scenario:
    """A scenario that was read and checked."""

    model: ScenarioModel
    path: Path

    @property
    def id(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the checker found worth a look."""
        return self.model.warnings

    def game(self, view: str | None = None, set: Mapping[str, float] | None = None) -> Game:
        """The scenario bound to the numbers of one view. Raises ScenarioError E701–E703."""
        faults = []
        if view is not None and view not in self.model.views:
            faults.append(
                Diagnostic("E701", f"this scenario has no view {view}", None, did_you_mean(view, self.model.views))
            )
        for name, value in (set or {}).items():
            if name not in self.model.assumptions:
                faults.append(
                    Diagnostic(
                        "E702",
                        f"{name} is no assumption of this scenario",
                        None,
                        did_you_mean(name, self.model.assumptions),
                    )
                )
            elif not np.isfinite(value):
                faults.append(Diagnostic("E703", f"{name} = {value} is not a number", None, "give a finite number"))
        if faults:
            raise ScenarioError(faults, self.model.source)
        return Game.bind(self.model, view, set)

    def solve(
        self,
        view: str | None = None,
        set: Mapping[str, float] | None = None,
        at: Mapping[str, float | str] | None = None,
        level: float = LEVEL,
        points: int | None = None,
        refine: bool = True,
        paths: int | None = None,
        seed: int = 1,
        tolerance: float = 0.02,
        horizon_check: bool = False,
        progress: Progress | None = None,
    ) -> "Solution":
        """Solve the game in one view and judge it.

        set: assumptions to change. at: a state to ask about (`t`, stocks, modes). level: the chance of a
        tolerable ending that counts as a way out. points: states a period of the largest grid (default: as many
        as it takes, within reason). horizon_check: also solve with a longer horizon to label closings that the
        calendar makes. Raises ScenarioError for a bad request or a fault in the scenario.
        """
        tell = progress or _silent
        game = self.game(view, set)
        start = read_start(game, at or {})
        effort = Effort(points, refine, paths or PATHS, seed, tolerance)
        if not game.has_moves and not game.exact:
            return self._from_paths(game, view, dict(set or {}), start, effort, level, tell)
        solution = solve(game, start, effort, tell)
        compared = {}
        if horizon_check and game.has_moves:
            for name, periods in (("shorter", game.periods), ("lengthened", horizon.longer(game.periods))):
                quiet = horizon.closings(
                    game, start, effort, level, periods, lambda what, share: tell("checking the horizon", share)
                )
                compared[name] = quiet
        data = self._head("solve/1", view, game, dict(set or {}), level, at) | results(solution, level, **compared)
        data["warnings"] = [d.to_json() for d in self.warnings]
        return Solution(data, solution)

    def _from_paths(
        self,
        game: Game,
        view: str | None,
        changed: dict[str, float],
        start: Start,
        effort: Effort,
        level: float,
        tell: Progress,
    ) -> "Solution":
        """A process without moves whose stocks are continuous is simulated: no grid, errors of sampling only."""
        count = max(effort.paths, 20_000)
        found = simulate(start.block(game, count), Uniform(), effort.seed, progress=lambda s: tell("simulating", s))
        data = self._head("solve/1", view, game, changed, level) | process_results(
            self.model, game, found, effort.tolerance
        )
        data["warnings"] = [d.to_json() for d in self.warnings]
        return Solution(data, None)

    def simulate(
        self,
        view: str | None = None,
        set: Mapping[str, float] | None = None,
        paths: int = 1000,
        seed: int = 1,
        points: int | None = None,
        progress: Progress | None = None,
    ) -> "Simulation":
        """Play paths of the exact dynamics under the solved policies. Raises ScenarioError as `solve` does."""
        if paths < 2:
            raise ScenarioError(
                [Diagnostic("E707", f"{paths} paths say nothing about chance", None, "ask for 2 or more")]
            )
        tell = progress or _silent
        game = self.game(view, set)
        start = Start()
        policy: Any = Uniform()
        if game.has_moves:
            solution = solve(game, start, Effort(points or 700, refine=False), tell)
            policy = AsSolved(solution.backward)
        found = simulate(start.block(game, paths), policy, seed, progress=lambda share: tell("playing paths", share))
        head = self._head("simulate/1", view, game, dict(set or {}), LEVEL)
        return Simulation(head | {"seed": seed} | simulated(game, found))

    def analyse(
        self,
        level: float = LEVEL,
        points: int | None = None,
        paths: int | None = None,
        seed: int = 1,
        tolerance: float = 0.02,
        progress: Progress | None = None,
    ) -> "Analysis":
        """Solve every view's baseline; the scenario as written too where no view leaves it as it is."""
        tell = progress or _silent
        model = self.model
        changed = {v for a in model.assumptions.values() for v in a.views} | {
            v for v, w in model.view_tolerable.items() if w
        }
        views: list[str | None] = list(model.views)
        if not views or all(v in changed for v in model.views):
            views = [None, *views]
        found: dict[str, Any] = {}
        for number, view in enumerate(views):
            name = view or AS_WRITTEN

            def tell_view(what: str, share: float, done: int = number, name: str = name) -> None:
                tell(f"{name.replace('_', ' ')}: {what}", (done + share) / len(views))

            solution = self.solve(
                view,
                level=level,
                points=points,
                paths=paths,
                seed=seed,
                tolerance=tolerance,
                horizon_check=True,
                progress=tell_view,
            )
            found[name] = solution.to_json()
        first = next(iter(found.values()))
        return Analysis(
            {
                "schema": "offramp/analyse/1",
                "offramp": __version__,
                "scenario": first["scenario"],
                "level": level,
                "finding": finding(found),
                "views": found,
            }
        )

    def _head(
        self,
        schema: str,
        view: str | None,
        game: Game,
        changed: dict[str, float],
        level: float,
        at: Mapping[str, float | str] | None = None,
    ) -> dict[str, Any]:
        model = self.model
        return {
            "schema": f"offramp/{schema}",
            "offramp": __version__,
            "scenario": {
                "id": self.id,
                "title": model.title,
                "question": model.question.ask if model.question else None,
                "path": str(self.path),
                "sha256": hashlib.sha256(model.source.text.encode()).hexdigest(),
                "summary": model.summary,
                "information_until": str(model.information_until) if model.information_until else None,
                "names": display_names(model),
            },
            "view": view,
            "view_means": model.views[view].means if view else None,
            "level": level,
            "assumptions": dict(game.assumptions),
            "set": changed,
        } | ({"at": dict(at)} if at else {})


@dataclass(frozen=True)
class Solution:
    """A judged solution. `to_json()` is all of it as plain data; `solved` the arrays behind it (None: simulated)."""

    data: dict[str, Any]
    solved: solved.Solution | None

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp solve --json` prints them."""
        return self.data

    def verdict(self, actor: str) -> str:
        """free, unsteady, unwilling, dependent or trapped. Raises ScenarioError E708 for an unknown actor."""
        if actor not in self.data["actors"]:
            raise ScenarioError(
                [Diagnostic("E708", f"there is no actor {actor}", None, did_you_mean(actor, self.data["actors"]))]
            )
        return str(self.data["actors"][actor]["verdict"])


@dataclass(frozen=True)
class Simulation:
    """Simulated paths, reduced."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp simulate --json` prints them."""
        return self.data


@dataclass(frozen=True)
class Analysis:
    """All views of a scenario, solved and judged."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp analyse --json` prints them."""
        return self.data

    def write_page(self, path: str | Path) -> None:
        """Write the offline HTML page."""
        write_page(self.data, Path(path))


__all__ = ["Analysis", "Scenario", "ScenarioError", "Simulation", "Solution", "load"]
