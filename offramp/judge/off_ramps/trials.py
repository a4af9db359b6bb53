"""Off-ramps tried in one world: how far each moves the verdict on an actor, and what it does to everybody's payoffs.

Where states are interpolated, an off-ramp is solved on a coarse and on a fine grid, as is the game without it. What
counts is what it changes; the difference of these changes between the two grids is the error that it adds to that of
the game without it, which was solved with all checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from offramp.judge.off_ramps.bound_games import OffRampGames, play_of, solved_bound, solved_free
from offramp.judge.off_ramps.breaking import Temptation, temptation
from offramp.judge.off_ramps.candidates import Candidate
from offramp.judge.off_ramps.standings import CHANCES, Layout, Verdict, verdict
from offramp.solve.backward_induction import Backward
from offramp.solve.solution import Solution
from offramp.solve.solver import Effort

Floats = NDArray[np.float64]
ROUNDING = 1e-9
KEPT_SHARE = 0.01  # of its stakes: what an actor forgoes to keep its word, where the scenario gives no `helped`


class Move(Enum):
    """Where an off-ramp moves the verdict."""

    TOWARDS = "towards_free"
    TOO_CLOSE = "too_close"  # towards free, but for the numerical error
    NONE = "none"
    AWAY = "away"


@dataclass
class Trials:
    """One world on grids of one size: the game without off-ramps, and with each of those that are tried.

    changes: what differs in this world from the games' own values. effort: a single solution without checks.
    """

    games: OffRampGames
    layout: Layout
    effort: Effort
    changes: Mapping[str, float] = field(default_factory=dict)
    free: Backward = field(init=False)
    without_n: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.free = solved_free(self.games, None, self.effort, self.changes)
        self.without_n = self.layout.read(self.free)

    def numbers(self, candidate: Candidate, first: int = 0) -> Floats:
        """The numbers with an off-ramp that begins in period `first`. Raises ScenarioError where a rule breaks."""
        return self.layout.read(self.solved(candidate, first))

    def solved(self, candidate: Candidate, first: int = 0) -> Backward:
        """The game with an off-ramp that begins in period `first`."""
        free = self.free
        if candidate.change or candidate.add:
            free = solved_free(self.games, candidate, self.effort, self.changes, first)
        if not candidate.pledges:
            return free
        return solved_bound(free, self.games.game(candidate, first, self.changes), self.effort)

    def tempted(self, candidate: Candidate) -> dict[str, Temptation | None]:
        """What breaking its commitment would bring each actor that is bound."""
        if not candidate.pledges:
            return {}
        kept = self.solved(candidate)
        visits, found = play_of(kept), {}
        for actor in candidate.binders:
            own = [pledge for pledge in candidate.pledges if pledge.actor == actor]
            loose = self.games.game(candidate, world=self.changes, free=actor)
            found[actor] = temptation(kept, visits, loose, actor, own)
        return found


@dataclass(frozen=True)
class Baseline:
    """The game without any off-ramp, with all its checks. stakes_a: how far each actor's payoffs spread. leeway_a: what
    each would forgo to keep its word."""

    solution: Solution
    layout: Layout
    level: float
    number_n: Floats
    error_n: Floats
    stakes_a: Floats
    leeway_a: Floats

    @property
    def verdict(self) -> Verdict:
        """The verdict on the actor."""
        return verdict(self.number_n, self.error_n, self.level)


@dataclass(frozen=True)
class Effect:
    """What an off-ramp comes to. change_n, change_error_n: its numbers less those without it."""

    number_n: Floats
    error_n: Floats
    change_n: Floats
    change_error_n: Floats
    verdict: Verdict
    move: Move

    @property
    def changes_nothing(self) -> bool:
        """Whether every number is what it was, to the last digits."""
        return bool(np.all(np.abs(self.change_n) <= ROUNDING))


def effect(baseline: Baseline, change_n: Floats, change_error_n: Floats) -> Effect:
    """The effect of an off-ramp that changes the numbers by so much."""
    number_n = baseline.number_n + change_n
    number_n[: len(CHANCES)] = np.clip(number_n[: len(CHANCES)], 0.0, 1.0)
    error_n = baseline.error_n + change_error_n
    found, before = verdict(number_n, error_n, baseline.level), baseline.verdict
    return Effect(number_n, error_n, number_n - baseline.number_n, change_error_n, found, moved(before, found))


def moved(before: Verdict, after: Verdict) -> Move:
    """Where a verdict moves, for all that the errors leave open."""
    if after.worst < before.best:
        return Move.TOWARDS
    if after.place < before.place:
        return Move.TOO_CLOSE
    return Move.AWAY if after.best > before.worst else Move.NONE


def would_offer(baseline: Baseline, found: Effect, actor: str) -> bool | None:
    """Whether an actor's own value, as it expects it, rises; None where the error leaves that open, or it has none."""
    if actor not in baseline.solution.game.model.payoffs:
        return None
    n = baseline.layout.expected.start + baseline.layout.actors.index(actor)
    rise, error = float(found.change_n[n]), float(found.change_error_n[n])
    least = ROUNDING * max(1.0, float(baseline.stakes_a[baseline.layout.actors.index(actor)]))
    if abs(rise) <= least and error <= least:
        return False
    return None if abs(rise) <= error else rise > 0
