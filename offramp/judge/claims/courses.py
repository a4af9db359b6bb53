"""The game as it goes on what a claim supposes: solved again where others know, or with others as they were.

`if A commits to …` is the game with A's options guarded, solved like any other. `if A …` has the same guards; everybody
but A keeps the choices of the game without them, which is what an actor does that believes in another game.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.game.game import Game
from offramp.judge.claims.pledged_games import Armed, bound, holds_in, key_of, may_be_broken
from offramp.scenario.claims.claim_tree import Committed, Condition, Forced, Pledge
from offramp.scenario.model import Move
from offramp.solve.audit_round import audit_play
from offramp.solve.backward_induction import Backward, How
from offramp.solve.columns import Extent
from offramp.solve.forward_pass import walk
from offramp.solve.look_ahead import values_ahead
from offramp.solve.memory import states_at_once
from offramp.solve.reasons import CLAMPED_TOLERANCE
from offramp.solve.solution import Solution
from offramp.solve.stage import expand
from offramp.solve.stationary import solve_believing, solve_game

Floats = NDArray[np.float64]
ConditionsKey = tuple[str, ...]
BROKEN = 1e-3  # share of the play in which a pledge can't be kept that makes it an impossible one
NEVER = 1e-9
LOOKED_AT = 500  # states of a large grid that are searched for an option
ROWS = 512
TOLERANCE = 0.02


@dataclass(frozen=True)
class Course:
    """One way in which the game may go on. impossible: why what is supposed can't be; empty where it can. `faults`:
    what broke while it was solved."""

    solution: Solution | None
    impossible: str = ""
    faults: tuple[Diagnostic, ...] = ()


@dataclass
class Courses:
    """The solution of a game, and those of the games that claims suppose, each solved once and kept.

    armed: the scenario with what is supposed. ways_out: the conditions (`key_of_all`) on which more is asked than
    chances of events and expectations: only there native code solves for all ways out, which takes several times as
    long. paths, seed: of the audit of each where states are interpolated; 0: none, so that only the error of the given
    solution is known of it. threads: how many share the work of native code.
    """

    base: Solution
    armed: Armed
    ways_out: frozenset[ConditionsKey] = frozenset()
    paths: int = 300
    seed: int = 1
    threads: int = 1
    _kept: dict[ConditionsKey, Course] = field(default_factory=dict)

    def of(self, conditions: Sequence[Condition]) -> Course:
        """The course of the game on these conditions."""
        if not conditions:
            return Course(self.base)
        key = key_of_all(conditions)
        if key not in self._kept:
            try:
                self._kept[key] = self._solved(conditions)
            except ScenarioError as fault:
                self._kept[key] = Course(None, faults=fault.diagnostics)
        return self._kept[key]

    def _solved(self, conditions: Sequence[Condition]) -> Course:
        committed = [c for c in conditions if isinstance(c, Committed)]
        forced = [c.pledge.actor for c in conditions if isinstance(c, Forced)]
        pledges = [c.pledge for c in conditions]
        if self.base.game.open and any(p.how == "first" or p.since or p.until for p in pledges):
            return Course(None, "in a game without a last period, what holds for a time only isn't judged yet")
        before = self.base.backward
        if forced:
            others = self.of(committed) if committed else Course(self._as_before)
            if others.solution is None or others.impossible:
                return others
            before = others.solution.backward
        short = before.by_lane is not None and key_of_all(conditions) not in self.ways_out
        solved = self._backward(before, pledges, forced, Extent.OUTLOOK if short else Extent.WAYS_OUT)
        if short and solved.by_lane is None:
            # NumPy keeps the moves that the forward pass goes by only where it solves for all.
            solved = self._backward(before, pledges, forced, Extent.WAYS_OUT)
        solution = self._solution(solved)
        return Course(solution, _impossible(solution, self.base, pledges))

    @cached_property
    def _as_before(self) -> Solution:
        """The game as it is. Native code needs it as the armed scenario has it."""
        base = self.base
        if base.backward.by_lane is None or base.game.model is self.armed.model:
            return base
        return replace(base, backward=self._backward(base.backward, (), (), Extent.OUTLOOK))

    def _backward(self, before: Backward, pledges: Sequence[Pledge], forced: Sequence[str], extent: Extent) -> Backward:
        """`before` with pledges kept. forced: who keeps them while all others choose as in `before`; none: all are
        solved again."""
        game, now = before.game, self._keeping(before.game, pledges)
        single = before.native is not None and before.native.single
        how = How(before.nodes, self.base.start.t, self.threads, single)
        if not forced and not any(own.beliefs for own in before.beliefs.values()):
            believed = {i: self._keeping(own.game, pledges) for i, own in before.beliefs.items()}
            return solve_believing(now, believed, before.grids, how, extent, TOLERANCE, lambda share: None)
        beliefs: dict[int, Backward] = {}
        for i, actor in enumerate(game.actors):
            own = before.beliefs.get(i)
            if forced and actor not in forced:
                beliefs[i] = before if own is None else own
            elif own is not None:
                beliefs[i] = self._backward(own, pledges, forced, Extent.OUTLOOK)
        return solve_game(now, before.grids, how, extent, beliefs, TOLERANCE, lambda share: None)

    def _keeping(self, game: Game, pledges: Sequence[Pledge]) -> Game:
        """A game in which pledges are kept."""
        told = self.armed.told(pledges)
        return Game.bind(self.armed.model, game.view, {**game.assumptions, **game.cases, **told}, game.periods)

    def _solution(self, solved: Backward) -> Solution:
        base, here = self.base, self.base.start.block(solved.game)
        values = values_ahead(solved, here)
        visits = list(walk(solved, here))
        lost = max(v.missing for v in visits)
        gap, sampling = np.zeros(solved.columns.count), np.zeros(solved.columns.count)
        if self.paths and not base.certificate.exact:
            audit = audit_play(solved, base.start, self.paths, self.seed, lambda what, share: None)
            gap, sampling = audit.gaps()
            lost = max(lost, audit.outside)
        # Play that leaves the boxes may end in any way; as much as is usual anyway is in the error of the base.
        # Every set of columns begins with the same ones.
        changed = np.abs(base.change_q)[: solved.columns.count]
        change = np.maximum(changed, lost if lost > CLAMPED_TOLERANCE else 0.0)
        certificate = replace(
            base.certificate, clamped=float(lost), stationary_residual=solved.residual, settled_by=solved.settled_by
        )
        return Solution(solved.game, base.start, solved, values, change, gap, sampling, certificate, followed=visits)


def key_of_all(conditions: Sequence[Condition]) -> ConditionsKey:
    """What two lists of conditions have in common that mean the same."""
    return tuple(sorted(repr((type(c).__name__, key_of(c.pledge))) for c in conditions))


def _impossible(solution: Solution, base: Solution, pledges: Sequence[Pledge]) -> str:
    """Why the pledges can't be kept, or have nothing to be kept on; empty where they can."""
    for pledge in pledges:
        options = " or ".join(pledge.options)
        if pledge.how == "never":
            if may_be_broken(base.game.model, pledge) and sum(_picks(solution, base, pledge)) > BROKEN:
                return f"{pledge.actor} has nothing but {options} to pick at times, so that it can't do without"
        elif not any(share > NEVER for share in _picks(solution, base, pledge)) and not _ever_there(solution, pledge):
            return f"{pledge.actor} never has {options} to pick when that would count"
    return ""


def _picks(solution: Solution, base: Solution, pledge: Pledge) -> Iterator[float]:
    """How often the options of a pledge are picked where it binds, move by move: what a kept `never` leaves at 0."""
    for visit in solution.visits:
        if not holds_in(pledge, visit.t):
            continue
        for move, mass_c in visit.moves:
            step = base.game.model.play[move.decision.step]
            assert isinstance(step, Move)
            if step.actor == pledge.actor and bound(step, pledge):
                yield float(mass_c[_named(step, move.decision.column, pledge)].sum())


def _named(step: Move, column_c: NDArray[np.int64], pledge: Pledge) -> NDArray[np.bool_]:
    """Which children of a move took an option that a pledge names."""
    return np.array([False, *(option.label in pledge.options for option in step.options)])[column_c]


def _ever_there(solution: Solution, pledge: Pledge) -> bool:
    """Whether an option of a pledge is there anywhere that the game can come to while it binds, whoever picks what; on
    a large grid, in as many states of it as are looked at."""
    solved, game = solution.backward, solution.game
    for t in range(solution.start.t, game.periods):
        grid = solved.grids[t]
        if not holds_in(pledge, t) or not grid.size:
            continue
        rows = np.arange(0, grid.size, 1 if game.exact else max(1, grid.size // LOOKED_AT))
        states, size = grid.block(game, t), states_at_once(game, ROWS)
        for first in range(0, len(rows), size):
            block = states.child({}, rows[first : first + size])
            for decision in expand(game, block, solved.next_grid(t), solved.nodes).moves:
                step = game.model.play[decision.step]
                assert isinstance(step, Move)
                if step.actor == pledge.actor and _named(step, decision.column, pledge).any():
                    return True
    return False
