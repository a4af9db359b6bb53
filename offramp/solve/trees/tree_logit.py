"""Logit quantal response on a game tree, in agent form, by backward substitution.

    σ(a | h) = exp(λ Q(h, a)) / Σ_b exp(λ Q(h, b)),      Q(h, a) = what the mover at h expects after a

(McKelvey & Palfrey, Experimental Economics 1, 1998). Where every information set is one node there is exactly one
solution for λ < ∞; at λ = ∞ equals are picked evenly. Simultaneous stages are logit equilibria of the game in strategic
form that their exits' values make.
"""

from dataclasses import dataclass

import numpy as np

from offramp.kernels.segments import logit, segment_max, segment_sum, tied_best
from offramp.solve.decision_rules import TIE
from offramp.solve.trees.best_replies import reached
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
    n = tree.players
    # Beside what each player expects, what its best reply would bring: the same sums, but the best at its own moves.
    value_vx = np.concatenate([tree.payoff_vi, tree.payoff_vi], axis=1)
    for level in reversed(tree.levels):
        below = value_vx[level.children]
        rows = np.arange(len(below))
        own_c = below[rows, level.mover_c]
        share_c = logit(own_c, rationality, level.starts, level.counts, TIE)
        if level.share_c is not None:
            share_c = np.where(level.mover_c == CHANCE, level.share_c, share_c)
        if np.isinf(rationality):
            tied_v[level.children] = _tied(level, own_c)
        choice_v[level.children] = share_c
        value_vx[level.nodes] += segment_sum(below * share_c[:, None], level.starts)
        best_n = segment_max(below[rows, n + level.mover_c], level.starts)
        nodes = level.nodes
        if level.deciding is not None:
            nodes, best_n = nodes[level.deciding], best_n[level.deciding]
        movers = tree.mover_v[nodes]
        value_vx[nodes, n + movers] = best_n + tree.payoff_vi[nodes, movers]
    value_vi = value_vx[:, :n]
    gain_i = np.maximum(0.0, value_vx[0, n:] - value_vx[0, :n])
    return TreeSolution(tree, rationality, choice_v, value_vi, reached(tree, choice_v), tied_v, gain_i, tuple(stages))


def _tied(level: Level, own_c: Floats) -> Bools:
    """Which children tie for their mover's best, where there are several of them."""
    best_c = tied_best(own_c, level.starts, level.counts, TIE) & (level.mover_c != CHANCE)
    several: Bools = np.add.reduceat(best_c.astype(np.int64), level.starts) > 1
    tied_c: Bools = best_c & np.repeat(several, level.counts)
    return tied_c
