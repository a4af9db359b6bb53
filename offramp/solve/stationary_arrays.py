"""An open game as arrays, where each period is one move, of one actor or of several at the same time; and its payoffs
by Newton's method on these.

Axes: i an actor, n a node in front of the move, s a state, a one axis of options for each actor (of length 1 where it
doesn't move, else as in `AtOnce.leaf`), k a row after the move, p a node and a profile.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_array, vstack

from offramp.game.game import Game
from offramp.kernels.simultaneous.growing_rationality import grown_equilibrium
from offramp.kernels.simultaneous.stationary_equilibria import attracting_equilibrium
from offramp.kernels.simultaneous.stationary_games import StationaryGame
from offramp.kernels.simultaneous.stationary_search import MOST_UNKNOWNS, NotSettledError, StationaryEquilibrium
from offramp.scenario.model import Move
from offramp.solve.backward_induction import Slice
from offramp.solve.stage import Decision, Stage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DENSE = 1_000_000  # chances of the next node that are kept even where most are 0


def payoffs_of_long_games(game: Game, parts: Sequence[Slice]) -> Floats | None:
    """What the states pay each actor in games so long that longer ones pay the same: state × actor. None where that
    isn't known: periods of another form, or a game to which Newton's method has no sure answer.

    parts: a period that leads from the states to the states. Simultaneous moves may be taken by Newton's method to
    other equilibria than those on their principal branch.
    """
    return _payoffs(game, parts, attracting_equilibrium)


def payoffs_by_growing_rationality(game: Game, parts: Sequence[Slice]) -> Floats | None:
    """What the states pay each actor in the equilibrium to which growing rationality leads, in the same form; None
    where the branch can't be followed so."""
    return _payoffs(game, parts, grown_equilibrium)


def _payoffs(
    game: Game, parts: Sequence[Slice], solve: Callable[[StationaryGame], StationaryEquilibrium]
) -> Floats | None:
    movers = [_movers(part.stage) for part in parts]
    if not movers or any(found is None or found != movers[0] for found in movers):
        return None
    nodes = sum(len(part.stage.moves[0].starts) for part in parts if part.stage is not None)
    if nodes * len(game.actors) > MOST_UNKNOWNS:
        return None  # which arrays needn't be made for
    moves = [_ReadMove.of(game, part.stage) for part in parts if part.stage is not None]
    try:
        arrays, chance_sn = _joined(game, moves)
        found: Floats = chance_sn @ solve(arrays).values_si
    except (NotSettledError, ValueError):
        return None
    return found


def _movers(stage: Stage | None) -> list[int] | None:
    """The steps that are all that is decided in a period, at the same time; None where it has another form."""
    if stage is None or stage.onto_ks is None or stage.missing is not None or not stage.moves:
        return None
    first, alone = stage.moves[0], _alone(stage)
    if len(alone) != len(stage.moves) or (first.at_once is not None and first.at_once.focal is not None):
        return None
    return [move.step for move in alone]


@dataclass(frozen=True)
class _ReadMove:
    """The move of some states. there_no, habit_no: by actor, habit None where it chooses. onward_ps: chances of the
    next state. chance_sn: of each node, by state."""

    payoff_ina: Floats
    there_no: list[Bools]
    habit_no: list[Floats | None]
    onward_ps: csr_array
    chance_sn: csr_array

    @classmethod
    def of(cls, game: Game, stage: Stage) -> "_ReadMove":
        assert stage.onto_ks is not None
        first = stage.moves[0]
        together = first.at_once
        alone, leaf = _alone(stage), _leaf(game, first) if together is None else together.leaf
        nodes, actors = len(leaf), len(game.actors)
        there = [np.ones((nodes, 1), dtype=np.bool_) for _ in range(actors)]
        habits: list[Floats | None] = [None] * actors
        for move, options in zip(alone, leaf.shape[1:], strict=True):
            there[move.actor] = np.zeros((nodes, options), dtype=np.bool_)
            there[move.actor][move.node, move.column] = True
            if move.habit is not None:
                habits[move.actor] = habit = np.zeros((nodes, options))
                habit[move.node, move.column] = move.habit
        order = sorted(range(len(alone)), key=lambda k: alone[k].actor)
        leaf_na = leaf.transpose(0, *(k + 1 for k in order)).reshape(nodes, *(x.shape[1] for x in there))
        payoff_ina = np.where(leaf_na >= 0, stage.paid_ki.T[:, leaf_na], 0.0)
        picked = np.flatnonzero(leaf_na.ravel() >= 0)
        leads = csr_array(
            (np.ones(len(picked)), (picked, leaf_na.ravel()[picked])), shape=(leaf_na.size, len(stage.paid_ki))
        )
        chance = stage.chances[0]
        starts = np.arange(nodes) if chance is None else chance.starts
        probability = np.ones(nodes) if chance is None else chance.probability
        chance_sn = csr_array((probability, np.arange(nodes), np.append(starts, nodes)), shape=(len(starts), nodes))
        return cls(payoff_ina, there, habits, leads @ stage.onto_ks, chance_sn)


def _alone(stage: Stage) -> list[Decision]:
    """The moves of a period that has one, or several at the same time, each as if it were made alone."""
    first = stage.moves[0]
    return [first] if first.at_once is None else first.at_once.alone


def _leaf(game: Game, move: Decision) -> Ints:
    """As in `AtOnce`, of a move that nobody else makes at the same time."""
    step = game.model.play[move.step]
    assert isinstance(step, Move)
    leaf = np.full((len(move.starts), 1 + len(step.options)), -1, dtype=np.int64)
    leaf[move.node, move.column] = np.arange(len(move.column))
    return leaf


def _joined(game: Game, moves: Sequence[_ReadMove]) -> tuple[StationaryGame, csr_array]:
    """The nodes in front of the same move, of all states, as states of a game; and their chances by state.

    Raises ValueError where somebody's rationality is infinite, or a discount is 1.
    """
    actors = range(len(game.actors))
    chance_sn = csr_array(block_diag([move.chance_sn for move in moves]))
    onward_pn = csr_array(vstack([move.onward_ps for move in moves])) @ chance_sn
    there = [np.concatenate([move.there_no[i] for move in moves]) for i in actors]
    habits = [_stacked([move.habit_no[i] for move in moves]) for i in actors]
    # An actor that doesn't choose may be exact.
    chooses = [habits[i] is None and there[i].shape[1] > 1 for i in actors]
    arrays = StationaryGame.of(
        list(np.concatenate([move.payoff_ina for move in moves], axis=1)),
        onward_pn.toarray() if onward_pn.shape[0] * onward_pn.shape[1] <= DENSE else onward_pn,
        game.discount_i,
        [game.rationality_i[i] if chooses[i] else 0.0 for i in actors],
        there,
        habits,
    )
    return arrays, chance_sn


def _stacked(parts: Sequence[Floats | None]) -> Floats | None:
    """Habits of all states; None where there is none."""
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if known else None
