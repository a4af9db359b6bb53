"""The states of one period where they are finitely many: exactly those that play can reach, nothing interpolated."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Shock
from offramp.solve.memory import MEMORY_BYTES, states_at_once, too_large
from offramp.solve.place import Place
from offramp.solve.stage import last_rows, rows_before_moves
from offramp.solve.start import Start

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_CODES = 2**62  # the numbers of states must fit 64 bits
ROWS = 4096  # states whose period is played out at once


class StateSet:
    """A finite set of states: `rows_sv`, state × variable, modes (label numbers) before whole stocks."""

    def __init__(self, game: Game, rows_sv: Ints) -> None:
        self.game = game
        self.rows_sv = rows_sv
        self.size = len(rows_sv)
        self._values = [np.unique(rows_sv[:, v]) for v in range(rows_sv.shape[1])]
        if math.prod(len(v) for v in self._values) >= MOST_CODES:
            raise too_large(game, self.size, MEMORY_BYTES + 1)
        codes, _ = self._codes(rows_sv)
        self._order = np.argsort(codes)
        self._sorted = codes[self._order]

    def _codes(self, rows_sv: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """One number for each state, and which of them hold a value that no state of this set has."""
        code = np.zeros(len(rows_sv), dtype=np.int64)
        strange = np.zeros(len(rows_sv), dtype=bool)
        for v, values in enumerate(self._values):
            place = np.minimum(np.searchsorted(values, rows_sv[:, v]), max(0, len(values) - 1))
            if len(values):
                strange |= values[place] != rows_sv[:, v]
            code = code * max(1, len(values)) + place
        return code, strange

    def has(self, rows_sv: Ints) -> NDArray[np.bool_]:
        """Which rows are states of this set."""
        return self._place(rows_sv)[1]

    def _place(self, rows_sv: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        if not self.size:
            return np.zeros(len(rows_sv), dtype=np.int64), np.zeros(len(rows_sv), dtype=bool)
        code, strange = self._codes(rows_sv)
        place = np.minimum(np.searchsorted(self._sorted, code), self.size - 1)
        return self._order[place], ~strange & (self._sorted[place] == code)

    def states(self, rows: slice | None = None) -> tuple[dict[str, Floats], dict[str, Ints], int]:
        """Stocks and modes of the states `rows` (all of them), and how many there are."""
        found = self.rows_sv[rows or slice(None)]
        modes = {name: found[:, m] for m, name in enumerate(self.game.modes)}
        first = len(self.game.modes)
        stocks = {axis.name: found[:, first + d].astype(np.float64) for d, axis in enumerate(self.game.axes)}
        return stocks, modes, len(found)

    def block(self, game: Game, t: int, rows: slice | None = None) -> Block:
        """The states `rows` at the start of period `t`, as `game` sees them."""
        stocks, modes, size = self.states(rows)
        return game.block(t, stocks, modes, size)

    def locate(self, block: Block) -> Place:
        """Which states a block's rows are: one corner each."""
        rows = _rows(block)
        index, found = self._place(rows)
        lost = np.flatnonzero(~found)
        outside = np.zeros(block.size, dtype=bool)
        if len(lost) and len(self.rows_sv) and any(isinstance(step, Shock) for step in self.game.model.play):
            # A draw between the nodes: the nearest state with the same modes stands in, and is counted as outside.
            for row in lost:
                near, same = self._nearest(rows[row])
                index[row], found[row], outside[row] = near, same, same
        weight = np.where(found, 1.0, 0.0)
        return Place(index[:, None], weight[:, None], outside, ~found)

    def _nearest(self, row_v: Ints) -> tuple[int, bool]:
        """The state nearest to one that isn't there, and whether any has its modes."""
        modes = len(self.game.modes)
        same = (self.rows_sv[:, :modes] == row_v[:modes]).all(axis=1)
        if not same.any():
            return 0, False
        distance = np.abs(self.rows_sv[:, modes:] - row_v[modes:]).sum(axis=1)
        return int(np.argmin(np.where(same, distance, np.iinfo(np.int64).max))), True


def _rows(block: Block) -> Ints:
    game = block.game
    columns = [block.value((Kind.MODE, m)) for m in game.modes]
    columns += [np.rint(block.value(axis.key)).astype(np.int64) for axis in game.axes]
    return np.stack(columns, axis=1) if columns else np.zeros((block.size, 0), dtype=np.int64)


def reachable(game: Game, believed: Mapping[int, Game], start: Start, columns: int, nodes: int) -> list[StateSet]:
    """The states of each period that can be reached from `start`, whatever is chosen.

    believed: games that actors (by number) believe in. Their states count too, and those that an actor, believing,
    expects in the middle of a period of the real game. nodes: quadrature nodes a shock; its states are those of
    the draws that are looked at.
    A game that doesn't read `t` and reaches nothing new before its end has one set for all periods.
    Raises ScenarioError E607 as soon as their number says that the solution would not fit in memory.
    """
    explorer = _Explorer(game, believed, nodes, columns)
    first = _rows(start.block(game))
    sets: list[StateSet] = [StateSet(game, first[:0])] * start.t
    timed = any(g.depends_on_time for g in (game, *believed.values()))
    steady = None if timed else explorer.closure(first, start.t)
    if steady is not None:
        return sets + [steady] * (game.periods - start.t)
    rows = first
    for t in range(start.t, game.periods):
        sets.append(StateSet(game, rows))
        if t + 1 < game.periods:
            rows = explorer.after(sets[-1], t, game.periods)
    return sets


@dataclass
class _Explorer:
    game: Game
    believed: Mapping[int, Game]
    nodes: int
    columns: int

    def closure(self, first: Ints, t: int) -> StateSet | None:
        """Everything that is ever reached; None where the periods run out before nothing new is found: those of an open
        game never do."""
        seen = StateSet(self.game, first)
        new = first
        for _ in count() if self.game.open else range(t, self.game.periods - 1):
            found = self.after(StateSet(self.game, new), t, 1)
            new = found[~seen.has(found)]
            if not len(new):
                return seen
            seen = StateSet(self.game, np.concatenate([seen.rows_sv, new]))
            self._check(seen.size, 1)
        return None

    def after(self, states: StateSet, t: int, periods: int) -> Ints:
        """Every live state at the end of period `t`, each once."""
        width = len(self.game.modes) + len(self.game.axes)
        found = np.zeros((0, width), dtype=np.int64)
        at_once = states_at_once(self.game, ROWS)
        for begin in range(0, states.size, at_once):
            rows = slice(begin, begin + at_once)
            for end in self._ends(states, t, rows):
                onward = end.game.next_period(end, np.flatnonzero(end.live))
                merged = np.concatenate([found, _rows(onward)])
                found = np.unique(merged, axis=0) if width else merged[:1]
                self._check(len(found), periods)
        return found

    def _ends(self, states: StateSet, t: int, rows: slice) -> Iterator[Block]:
        yield last_rows(self.game, states.block(self.game, t, rows), self.nodes)
        for other in self.believed.values():
            yield last_rows(other, states.block(other, t, rows), self.nodes)
        if self.believed:
            for actor, step, before in rows_before_moves(
                self.game, states.block(self.game, t, rows), self.nodes, self.believed
            ):
                other = self.believed[actor]
                yield last_rows(other, other.carried_over(before), self.nodes, other.at_once[step][0])

    def _check(self, states: int, periods: int) -> None:
        needed = states * 8 * (self.columns + 40) * periods
        if needed > MEMORY_BYTES:
            raise too_large(self.game, states, needed)
