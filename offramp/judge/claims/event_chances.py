"""Chances of events, and means, over the solved play.

Where states are finitely many, all ways through the game are followed with what must be remembered beside the state:
exact. Where stocks are interpolated they aren't: the mass that a grid hands on spreads over the corners of cells, and
conditions on stocks would be blurred. There paths are played on the exact dynamics, which leaves sampling noise that is
told. What asks for endings and their times alone needs neither: the forward pass has them.

Axes: t period, s state, f memory, k row at the end of a period, n path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import ENDED, LIVE, Block
from offramp.game.payment import paid_at_end, paid_each_period
from offramp.judge.claims.event_trackers import Memory, frozen, number_at, over
from offramp.judge.claims.played_paths import PlayedPaths, at_horizon
from offramp.scenario.claims.claim_ground import endings_of
from offramp.scenario.claims.claim_tree import At, AtEnd, Event, conditions_of
from offramp.scenario.expressions.expression_tree import Expression, Is, Kind, Same, Variable, children
from offramp.solve.fold_back import Move, fold_back
from offramp.solve.memory import states_at_once
from offramp.solve.place import Place
from offramp.solve.solution import Solution
from offramp.solve.stage import Branches, Stage, expand_rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_MEMORY = 4096  # numbers to remember, of all conditions of one question together
ROWS = 2048
UNSUPPORTED = 1e-3  # mass of what is given, below which nothing is said
_OF_ENDINGS = frozenset({Kind.ENDING, Kind.ASSUMPTION, Kind.SWITCH, Kind.INITIAL, Kind.ASPIRATION})


@dataclass(frozen=True)
class Query:
    """What is asked of the course of play: the chance of `event` (None: any), or the mean of `number` at a time, or of
    what an actor (by number) is paid from the start on; among the courses in which `given` happens (None: all)."""

    event: Event | None = None
    given: Event | None = None
    number: Expression | None = None
    when: At | AtEnd | None = None
    payoff: int | None = None

    @property
    def events(self) -> tuple[Event, ...]:
        """The events whose conditions must be looked at."""
        return tuple(event for event in (self.event, self.given) if event is not None)


@dataclass(frozen=True)
class Reading:
    """value: a chance or a mean, nan where there is nothing that it is a mean of. error: how far it may be off. mass:
    the chance of what is given. how: `endings` (the forward pass), `states` (all of them) or `paths`."""

    value: float
    error: float
    mass: float
    how: str


@dataclass
class _Sums:
    """Over the courses in which `given` happens: their mass, and that mass times what is asked for."""

    given: float = 0.0
    asked: float = 0.0

    def add(self, query: Query, memory: Memory, memory_k: Ints, block: Block, mass_k: Floats, number_k: Floats) -> None:
        """Count rows in which the game is over. number_k: mass times the number or payoff that was asked for."""
        found = memory.happened(memory_k, block)
        given = found[-1] if query.given is not None else np.ones(block.size, dtype=np.bool_)
        self.given += float(mass_k[given].sum())
        if query.event is not None:
            self.asked += float(mass_k[given & found[0]].sum())
        else:
            self.asked += float(number_k[given].sum())


def read(query: Query, played: PlayedPaths) -> Reading:
    """The answer to a query about the play of `played.solution`, whose paths tell what nothing else does.

    Raises ScenarioError where a condition breaks.
    """
    solution = played.solution
    memory = Memory.of(query.events)
    if query.number is None and query.payoff is None and _endings_only(memory):
        return _from_endings(solution, query, memory)
    exact = solution.game.exact and memory.states <= MOST_MEMORY
    return from_states(solution, query, memory) if exact else from_paths(query, memory, played)


def _endings_only(memory: Memory) -> bool:
    """Whether all conditions are settled by how and when the game ends."""
    stack = list(memory.expressions)
    while stack:
        node = stack.pop()
        stack.extend(children(node))
        if isinstance(node, Same) or (isinstance(node, Variable | Is) and node.kind not in _OF_ENDINGS):
            return False
    return True


def _from_endings(solution: Solution, query: Query, memory: Memory) -> Reading:
    """One row for each ending and period in which it may come."""
    game, first = solution.game, solution.start.t
    ends = len(game.endings)
    mass = np.array([visit.ended_e for visit in solution.visits]).reshape(-1)
    period = np.repeat(np.arange(first, first + len(solution.visits)), ends)
    ending = np.tile(np.arange(ends), len(solution.visits))
    rows = np.flatnonzero(mass > 0)
    mass, period, ending = mass[rows], period[rows], ending[rows]
    memory_k, sums = np.zeros(len(rows), dtype=np.int64), _Sums()
    for t in range(first, game.periods):
        there = np.flatnonzero(period >= t)
        block = game.block(t, {}, {}, len(there))
        block = block.child({ENDED: np.where(period[there] == t, ending[there], LIVE)})
        memory_k[there] = memory.step(memory_k[there], block)
        last = np.flatnonzero(period[there] == t)
        if len(last):
            nothing = np.zeros(len(last))
            sums.add(query, memory, memory_k[there[last]], block.child({}, last), mass[there[last]], nothing)
    left = solution.visits[-1].onward if game.open else 0.0
    named = _endings_in(solution, query)
    error = max(solution.ending_error(named) if named else 0.0, unsettled(solution)) + left
    return _reading(sums, error, "endings")


def _endings_in(solution: Solution, query: Query) -> list[str]:
    """The endings that are asked for, groups written out."""
    groups = solution.game.model.question.groups if solution.game.model.question else {}
    found: set[str] = set()
    stack: list[Expression] = [e for event in query.events for e in conditions_of(event)]
    while stack:
        node = stack.pop()
        stack.extend(children(node))
        if isinstance(node, Variable) and node.kind is Kind.ENDING:
            found |= endings_of(node.name, groups)
    return [ending for ending in solution.game.endings if ending in found]


def _reading(sums: _Sums, error: float, how: str) -> Reading:
    value = sums.asked / sums.given if sums.given > 0 else np.nan
    return Reading(float(value), error / min(1.0, max(sums.given, UNSUPPORTED)), float(sums.given), how)


# All states.


def from_states(solution: Solution, query: Query, memory: Memory) -> Reading:
    """The answer where states are finitely many."""
    solved, game, first = solution.backward, solution.game, solution.start.t
    grid = solved.grids[first]
    place = grid.locate(solution.start.block(game))
    # Mass, and mass times the number that is asked for, by memory and state.
    mass_fs, number_fs = np.zeros((2, memory.states, grid.size))
    np.add.at(mass_fs[0], place.index_pc.reshape(-1), place.weight_pc.reshape(-1))
    sums = _Sums()
    for t in range(first, game.periods):
        following = solved.next_grid(t)
        onward = np.zeros((2, memory.states, following.size if following is not None else 0))
        for ends in _period_ends(solution, t, np.flatnonzero(mass_fs.any(axis=0))):
            for f in np.flatnonzero(mass_fs[:, ends.rows].any(axis=1)):
                mass_k, number_k = ends.mass(mass_fs[f, ends.rows]), ends.mass(number_fs[f, ends.rows])
                memory_k = np.zeros(ends.block.size, dtype=np.int64)
                come_to = np.flatnonzero(mass_k > 0)
                part = ends.block.child({}, come_to)
                memory_k[come_to] = memory.step(np.full(len(come_to), f), part)
                number_k[come_to] += _asked_now(query, part, first) * mass_k[come_to]
                ends.hand_on(onward, memory_k, (mass_k, number_k))
                done = come_to[over(part)]
                if len(done):
                    last = ends.block.child({}, done)
                    number_k[done] += _asked_at_end(query, last, first) * mass_k[done]
                    sums.add(query, memory, memory_k[done], last, mass_k[done], number_k[done])
        mass_fs, number_fs = onward
    left = float(mass_fs.sum()) if game.open else 0.0
    shocks = solution.certificate.quadrature_change or 0.0
    return _reading(sums, max(shocks, unsettled(solution)) + left, "states")


def unsettled(solution: Solution) -> float:
    """How much the values of an open game may still change; 0 for others."""
    return solution.certificate.stationary_residual or 0.0


@dataclass(frozen=True)
class _PeriodEnds:
    """The rows that a period ends with from some states. place: of those that are live, where they go on."""

    rows: Ints
    block: Block
    stage: Stage
    moves: Sequence[Move]
    chance: Branches | None
    live: Ints
    place: Place | None

    def mass(self, mass: Floats) -> Floats:
        """What comes to each row of what is in the states."""
        for move, before in zip(self.moves, self.stage.chances, strict=True):
            if before is not None:
                mass = before.forward(mass)
            mass = np.repeat(mass, move.decision.counts) * move.choice_c
        return mass if self.chance is None else self.chance.forward(mass)

    def hand_on(self, onward_xfs: Floats, memory_k: Ints, amounts: Sequence[Floats]) -> None:
        """Add what live rows have of each amount to the states of the next period."""
        if self.place is None:
            return
        memory = np.broadcast_to(memory_k[self.live][:, None], self.place.index_pc.shape)
        for onward_fs, amount_k in zip(onward_xfs, amounts, strict=True):
            np.add.at(onward_fs, (memory, self.place.index_pc), self.place.weight_pc * amount_k[self.live][:, None])


def _period_ends(solution: Solution, t: int, seen: Ints) -> Iterator[_PeriodEnds]:
    """The ends of period `t` from the states `seen`, some of them at a time."""
    solved, game = solution.backward, solution.game
    following, values = solved.following(t)
    size = states_at_once(game, ROWS)
    states = solved.grids[t].block(game, t)
    for start in range(0, len(seen), size):
        rows = seen[start : start + size]
        keep = solved.beliefs.__contains__
        stage, end, chance = expand_rows(game, states.child({}, rows), following, solved.nodes, keep_before=keep)
        moves = fold_back(solved, stage, values, full=False).moves
        if following is None:
            end = at_horizon(end)
        live = np.flatnonzero(~over(end))
        place = following.locate(game.next_period(end, live)) if following is not None else None
        yield _PeriodEnds(rows, end, stage, moves, chance, live, place)


# Paths.


def from_paths(query: Query, memory: Memory, played: PlayedPaths) -> Reading:
    """The answer counted over paths."""
    first, paths = played.solution.start.t, played.paths
    memory_n, number_n = np.zeros(paths, dtype=np.int64), np.zeros(paths)
    given_n, asked_n = np.zeros(paths, dtype=np.bool_), np.zeros(paths)
    ended = 0
    for period in played:
        numbers, end = period.numbers, period.block
        memory_n[numbers] = memory.step(memory_n[numbers], end)
        number_n[numbers] += _asked_now(query, end, first)
        done = np.flatnonzero(over(end))
        if len(done):
            last, here = end.child({}, done), numbers[done]
            number_n[here] += _asked_at_end(query, last, first)
            found = memory.happened(memory_n[here], last)
            given_n[here] = found[-1] if query.given is not None else True
            asked_n[here] = found[0] if query.event is not None else number_n[here]
            ended += len(done)
    count = int(given_n.sum())
    value = float(asked_n[given_n].mean()) if count else float("nan")
    error = 2 * _standard_error(asked_n[given_n], query.event is not None) + (paths - ended) / paths
    return Reading(value, error, count / paths, "paths")


def _standard_error(found: Floats, yes_no: bool) -> float:
    """Of a mean over paths. Of a share, that of Agresti and Coull's: none of 300 isn't nothing."""
    count = len(found)
    if yes_no:
        share = (float(found.sum()) + 2) / (count + 4)
        return float(np.sqrt(share * (1 - share) / (count + 4)))
    return float(found.std(ddof=1) / np.sqrt(count)) if count > 1 else float("inf")


# What is asked for beside events.


def _asked_now(query: Query, end: Block, first: int) -> Floats | float:
    """What a period adds to the number or payoff that is asked for, in each row that it ends with."""
    if query.payoff is not None:
        factor = float(end.game.discount_i[query.payoff]) ** (end.t - first)
        return factor * paid_each_period(end)[:, query.payoff]
    at_now = isinstance(query.when, At) and query.when.moment.t == end.t
    return number_at(end, query.number) if query.number is not None and at_now else 0.0


def _asked_at_end(query: Query, last: Block, first: int) -> Floats | float:
    """What is added in rows in which the game is over."""
    if query.payoff is not None:
        found = np.zeros(last.size)
        for number in np.unique(last.ended):
            rows = np.flatnonzero(last.ended == number)
            part = last.child({}, rows)
            found[rows] = paid_at_end(part, last.game.endings[number])[0][:, query.payoff]
        return float(last.game.discount_i[query.payoff]) ** (last.t - first) * found
    if query.number is None:
        return 0.0
    if isinstance(query.when, AtEnd):
        return number_at(last, query.number)
    if isinstance(query.when, At) and query.when.moment.t > last.t:
        return number_at(frozen(last, query.when.moment.t), query.number)
    return 0.0
