"""A request for off-ramps: the scenario solved in one view, and everything tried that may reopen a way out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.explore.designs import design, varying
from offramp.explore.off_ramps.asked import Asked
from offramp.explore.off_ramps.levers import levers
from offramp.explore.off_ramps.results import Found, off_ramp_results
from offramp.explore.off_ramps.search import Search, Tried, sizes
from offramp.explore.off_ramps.work import Crew, crew
from offramp.explore.off_ramps.worlds import InWorlds, in_worlds
from offramp.game.game import Game
from offramp.judge.off_ramps.bound_games import OffRampGames
from offramp.judge.off_ramps.candidates import commitments, proposals
from offramp.judge.off_ramps.standings import Layout
from offramp.judge.off_ramps.trials import KEPT_SHARE, Baseline, Move, Trials
from offramp.judge.requests import Progress, Request, bound_game
from offramp.scenario.model import ScenarioModel
from offramp.solve.native_kernel import why_not_native
from offramp.solve.solution import Solution, stakes
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


@dataclass(frozen=True)
class OffRamps:
    """What may reopen a way out for an actor."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The results as plain data, as `offramp offramps --json` prints them."""
        return self.data

    @property
    def names(self) -> list[str]:
        """The off-ramps that surely move the verdict towards free at the baseline, the best first."""
        return [one["name"] for one in self.data["offramps"] if one["moves"] == Move.TOWARDS.value]


def searched(model: ScenarioModel, path: Path, asked: Asked, request: Request, tell: Progress) -> dict[str, Any]:
    """All that `offramps --json` documents. Raises ScenarioError for a bad request, or a fault in the scenario itself;
    a fault that only an off-ramp leads to is told with it."""
    game = bound_game(model, request)
    _checked(model, game, asked)
    singles = [one for one in proposals(model) if not (game.open and one.timed)] + commitments(model, asked.actor)
    games = OffRampGames(model, request.view, dict(request.changes), singles)
    solution = solve(games.game(None), Start(), _effort(request, game.exact), tell)
    count = request.threads if why_not_native(solution.game) is None else 1
    layout = Layout(game.actors, asked.actor)
    baseline = _baseline(solution, layout, request.level)
    with crew(count, tell) as team:
        search = Search(baseline, _grids(games, layout, solution, request, team), team)
        tried = search.singles(singles)
        both = search.pairs(tried) if asked.pairs else []
        tried, both = search.valued(tried), search.valued(both)
        moved = levers(search, _movable(model, request)) if asked.levers and baseline.verdict.best else []
        worlds = _in_worlds(search, [*tried, *both], asked, request)
    return off_ramp_results(Found(model, path, request, baseline, tried, both, moved, worlds, asked))


def _checked(model: ScenarioModel, game: Game, asked: Asked) -> None:
    if asked.actor not in model.actors:
        remedy = did_you_mean(asked.actor, model.actors)
        raise ScenarioError([Diagnostic("E708", f"there is no actor {asked.actor}", None, remedy)], model.source)
    if not model.tolerable_in(game.view).get(asked.actor):
        said = f"nothing says which endings {asked.actor} could live with, so nothing can be a way out for it"
        remedy = f"list them under `tolerable`, such as `{asked.actor}: [{next(iter(model.endings))}]`"
        raise ScenarioError([Diagnostic("E770", said, model.actors[asked.actor].span, remedy)], model.source)
    if not game.has_moves:
        said = "nobody chooses anything in this scenario, so that nobody can be offered anything"
        raise ScenarioError([Diagnostic("E770", said, None, "give the actors a `move` in `play`")], model.source)


def _effort(request: Request, exact: bool) -> Effort:
    """With all checks: as `solve` has it, or on a grid as fine as the finest that off-ramps are tried on."""
    return replace(request.effort, points=None if exact or request.points is None else sizes(request.points, False)[-1])


def _baseline(solution: Solution, layout: Layout, level: float) -> Baseline:
    game = solution.game
    stakes_a = stakes(solution.backward)
    declared = [game.model.actors[actor].helped is not None for actor in game.actors]
    leeway_a = np.where(declared, game.helped_i, KEPT_SHARE * stakes_a)
    number_n = layout.read(solution.backward)
    return Baseline(solution, layout, level, number_n, layout.errors(solution), stakes_a, leeway_a)


def _grids(games: OffRampGames, layout: Layout, solution: Solution, request: Request, team: Crew) -> Sequence[Trials]:
    exact = solution.game.exact
    effort = Effort(
        refine=False, seed=request.seed, tolerance=request.tolerance, nodes=solution.backward.nodes, check_shocks=False
    )
    efforts = [replace(effort, points=points) for points in sizes(request.points, exact)]
    return team.each(lambda effort: Trials(games, layout, effort), efforts, "the game as it is")


def _movable(model: ScenarioModel, request: Request) -> list[str]:
    """The assumptions that are uncertain in the view, and that no case of a switch fixes."""
    fixed = model.set_by_cases(model.cases_in(request.view, request.changes))
    return [name for name in varying(model, request.view) if name not in fixed]


def _in_worlds(search: Search, found: Sequence[Tried], asked: Asked, request: Request) -> InWorlds | None:
    """What becomes in worlds of all that could be solved at the baseline, the best there first."""
    if not asked.worlds:
        return None
    games = search.coarse.games
    candidates = [one.candidate for one in sorted(found, key=lambda one: one.rank) if one.effect is not None]
    vary = varying(games.model, games.view)
    return in_worlds(search, candidates, design(games.model, games.view, asked.worlds if vary else 0, request.seed))


__all__ = ["Asked", "OffRamps", "searched"]
