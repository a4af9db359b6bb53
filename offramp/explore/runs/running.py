"""Explore a scenario into a folder: begin a run, or go on with one, and write what came out."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.explore.designs import Design, design, varying
from offramp.explore.explorer import Explorer
from offramp.explore.runs.manifest import MOST_WORLDS, Asked, Manifest
from offramp.explore.runs.manifest import Plan as WrittenPlan
from offramp.explore.runs.resuming import agreed, same_run
from offramp.explore.runs.run_folder import BASELINE, DESIGN, LOCK, SCENARIO, VERSIONS, RunFolder
from offramp.explore.runs.run_store import RunStore, scenario_files
from offramp.explore.runs.versions import versions
from offramp.explore.view_runs import solve_views, views_to_solve
from offramp.explore.world_plan import GRIDS, Plan, make_plan
from offramp.explore.world_runs import Cut, Workers
from offramp.explore.world_solves import Numbers
from offramp.game.game import Game
from offramp.judge.requests import AS_WRITTEN, Progress, Request
from offramp.judge.verdicts import LEVEL
from offramp.scenario.model import ScenarioModel

WORLDS = 1_000  # a view, unless asked otherwise
SEED = 1
MOST_NUMBERS = 100_000_000  # of one view: 0.8 GB
BLOCKS = Cut(seconds=5.0, most=256)  # few enough files, and little lost by a stop
KIND = "lhs"

Team = Callable[[Numbers], AbstractContextManager[Workers]]


@dataclass(frozen=True)
class RunRequest:
    """What is asked. None: the default, or what the run that is gone on with was asked for."""

    worlds: int | None = None
    seed: int | None = None
    level: float | None = None
    views: tuple[str, ...] | None = None
    closings: bool | None = None
    resume: bool = False
    claims: bool | None = None


@dataclass(frozen=True)
class _Work:
    """What a run is about."""

    model: ScenarioModel
    path: Path
    asked: Asked
    numbers: Numbers

    @property
    def names(self) -> dict[str, str | None]:
        """Each view's name in the scenario, by what results call it."""
        return {view: None if view == AS_WRITTEN else view for view in self.asked.views}

    def designs(self) -> dict[str, Design]:
        """The worlds of each view; none where nothing varies in it."""
        vary = {view: varying(self.model, name) for view, name in self.names.items()}
        worlds, seed = self.asked.worlds, self.asked.seed
        return {v: design(self.model, name, worlds if vary[v] else 0, seed) for v, name in self.names.items()}


def explore_into(
    folder: RunFolder, model: ScenarioModel, path: Path, request: RunRequest, team: Team, cores: int, tell: Progress
) -> list[Diagnostic]:
    """Explore into `folder` until all is written; what had to be solved again although it was there.

    team: who solves worlds that have these numbers. cores: for the views' own results. Raises ScenarioError: E701,
    E713, E740–E749, or what makes a view unsolvable.
    """
    there = _look(folder, request.resume)
    with folder.taken():
        if there:
            manifest = agreed(folder, request)
            work = _work(model, path, manifest.asked)
            same_run(folder, manifest, versions(), scenario_files(model, path))
            folder.sweep()
        else:
            folder.sweep()
            work = _work(model, path, _asked(model, request))
        with team(work.numbers) as workers:
            store = None
            if there:
                store = RunStore(folder, manifest)
                store.mend(scenario_files(model, path), work.designs())
            return _explored(work, folder, store, workers, cores, tell)


def _look(folder: RunFolder, resume: bool) -> bool:
    """Whether the folder holds a run that is to be gone on with. Raises ScenarioError E740, E744."""
    if folder.manifest.exists():
        if resume:
            return True
        said = f"there is a run in {folder.path} already"
        raise ScenarioError([Diagnostic("E744", said, None, "go on with it by --resume, or give another folder")])
    own = {LOCK, VERSIONS, SCENARIO, DESIGN, BASELINE}  # what a run that was stopped at once may have left
    path = folder.path
    if path.exists() and not path.is_dir():
        raise ScenarioError([Diagnostic("E740", f"{path} is a file", None, "give a folder that isn't there yet")])
    try:
        others = [one.name for one in path.iterdir() if one.name not in own] if path.exists() else []
    except OSError:
        others = []  # taking the folder says what is wrong with it
    others = [name for name in others if not (name.startswith(".") and name.endswith(".new"))]
    if others:
        said = f"{path} holds something else than a run of worlds, {others[0]} for one"
        raise ScenarioError([Diagnostic("E740", said, None, "give a folder that is empty or isn't there yet")])
    if resume and not path.exists():
        raise ScenarioError([Diagnostic("E740", f"there is no run in {path}", None, "leave --resume out to begin one")])
    return False


def _asked(model: ScenarioModel, request: RunRequest) -> Asked:
    """The request with its defaults, checked. Raises ScenarioError E701, E713, E748."""
    worlds = WORLDS if request.worlds is None else request.worlds
    if not 1 <= worlds <= MOST_WORLDS:
        said = f"{worlds} worlds can't be looked at"
        raise ScenarioError([Diagnostic("E713", said, None, f"ask for 1 to {MOST_WORLDS:,}")])
    all_views = [view or AS_WRITTEN for view in views_to_solve(model)]
    views = list(dict.fromkeys(request.views or all_views))
    known = [AS_WRITTEN, *model.views]
    faults = [
        Diagnostic("E701", f"this scenario has no view {view}", None, did_you_mean(view, known))
        for view in views
        if view not in known
    ]
    if faults:
        raise ScenarioError(faults, model.source)
    if not any(varying(model, None if view == AS_WRITTEN else view) for view in views):
        said = "nothing is uncertain here: every world would be the same"
        remedy = "give assumptions a range, quantiles or a distribution, or solve it with `offramp solve`"
        raise ScenarioError([Diagnostic("E748", said, None, remedy)])
    parts = ["payoffs", "options"] + ([] if request.closings is False else ["closings"])
    if request.claims is not False and any(claim.holds for claim in model.claims.values()):
        parts.append("claims")
    level = LEVEL if request.level is None else request.level
    seed = SEED if request.seed is None else request.seed
    return Asked(worlds, seed, level, tuple(views), tuple(parts), KIND)


def _work(model: ScenarioModel, path: Path, asked: Asked) -> _Work:
    """Raises ScenarioError E749 where that would be more than memory should hold."""
    game = Game.bind(model)
    actors = tuple(model.actors) if game.has_moves or game.exact else ()
    numbers = Numbers.of(model, actors, asked.parts if actors else (), asked.level)
    if asked.worlds * numbers.all > MOST_NUMBERS:
        said = f"{asked.worlds:,} worlds with {numbers.all:,} numbers each are too many"
        most = MOST_NUMBERS // numbers.all
        remedy = f"ask for {most:,} worlds at most" + (
            ", or leave closings out (--no-closings)" if "closings" in numbers.further.parts else ""
        )
        raise ScenarioError([Diagnostic("E749", said, None, remedy)])
    return _Work(model, path, asked, numbers)


def _explored(
    work: _Work, folder: RunFolder, store: RunStore | None, team: Workers, cores: int, tell: Progress
) -> list[Diagnostic]:
    designs = work.designs()
    store = store or _begun(work, folder, Explorer(team, work.names, tell), designs)
    # What claims suppose is solved in every world besides, so that a block of the same length holds fewer worlds.
    cut = replace(BLOCKS, seconds=BLOCKS.seconds / work.numbers.further.games)
    explorer = Explorer(team, work.names, tell, cut, store)
    own = _own_results(work, store, cores, tell)
    written = store.manifest.plan
    nodes = written.nodes or None
    plan = Plan(work.asked.worlds, "asked", written.grids, written.seconds, written.allotments, nodes)
    carried = explorer.carried(designs, plan, own, work.asked.level)
    store.finish(carried, designs, work.numbers)
    return store.notes


def _begun(work: _Work, folder: RunFolder, explorer: Explorer, designs: Mapping[str, Design]) -> RunStore:
    """A run of which everything is written but worlds. Raises ScenarioError where a view's baseline breaks."""
    baselines = explorer.baselines(GRIDS[0])
    faults = [diagnostic for world in baselines.values() for diagnostic in world.faults]
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    uncertain = [view for view, drawn in designs.items() if drawn.names]
    plan = make_plan(baselines, uncertain, work.asked.worlds)
    manifest = Manifest(
        scenario=f"{SCENARIO}/{next(iter(scenario_files(work.model, work.path)))}",
        versions=versions(),
        asked=work.asked,
        actors=work.numbers.actors,
        quantities=work.numbers.quantities,
        plan=WrittenPlan(plan.grids, dict(plan.seconds), dict(plan.allotments), dict(plan.nodes or {})),
    )
    store = RunStore(folder, manifest)
    store.begin(scenario_files(work.model, work.path), designs)
    return store


def _own_results(work: _Work, store: RunStore, cores: int, tell: Progress) -> dict[str, dict[str, Any]]:
    """Each view solved with all checks: what worlds are held against, and what a report begins with."""
    names = work.names
    found = store.own_results(names)
    missing: Sequence[str | None] = [name for view, name in names.items() if view not in found]
    if missing:
        request = Request(level=work.asked.level, seed=work.asked.seed)
        solved = solve_views(work.model, work.path, missing, request, cores, tell)
        store.keep_own_results(solved)
        found |= solved
    return {view: found[view] for view in names}
