"""Explore a scenario into a folder: begin a run, or go on with one, and write what came out."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError, Severity
from offramp.explore.branches import Branch, branches
from offramp.explore.designs import Design, design, varying
from offramp.explore.explorer import Explorer
from offramp.explore.runs.manifest import Asked, Manifest
from offramp.explore.runs.manifest import Plan as WrittenPlan
from offramp.explore.runs.resuming import agreed, same_run
from offramp.explore.runs.run_folder import BASELINE, DESIGN, LOCK, SCENARIO, VERSIONS, RunFolder
from offramp.explore.runs.run_requests import RunRequest, asked_for
from offramp.explore.runs.run_store import RunStore, scenario_files
from offramp.explore.runs.versions import versions
from offramp.explore.view_runs import solve_requests
from offramp.explore.world_plan import GRIDS, Plan, make_plan
from offramp.explore.world_runs import Cut, Workers
from offramp.explore.world_solves import Numbers
from offramp.game.game import Game
from offramp.judge.requests import Progress, Request
from offramp.scenario.model import ScenarioModel

MOST_NUMBERS = 100_000_000  # of one view: 0.8 GB
BLOCKS = Cut(seconds=5.0, most=256)  # few enough files, and little lost by a stop

Team = Callable[[Numbers], AbstractContextManager[Workers]]


@dataclass(frozen=True)
class _Work:
    """What a run is about."""

    model: ScenarioModel
    path: Path
    asked: Asked
    numbers: Numbers

    @property
    def branches(self) -> dict[str, Branch]:
        """The views, with other cases of switches beside them, by what results call them."""
        return branches(self.model, self.asked.views, self.asked.switches)

    def designs(self) -> dict[str, Design]:
        """The worlds of each branch; none where nothing varies in it."""
        asked, found = self.asked, self.branches
        vary = {name: varying(self.model, one.view, dict(one.cases)) for name, one in found.items()}
        blocks = max(map(len, vary.values())) + 2 if asked.design == "saltelli" else 1
        return {
            name: design(
                self.model,
                one.view,
                asked.worlds // blocks if vary[name] else 0,
                asked.seed,
                asked.design,
                asked.scrambles,
                dict(one.cases),
            )
            for name, one in found.items()
        }


def explore_into(
    folder: RunFolder, model: ScenarioModel, path: Path, request: RunRequest, team: Team, cores: int, tell: Progress
) -> list[Diagnostic]:
    """Explore into `folder` until all is written; what had to be solved again although it was there.

    team: who solves worlds that have these numbers. cores: for the views' own results. Raises ScenarioError: E701,
    E713, E740–E749, E752–E754, or what makes a view unsolvable.
    """
    there = _look(folder, request.resume)
    with folder.taken():
        if there:
            manifest = agreed(folder, request, model)
            work = _work(model, path, manifest.asked)
            same_run(folder, manifest, versions(), scenario_files(model, path))
            folder.sweep()
        else:
            folder.sweep()
            work = _work(model, path, asked_for(model, request))
        with team(work.numbers) as workers:
            store = None
            if there:
                store = RunStore(folder, manifest)
                store.mend(scenario_files(model, path), work.designs())
            notes = _explored(work, folder, store, workers, cores, tell)
    return [*_rounded(request, work.asked), *notes]


def _rounded(request: RunRequest, asked: Asked) -> list[Diagnostic]:
    """That more worlds were drawn than were asked for."""
    if request.worlds in (None, asked.worlds):
        return []
    need = {
        "sobol": f"{asked.scrambles} scrambles of 1, 2, 4, 8, ... points each",
        "saltelli": "blocks of 1, 2, 4, 8, ... points, one for each assumption that varies and two more",
    }
    said = f"{request.worlds:,} worlds were asked for, and {asked.worlds:,} drawn: the design is {need[asked.design]}"
    return [Diagnostic("W741", said, None, f"ask for {asked.worlds:,} and none are added", Severity.WARNING)]


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


def _work(model: ScenarioModel, path: Path, asked: Asked) -> _Work:
    """Raises ScenarioError E749 where that would be more than memory should hold."""
    game = Game.bind(model)
    actors = tuple(model.actors) if game.has_moves or game.exact else ()
    cases = [dict(one.cases) for one in branches(model, asked.views, asked.switches).values() if one.cases]
    numbers = Numbers.of(model, actors, asked.parts, asked.level, cases)
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
    store = store or _begun(work, folder, Explorer(team, work.branches, tell), designs)
    # What claims suppose is solved in every world besides, so that a block of the same length holds fewer worlds.
    cut = replace(BLOCKS, seconds=BLOCKS.seconds / work.numbers.further.games)
    explorer = Explorer(team, work.branches, tell, cut, store)
    own = _own_results(work, store, cores, tell)
    written = store.manifest.plan
    nodes = written.nodes or None
    plan = Plan(work.asked.worlds, "asked", written.grids, written.seconds, written.allotments, nodes)
    carried = explorer.carried(designs, plan, own, work.asked.level)
    store.finish(carried, designs, work.numbers)
    return store.notes


def _begun(work: _Work, folder: RunFolder, explorer: Explorer, designs: Mapping[str, Design]) -> RunStore:
    """A run of which everything is written but worlds. Raises ScenarioError where a view's baseline breaks."""
    baselines = explorer.sized_up(GRIDS[0])
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
    names = work.branches
    found = store.own_results(names)
    missing = {
        name: Request(one.view, dict(one.cases), level=work.asked.level, seed=work.asked.seed, sample_paths=True)
        for name, one in names.items()
        if name not in found
    }
    if missing:
        solved = solve_requests(work.model, work.path, missing, cores, tell)
        store.keep_own_results(solved)
        found |= solved
    return {view: found[view] for view in names}
