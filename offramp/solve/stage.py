"""One period as a tree of rows: from states at its start to states at the start of the next.

The tree is built once for a period and serves every pass: values go backward through it and probabilities
forward. Chance events between two moves are folded into one set of weighted branches; what follows the last move
is folded into a sparse matrix onto the next period's grid, together with what is paid on the way.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from offramp.game.blocks import Block
from offramp.game.choices import expected, habit, options
from offramp.game.game import Game
from offramp.game.payment import paid_at_end, paid_each_period
from offramp.game.shocks import strike
from offramp.game.steps import (
    CLIPPED,
    after_chance,
    after_moves,
    after_shock,
    after_update,
    look_at_endings,
    outcomes,
)
from offramp.kernels.simultaneous.equilibria import Equilibria
from offramp.kernels.simultaneous.stage_games import StageGames
from offramp.scenario.model import HORIZON, Chance, Move, Shock
from offramp.solve.memory import MOST_ROWS, too_many_picks
from offramp.solve.place import Place

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Following(Protocol):
    """The states of the next period: a `Grid` or a `StateSet`."""

    size: int

    def locate(self, block: Block) -> Place:
        """Where a block's rows lie among them."""
        ...


@dataclass
class Branches:
    """Chance between two moves: node k has rows starts[k] … with these probabilities."""

    starts: Ints
    probability: Floats

    def forward(self, mass: Floats) -> Floats:
        """The chance of each branch from the chances of the nodes."""
        counts = np.diff(np.append(self.starts, len(self.probability)))
        return np.repeat(mass, counts) * self.probability


@dataclass
class Decision:
    """A move: node k has the children starts[k] …; a single child with option 0 passes by without a move."""

    step: int
    actor: int
    starts: Ints
    counts: Ints
    column: Ints  # which option each child took (1 …), 0 where the row passes by
    before: Block | None  # the rows before the move, kept only where someone must look at them again
    habit: Floats | None = None  # by child: how often it is picked, where the mover has a habit
    at_once: "AtOnce | None" = None  # the moves made at the same time
    place: int = 0  # of this move among them

    @property
    def node(self) -> Ints:
        """The node of each child."""
        return np.repeat(np.arange(len(self.starts)), self.counts)


@dataclass
class AtOnce:
    """Moves that are made at the same time. In the tree they follow one another; here nobody sees the others pick.

    alone: each move with the rows before all of them as nodes. child: for each move, and each of its children in the
    tree, which child it is there. leaf: the row after the moves by node and column of each move (0: passes by), shape
    (nodes, 1 + m_1, …, 1 + m_n), -1 where that can't be picked. focal: the column of each move that all expect, shape
    (nodes, n), -1 where nothing is expected; None where nothing ever is. solved: the stage games that were solved last,
    with what was found: an open game comes by the same ones again and again.
    """

    alone: list[Decision]
    child: list[Ints]
    leaf: Ints
    focal: Ints | None = None
    solved: tuple[StageGames, Equilibria] | None = None


@dataclass
class Stage:
    """A folded period. Node axis k: the rows before what follows the last move. c, i, e as in `Game`.

    onto_ks: probability of each state of the next grid. paid_ki: what this period pays each actor, endings
    included. weight_ki: expected weight of a tolerable ending in this period. ended_ke: chance of each ending.
    clipped_k, clamped_k, missing_k: chances that a stock is held at its range, that the next state is outside
    its tube, and that its modes have no box.
    """

    size: int
    moves: list[Decision] = field(default_factory=list)
    chances: list[Branches | None] = field(default_factory=list)  # chances[m] comes before moves[m]
    onto_ks: csr_array | None = None
    paid_ki: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    weight_ki: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    ended_ke: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    clipped_k: Floats = field(default_factory=lambda: np.zeros(0))
    clamped_k: Floats = field(default_factory=lambda: np.zeros(0))
    missing_k: Floats = field(default_factory=lambda: np.zeros(0))
    missing: Block | None = None  # the rows whose modes have no box


def gauss_hermite(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights for a standard normal draw (Gauss-Hermite quadrature, probabilists' form)."""
    x, w = np.polynomial.hermite_e.hermegauss(nodes)
    return x, w / w.sum()


def expand(
    game: Game,
    block: Block,
    following: Following | None,
    nodes: int,
    first_step: int = 0,
    keep_before: Callable[[int], bool] = lambda actor: False,
) -> Stage:
    """Play period `block.t` from step `first_step` on, every option and every outcome.

    following: the grid of the next period; None in the last one, where what is still live ends at the horizon.
    nodes: quadrature nodes for each shock. keep_before: for which actors to keep the rows before their moves.
    """
    return expand_rows(game, block, following, nodes, first_step, keep_before)[0]


def expand_rows(
    game: Game,
    block: Block,
    following: Following | None,
    nodes: int,
    first_step: int = 0,
    keep_before: Callable[[int], bool] = lambda actor: False,
) -> tuple[Stage, Block, Branches | None]:
    """The same, with every row that the period can end with and the branches between its last move and these rows."""
    stage, block, chance = _play(game, block, nodes, first_step, keep_before)
    _fold(stage, game, block, chance, following)
    return stage, block, chance


def last_rows(game: Game, block: Block, nodes: int, first_step: int = 0) -> Block:
    """Every row that a period can end with, whatever is chosen and whatever happens."""
    return _play(game, block, nodes, first_step, lambda actor: False)[1]


def play_out(game: Game, block: Block, nodes: int) -> tuple[Stage, Block, Branches | None]:
    """A period's moves, its last rows, and the chance events that lie between the last move and those rows."""
    return _play(game, block, nodes, 0, lambda actor: False)


def rows_before_moves(game: Game, block: Block, nodes: int, actors: Container[int]) -> Iterator[tuple[int, int, Block]]:
    """For each move of `actors`: the actor, the number of the step, and the rows in front of it."""
    for decision in _play(game, block, nodes, 0, actors.__contains__)[0].moves:
        if decision.before is not None:
            yield decision.actor, decision.step, decision.before


def _play(
    game: Game, block: Block, nodes: int, first_step: int, keep_before: Callable[[int], bool]
) -> tuple[Stage, Block, Branches | None]:
    stage = Stage(block.size)
    chance: Branches | None = None
    quadrature = gauss_hermite(nodes)
    for number, step in enumerate(game.model.play[first_step:], first_step):
        if isinstance(step, Move):
            if game.at_once[number][0] == number:
                moved = _moves(game, block, game.at_once[number], keep_before)
                if moved is None:
                    block = block if block.looked else look_at_endings(block)
                    continue
                decisions, block = moved
                stage.moves += decisions
                stage.chances += [chance] + [None] * (len(decisions) - 1)
                chance = None
        elif isinstance(step, Chance):
            probability = outcomes(block, step)
            if (probability[:, 0] == 1).all():
                block = block if block.looked else look_at_endings(block)
                continue
            index, column = np.nonzero(probability)
            chance = _then(chance, probability[index, column], np.count_nonzero(probability, axis=1))
            block = after_chance(block, step, index, column)
        elif isinstance(step, Shock):
            shock = strike(block, step)
            struck = shock.acting
            if not struck.any():
                block = block if block.looked else look_at_endings(block)
                continue
            counts = np.where(struck, nodes, 1)
            index = np.repeat(np.arange(block.size), counts)
            within = np.arange(len(index)) - np.repeat(_starts(counts), counts)
            probability = np.where(struck[index], quadrature[1][within], 1.0)
            drawn = shock.from_scores(quadrature[0][within], index)
            chance = _then(chance, probability, counts)
            block = after_shock(block, step, index, drawn)
        else:
            block = after_update(block, step)
    return stage, block, chance


def _moves(
    game: Game, block: Block, together: Sequence[int], keep_before: Callable[[int], bool]
) -> tuple[list[Decision], Block] | None:
    """The decisions of moves made at the same time, and the rows after them; None where all rows pass by."""
    steps, alone, availables = [], [], []
    for number in together:
        step = game.model.play[number]
        assert isinstance(step, Move)
        available = options(block, step)
        steps.append(step)
        availables.append(available)
        alone.append(_decision(game, block, number, step, available, keep_before))
    if all(available[:, 0].all() for available in availables):
        return None
    rows = np.prod([np.count_nonzero(available, axis=1).astype(np.float64) for available in availables], axis=0).sum()
    if rows > MOST_ROWS:
        raise too_many_picks(game, steps[-1], int(rows))
    index, columns = np.arange(block.size), np.zeros((0, block.size), dtype=np.int64)
    decisions, children = [], []
    for decision, available in zip(alone, availables, strict=True):
        before = index
        row, column = np.nonzero(available[before])
        counts = np.count_nonzero(available[before], axis=1)
        index, columns = before[row], np.vstack([columns[:, row], column])
        place = np.cumsum(available, axis=1) - 1
        children.append(decision.starts[index] + place[index, column])
        habits = None if decision.habit is None else decision.habit[children[-1]]
        decisions.append(replace(decision, starts=_starts(counts), counts=counts, column=column, habit=habits))
    after = after_moves(block, steps, index, list(columns))
    if len(decisions) > 1:
        leaf = np.full((block.size, *(available.shape[1] for available in availables)), -1, dtype=np.int64)
        leaf[(index, *columns)] = np.arange(len(index))
        named = any(step.focal for step in steps)
        focal = np.stack([expected(block, step) for step in steps], axis=1) if named else None
        at_once = AtOnce(alone, children, leaf, focal)
        decisions = [replace(d, at_once=at_once, place=k) for k, d in enumerate(decisions)]
    return decisions, after


def _decision(
    game: Game, block: Block, number: int, step: Move, available: NDArray[np.bool_], keep_before: Callable[[int], bool]
) -> Decision:
    """A move as if it were made alone."""
    index, column = np.nonzero(available)
    counts = np.count_nonzero(available, axis=1)
    actor = game.actors.index(step.actor)
    usual = habit(block, step, available)
    before = block if keep_before(actor) else None
    return Decision(
        number, actor, _starts(counts), counts, column, before, None if usual is None else usual[index, column]
    )


def _starts(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)[:-1]])


def _then(before: Branches | None, probability: Floats, counts: Ints) -> Branches:
    """Branches that follow branches, as one set of branches from the first nodes."""
    starts = _starts(counts)
    if before is None:
        return Branches(starts, probability)
    return Branches(starts[before.starts], np.repeat(before.probability, counts) * probability)


def _fold(stage: Stage, game: Game, block: Block, chance: Branches | None, following: Following | None) -> None:
    """Fold the rows at the end of the period into the nodes before their last branches."""
    rows = block.size
    starts = np.arange(rows) if chance is None else chance.starts
    probability = np.ones(rows) if chance is None else chance.probability
    ended = block.ended
    paid = paid_each_period(block)
    weight = np.zeros_like(paid)
    final = np.zeros((rows, len(game.endings)))
    if following is None and (ended < 0).any():
        ended = np.where(ended < 0, game.endings.index(HORIZON), ended)
    for number in np.unique(ended[ended >= 0]):
        chosen = np.flatnonzero(ended == number)
        part = block.child({}, chosen)
        payoff, tolerated = paid_at_end(part, game.endings[number])
        paid[chosen] += payoff
        weight[chosen] = tolerated
        final[chosen, number] = 1.0

    def fold(values: Floats) -> Floats:
        weighted = values * (probability if values.ndim == 1 else probability[:, None])
        return weighted if chance is None else np.add.reduceat(weighted, starts, axis=0)

    stage.paid_ki, stage.weight_ki, stage.ended_ke = fold(paid), fold(weight), fold(final)
    stage.clipped_k = fold(np.minimum(block.value(CLIPPED), 1.0))
    nodes = len(starts)
    stage.clamped_k, stage.missing_k = np.zeros(nodes), np.zeros(nodes)
    if following is None:
        return
    live = np.flatnonzero(ended < 0)
    onward = game.next_period(block, live)
    place = following.locate(onward)
    kept = live[~place.missing_p]
    index_pc, weight_pc = place.index_pc[~place.missing_p], place.weight_pc[~place.missing_p]
    width = place.index_pc.shape[1]
    data = weight_pc * probability[kept, None]
    ends = np.concatenate([starts[1:], [rows]])
    kept_row = np.zeros(rows, dtype=np.int64)
    kept_row[kept] = 1
    kept_before = np.concatenate([[0], np.cumsum(kept_row)])
    indptr = np.concatenate([[0], kept_before[ends] * width])
    stage.onto_ks = csr_array(
        (data.reshape(-1), index_pc.reshape(-1).astype(np.int32), indptr.astype(np.int32)),
        shape=(nodes, following.size),
    )
    outside, lost = np.zeros(rows), np.zeros(rows)
    outside[live], lost[live] = place.outside_p, place.missing_p
    stage.clamped_k, stage.missing_k = fold(outside), fold(lost)
    if place.missing_p.any():
        stage.missing = onward.child({}, np.flatnonzero(place.missing_p))
