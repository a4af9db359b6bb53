"""How far one assumption must move from its baseline until a verdict turns, on the solved game.

Each look is a solution on the grid that a run's worlds were solved on, moved by what that grid is known to be off by at
the baseline; its error is what the run found its worlds to be off by.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.explore.hinges.flip_values import Flip, Flips, find_flips
from offramp.explore.runs.run_reader import ViewRun
from offramp.explore.view_runs import cores
from offramp.explore.world_runs import BASELINE
from offramp.explore.world_solves import Grids, Numbers, published, solve_world
from offramp.game.game import Game
from offramp.judge.requests import Progress
from offramp.judge.verdicts import ORDER, REACHES
from offramp.solve.native_kernel import why_not_native

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sought:
    """The verdict on an actor in a view's baseline, and the assumption that is to turn it."""

    view: str
    actor: str
    verdict: str
    assumption: str


def run_flips(views: Mapping[str, ViewRun], sought: Sequence[Sought], tell: Progress) -> list[dict[str, Any]]:
    """Each of them as `hinges --flips --json` documents it. views: those of one run, by name.

    Raises ScenarioError as reading the run does.
    """
    if not sought:
        return []
    looks = {view: _View(views[view]) for view in dict.fromkeys(one.view for one in sought)}
    threads = cores() if all(why_not_native(Game.bind(look.model)) is None for look in looks.values()) else 1
    found = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for number, flips in enumerate(pool.map(lambda one: looks[one.view].flips(one), sought)):
                tell("moving assumptions", number / len(sought))
                found.append(_flips(sought[number], flips))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found


def margin(value_r: Floats, verdict: str, level: float) -> float:
    """By how much a verdict holds, in chance: negative where another does.

    value_r: the numbers that verdicts are decided by, in the order of `REACHES`. All before the verdict's own must lie
    below the level, and its own at the level or above.
    """
    place = [one.value for one in ORDER].index(verdict)
    below = [level - float(value) for value in value_r[:place]]
    own = [float(value_r[place]) - level] if place < len(REACHES) else []
    return min(*below, *own, 1.0)


class _View:
    """One view's game, solved where its assumptions are moved."""

    def __init__(self, source: ViewRun) -> None:
        run, view = source.run, source.view
        self.model, self.level = run.model, run.manifest.asked.level
        self.name, self.cases = source.branch.view, dict(source.branch.cases)
        self.numbers = Numbers.of(self.model, run.manifest.actors)
        plan = run.manifest.plan
        points = plan.grids[-2] if len(plan.grids) > 1 else plan.grids[0]
        there = plan.allotments.get(view)
        self.grids = (
            Grids(points, plan.nodes[view], checked=False, allotment=there, audited=True)
            if view in plan.nodes
            else Grids(points, allotment=there)
        )
        known_m, own_m = published(run.own_result(view), self.numbers)
        here = self._solved({})
        self.off_m = np.zeros_like(known_m) if here is None else known_m - here
        errors = source.errors([q.name for q in self.numbers.quantities[: self.numbers.count]])
        self.error_m = np.maximum(own_m, np.median(errors, axis=0) if len(errors) else 0.0)

    def flips(self, sought: Sought) -> Flips:
        """Where the verdict turns as the assumption moves over its range."""
        assumption = self.model.assumptions[sought.assumption]
        low, high = assumption.bounds(self.name)
        place = self.numbers.reach(sought.actor)

        def look(value: float) -> tuple[float, float]:
            found = self._solved({sought.assumption: value})
            if found is None:
                return float("nan"), 0.0
            moved_r = np.clip((found + self.off_m)[place], 0.0, 1.0)
            return margin(moved_r, sought.verdict, self.level), float(self.error_m[place].max())

        baseline = min(high, max(low, float(assumption.baseline(self.name))))
        return find_flips(look, baseline, low, high, 0.0)

    def _solved(self, changes: dict[str, float]) -> Floats | None:
        world = solve_world(self.model, self.numbers, self.name, BASELINE, {**self.cases, **changes}, self.grids)
        return None if world.faults else world.value_m


def _flips(sought: Sought, flips: Flips) -> dict[str, Any]:
    return {
        "view": sought.view,
        "actor": sought.actor,
        "verdict": sought.verdict,
        "assumption": sought.assumption,
        "baseline": flips.baseline,
        "margin": flips.number,
        "error": flips.error,
        "below": _flip(flips.below),
        "above": _flip(flips.above),
        "solved": flips.looks,
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "status": flip.status,
        "value": flip.value,
        "low": flip.low,
        "high": flip.high,
        "unsure_from": flip.unsure_from,
    }
