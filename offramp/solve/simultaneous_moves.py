"""Moves that are made at the same time, backward: a stage game at every node (concept §2).

σ is the logit equilibrium of the stage's game on its principal branch, or at the profile that is focal there. For one
actor, what its options bring is the mean over what the others do; so whatever depends on its own moves alone follows
the rules of a move that it makes alone. What others decide too (favours, the best and the worst that they can do) is
looked for over whole profiles.

Axes: n node, c child of a move made alone, q column, o option of one actor; k counts the moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.kernels.segments import segment_sum
from offramp.kernels.simultaneous.equilibria import Equilibria
from offramp.kernels.simultaneous.focal_equilibria import focal_equilibria
from offramp.kernels.simultaneous.matrix_games import guarantees
from offramp.kernels.simultaneous.principal_branch import nearby_equilibria, principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames
from offramp.solve.columns import Columns, Rule
from offramp.solve.decision_rules import FAVOUR_SLACK, TIE, solve_move
from offramp.solve.stage import AtOnce

ROUNDING = 1e-14  # of a payoff; what solving makes of it is far below the tolerance of a residual

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class StageSolution:
    """values_nq: before the moves. choice_kc: σ of each move. worth_kcq: what its children bring, the others as solved.
    games, equilibria: the stage game of each node, and its equilibrium with a certificate."""

    values_nq: Floats
    choice_kc: list[Floats]
    worth_kcq: list[Floats]
    games: StageGames
    equilibria: Equilibria


def solve_at_once(
    game: Game, columns: Columns, at_once: AtOnce, values_cq: Floats, believed: Sequence[Floats | None]
) -> StageSolution:
    """Values before moves made at the same time.

    values_cq: of the rows after them. believed: σ of actors whose choices come from another game, by their children.
    """
    profiles = _Profiles.of(at_once, values_cq)
    games = _games(game, columns, at_once, profiles, believed)
    if at_once.solved is None or not _same(at_once.solved[0], games):
        focal = at_once.focal
        if focal is not None:
            found = focal_equilibria(games, focal)
        elif at_once.solved is not None:
            found = nearby_equilibria(games, at_once.solved[1])
        else:
            found = principal_equilibria(games)
        at_once.solved = games, found
    return _Stage(game, columns, at_once, profiles, *at_once.solved).solution()


def _same(games: StageGames, others: StageGames) -> bool:
    """Whether two batches of stage games, alike in who can pick what, are equal up to rounding."""
    if any((one is None) is not (other is None) for one, other in zip(games.habits, others.habits, strict=True)):
        return False
    habits = [(a, b) for a, b in zip(games.habits, others.habits, strict=True) if a is not None and b is not None]
    pairs = [*zip(games.payoffs, others.payoffs, strict=True), *habits]
    pairs += zip(games.rationality, others.rationality, strict=True)
    return all(np.allclose(one, other, rtol=ROUNDING, atol=ROUNDING) for one, other in pairs)


@dataclass(frozen=True)
class _Profiles:
    """values: by node, column of each move, and quantity. there_ko: the options of each node. leaf: as in `AtOnce`."""

    values: Floats
    there_ko: list[Bools]
    leaf: Ints

    @classmethod
    def of(cls, at_once: AtOnce, values_cq: Floats) -> "_Profiles":
        leaf = at_once.leaf
        there = [np.zeros((len(leaf), options), dtype=np.bool_) for options in leaf.shape[1:]]
        for mask, move in zip(there, at_once.alone, strict=True):
            mask[move.node, move.column] = True
        # What can't be picked has values too, so that means over chances of 0 stay numbers.
        return cls(np.where((leaf >= 0)[..., None], values_cq[leaf], 0.0), there, leaf)

    @property
    def moves(self) -> int:
        """How many actors move."""
        return self.leaf.ndim - 1

    def mean_over_others(self, k: int, chances: Sequence[Floats]) -> Floats:
        """Means over what all but move k pick: node × option × column."""
        found = self.values
        for j in reversed(range(self.moves)):
            if j != k:
                found = _mean(found, j + 1, chances[j])
        return found

    def best_of(self, q: int, k: int) -> Floats:
        """The best that each option of move k can bring: node × option."""
        found: Floats = self._masked(q, -np.inf).max(axis=self._others(k))
        return found

    def worst_of(self, q: int, k: int) -> Floats:
        """The worst that each option of move k can bring: node × option."""
        found: Floats = self._masked(q, np.inf).min(axis=self._others(k))
        return found

    def _others(self, k: int) -> tuple[int, ...]:
        return tuple(j + 1 for j in range(self.moves) if j != k)

    def _masked(self, q: int, missing: float) -> Floats:
        return np.where(self.leaf >= 0, self.values[..., q], missing)

    def maximin(self, q: int, k: int) -> Floats:
        """What move k gets at least if it mixes and the others do their worst together."""
        size, options = self.leaf.shape[0], self.leaf.shape[k + 1]
        matrix = np.moveaxis(self.values[..., q], k + 1, 1).reshape(size, options, -1)
        others: Bools = np.any(np.moveaxis(self.leaf, k + 1, 1).reshape(matrix.shape) >= 0, axis=1)
        return guarantees(matrix, self.there_ko[k], others).value_s


def _mean(values: Floats, axis: int, chance_no: Floats) -> Floats:
    """Mean along an axis of options, with chances by node."""
    found: Floats = (values * _along(axis, values.ndim, chance_no)).sum(axis=axis)
    return found


def _along(axis: int, dimensions: int, by_option_no: NDArray[Any]) -> NDArray[Any]:
    """Numbers by node and option, shaped so that options lie along `axis`."""
    shape = [1] * dimensions
    shape[0], shape[axis] = by_option_no.shape
    return by_option_no.reshape(shape)


def _games(
    game: Game, columns: Columns, at_once: AtOnce, profiles: _Profiles, believed: Sequence[Floats | None]
) -> StageGames:
    payoffs = [profiles.values[..., columns.at("value", move.actor)] for move in at_once.alone]
    habits: list[Floats | None] = []
    for move, there, given in zip(at_once.alone, profiles.there_ko, believed, strict=True):
        fixed = move.habit if given is None else given
        habits.append(None)
        if fixed is not None:
            habits[-1] = dense = np.zeros(there.shape)
            dense[move.node, move.column] = fixed
    rationality = [float(game.rationality_i[move.actor]) for move in at_once.alone]
    return StageGames.of(payoffs, rationality, profiles.there_ko, habits)


class _Stage:
    """A solved stage, and what it brings each column."""

    def __init__(
        self,
        game: Game,
        columns: Columns,
        at_once: AtOnce,
        profiles: _Profiles,
        games: StageGames,
        equilibria: Equilibria,
    ) -> None:
        self.game, self.columns, self.moves, self.profiles = game, columns, at_once.alone, profiles
        self.games, self.equilibria = games, equilibria
        self.chances = self.equilibria.profile
        self.worth_kno = [profiles.mean_over_others(k, self.chances) for k in range(len(self.moves))]
        self.favours = [self._affordable(k) for k in range(len(self.moves))]

    def _affordable(self, k: int) -> Bools:
        """Which options cost their actor at most ε of what it gets as solved: node × option."""
        actor = self.moves[k].actor
        if self.game.actors[actor] not in self.game.model.payoffs:
            # Nothing says what a favour would cost it, so it does none.
            return np.zeros(self.chances[k].shape, dtype=np.bool_)
        value_no = self.worth_kno[k][..., self.columns.at("value", actor)]
        cost_no = (value_no * self.chances[k]).sum(axis=1, keepdims=True) - value_no
        found: Bools = self.profiles.there_ko[k] & (cost_no <= self.game.helped_i[actor] + FAVOUR_SLACK)
        found[:, 0] = False  # to pass by is no favour
        return found

    def solution(self) -> StageSolution:
        """Values before the moves, σ, and what options bring."""
        choice = [chance[m.node, m.column] for m, chance in zip(self.moves, self.chances, strict=True)]
        worth = [by_option[m.node, m.column] for m, by_option in zip(self.moves, self.worth_kno, strict=True)]
        alone = [
            solve_move(self.game, self.columns, move, worth_cq, choice_c)[0]
            for move, worth_cq, choice_c in zip(self.moves, worth, choice, strict=True)
        ]
        place = {move.actor: k for k, move in enumerate(self.moves)}
        result = segment_sum(worth[0] * choice[0][:, None], self.moves[0].starts)
        for q, column in enumerate(self.columns.columns):
            k = place.get(column.actor, -1)
            along_q = [q, *self.columns.riders[q]]
            by_option: Floats | None = None  # of the owner's move, where others aren't taken as solved
            match column.rule:
                case Rule.POSSIBLE:
                    by_option = self.profiles.best_of(q, max(k, 0))[..., None]
                    result[:, q] = by_option.max(axis=(1, 2))
                case Rule.GUARANTEED:
                    by_option = self.profiles.worst_of(q, max(k, 0))[..., None]
                    result[:, q] = by_option.min(axis=(1, 2)) if k < 0 else self.profiles.maximin(q, k)
                case Rule.HELPED | Rule.PENALISED_HELPED:
                    by_option = self._helped(q, k)
                    result[:, along_q] = self._best(q, by_option, k)
                case Rule.MAX_OWN | Rule.PENALISED | Rule.REPEAT if k >= 0:
                    result[:, along_q] = alone[k][:, along_q]
            if k >= 0 and by_option is not None:
                worth[k][:, along_q] = by_option[self.moves[k].node, self.moves[k].column]
        return StageSolution(result, choice, worth, self.games, self.equilibria)

    def _helped(self, q: int, owner: int) -> Floats:
        """Column q and its riders after each option of the owner (move number `owner`; -1: it doesn't move here, which
        counts as one option), where every other does as solved or, if that is better for q, what costs it little.

        Shape (nodes, options, 1 + riders).
        """
        along_q = [q, *self.columns.riders[q]]
        found = self.profiles.values[..., along_q]
        size, moves = len(found), len(self.moves)
        allowed = solved = np.ones((size, *[1] * moves), dtype=np.bool_)
        for k in range(moves):
            if k != owner:
                # First what it does as solved, then the favours that it can afford.
                found = np.concatenate([np.expand_dims(_mean(found, k + 1, self.chances[k]), k + 1), found], axis=k + 1)
                first = np.zeros((size, found.shape[k + 1]), dtype=np.bool_)
                first[:, 0] = True
                favours = np.concatenate([first[:, :1], self.favours[k]], axis=1)
                allowed = allowed & _along(k + 1, moves + 1, favours)
                solved = solved & _along(k + 1, moves + 1, first)
        allowed, solved = (np.broadcast_to(mask, found.shape[:-1]) for mask in (allowed, solved))
        if owner < 0:
            found, allowed, solved = found[:, None], allowed[:, None], solved[:, None]
        else:
            found = np.moveaxis(found, owner + 1, 1)
            allowed, solved = (np.moveaxis(mask, owner + 1, 1) for mask in (allowed, solved))
        options = found.shape[1]
        found = found.reshape(size * options, -1, len(along_q))
        allowed, solved = allowed.reshape(size * options, -1), solved.reshape(size * options, -1)
        score = self._score(q, found)
        kept, favoured = np.where(solved, score, -np.inf), np.where(allowed & ~solved, score, -np.inf)
        best = favoured.max(axis=1)
        # What changes nothing is no favour: rounding must not decide what rides on it.
        slack = TIE * np.maximum(1.0, np.abs(np.where(np.isfinite(best), best, 0.0)))
        better = best - slack > kept.max(axis=1)
        picked = np.where(better, _first_best(favoured), _first_best(kept))
        return found[np.arange(len(found)), picked].reshape(size, options, len(along_q))

    def _best(self, q: int, found_noq: Floats, owner: int) -> Floats:
        """The numbers of the owner's best option."""
        score = self._score(q, found_noq)
        if owner >= 0:
            score = np.where(self.profiles.there_ko[owner], score, -np.inf)
        return found_noq[np.arange(len(score)), _first_best(score)]

    def _score(self, q: int, found: Floats) -> Floats:
        """What is to be as large as can be, by profile or option: the column less a price on its ruin."""
        multiplier = self.columns.columns[q].multiplier
        return found[..., 0] - multiplier * found[..., 1] if multiplier else found[..., 0]


def _first_best(score_np: Floats) -> Ints:
    """The first of the best profiles of each node; what differs by rounding alone is equal."""
    top = score_np.max(axis=1, keepdims=True)
    slack = TIE * np.maximum(1.0, np.abs(np.where(np.isfinite(top), top, 0.0)))
    found: Ints = np.argmax(score_np >= top - slack, axis=1)
    return found
