"""Logit quantal response on a game tree, in agent form, by backward substitution.

    σ(a | h) = exp(λ Q(h, a)) / Σ_b exp(λ Q(h, b)),      Q(h, a) = what the mover at h expects after a

(McKelvey & Palfrey, Experimental Economics 1, 1998). Where every information set is one node there is exactly one
solution for λ < ∞; at λ = ∞ equals are picked evenly. Simultaneous stages are logit equilibria of the game in strategic
form that their exits' values make.
"""

from dataclasses import dataclass

import numpy as np

from offramp.kernels.segments import logit, segment_sum, tied_best
from offramp.solve.decision_rules import TIE
from offramp.solve.trees.best_replies import best_reply_gain, reached
from offramp.solve.trees.stage_games import StageGame, stage_games
from offramp.solve.trees.tree import CHANCE, Bools, Floats, Level, Tree


@dataclass(frozen=True, eq=False)
class TreeSolution:
    """choice_v: the probability with which each node follows its parent. value_vi: what each player expects from a node
    on. reach_v: how likely play comes to it. tied_v: which nodes follow by an action that ties for the best (λ = ∞).

    gain_i: how much more each player would expect from its best reply over the whole tree.
    """

    tree: Tree
    rationality: float
    choice_v: Floats
    value_vi: Floats
    reach_v: Floats
    tied_v: Bools
    gain_i: Floats
    stages: tuple[StageGame, ...] = ()


def solve_tree(tree: Tree, rationality: float) -> TreeSolution:
    """The logit equilibrium with the same λ (0 to inf) for all players. Raises ScenarioError E820, E802."""
    stages = stage_games(tree)
    choice_v, tied_v = np.ones(tree.size), np.zeros(tree.size, dtype=bool)
    value_vi = tree.payoff_vi.copy()
    for level in reversed(tree.levels):
        below = value_vi[level.children]
        share_c, tied_c = _choices(level, below, rationality)
        choice_v[level.children], tied_v[level.children] = share_c, tied_c
        value_vi[level.nodes] += segment_sum(below * share_c[:, None], level.starts)
    gain_i = np.array([best_reply_gain(tree, choice_v, i) for i in range(tree.players)])
    return TreeSolution(tree, rationality, choice_v, value_vi, reached(tree, choice_v), tied_v, gain_i, tuple(stages))


def _choices(level: Level, below: Floats, rationality: float) -> tuple[Floats, Bools]:
    """How likely each child follows, and which tie for their mover's best."""
    by_chance = level.mover_c == CHANCE
    own_c = below[np.arange(len(below)), np.where(by_chance, 0, level.mover_c)]
    share_c = np.where(by_chance, level.share_c, logit(own_c, rationality, level.starts, level.counts, TIE))
    if not np.isinf(rationality):
        return share_c, np.zeros(len(below), dtype=bool)
    best_c = tied_best(own_c, level.starts, level.counts, TIE) & ~by_chance
    several = np.add.reduceat(best_c.astype(np.int64), level.starts) > 1
    return share_c, best_c & np.repeat(several, level.counts)
