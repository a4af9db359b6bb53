"""The public names: the Python interface says the same things as the command line, with the same words.

>>> import offramp
>>> offramp.load("brink").solve().verdict("west")
'free'
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.core.version import __version__
from offramp.exchange.extensive_game import ExtensiveGame
from offramp.exchange.read_game import read_game as read_game_file
from offramp.exchange.strategic_game import StrategicGame
from offramp.explore.exploration import Exploration, explored, open_run
from offramp.explore.off_ramps.requests import Asked, OffRamps, searched
from offramp.explore.runs.run_requests import RunRequest
from offramp.explore.view_runs import solve_views, views_to_solve
from offramp.explore.worlds import explore
from offramp.game.game import Game
from offramp.judge.answer import finding
from offramp.judge.claims.claim_requests import Claims, judged
from offramp.judge.equilibria import RATIONALITY, Equilibrium, equilibrium
from offramp.judge.requests import Progress, Request, answered, bound_game, described
from offramp.judge.sampled_results import simulated
from offramp.judge.scores.score_requests import Scores, scores
from offramp.judge.verdicts import LEVEL
from offramp.judge.why.why_requests import Explanation, why
from offramp.judge.written import Format, written
from offramp.report.catalogue import ENGLISH, catalogue
from offramp.report.page import write_page
from offramp.report.report_page import report_page
from offramp.scenario.editing.expanded_text import expanded_text
from offramp.scenario.editing.saving import save_text
from offramp.scenario.editing.write_back import Value, with_values
from offramp.scenario.library import find_scenario
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario, read_text
from offramp.simulate.paths import simulate
from offramp.simulate.play import Policy
from offramp.simulate.policies import Uniform
from offramp.solve import solution as solved
from offramp.solve.look_ahead import AsSolved
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start

SIMULATION_POINTS = 700  # states a period of the grid on which `simulate` solves the policies that it plays


def read_game(path: str | Path) -> "GameFile":
    """Read a game from a file of Gambit's, .efg or .nfg. Raises ScenarioError with every diagnostic of the file."""
    return GameFile(read_game_file(Path(path)))


def write_report(report: Mapping[str, Any], path: str | Path, language: str = ENGLISH) -> None:
    """Write the offline page of a report: what `Exploration.report` returned. Raises ScenarioError E780."""
    Path(path).write_text(report_page(report, catalogue(language)), encoding="utf-8")


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

    @property
    def text(self) -> str:
        """The scenario's text, as it was read or as `with_values` changed it."""
        return self.model.source.text

    @property
    def expanded(self) -> str:
        """The text with every mechanism that it uses written out: a scenario without `use`, with the same results.

        Everything else in the text, its comments and order, stays.
        """
        return expanded_text(self.model.source)

    def with_values(self, values: Mapping[str, Value]) -> "Scenario":
        """The scenario with values changed in its text; comments, order and everything else in it stay.

        values: what to set, by name (`slip`: an assumption's value, a switch's, the start of a stock or mode) or by
        path (`slip.range`, `calendar.periods`, `play.slips_into_war.probability`; entries of a list count from 1),
        to a number, a text or a list. A key that the place lacks is added. Raises ScenarioError: E730 and E731 for
        what can't be set, or all that is wrong with the scenario that results.
        """
        source = self.model.source
        text, _ = with_values(source, values)
        model = read_text(text, source.path)
        return Scenario(replace(model, source=replace(model.source, bom=source.bom)), self.path)

    def save(self, path: str | Path | None = None, overwrite: bool = False) -> None:
        """Write the scenario's text to its own file, or to another one, in one step.

        overwrite: whether another file that is there may be written over. Raises ScenarioError E732, E733, E716.
        """
        target = self.path if path is None else Path(path)
        own = target.exists() and self.path.exists() and target.samefile(self.path)
        save_text(self.text, target, self.model.source.bom, over=own or overwrite)

    def game(self, view: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        """The scenario bound to the numbers of one view. Raises ScenarioError E436, E701–E703."""
        return bound_game(self.model, Request(view, set or {}))

    def solve(
        self,
        view: str | None = None,
        set: Mapping[str, float | str] | None = None,
        at: Mapping[str, float | str] | None = None,
        level: float = LEVEL,
        points: int | None = None,
        refine: bool = True,
        paths: int | None = None,
        seed: int = 1,
        tolerance: float = 0.02,
        horizon_check: bool = False,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> "Solution":
        """Solve the game in one view and judge it.

        set: assumptions to change, and cases of switches. at: a state to ask about (`t`, stocks, modes). level: the
        chance of a tolerable ending that counts as a way out. points: states a period of the largest grid (default:
        as many as it takes, within reason). refine: also solve coarser grids and audit, without which nothing that is
        interpolated is resolved. paths, seed: of the audit. tolerance: in probability. horizon_check: also solve
        with a longer horizon to label closings that the calendar makes. threads: how many share the work of native
        code; results don't depend on it. progress: told what is done, and the share of it. Raises ScenarioError for a
        bad request or a fault in the scenario.
        """
        request = Request(
            view, set or {}, at or {}, level, points, refine, paths, seed, tolerance, horizon_check, threads
        )
        return Solution(*answered(self.model, self.path, request, progress or _silent))

    def simulate(
        self,
        view: str | None = None,
        set: Mapping[str, float | str] | None = None,
        paths: int = 1000,
        seed: int = 1,
        points: int | None = None,
        progress: Progress | None = None,
    ) -> "Simulation":
        """Play paths of the exact dynamics under the solved policies. Raises ScenarioError as `solve` does."""
        if paths < 2:
            fault = Diagnostic("E707", f"{paths} paths say nothing about chance", None, "ask for 2 or more")
            raise ScenarioError([fault])
        tell = progress or _silent
        request = Request(view, set or {}, seed=seed)
        game = bound_game(self.model, request)
        start = Start()
        policy: Policy = Uniform()
        if game.has_moves:
            policy = AsSolved(solve(game, start, Effort(points or SIMULATION_POINTS, refine=False), tell).backward)
        found = simulate(start.block(game, paths), policy, seed, progress=lambda share: tell("playing paths", share))
        head = described("simulate/1", self.model, self.path, game, request)
        return Simulation(head | {"seed": seed} | simulated(game, found))

    def analyse(
        self,
        level: float = LEVEL,
        points: int | None = None,
        paths: int | None = None,
        seed: int = 1,
        tolerance: float = 0.02,
        worlds: int | None = None,
        processes: int = 1,
        progress: Progress | None = None,
    ) -> "Analysis":
        """Solve every view's baseline; the scenario as written too where no view leaves it as it is. Then worlds.

        worlds: how many draws of the uncertain assumptions to look at in each view (0: none; None: 200 where the
        game is small enough, fewer or none where it isn't); seed decides the draws too. processes: how many views
        or worlds to solve at once, each in a process of its own (a script that asks for more than one needs
        Python's `if __name__ == "__main__"` guard); results don't depend on it. Raises ScenarioError as `solve`
        does; worlds that can't be solved are counted and named in the result.
        """
        if worlds is not None and worlds < 0:
            fault = Diagnostic("E713", f"{worlds} worlds can't be looked at", None, "ask for 0 or more")
            raise ScenarioError([fault])
        tell = progress or _silent
        request = Request(level=level, points=points, paths=paths, seed=seed, tolerance=tolerance, horizon_check=True)
        views = views_to_solve(self.model)
        found = solve_views(self.model, self.path, views, request, processes, tell)
        explored = explore(self.model, found, worlds, seed, level, processes, tell)
        return Analysis(
            {
                "schema": "offramp/analyse/1",
                "offramp": __version__,
                "scenario": next(iter(found.values()))["scenario"],
                "level": level,
                "finding": finding(found),
                "views": found,
                "worlds": explored,
            }
        )

    def explore(
        self,
        worlds: int | None = None,
        seed: int | None = None,
        out: str | Path | None = None,
        views: Sequence[str] | None = None,
        level: float | None = None,
        closings: bool | None = None,
        claims: bool | None = None,
        evidence: bool | None = None,
        engine: str | None = None,
        executor: Executor | None = None,
        resume: bool = False,
        cores: int = 1,
        progress: Progress | None = None,
        design: str | None = None,
        switches: Sequence[str] | None = None,
    ) -> "Exploration":
        """Solve many worlds of every view and keep them in a folder, from which a run that was stopped goes on.

        worlds: how many a view (1000); seed decides the draws (1). out: the folder; None: one that lasts as long as
        the result, which `save` copies. views: which of them (all that `analyse` solves). level: the chance that counts
        as a way out (0.5). closings: whether to follow when each option closes (yes). claims: whether to measure what
        the scenario's claims ask in every world (yes); what they suppose is solved there besides. evidence: whether to
        hold each world against the scenario's evidence (yes). engine: `threads`, `processes`, `dask://host:port`, or
        what suits this machine; executor: any executor of concurrent.futures instead. Results depend on neither.
        resume: go on with the run in `out`, which must be the same one. cores: how many to use (a script that asks for
        more than one needs Python's `if __name__ == "__main__"` guard). progress: told what is done, and the share of
        it. design: how worlds are drawn: `lhs` (a Latin hypercube), `sobol` (Sobol' points in eight scrambles), `iid`
        (independent draws) or `saltelli` (blocks for variance indices); a number of worlds that it can't have is
        rounded up. switches: whose every case is solved on the same draws (`all`: of each switch). Raises ScenarioError
        E701, E713, E740–E749, E752–E754 and as `solve` does.
        """
        viewed = tuple(views) if views is not None else None
        switched = tuple(switches) if switches is not None else None
        request = RunRequest(worlds, seed, level, viewed, closings, claims, evidence, resume, design, switched)
        folder = None if out is None else Path(out)
        return explored(self.model, self.path, request, folder, engine, executor, cores, progress or _silent)

    def judge_claims(
        self,
        views: Sequence[str | None] | None = None,
        set: Mapping[str, float | str] | None = None,
        level: float = LEVEL,
        points: int | None = None,
        refine: bool = True,
        paths: int | None = None,
        seed: int = 1,
        tolerance: float = 0.02,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> Claims:
        """Say of each claim whether it holds, at the baseline of each view.

        views: some of the scenario's views, None being the scenario as written; all of them unless given. paths: for
        events whose chances a grid can't tell. The rest is as for `solve`, and so is what is raised; a fault that only
        what a claim supposes leads to is told with that claim.
        """
        request = Request(None, set or {}, {}, level, points, refine, paths, seed, tolerance, threads=threads)
        asked = list(views) if views else views_to_solve(self.model)
        return Claims(judged(self.model, self.path, asked, request, progress or _silent))

    def score(
        self,
        views: Sequence[str | None] | None = None,
        set: Mapping[str, float | str] | None = None,
        points: int | None = None,
        refine: bool = True,
        paths: int | None = None,
        seed: int = 1,
        tolerance: float = 0.02,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> Scores:
        """Score the scenario's forecasts: what its document and each view at its baseline gave for what came about.

        All as for `judge_claims`, and so is what is raised. `open_run(…).score()` scores over worlds too.
        """
        request = Request(None, set or {}, {}, LEVEL, points, refine, paths, seed, tolerance, threads=threads)
        asked = list(views) if views else views_to_solve(self.model)
        return Scores(scores(self.model, self.path, asked, request, progress or _silent))

    def why(
        self,
        question: str,
        view: str | None = None,
        set: Mapping[str, float | str] | None = None,
        at: Mapping[str, float | str] | None = None,
        level: float = LEVEL,
        points: int | None = None,
        tolerance: float = 0.02,
        shifts: bool = True,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> Explanation:
        """Explain a choice (`bloc chooses sustain in 2024Q1`) or a verdict (`verdict(bloc)`).

        points: states a period of the grid, where states are interpolated (2000). shifts: whether to solve again with
        each assumption moved, which takes most of the time. The rest is as for `solve`. Raises ScenarioError E253,
        E347, E352 for a question that can't be read, E353, E354 for one about a choice that isn't there, and as `solve`
        does.
        """
        request = Request(view, set or {}, at or {}, level, points, tolerance=tolerance, threads=threads)
        return Explanation(why(self.model, self.path, question, request, progress or _silent, shifts))

    def off_ramps(
        self,
        actor: str,
        view: str | None = None,
        set: Mapping[str, float | str] | None = None,
        worlds: int = 0,
        pairs: bool = True,
        levers: bool = True,
        level: float = LEVEL,
        points: int | None = None,
        paths: int | None = None,
        seed: int = 1,
        tolerance: float = 0.02,
        threads: int = 1,
        progress: Progress | None = None,
    ) -> OffRamps:
        """Try what may reopen a way out for an actor: proposals, commitments by the others, pairs of these, levers.

        worlds: draws of the uncertain assumptions in which all of them are tried too (0: none); seed decides them.
        pairs: whether to try pairs of the ten best. levers: whether to look for the smallest shift of each assumption.
        points: states a period of the finest grid that off-ramps are tried on (4,320), and of the game without them
        (as many as it takes). threads: results don't depend on it. The rest is as for `solve`. Raises ScenarioError
        E708, E713, E770 and as `solve` does; a fault that only an off-ramp leads to is told with it.
        """
        if worlds < 0:
            fault = Diagnostic("E713", f"{worlds} worlds can't be looked at", None, "ask for 0 or more")
            raise ScenarioError([fault])
        request = Request(view, set or {}, {}, level, points, True, paths, seed, tolerance, threads=threads)
        asked = Asked(actor, worlds, pairs, levers)
        return OffRamps(searched(self.model, self.path, asked, request, progress or _silent))

    def as_efg(
        self,
        view: str | None = None,
        set: Mapping[str, float | str] | None = None,
        at: Mapping[str, float | str] | None = None,
    ) -> str:
        """The scenario as a game tree in Gambit's format. Raises ScenarioError E821, E822, and as `solve` does."""
        return written(self.model, Request(view, set or {}, at or {}), Format.EFG, None, None).text

    def as_prism(
        self,
        view: str | None = None,
        set: Mapping[str, float | str] | None = None,
        at: Mapping[str, float | str] | None = None,
        free: Sequence[str] | None = None,
    ) -> str:
        """The scenario as a model in the language of PRISM: a chain, a decision process or a stochastic game.

        free: the actors who may pick anything, all others picking as solved; None: everyone who weighs options. Raises
        ScenarioError E821, E822, and as `solve` does.
        """
        return written(self.model, Request(view, set or {}, at or {}), Format.PRISM, free, None).text


@dataclass(frozen=True)
class GameFile:
    """A game from a file of Gambit's that was read and checked: `game` is it, with the place of every part."""

    game: ExtensiveGame | StrategicGame

    def solve(self, rationality: float = RATIONALITY) -> Equilibrium:
        """The logit equilibrium, in agent form, at one rationality for all players: 0 or more, or math.inf.

        Raises ScenarioError E713 for another rationality, E820 for a game that hides more than simultaneous moves.
        """
        if not rationality >= 0:
            raise ScenarioError([Diagnostic("E713", f"a rationality of {rationality} is none", None, "give 0 or more")])
        return Equilibrium(equilibrium(self.game, rationality))


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
        actors = self.data["actors"]
        if actor not in actors:
            remedy = did_you_mean(actor, actors)
            raise ScenarioError([Diagnostic("E708", f"there is no actor {actor}", None, remedy)])
        return str(actors[actor]["verdict"])


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


__all__ = [
    "Analysis",
    "Claims",
    "Equilibrium",
    "Explanation",
    "Exploration",
    "GameFile",
    "OffRamps",
    "Scenario",
    "ScenarioError",
    "Scores",
    "Simulation",
    "Solution",
    "load",
    "open_run",
    "read_game",
    "write_report",
]
