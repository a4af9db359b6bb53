"""The moves of one actor in one period of the play as solved: what each option is worth there, and how often it is
picked.

Axes: n the nodes at which the actor acts, o the options of the move in the order of the file.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.scenario.model import Move
from offramp.solve.backward_induction import Backward
from offramp.solve.fold_back import fold_back
from offramp.solve.forward_pass import Visit
from offramp.solve.memory import states_at_once
from offramp.solve.native_period import NotNativeError
from offramp.solve.stage import Decision, expand
from offramp.solve.start import Start

Floats = NDArray[np.float64]
ROWS = 512


@dataclass(frozen=True)
class MoveThere:
    """One move. mass_n: the chance of each node. choice_no: how often each option is picked there, 0 where it isn't
    there. value_no: what it is worth to the mover, in its utility from this period on; nan where it isn't there."""

    step: int
    move: Move
    mass_n: Floats
    choice_no: Floats
    value_no: Floats

    @property
    def mass(self) -> float:
        """The chance that play comes to this move in the period."""
        return float(self.mass_n.sum())

    def chosen(self, option: int) -> float:
        """How often an option is picked, over all the play that comes here."""
        return float(self.mass_n @ self.choice_no[:, option]) / self.mass

    def there(self, option: int) -> float:
        """In what share of the play that comes here the option is there."""
        return float(self.mass_n[~np.isnan(self.value_no[:, option])].sum()) / self.mass

    def worth(self, option: int) -> tuple[float, float]:
        """What an option is worth where it is there: the mean and the spread (standard deviation) over that play."""
        rows = ~np.isnan(self.value_no[:, option])
        return _mean_and_spread(self.mass_n[rows], self.value_no[rows, option])

    def gap(self, first: int, second: int) -> tuple[float, float, float]:
        """What `first` is worth less what `second` is, where both are there: mean and spread over that play, and the
        share of the play that comes here that has both."""
        gap_n = self.value_no[:, first] - self.value_no[:, second]
        rows = ~np.isnan(gap_n)
        return *_mean_and_spread(self.mass_n[rows], gap_n[rows]), float(self.mass_n[rows].sum()) / self.mass


def start_states(solved: Backward, start: Start, visits: Sequence[Visit], t: int) -> tuple[Block, Floats]:
    """The states that play is in at the start of period `t`, as the game of `solved` sees them, and their chances.

    visits: of the play in the world, from `start` on. No rows where nothing goes on in that period.
    """
    if t == start.t:
        return solved.game.carried_over(start.block(visits[0].solved.game)), np.ones(1)
    visit = next((visit for visit in visits if visit.t == t), None)
    seen = np.flatnonzero(visit.mass_s > 0) if visit is not None else np.zeros(0, dtype=np.int64)
    block = solved.grids[t].block(solved.game, t).child({}, seen)
    return block, visit.mass_s[seen] if visit is not None else np.zeros(0)


def moves_there(solved: Backward, block: Block, mass: Floats, actor: str) -> list[MoveThere]:
    """The moves of `actor` in the period of `block`, whose rows have these chances; those that play comes to."""
    game, i = solved.game, solved.game.actors.index(actor)
    found: dict[int, list[tuple[Floats, Floats, Floats]]] = {}
    for decision, choice_c, node_c, value_c in _moves(solved, block, mass) if len(mass) else ():
        if decision.actor != i:
            continue
        step = game.model.play[decision.step]
        assert isinstance(step, Move)
        nodes, columns = len(decision.starts), 1 + len(step.options)
        choice, value = np.zeros((nodes, columns)), np.full((nodes, columns), np.nan)
        choice[decision.node, decision.column] = choice_c
        value[decision.node, decision.column] = value_c
        node = node_c[decision.starts]
        acting = np.isnan(value[:, 0]) & (node > 0)
        if acting.any():
            found.setdefault(decision.step, []).append((node[acting], choice[acting, 1:], value[acting, 1:]))
    return [_joined(step, game.model.play[step], parts) for step, parts in sorted(found.items())]


def _joined(number: int, step: object, parts: list[tuple[Floats, Floats, Floats]]) -> MoveThere:
    assert isinstance(step, Move)
    mass, choice, value = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return MoveThere(number, step, mass, choice, value)


def _moves(solved: Backward, block: Block, mass: Floats) -> Iterator[tuple[Decision, Floats, Floats, Floats]]:
    """Every move of a period: by child, σ, the chance of its node, and what it is worth to the mover."""
    if solved.by_lane is not None:
        try:
            native = solved.by_lane.moves(solved.by_lane.suffix, block, mass)
        except NotNativeError:
            pass
        else:
            for move in native:
                node = np.add.reduceat(move.mass_c, move.decision.starts)
                yield move.decision, move.choice_c, np.repeat(node, move.decision.counts), move.numbers_cn[:, -1]
            return
    following, values = solved.following(block.t)
    size = states_at_once(solved.game, ROWS)
    for first in range(0, block.size, size):
        rows = np.arange(first, min(first + size, block.size))
        keep = solved.beliefs.__contains__
        stage = expand(solved.game, block.child({}, rows), following, solved.nodes, keep_before=keep)
        ahead = fold_back(solved, stage, values, full=True)
        here = mass[rows]
        for solved_move, chance, values_cq in zip(ahead.moves, stage.chances, ahead.children, strict=True):
            decision = solved_move.decision
            here = here if chance is None else chance.forward(here)
            node_c = np.repeat(here, decision.counts)
            yield (
                decision,
                solved_move.choice_c,
                node_c,
                values_cq[:, solved.columns.at("value", decision.actor)],
            )
            here = node_c * solved_move.choice_c


def _mean_and_spread(mass: Floats, values: Floats) -> tuple[float, float]:
    total = float(mass.sum())
    if total <= 0:
        return float("nan"), float("nan")
    mean = float(mass @ values) / total
    return mean, math.sqrt(max(0.0, float(mass @ (values - mean) ** 2) / total))
