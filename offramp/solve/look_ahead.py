"""Choices on exact states: one step ahead into the interpolated values of the next period (concept §2.3)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.kernels.segments import logit
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Move
from offramp.solve.backward_induction import Backward
from offramp.solve.decision_rules import TIE
from offramp.solve.fold_back import LookAhead
from offramp.solve.memory import states_at_once
from offramp.solve.native_period import NotNativeError
from offramp.solve.native_solving import NativeSolution
from offramp.solve.stage import Decision

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROWS = 64  # states expanded at once
NOBODY = -1


@dataclass
class _Tree:
    """The period ahead of some rows: `ahead` for rows `rows` of the block that it was grown from."""

    rows: slice
    ahead: LookAhead


class AsSolved:
    """Everybody plays as solved.

    solved: the game as it is played, with what its actors believe. The period is looked at once, from its start;
    movers find their choices in that tree as long as no draw has led away from it, and look again otherwise.
    chooser_n: in each row, the number of an actor that goes for a tolerable ending alone instead, or NOBODY; None
    where all rows are played as solved. valued: whether `values` will be asked for in every period, so that native code
    finds them together with the choices of a move that comes first.
    """

    def __init__(self, solved: Backward, valued: bool = False) -> None:
        self.solved, self.valued = solved, valued
        self.chooser_n: Ints | None = None
        self._block: Block | None = None
        self._trees: list[_Tree] = []
        self._values: Floats | None = None

    def start(self, block: Block) -> None:
        """Told the rows at the start of a period, to look one period ahead from."""
        self._block, self._trees, self._values = block, [], None

    def values(self) -> Floats:
        """Values at the rows given to `start`, all columns: shape (size, columns)."""
        assert self._block is not None
        return values_ahead(self.solved, self._block) if self._values is None else self._values

    def choose(self, block: Block, step: int, available: NDArray[np.bool_], paths: Ints) -> Floats:
        """σ at each row, shape (size, 1 + options); column 0 is 1 where a row passes by."""
        if self.solved.by_lane is not None:
            try:
                return self._natively(self.solved.by_lane, block, step, available)
            except NotNativeError:
                pass
        probability = np.zeros(available.shape)
        if not self._trees:
            assert self._block is not None
            self._trees = [_Tree(rows, self.solved.look_at(part)) for rows, part in _parts(self._block)]
        trees = self._trees
        if not all(_undrawn(tree.ahead, step) for tree in trees):
            first = block.game.at_once[step][0]
            trees = [_Tree(rows, self.solved.look_at(part, first)) for rows, part in _parts(block)]
        for tree in trees:
            part = block.child({}, np.arange(tree.rows.start, tree.rows.stop))
            choosers = None if self.chooser_n is None else self.chooser_n[tree.rows]
            probability[tree.rows] = self._choice(part, tree.ahead, step, available.shape[1], choosers)
        return probability

    def _natively(self, by_lane: NativeSolution, block: Block, step: int, available: NDArray[np.bool_]) -> Floats:
        """The same by native code, which looks ahead from where the rows are now."""
        probability = np.zeros(available.shape)
        probability[:, 0] = available[:, 0]
        acting = np.flatnonzero(~available[:, 0])
        move = self.solved.game.model.play[step]
        assert isinstance(move, Move)
        mover = self.solved.game.actors.index(move.actor)
        alone = np.zeros(len(acting), dtype=bool) if self.chooser_n is None else self.chooser_n[acting] == mover
        solved, choosing = acting[~alone], acting[alone]
        if len(solved) and step == 0 and self.valued:
            self._values, choice = by_lane.values_and_choices(block)
            probability[solved, 1:] = choice[solved]
        elif len(solved):
            rows = block.child({}, solved)
            probability[solved, 1:] = by_lane.choices(rows, step, mover, available[solved, 1:])
        if len(choosing):
            target = by_lane.children(block.child({}, choosing), step, self.solved.columns.at("could", mover))
            row, option = np.nonzero(available[choosing, 1:])
            counts = np.count_nonzero(available[choosing, 1:], axis=1)
            starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
            probability[choosing[row], 1 + option] = logit(target[row, option], np.inf, starts, counts, TIE)
        return probability

    def _choice(self, block: Block, ahead: LookAhead, step: int, columns: int, chooser_n: Ints | None) -> Floats:
        table = np.zeros((block.size, columns))
        node = np.arange(block.size)
        for number, move in enumerate(ahead.moves):
            decision = move.decision
            if decision.step == step:
                table[:] = _dense(decision, move.choice_c, columns)[node]
                alone = np.zeros(0) if chooser_n is None else np.flatnonzero(chooser_n == decision.actor)
                if len(alone):
                    target = ahead.children[number][:, self.solved.columns.at("could", decision.actor)]
                    best = logit(target, np.inf, decision.starts, decision.counts, TIE)
                    table[alone] = _dense(decision, best, columns)[node[alone]]
                return table
            # Of moves made at the same time nobody has seen the others' picks: σ is the same after any of them.
            unseen = decision.step in block.game.at_once[step]
            node = decision.starts[node] if unseen else _picked(block, decision, node)
        # Nobody in these rows moves at this step.
        table[:, 0] = 1.0
        return table


def _dense(decision: Decision, choice_c: Floats, columns: int) -> Floats:
    """σ by node and option, 0 for those that aren't there: shape (nodes, columns)."""
    dense = np.zeros((len(decision.starts), columns))
    dense[decision.node, decision.column] = choice_c
    return dense


def _parts(block: Block) -> list[tuple[slice, Block]]:
    at_once = states_at_once(block.game, ROWS)
    starts = range(0, block.size, at_once)
    slices = [slice(start, min(start + at_once, block.size)) for start in starts]
    return [(rows, block.child({}, np.arange(rows.start, rows.stop))) for rows in slices]


def _undrawn(ahead: LookAhead, step: int) -> bool:
    """Whether nothing was drawn between the start of the tree and `step`."""
    earlier = [c for m, c in zip(ahead.moves, ahead.stage.chances, strict=True) if m.decision.step <= step]
    return all(chance is None for chance in earlier)


def _picked(block: Block, decision: Decision, node: Ints) -> Ints:
    """The child of each row's node that the row's mover picked."""
    game = block.game
    step = game.model.play[decision.step]
    assert isinstance(step, Move)
    codes = block.value((Kind.CHOICE, step.choice))
    column_of = np.zeros(max([-1, *(game.code(option.name) for option in step.options)]) + 2, dtype=np.int64)
    for number, option in enumerate(step.options, 1):
        column_of[game.code(option.name)] = number
    # What was picked at another of the actor's moves has no column here, nor has NO_CHOICE, the last entry.
    column = column_of[np.where(codes < len(column_of) - 1, codes, -1)]
    child = np.full((len(decision.starts), 1 + len(step.options)), -1, dtype=np.int64)
    child[decision.node, decision.column] = np.arange(len(decision.column))
    # A row that passed by here has one child, in column 0, whatever the actor picked at another of its moves.
    found = child[node, column]
    return np.where(child[node, 0] >= 0, child[node, 0], found)


def values_ahead(solved: Backward, block: Block) -> Floats:
    """Values at exact states at the start of a period, all columns: shape (size, columns)."""
    if solved.by_lane is not None:
        try:
            return solved.by_lane.values(block)
        except NotNativeError:
            pass
    return np.concatenate([solved.look_at(part, full=False).values for _, part in _parts(block)])


def choices_ahead(solved: Backward, block: Block) -> list[tuple[Decision, Floats]]:
    """Every move of the period ahead of exact states, with σ of its children."""
    if solved.by_lane is not None:
        try:
            return [
                (move.decision, move.choice_c) for move in solved.by_lane.moves("outlook", block, np.ones(block.size))
            ]
        except NotNativeError:
            pass
    return [(move.decision, move.choice_c) for move in solved.look_at(block, full=False).moves]
