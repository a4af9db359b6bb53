"""Solve a game and say how far the answer can be trusted.

Tube, grids, backward induction; then the checks that concept §2 numbers: twice the quadrature nodes, a finer
grid, and an audit on the exact dynamics. Grids grow until the headlines hold still or the budget is spent; what
does not hold still is labelled not resolved.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import ScenarioError
from offramp.game.game import Game
from offramp.scenario.model import HORIZON, Shock
from offramp.solve.allotment import Allotment, make_grids, memory_needed, visited
from offramp.solve.audit import policy_change
from offramp.solve.audit_round import AuditRound, audit_all, audit_play, audit_until_sure
from offramp.solve.backward_induction import Backward, How, States
from offramp.solve.bending import bending
from offramp.solve.certificate import Certificate
from offramp.solve.columns import Columns, Extent
from offramp.solve.forward_pass import Visit, walk
from offramp.solve.grid import Combination
from offramp.solve.look_ahead import values_ahead
from offramp.solve.memory import MEMORY_BYTES
from offramp.solve.reasons import (
    CLAMPED_TOLERANCE,
    QUADRATURE_TOLERANCE,
    doubts,
    surprises,
    unfollowed,
    unsettled,
    unsolved_stages,
)
from offramp.solve.solution import Expectation, Solution, scale, stakes
from offramp.solve.stage_checks import check_stages
from offramp.solve.start import Start
from offramp.solve.state_set import reachable
from offramp.solve.stationary import solve_believing
from offramp.solve.tube import PAD, Tube, find_tube, united, widen
from offramp.solve.tube import PATHS as TUBE_PATHS

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

NODES = 3  # quadrature nodes a shock; 2n + 1 of them are tried to see whether that is enough
# Faults that a state outside the play can have.
MARGINAL = ("E601", "E602", "E603", "E605", "E606", "E611", "E612", "E613", "E621")
MOST_NODES = 47
CHECK_SHARE = 4  # a single grid has its shocks checked on one with this many times fewer points,
MOST_CHECK_POINTS = 360  # and no more than these: a coarse grid has kinks that make more of nodes than a fine one
OVERSHOOT = 1.1
FIRST_WIDENINGS = 3
MOST_WIDENINGS = 1
PILOT_POINTS = 120
SINGLE_POINTS = 700  # of a single grid, unless asked otherwise
GROWTH = 3.0
# Corners of transitions on the largest grid that is tried unasked: about a minute of one core either way.
NATIVE_BUDGET = 4_000_000_000
NUMPY_BUDGET = 40_000_000
BELIEF_SHARE = 0.25  # of the work that each game that an actor believes in adds to native code's
PATHS = 300
SINGLE_FROM = 5000
HEADLINES = ("would", "could", "helped", "possible", "guaranteed", "best_reply_would", "ending")


@dataclass(frozen=True)
class Effort:
    """How hard to try.

    points: states a period of the largest grid (None: grown until resolved or the budget is spent).
    refine: whether to solve coarser grids too; without them nothing is called resolved unless it is exact.
    threads: how many share the work; the result doesn't depend on it. single_from: grids of so many points and more
    keep values from period to period with seven digits, which native code reads twice as fast. check_shocks: whether a
    single grid looks how many nodes it takes; without, `nodes` is what it gets and nothing says whether that will do.
    allotment: where the points of a single grid go (None: everywhere alike); learns: whether it looks for itself where
    they should go. follow: whether the play as solved is followed at once, to see how much of it leaves the boxes;
    without, the certificate doesn't know, and whoever asks for the play has it followed then. tube_paths: from so
    many paths of each game it is seen where play can go.
    """

    points: int | None = None
    refine: bool = True
    paths: int = PATHS
    seed: int = 1
    tolerance: float = 0.02
    nodes: int = NODES
    threads: int = 1
    single_from: int = SINGLE_FROM
    check_shocks: bool = True
    allotment: Allotment | None = None
    learns: bool = False
    follow: bool = True
    tube_paths: int = TUBE_PATHS


def solve(game: Game, start: Start, effort: Effort, progress: Progress = lambda what, share: None) -> Solution:
    """The solution of `game` from `start` on. Raises ScenarioError where an expression or a rule breaks."""
    solver = _Solver(game, start, effort, progress)
    if game.exact:
        return solver.exact()
    try:
        return solver.gridded()
    except ScenarioError as fault:
        if not all(d.code in MARGINAL for d in fault.diagnostics):
            raise
        # The margin around the tube may hold states that play never comes to: look again without it.
        solver.without_margin()
        return solver.gridded()


def solve_once(game: Game, start: Start, effort: Effort) -> Backward:
    """Values alone: on all states where they are finitely many, else on one grid of `effort.points` states a period,
    with as many nodes as `effort` says and without any check. Raises ScenarioError as `solve` does."""
    solver = _Solver(game, start, effort, lambda what, share: None)
    if game.exact:
        return solver.enumerated()
    points = effort.points or SINGLE_POINTS
    try:
        return solver.once(points, effort.nodes, "solving", Extent.WAYS_OUT)
    except ScenarioError as fault:
        if not all(d.code in MARGINAL for d in fault.diagnostics):
            raise
        solver.without_margin()
        return solver.once(points, effort.nodes, "solving", Extent.WAYS_OUT)


class _Solver:
    def __init__(self, game: Game, start: Start, effort: Effort, progress: Progress) -> None:
        self.game, self.start, self.effort, self.progress = game, start, effort, progress
        believed = {i: game.believed_by(actor) for i, actor in enumerate(game.actors)}
        self.believed = {i: other for i, other in believed.items() if other is not None}
        self.nodes = effort.nodes
        self.pad = PAD
        self.columns = Columns(game)
        games = [game, *self.believed.values()]
        self.states: Sequence[States] = []
        self.tube: Tube = [] if game.exact else find_tube(games, start, paths=effort.tube_paths)
        self.bend_d = np.ones(len(game.axes))
        self.visited_share: dict[Combination, float] = {}
        if effort.allotment is not None:
            self.bend_d, self.visited_share = np.array(effort.allotment.bend_d), dict(effort.allotment.visited)

    def without_margin(self) -> None:
        """Grids that span just what paths have met."""
        self.pad = 0.0
        self.tube = find_tube([self.game, *self.believed.values()], self.start, self.pad, self.effort.tube_paths)

    def once(self, points: int, nodes: int, what: str, extent: Extent = Extent.HEADLINES) -> Backward:
        """The game solved on one set of grids, with the games that its actors believe in."""
        for _ in range(4):
            grids: Sequence[States] = self.states
            if not self.game.exact:
                tube = united(self.tube) if self.game.open else self.tube
                grids = make_grids(self.game, tube, points, self.bend_d, self.visited_share, self.columns.count)
            how = How(nodes, self.start.t, self.effort.threads, points >= self.effort.single_from)
            solved = solve_believing(
                self.game,
                self.believed,
                grids,
                how,
                extent,
                self.effort.tolerance,
                lambda share: self.progress(what, share),
            )
            missing = [one for part in (*solved.beliefs.values(), solved) for one in part.missing]
            if not missing or self.game.exact:
                break
            # Rare combinations of modes that no path of the tube met get a box, and everything is solved again.
            for t, block in missing:
                # What is rare stays rare: later periods get the same box at once, not one a round.
                for later in range(t, self.game.periods):
                    widen(self.tube, later, block, self.pad)
        return solved

    def exact(self) -> Solution:
        """Finitely many states: one solution, nothing interpolated; only shocks need a check."""
        solved = self.enumerated()
        quadrature = 0.0
        while self._has_shocks():
            richer = self.enumerated(_more(self.nodes))
            quadrature = self._change(solved, richer)
            if quadrature <= QUADRATURE_TOLERANCE or self.nodes >= MOST_NODES:
                break
            self.nodes, solved = _more(self.nodes), richer
        # Draws between the nodes lead to states that no node reaches: paths say how much of the play does.
        audits = audit_play(solved, *self._how()) if self._has_shocks() and self.effort.refine else None
        return self._finish([solved], quadrature, None, audits)

    def enumerated(self, nodes: int | None = None) -> Backward:
        """The solution on all states that can be reached, with the present nodes or with `nodes`."""
        nodes = nodes or self.nodes
        self.states = reachable(self.game, self.believed, self.start, self.columns.count, nodes)
        return self.once(1, nodes, "solving", Extent.WAYS_OUT)

    def gridded(self) -> Solution:
        """Interpolated states: a pilot to see where values bend, then ever finer grids."""
        effort = self.effort
        wanted = effort.points
        if not effort.refine:
            single = wanted or SINGLE_POINTS
            small = min(MOST_CHECK_POINTS, max(PILOT_POINTS, single) // CHECK_SHARE)
            if effort.learns:
                self._learn_from(self.once(PILOT_POINTS, self.nodes, "looking around"))
            settled = self._settled_nodes(small) if effort.check_shocks else None
            return self._finish([self.once(single, self.nodes, "solving", Extent.WAYS_OUT)], settled, None, None)
        pilot = self.once(
            PILOT_POINTS if wanted is None else max(2, min(PILOT_POINTS, wanted // 4)), self.nodes, "looking around"
        )
        self._learn_from(pilot)
        pilot.forget_stages()
        quadrature = None
        if self._has_shocks():
            quadrature = self._quadrature(_largest(pilot))
        points = (wanted or 3 * PILOT_POINTS) / (GROWTH if wanted else 1.0)
        solved = [self.once(int(points), self.nodes, f"solving on {int(points)} points")]
        if quadrature is not None and quadrature > QUADRATURE_TOLERANCE:
            # A coarse grid has kinks that more nodes see: on a finer one it is the shocks that are measured.
            quadrature = self._quadrature(int(points), solved[0])
            while quadrature > QUADRATURE_TOLERANCE and self._may_refine(solved[0]):
                self.nodes = _more(self.nodes)
                solved = [self.once(int(points), self.nodes, f"solving on {int(points)} points")]
                quadrature = self._quadrature(int(points), solved[0])
        for number in range(1, FIRST_WIDENINGS + 1):
            # What play and plans meet outside the boxes is cheaper to make room for now than on the finest grid.
            met = audit_all(solved[0], *self._how(number))
            self._make_room(met)
            if met.outside <= CLAMPED_TOLERANCE:
                break
            solved = [self.once(int(points), self.nodes, f"solving on {int(points)} points")]
        widened = 0
        number = FIRST_WIDENINGS
        while True:
            number += 1
            points *= GROWTH
            what = f"solving on {int(points)} points"
            foreseen = wanted is not None or not self._may_grow(solved[-1], 2)
            extent = Extent.WAYS_OUT if foreseen else Extent.HEADLINES
            solved.append(self.once(int(points), self.nodes, what, extent))
            solved[-2].forget_stages()
            del solved[:-3]
            still = self._change(solved[-1], solved[-2]) <= effort.tolerance
            last = wanted is not None or not self._may_grow(solved[-1])
            if still or last:
                audits = audit_until_sure(solved[-1], *self._how(), effort.tolerance)
                if last or audits.passes(effort.tolerance):
                    if audits.outside <= CLAMPED_TOLERANCE or widened == MOST_WIDENINGS:
                        break
                    # Play leaves the tube: make room for what was met and solve this size again.
                    widened += 1
                    self._make_room(audits)
                    points /= GROWTH
                    del solved[-1]
            # Another grid follows: its points go where this one says.
            self._learn_from(solved[-1])
            if not still and points >= effort.single_from:
                # The next grid may be the last: what paths meet outside the boxes is cheaper to make room for now.
                self._make_room(audit_all(solved[-1], *self._how(number)))
        if not solved[-1].columns.with_options:
            # The same grids again: until now only what is compared between grids was carried along.
            solved[-1] = self.once(int(points), self.nodes, what, Extent.WAYS_OUT)
        change = policy_change(solved[-1], solved[-2], audits.audits[0].states)
        return self._finish(solved, quadrature, change, audits)

    def _how(self, number: int = 0) -> tuple[Start, int, int, Progress]:
        """What audits are told; `number` has them play other paths."""
        return self.start, self.effort.paths, self.effort.seed + number, self.progress

    def _make_room(self, met: AuditRound) -> None:
        """Widen the tube for the states that paths met."""
        for played in met.audits:
            for t, block in enumerate(played.states, self.start.t):
                widen(self.tube, t, block, self.pad)

    def _quadrature(self, points: int, solved: Backward | None = None) -> float:
        """The largest change of a headline when every shock gets 2n + 1 nodes in place of n, on equal grids.

        Both rules have a node in the middle or only one has: two even rules may miss the same thing.
        """
        solved = solved or self.once(points, self.nodes, "checking the shocks")
        richer = self.once(points, _more(self.nodes), "checking the shocks")
        return self._change(solved, richer)

    def _settled_nodes(self, points: int) -> float | None:
        """Take as many nodes as a small grid asks for; how much more of them still change there (None: no shocks)."""
        if not self._has_shocks():
            return None
        solved = self.once(points, self.nodes, "checking the shocks")
        while True:
            richer = self.once(points, _more(self.nodes), "checking the shocks")
            change = self._change(solved, richer)
            if change <= QUADRATURE_TOLERANCE or not self._may_refine(solved):
                return change
            self.nodes, solved = _more(self.nodes), richer

    def _may_refine(self, solved: Backward) -> bool:
        """Whether 2n + 1 nodes, on the largest grid that would follow, still fit the budget."""
        shocks = sum(isinstance(step, Shock) for step in self.game.model.play)
        return self.nodes < MOST_NODES and self._affordable(solved, 4.0**shocks * GROWTH)

    def _affordable(self, solved: Backward, growth: float) -> bool:
        """Whether a solution with `growth` times the work of `solved` fits the budget."""
        if solved.by_lane is not None:
            return solved.entries * growth * (1 + BELIEF_SHARE * len(self.believed)) <= NATIVE_BUDGET
        return solved.entries * growth * (1 + len(self.believed)) <= NUMPY_BUDGET

    def _may_grow(self, solved: Backward, times: int = 1) -> bool:
        """Whether the next grid (or the one after so many more) fits the budget and the memory."""
        growth = GROWTH**times
        # Points are shared out in whole numbers, so a grid may come out larger than was asked for.
        states = OVERSHOOT * growth * _largest(solved)
        return self._affordable(solved, growth) and memory_needed(self.game, states, self.columns.count) <= MEMORY_BYTES

    def _has_shocks(self) -> bool:
        return any(isinstance(step, Shock) for step in self.game.model.play)

    def _learn_from(self, solved: Backward) -> None:
        """Where play goes and where values bend: the next grids get their points there."""
        first = self.start.t
        masses = [visit.mass_s for visit in walk(solved, self.start.block(self.game))]
        self.visited_share = visited(solved.grids[first:], masses)
        size_q = scale(solved, stakes(solved))
        self.bend_d = bending(solved, first, self.visited_share, self._headlines(solved, True), size_q)

    def _headlines(self, solved: Backward, payoffs: bool = False) -> list[int]:
        names = (*HEADLINES, "value") if payoffs else HEADLINES
        return [q for q, column in enumerate(solved.columns.columns) if column.name in names]

    def _change(self, fine: Backward, coarse: Backward) -> float:
        here = self.start.block(self.game)
        before = fine.columns.taken(values_ahead(coarse, here), coarse.columns)
        change = np.abs(values_ahead(fine, here) - before)[0]
        return float(change[self._headlines(fine)].max(initial=0.0))

    def _finish(
        self, solved: list[Backward], quadrature: float | None, policy: float | None, audits: AuditRound | None
    ) -> Solution:
        game, effort, finest = self.game, self.effort, solved[-1]
        values = values_ahead(finest, self.start.block(game))
        visits = list(walk(finest, self.start.block(game))) if effort.follow else None
        clipped, clamped, mass_error = _lost(visits, audits) if visits is not None else (math.nan,) * 3
        nothing = np.zeros(finest.columns.count)
        gap, error, change_q = nothing, nothing, nothing
        if audits:
            gap, error = (finest.columns.taken(found, audits.solved.columns) for found in audits.gaps())
        change, extrapolated = None, {}
        if len(solved) > 1:
            change = self._change(solved[-1], solved[-2])
            here = [finest.columns.taken(values_ahead(s, self.start.block(game)), s.columns)[0] for s in solved]
            compared = finest.columns.taken(np.ones(solved[-2].columns.count), solved[-2].columns)
            change_q = (here[-1] - here[-2]) * compared
            extrapolated = _extrapolate(finest, here) if len(here) == 3 else {}
        elif game.exact:
            change, policy = 0.0, 0.0
        audit_gap, audit_error = audits.worst() if audits else (None, None)
        if game.exact and not audits:
            audit_gap, audit_error = 0.0, 0.0
        columns = finest.columns
        reasons = doubts(change, policy, audit_gap, audit_error, quadrature, clamped, mass_error, effort.tolerance)
        reasons += unsettled(finest.residual, effort.tolerance)
        reasons += unfollowed(visits is not None)
        checked = check_stages(visits) if game.simultaneous and visits is not None else None
        residual, stages = checked or (None, None)
        reasons += unsolved_stages(stages)
        if audits and visits is not None:
            reasons += surprises(game, audits.audits[0], self._ends(visits, values[0], columns))
        certificate = Certificate(
            resolved=not reasons,
            exact=game.exact and not self._has_shocks(),
            tolerance=effort.tolerance,
            audit_gap=audit_gap,
            audit_error=audit_error,
            refinement_change=change,
            policy_change=policy,
            quadrature_change=quadrature if self._has_shocks() else 0.0,
            clamped=float(clamped),
            clipped=float(clipped),
            mass_error=float(mass_error),
            points=tuple(_largest(s) for s in solved),
            paths=audits.audits[0].paths if audits else 0,
            best_reply_gain={
                a: float(values[0, columns.at("best_reply", i)] - values[0, columns.at("value", i)])
                for i, a in enumerate(game.actors)
            },
            reasons=tuple(reasons),
            extrapolated=extrapolated,
            stationary_residual=finest.residual,
            settled_by=finest.settled_by,
            logit_residual=residual,
            stages=stages,
        )
        met, shown = (audits.audits[0].states, audits.audits[0].shown) if audits else ([], [])
        return Solution(
            game,
            self.start,
            finest,
            values,
            change_q,
            gap,
            error,
            certificate,
            self._expectations(finest),
            met,
            shown,
            Allotment(tuple(self.bend_d.tolist()), tuple(self.visited_share.items())),
            visits,
        )

    def _ends(self, visits: Sequence[Visit], values_q: Floats, columns: Columns) -> Floats:
        """How the periods that are followed should end: shape (endings,)."""
        if not self.game.open:
            return values_q[[columns.at("ending", -1, ending) for ending in self.game.endings]]
        ended_e: Floats = np.sum([visit.ended_e for visit in visits], axis=0)
        ended_e[self.game.endings.index(HORIZON)] += visits[-1].onward
        return ended_e

    def _expectations(self, solved: Backward) -> dict[str, Expectation]:
        found = {}
        for i, believed in solved.beliefs.items():
            values, columns = values_ahead(believed, self.start.block(believed.game))[0], believed.columns
            endings = {e: float(values[columns.at("ending", -1, e)]) for e in self.game.endings}
            found[self.game.actors[i]] = Expectation(
                float(values[columns.at("would", i)]), float(values[columns.at("value", i)]), endings
            )
        return found


def _more(nodes: int) -> int:
    return 2 * nodes + 1


def _largest(solved: Backward) -> int:
    return max(grid.size for grid in solved.grids)


def _lost(visits: Sequence[Visit], audits: AuditRound | None) -> tuple[float, float, float]:
    """Shares of the play that were held at a stock's range and left the boxes; by how much its chances miss one."""
    clipped = sum(v.clipped for v in visits) / max(sum(v.live for v in visits), 1e-300)  # of the periods played
    # The forward pass spreads mass over the corners of cells, from where it seems to leave the boxes; the audit's
    # paths are exact, so they say what really does.
    clamped = audits.outside if audits else max(v.clamped for v in visits)
    clamped = max(clamped, *(v.missing for v in visits))
    mass_error = abs(1.0 - sum(float(v.ended_e.sum()) + v.missing for v in visits) - visits[-1].onward)
    return clipped, clamped, mass_error


def _extrapolate(solved: Backward, here: list[Floats]) -> dict[str, float]:
    """Headlines at cell size zero where three grids approach them regularly (Richardson; Roache 1994)."""
    found = {}
    first, second = here[1] - here[0], here[2] - here[1]
    for q, column in enumerate(solved.columns.columns):
        if column.name in HEADLINES and 1e-6 < abs(second[q]) < 0.7 * abs(first[q]) and first[q] * second[q] > 0:
            ratio = second[q] / first[q]
            who = solved.game.actors[column.actor] if column.actor >= 0 else column.option
            found[f"{column.name} {who}"] = float(here[2][q] + second[q] * ratio / (1 - ratio))
    return found
