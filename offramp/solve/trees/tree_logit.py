"""Logit quantal response on a game tree, in agent form, by backward substitution.

    σ(a | h) = exp(λ Q(h, a)) / Σ_b exp(λ Q(h, b)),      Q(h, a) = what the mover at h expects after a

(McKelvey & Palfrey, Experimental Economics 1, 1998). Where every information set is one node there is exactly one
solution for λ < ∞; at λ = ∞ equals are picked evenly. Simultaneous stages are logit equilibria of the game in strategic
form that their exits' values make.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from offramp.exchange.extensive_game import CHANCE
from offramp.kernels.segments import logit, segment_max, segment_sum, tied_best
from offramp.solve.trees.best_replies import best_reply_gain, reached
from offramp.solve.trees.stage_games import StageGame, stage_games
from offramp.solve.trees.tree import Bools, Floats, Level, Tree

if TYPE_CHECKING:
    from offramp.solve.trees.stage_logit import SolvedStage

TIE: Final = 1e-10  # that of scenarios (solve.decision_rules), which takes longer to import than a game to solve


@dataclass(frozen=True, eq=False)
class TreeSolution:
    """choice_v: the probability with which each node follows its parent. value_vi: what each player expects from a node
    on. reach_v: how likely play comes to it. tied_v: which nodes follow by an action that ties for the best (λ = ∞).

    gain_i: how much more each player would expect from its best reply over the whole tree. stages: simultaneous ones,
    each with its status; where one isn't solved, the whole isn't an equilibrium.
    """

    tree: Tree
    rationality: float
    choice_v: Floats
    value_vi: Floats
    reach_v: Floats
    tied_v: Bools
    gain_i: Floats
    stages: "tuple[SolvedStage, ...]" = ()

    @property
    def solved(self) -> bool:
        """Whether every stage is at an equilibrium."""
        return all(stage.status.solved for stage in self.stages)


def solve_tree(tree: Tree, rationality: float) -> TreeSolution:
    """The logit equilibrium with the same λ (0 to inf) for all players. Raises ScenarioError E820, E802."""
    return _sequential(tree, rationality) if tree.sees_all else _with_stages(tree, rationality)


def _sequential(tree: Tree, rationality: float) -> TreeSolution:
    """Perfect information: one sweep, which finds best replies too."""
    choice_v, tied_v = np.ones(tree.size), np.zeros(tree.size, dtype=bool)
    n = tree.players
    # Beside what each player expects, what its best reply would bring: the same sums, but the best at its own moves.
    value_vx = np.concatenate([tree.payoff_vi, tree.payoff_vi], axis=1)
    for level in reversed(tree.levels):
        below = value_vx[level.children]
        share_c = _choose(level, below, rationality, tied_v)
        choice_v[level.children] = share_c
        value_vx[level.nodes] += segment_sum(below * share_c[:, None], level.starts)
        best_n = segment_max(below[np.arange(len(below)), n + level.mover_c], level.starts)
        nodes = level.nodes
        if level.deciding is not None:
            nodes, best_n = nodes[level.deciding], best_n[level.deciding]
        movers = tree.mover_v[nodes]
        value_vx[nodes, n + movers] = best_n + tree.payoff_vi[nodes, movers]
    gain_i = np.maximum(0.0, value_vx[0, n:] - value_vx[0, :n])
    return TreeSolution(tree, rationality, choice_v, value_vx[:, :n], reached(tree, choice_v), tied_v, gain_i)


def _with_stages(tree: Tree, rationality: float) -> TreeSolution:
    """Stages are solved where the sweep comes to their roots: what it did inside them before is written over."""
    from offramp.solve.trees.stage_logit import solve_stages

    games = stage_games(tree)
    inside_v = np.zeros(tree.size, dtype=bool)
    at_depth: dict[int, list[StageGame]] = {}
    for game in games:
        at_depth.setdefault(int(tree.depth_v[game.root]), []).append(game)
        for h in game.sets:
            inside_v[tree.children(tree.members[h])[0]] = True
    choice_v, tied_v = np.ones(tree.size), np.zeros(tree.size, dtype=bool)
    value_vi = tree.payoff_vi.copy()
    stages: list[SolvedStage] = []
    for depth, level in reversed(list(enumerate(tree.levels))):
        below = value_vi[level.children]
        choice_v[level.children] = _choose(level, below, rationality, tied_v)
        value_vi[level.nodes] += segment_sum(below * choice_v[level.children][:, None], level.starts)
        stages += solve_stages(tree, at_depth.get(depth, ()), rationality, value_vi, choice_v)
    value_vi = evaluated(tree, choice_v)
    gain_i = np.array([best_reply_gain(tree, choice_v, i) for i in range(tree.players)])
    return TreeSolution(
        tree,
        rationality,
        choice_v,
        value_vi,
        reached(tree, choice_v),
        tied_v & ~inside_v,
        gain_i,
        tuple(sorted(stages, key=lambda stage: int(tree.place_v[stage.game.root]))),
    )


def evaluated(tree: Tree, choice_v: Floats) -> Floats:
    """What each player expects from every node on: node × player."""
    value_vi = tree.payoff_vi.copy()
    for level in reversed(tree.levels):
        expected = value_vi[level.children] * choice_v[level.children][:, None]
        value_vi[level.nodes] += segment_sum(expected, level.starts)
    return value_vi


def _choose(level: Level, below: Floats, rationality: float, tied_v: Bools) -> Floats:
    """How likely each child follows. At λ = ∞ `tied_v` is told which tie for their mover's best."""
    own_c = below[np.arange(len(below)), level.mover_c]
    share_c = logit(own_c, rationality, level.starts, level.counts, TIE)
    if level.share_c is not None:
        share_c = np.where(level.mover_c == CHANCE, level.share_c, share_c)
    if np.isinf(rationality):
        best_c = tied_best(own_c, level.starts, level.counts, TIE) & (level.mover_c != CHANCE)
        several: Bools = np.add.reduceat(best_c.astype(np.int64), level.starts) > 1
        tied_v[level.children] = best_c & np.repeat(several, level.counts)
    return share_c
