"""A game tree as arrays, level by level, so that a whole level is worked on at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

END = -2  # whose move it is where nobody's is


@dataclass(frozen=True, eq=False)
class Level:
    """The nodes of one depth that have children, and those children: they are a slice, siblings together.

    starts, counts: each node's first child within the slice, and how many there are. mover_c: for each child whose
    move led to it. share_c: its probability where that was chance, NaN elsewhere; None where chance moves nowhere.
    deciding: which of the nodes are players'; None where all are.
    """

    nodes: Ints
    children: slice
    starts: Ints
    counts: Ints
    mover_c: Ints
    share_c: Floats | None
    deciding: Ints | None


@dataclass(frozen=True, eq=False)
class Tree:
    """Axis v: nodes by depth, those of one depth in the file's order; so the children of a node stand together.

    place_v: the node's number in the file's order. parent_v, first_v, count_v: its parent (−1 at the root), its first
    child, how many there are. action_v: which action of the parent led to it. set_v: its information set, NONE at an
    end. mover_v: who moves, CHANCE or END. depth_v. share_v: its probability where chance led to it, NaN elsewhere.
    payoff_vi: what the outcome that lies at the node pays each player.
    """

    game: ExtensiveGame
    place_v: Ints
    parent_v: Ints
    first_v: Ints
    count_v: Ints
    action_v: Ints
    set_v: Ints
    mover_v: Ints
    depth_v: Ints
    share_v: Floats
    payoff_vi: Floats

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.place_v)

    @property
    def players(self) -> int:
        """How many players there are."""
        return int(self.payoff_vi.shape[1])

    @cached_property
    def levels(self) -> Sequence[Level]:
        """The levels that have children, from the root on."""
        found = []
        edges = np.searchsorted(self.depth_v, np.arange(self.depth_v[-1] + 2)).tolist()
        for begin, end, last in zip(edges, edges[1:], edges[2:], strict=False):
            nodes = begin + np.flatnonzero(self.count_v[begin:end])
            counts, movers = self.count_v[nodes], self.mover_v[nodes]
            mover_c, starts = np.repeat(movers, counts), self.first_v[nodes] - end
            drawn = movers.min() == CHANCE
            share_c, deciding = (self.share_v[end:last], np.flatnonzero(movers >= 0)) if drawn else (None, None)
            found.append(Level(nodes, slice(end, last), starts, counts, mover_c, share_c, deciding))
        return found

    @cached_property
    def sees_all(self) -> bool:
        """Whether every information set is one node: perfect information."""
        return int((self.mover_v >= 0).sum()) == sum(found.player != CHANCE for found in self.game.sets)

    def children(self, nodes: Ints) -> tuple[Ints, Ints, Ints]:
        """The children of any nodes that have some, one after the other; where each node's begin, and how many."""
        counts = self.count_v[nodes]
        starts = np.cumsum(counts) - counts
        return np.repeat(self.first_v[nodes] - starts, counts) + np.arange(counts.sum()), starts, counts

    @cached_property
    def members(self) -> Sequence[Ints]:
        """The nodes of each information set."""
        order = np.argsort(self.set_v, kind="stable")
        edges = np.searchsorted(self.set_v[order], np.arange(len(self.game.sets) + 1))
        return [order[edges[h] : edges[h + 1]] for h in range(len(self.game.sets))]


def tree_of(game: ExtensiveGame) -> Tree:
    """The arrays of a game."""
    sets = game.sets
    counts_h = [len(found.actions) for found in sets]
    set_n = np.array([node.information_set for node in game.nodes])
    parent_n, action_n, depth_n = _walk([counts_h[h] if h != NONE else 0 for h in set_n.tolist()])
    order = np.argsort(depth_n, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    set_v, action_v = set_n[order], action_n[order]
    parent_v = np.where(parent_n[order] < 0, -1, rank[parent_n[order]])
    count_v = np.array([*counts_h, 0])[set_v]
    mover_v = np.array([*(found.player for found in sets), END])[set_v]
    first_v = 1 + np.cumsum(count_v) - count_v
    shares = [share for found in sets for share in found.probabilities or [np.nan] * len(found.actions)]
    offset_h = np.cumsum([0, *counts_h])
    share_v = np.array([*shares, np.nan])[offset_h[set_v[np.maximum(parent_v, 0)]] + action_v]
    share_v[0] = np.nan
    paid = [outcome.payoffs for outcome in game.outcomes] + [(0.0,) * len(game.players)]
    payoff_vi = np.array(paid)[np.array([node.outcome for node in game.nodes])[order]]
    return Tree(game, order, parent_v, first_v, count_v, action_v, set_v, mover_v, depth_n[order], share_v, payoff_vi)


def path_payoffs(tree: Tree) -> Floats:
    """What each player has been paid on the way to every node, that of the node itself included: node × player."""
    paid_vi = tree.payoff_vi.copy()
    for level in tree.levels:
        paid_vi[level.children] += np.repeat(paid_vi[level.nodes], level.counts, axis=0)
    return paid_vi


def _walk(counts: list[int]) -> tuple[Ints, Ints, Ints]:
    """Parent, action and depth of nodes in prefix order, from how many children each has."""
    parents, actions, depths = [-1], [0], [0]
    awaited = [(0, counts[0], 0)] if counts[0] else []  # a node, its children, how many of them were met
    for node in range(1, len(counts)):
        parent, children, met = awaited.pop()
        parents.append(parent)
        actions.append(met)
        depths.append(depths[parent] + 1)
        if met + 1 < children:
            awaited.append((parent, children, met + 1))
        if counts[node]:
            awaited.append((node, counts[node], 0))
    return np.array(parents), np.array(actions), np.array(depths)
