"""A scenario's game as a graph of states with time in the state, for model checkers.

A state is where a period starts, where a free actor moves, or where the game has ended. Chance, habits and actors whose
choices are fixed are folded into the probabilities with which one state follows another. States that have the same
numbers, labels, and whatever of earlier picks and events is ever read, are one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.exchange.prism_model import NATURE, Values
from offramp.game.axes import becomes
from offramp.game.blocks import Block, Key
from offramp.game.game import Game
from offramp.game.payment import paid_at_end, paid_each_period
from offramp.game.played_expressions import expressions
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import HORIZON, Chance, Move
from offramp.solve.backward_induction import Backward
from offramp.solve.start import Start
from offramp.solve.unfolding.branchings import Branching, branchings, check_finite

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_WAYS: Final = 100_000  # things to do, over all states
START = 0  # the step at which a period starts


@dataclass
class Way:
    """One thing to do in a state: the option (0: nothing is picked), who picks it, where it leads, what it pays.

    onward: probabilities by state. paid_i, weight_i: what actors are paid, discounted, and how far they can live with
    how it ends, on average. closes: how likely the period ends before the next state; ends: how likely the game does.
    """

    option: int
    owner: int
    paid_i: Floats
    weight_i: Floats
    onward: dict[int, float] = field(default_factory=dict)
    closes: float = 0.0
    ends: float = 0.0


@dataclass
class StateGraph:
    """keys: the variables of a state beside period, step and ending, with whole numbers for values.

    states: (t, step, ending + 1 or 0, *values of keys). step is START, or k + 1 in front of step k of the play.
    ways: by state, what can be done there; nothing where the game has ended. lowest_ti: the least, up to 0, that each
    actor is paid at the end of a period.
    """

    game: Game
    keys: tuple[Key, ...]
    states: list[Values] = field(default_factory=list)
    ways: list[list[Way]] = field(default_factory=list)
    lowest_ti: Floats = field(default_factory=lambda: np.zeros((0, 0)))


def state_graph(game: Game, start: Start, free: Collection[str], solved: Backward | None = None) -> StateGraph:
    """The graph of everything that can happen from `start` on, where the actors `free` may pick anything.

    All others pick as in `solved`, a solution of the same game; they may not be missing there unless all their moves
    have a habit. Raises ScenarioError E822 where there are infinitely many states, or a free actor moves at the same
    time as others, and E821 where the graph is too large.
    """
    check_finite(game, "a model of states")
    for step in game.model.play:
        if isinstance(step, Move) and step.beside and step.actor in free and step.habit is None:
            said = f"{step.actor} moves at the same time as others; a model where it picks anything isn't written yet"
            mend = "let it pick as solved (--solved, or --free for others), or write a game tree"
            raise ScenarioError([Diagnostic("E822", said, step.span, mend)], game.model.source)
    return _Growth(game, frozenset(free), solved).grown(start)


@dataclass
class _Rows:
    """Rows of a period on their way: from which state and by which of its ways, and how likely it comes to them.

    state_n is −1 for rows in a state that another row stands for.
    """

    state_n: Ints
    way_n: Ints
    share_n: Floats

    def behind(self, found: Branching, share_c: Floats) -> "_Rows":
        """The rows behind a step at which nobody free moves."""
        index = found.index_c
        return _Rows(self.state_n[index], self.way_n[index], self.share_n[index] * share_c)


class _Growth:
    def __init__(self, game: Game, free: frozenset[str], solved: Backward | None) -> None:
        self.game, self.free, self.solved = game, free, solved
        self.graph = StateGraph(game, kept_keys(game), lowest_ti=np.zeros((game.periods, len(game.actors))))
        self._number: dict[Values, int] = {}
        self._count = 0
        self._first: Values = ()  # the values at the start: an end keeps none of its own

    def grown(self, start: Start) -> StateGraph:
        block = start.block(self.game)
        state_n = self._states(block, np.arange(1), START)
        self._first = self.graph.states[0][3:]
        for t in range(start.t, self.game.periods):
            block, state_n = self._period(block, state_n, self.game.discount_i ** (t - start.t))
            if not len(state_n):
                break
        return self.graph

    def _states(self, block: Block, rows: Ints, step: int) -> Ints:
        """The states that some rows are in at a step; a state that nobody came to before is made."""
        columns = [_values(block, key)[rows].tolist() for key in self.graph.keys]
        head = (block.t, step, 0)
        return np.array(
            [self._state((*head, *v[1:])) for v in zip(rows.tolist(), *columns, strict=True)], dtype=np.int64
        )

    def _state(self, values: Values) -> int:
        number = self._number.setdefault(values, len(self.graph.states))
        if number == len(self.graph.states):
            self.graph.states.append(values)
            self.graph.ways.append([])
        return number

    def _way(self, state: int, option: int, owner: int) -> int:
        self._count += 1
        if self._count > MOST_WAYS:
            said = f"the model has more than {MOST_WAYS:,} state-action pairs, the most that are written"
            mend = "shorten the calendar, or narrow the ranges of whole stocks"
            raise ScenarioError([Diagnostic("E821", said, self.game.model.calendar.span, mend)], self.game.model.source)
        nothing = np.zeros(len(self.game.actors))
        self.graph.ways[state].append(Way(option, owner, nothing, nothing.copy()))
        return len(self.graph.ways[state]) - 1

    def _period(self, block: Block, state_n: Ints, worth_i: Floats) -> tuple[Block, Ints]:
        """Play a period from its rows, each in a state of its own; the rows of the next period and their states."""
        ways = [self._way(state, 0, NATURE) for state in state_n.tolist()]
        rows = _Rows(state_n, np.array(ways), np.ones(block.size))
        fixed = {}
        if self.solved is not None:
            fixed = {move.decision.step: move.choice_c for move in self.solved.look_at(block, full=False).moves}
        end = block
        for found in branchings(self.game, block):
            if isinstance(found, Block):
                end = found
            elif found.share_c is not None:
                rows = rows.behind(found, found.share_c)
            elif isinstance(found.step, Move) and found.step.actor in self.free:
                rows = self._choose(found, rows)
            else:
                rows = rows.behind(found, fixed[found.number])
        return self._close(end, rows, worth_i)

    def _choose(self, found: Branching, rows: _Rows) -> _Rows:
        """Make a state of every row at which a free actor moves; a second row in one state counts no more."""
        assert isinstance(found.step, Move)
        owner = self.game.actors.index(found.step.actor)
        here = np.flatnonzero(found.parts_n & (rows.state_n >= 0))
        states = self._states(found.before, here, found.number + 1)
        after = rows.behind(found, np.ones(len(found.index_c)))
        edges = np.searchsorted(found.index_c, np.arange(found.before.size + 1)).tolist()
        met = set()
        for row, state in zip(here.tolist(), states.tolist(), strict=True):
            way = self.graph.ways[rows.state_n[row]][rows.way_n[row]]
            way.onward[state] = way.onward.get(state, 0.0) + float(rows.share_n[row])
            kids = slice(edges[row], edges[row + 1])
            after.state_n[kids] = -1
            if state not in met:
                met.add(state)
                after.state_n[kids] = state
                after.way_n[kids] = [self._way(state, option, owner) for option in found.column_c[kids].tolist()]
                after.share_n[kids] = 1.0
        return after

    def _close(self, end: Block, rows: _Rows, worth_i: Floats) -> tuple[Block, Ints]:
        """End the period: pay, and go on to the next one or to how the game ends."""
        game, t = self.game, end.t
        ended_n = end.ended
        if t + 1 == game.periods:
            ended_n = np.where(end.live, game.endings.index(HORIZON), ended_n)
        paid_ni = worth_i * paid_each_period(end)
        weight_ni = np.zeros_like(paid_ni)
        for number in np.unique(ended_n[ended_n >= 0]).tolist():
            over = np.flatnonzero(ended_n == number)
            payoff_ni, weight_ni[over] = paid_at_end(end.child({}, over), game.endings[number])
            paid_ni[over] += worth_i * payoff_ni
        counting = rows.state_n >= 0
        live = np.flatnonzero((ended_n < 0) & counting)
        onward = game.next_period(end, live)
        next_n = np.full(end.size, -1)
        next_n[live] = self._states(onward, np.arange(len(live)), START)
        self.graph.lowest_ti[t] = np.minimum(paid_ni[counting].min(axis=0, initial=0.0), 0.0)
        for row in np.flatnonzero(counting).tolist():
            self._arrive(rows, row, int(next_n[row]), int(ended_n[row]), t, paid_ni[row], weight_ni[row])
        _, kept = np.unique(next_n[live], return_index=True)
        return onward.child({}, kept), next_n[live][kept]

    def _arrive(self, rows: _Rows, row: int, state: int, ended: int, t: int, paid_i: Floats, weight_i: Floats) -> None:
        """Write down that a row comes to the end of its period."""
        way, share = self.graph.ways[rows.state_n[row]][rows.way_n[row]], float(rows.share_n[row])
        if ended >= 0:
            state = self._state((t, START, ended + 1, *self._first))
            way.ends += share
        way.onward[state] = way.onward.get(state, 0.0) + share
        way.closes += share
        way.paid_i += share * paid_i
        way.weight_i += share * weight_i


def kept_keys(game: Game) -> tuple[Key, ...]:
    """What tells states of one period and step apart: modes, numbers, and the picks and events that anything reads."""
    read: set[Key] = set()
    for expression in expressions(game.model, game.tolerable):
        read |= game.reads(expression)
    keys: list[Key] = [(Kind.MODE, mode) for mode in game.modes]
    keys += [axis.key for axis in game.axes]
    keys += [becomes(axis) for axis in game.axes]
    keys += [(Kind.CHOICE, c) for c in game.choices if {(Kind.CHOICE, c), (Kind.PICKED, c)} & read]
    events = [o.name for step in game.model.play if isinstance(step, Chance) for o in step.outcomes]
    keys += [(Kind.EVENT, name) for name in events if (Kind.EVENT, name) in read]
    return tuple(dict.fromkeys(keys))


def _values(block: Block, key: Key) -> NDArray[Any]:
    """A variable in every row as a whole number: labels by their number, picks from 1 on (0: none yet)."""
    values = block.value(key)
    if key[0] is Kind.CHOICE:
        return values.astype(np.int64) + 1
    return np.rint(values).astype(np.int64)


def key_labels(game: Game, key: Key) -> Sequence[tuple[int, str]]:
    """The values of a key that have names: modes and picks."""
    kind, name = key
    if kind is Kind.MODE:
        return [(game.code(label), label) for label in game.model.modes[name].labels]
    if kind is Kind.CHOICE:
        options = [o.name for s in game.model.play if isinstance(s, Move) and s.choice == name for o in s.options]
        return [(0, "none"), *((game.code(option) + 1, option) for option in dict.fromkeys(options))]
    return ()
