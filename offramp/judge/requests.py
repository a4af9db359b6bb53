"""One request: a scenario, a view, changes and a start; solved, judged and put into plain data."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.core.version import __version__
from offramp.game.game import Game
from offramp.judge import horizon
from offramp.judge.names import display_names, switches_in
from offramp.judge.results import results
from offramp.judge.sampled_results import process_results, sample_paths
from offramp.judge.verdicts import LEVEL
from offramp.scenario.model import ScenarioModel
from offramp.simulate.paths import simulate
from offramp.simulate.policies import Uniform
from offramp.solve.solution import Solution
from offramp.solve.solver import PATHS, Effort, solve
from offramp.solve.start import Start, read_start

Progress = Callable[[str, float], None]
AS_WRITTEN = "as_written"  # what results call the scenario without a view
PROCESS_PATHS = 20_000  # paths of a process in which nobody chooses: cheap, and sampling is its only error


@dataclass(frozen=True)
class Request:
    """What is asked. See `offramp.Scenario.solve` for the meaning of each. sample_paths: also play a few paths and tell
    what happens on each."""

    view: str | None = None
    changes: Mapping[str, float | str] = field(default_factory=dict)
    at: Mapping[str, float | str] = field(default_factory=dict)
    level: float = LEVEL
    points: int | None = None
    refine: bool = True
    paths: int | None = None
    seed: int = 1
    tolerance: float = 0.02
    horizon_check: bool = False
    threads: int = 1
    sample_paths: bool = False

    @property
    def effort(self) -> Effort:
        """How hard to try."""
        return Effort(self.points, self.refine, self.paths or PATHS, self.seed, self.tolerance, threads=self.threads)


def bound_game(model: ScenarioModel, request: Request) -> Game:
    """The scenario bound to the numbers of a request. Raises ScenarioError E701–E703."""
    faults = []
    if request.paths is not None and request.paths < 2:
        faults.append(Diagnostic("E707", f"{request.paths} paths say nothing about chance", None, "ask for 2 or more"))
    if request.view is not None and request.view not in model.views:
        remedy = did_you_mean(request.view, model.views) or "leave --view out: the scenario has no views"
        faults.append(Diagnostic("E701", f"this scenario has no view {request.view}", None, remedy))
    for name, value in request.changes.items():
        if (switch := model.switches.get(name)) is not None:
            if value not in switch.cases:
                remedy = did_you_mean(str(value), switch.cases)
                faults.append(Diagnostic("E436", f"switch {name} has no case {value}", None, remedy))
        elif name not in model.assumptions:
            remedy = did_you_mean(name, [*model.assumptions, *model.switches])
            what = "assumption or switch" if model.switches else "assumption"
            said = f"{name} is no {what} of this scenario"
            if name in model.stocks or name in model.modes:
                said += f", but a {'stock' if name in model.stocks else 'mode'}"
                shown = value if isinstance(value, str) else f"{value:.12g}"
                remedy = f'solve from another state with --at "{name}={shown}"'
            faults.append(Diagnostic("E702", said, None, remedy))
        elif isinstance(value, str) or not np.isfinite(value):
            faults.append(Diagnostic("E703", f"{name} = {value} is not a number", None, "give a finite number"))
    if faults:
        raise ScenarioError(faults, model.source)
    return Game.bind(model, request.view, request.changes)


def answered(
    model: ScenarioModel, path: Path, request: Request, tell: Progress
) -> tuple[dict[str, Any], Solution | None]:
    """The results of a request as documented for `solve --json`, and the solution behind them.

    A process without moves and with continuous stocks is simulated; then there is no solution.
    Raises ScenarioError for a bad request or a fault in the scenario.
    """
    game = bound_game(model, request)
    start = read_start(game, request.at)
    head = described("solve/1", model, path, game, request)
    head["warnings"] = [d.to_json() for d in model.warnings]
    if not game.has_moves and not game.exact:
        count = max(request.effort.paths, PROCESS_PATHS)
        found = simulate(start.block(game, count), Uniform(), request.seed, progress=lambda s: tell("simulating", s))
        sampled = {"sample_paths": found.samples} if request.sample_paths else {}
        return head | process_results(model, game, found, request.tolerance) | sampled, None
    solution = solve(game, start, request.effort, tell)
    sampled = {"sample_paths": sample_paths(solution, request.seed)} if request.sample_paths else {}
    compared = (
        _other_horizons(game, start, request, tell)
        if request.horizon_check and game.has_moves and not game.open
        else {}
    )
    return head | results(solution, request.level, **compared) | sampled, solution


def _other_horizons(game: Game, start: Start, request: Request, tell: Progress) -> dict[str, Any]:
    """Closings with the given and with a longer horizon, on equal grids."""

    def quiet(_what: str, share: float) -> None:
        tell("checking the horizon", share)

    lengths = {"shorter": game.periods, "lengthened": horizon.longer(game.periods)}
    return {
        name: horizon.closings(game, start, request.effort, request.level, periods, quiet)
        for name, periods in lengths.items()
    }


def described(schema: str, model: ScenarioModel, path: Path, game: Game, request: Request) -> dict[str, Any]:
    """What every result says about where it comes from."""
    view = request.view
    return {
        "schema": f"offramp/{schema}",
        "offramp": __version__,
        "scenario": {
            "id": path.stem,
            "title": model.title,
            "question": model.question.ask if model.question else None,
            "path": str(path),
            "sha256": hashlib.sha256(model.source.text.encode()).hexdigest(),
            "summary": model.summary,
            "information_until": str(model.information_until) if model.information_until else None,
            "names": display_names(model),
        },
        "view": view,
        "view_means": model.views[view].means if view else None,
        "level": request.level,
        "assumptions": dict(game.assumptions),
        "switches": switches_in(game),
        "set": dict(request.changes),
    } | ({"at": dict(request.at)} if request.at else {})
