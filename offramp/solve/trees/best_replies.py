"""What a player could gain by changing all of its play at once, the others staying as they are: exact, on the tree.

The gain is the player's, over the whole tree, and not that of one information set alone: an equilibrium of the agents
need not be one of the players (Myerson, Game Theory, 1991, figure 4.2).
"""

from collections.abc import Iterator

import numpy as np

from offramp.kernels.segments import segment_sum
from offramp.solve.trees.tree import Floats, Ints, Tree


def best_reply_gain(tree: Tree, choice_v: Floats, player: int) -> float:
    """How much more than under `choice_v` the best reply of `player` expects, at the root.

    choice_v: the probability with which each node follows its parent. With perfect recall the best action of a set
    depends on the sets after it only, and on how the others and chance come to its nodes. Raises ValueError without.
    """
    if forgetful(tree, player):
        raise ValueError(f"player {player} forgets, and its best reply isn't found set by set")
    reply = _reply(tree, choice_v, player)
    return max(0.0, float(_worth(tree, reply, player)[0] - _worth(tree, choice_v, player)[0]))


def forgetful(tree: Tree, player: int) -> list[int]:
    """The information sets at which a player has forgotten what it knew or did: imperfect recall (Kuhn 1953)."""
    last_v = _last_own(tree, player)
    return [h for h, nodes in enumerate(tree.members) if _is(tree, h, player) and len(np.unique(last_v[nodes])) > 1]


def reached(tree: Tree, choice_v: Floats) -> Floats:
    """How likely play comes to each node."""
    reach_v = np.ones(tree.size)
    for level in tree.levels:
        reach_v[level.children] = np.repeat(reach_v[level.nodes], level.counts) * choice_v[level.children]
    return reach_v


def _worth(tree: Tree, choice_v: Floats, player: int) -> Floats:
    """What a player expects from each node on."""
    worth_v = tree.payoff_vi[:, player].copy()
    for level in reversed(tree.levels):
        worth_v[level.nodes] += segment_sum(worth_v[level.children] * choice_v[level.children], level.starts)
    return worth_v


def _reply(tree: Tree, choice_v: Floats, player: int) -> Floats:
    """`choice_v` with the player's part replaced by a best reply to the rest, the first of equal actions."""
    own = (tree.mover_v == player)[np.maximum(tree.parent_v, 0)]
    own[0] = False
    reach_v = reached(tree, np.where(own, 1.0, choice_v))  # by what others do; the player itself goes everywhere
    worth_v = tree.payoff_vi[:, player].copy()
    reply_v = np.where(own, 0.0, choice_v)
    for nodes in _upwards(tree, player):
        mine = tree.mover_v[nodes] == player
        for chosen, pick in ((nodes[~mine], None), (nodes[mine], reach_v)):
            if not len(chosen):
                continue
            below, starts, counts = tree.children(chosen)
            if pick is not None:
                reply_v[below] = _picked(tree, chosen, below, counts, worth_v[below] * np.repeat(pick[chosen], counts))
            worth_v[chosen] += segment_sum(worth_v[below] * reply_v[below], starts)
    return reply_v


def _picked(tree: Tree, nodes: Ints, below: Ints, counts: Ints, weighed_c: Floats) -> Floats:
    """1 at the children of each information set's best action, that of all its nodes together; 0 elsewhere."""
    sets, set_k = np.unique(tree.set_v[nodes], return_inverse=True)
    most = int(counts.max())
    worth_ha = np.full((len(sets), most), -np.inf)
    of_child = np.repeat(set_k, counts)
    actions = tree.action_v[below]
    worth_ha[of_child, actions] = 0.0
    np.add.at(worth_ha, (of_child, actions), weighed_c)
    best_c: Floats = (actions == np.argmax(worth_ha, axis=1)[of_child]).astype(np.float64)
    return best_c


def _upwards(tree: Tree, player: int) -> Iterator[Ints]:
    """Nodes with children in groups, each after all that lies below it; a player's information set in one group."""
    shared = [nodes for h, nodes in enumerate(tree.members) if _is(tree, h, player) and len(nodes) > 1]
    if not shared:
        for level in reversed(tree.levels):
            yield level.nodes
        return
    rank_v = np.zeros(tree.size, dtype=np.int64)
    while True:
        before = rank_v.copy()
        for level in reversed(tree.levels):
            above = np.maximum.reduceat(rank_v[level.children], level.starts) + 1
            rank_v[level.nodes] = np.maximum(rank_v[level.nodes], above)
        for nodes in shared:
            rank_v[nodes] = rank_v[nodes].max()
        if (rank_v == before).all():
            break
    order = np.argsort(rank_v, kind="stable")
    edges = np.searchsorted(rank_v[order], np.arange(1, rank_v.max() + 2))
    for k in range(len(edges) - 1):
        yield order[edges[k] : edges[k + 1]]


def _last_own(tree: Tree, player: int) -> Ints:
    """For each node the child by which the player last went on its way there, as set and action; −1 before any."""
    widest = max((len(found.actions) for found in tree.game.sets), default=1)
    last_v = np.full(tree.size, -1)
    for level in tree.levels:
        own = level.mover_c == player
        went = np.repeat(tree.set_v[level.nodes], level.counts) * widest + tree.action_v[level.children]
        last_v[level.children] = np.where(own, went, np.repeat(last_v[level.nodes], level.counts))
    return last_v


def _is(tree: Tree, h: int, player: int) -> bool:
    return tree.game.sets[h].player == player
