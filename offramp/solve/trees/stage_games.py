"""Where a tree hides moves, and whether it hides no more than that some of them are simultaneous.

A node is the root of a subgame where no information set has nodes both under it (itself counted) and elsewhere. Under
the root of a subgame lie the nodes that are roots of subgames of their own, ends among them; the first of these on
every way down are the subgame's exits, and what stands above them, if it is more than one move, is its stage. In a
simultaneous stage

1. every information set belongs to another player, and
2. every way from the root to an exit passes every information set exactly once,

in whatever order, with unseen chance between them as it may be. Then nobody knows anything of the others' moves there,
every set is reached for certain, and the stage is a game in strategic form: the actions of a set against each other,
paid with what the exits are worth. Anything else hides more, and is left to later versions.
"""

from dataclasses import dataclass

import numpy as np

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.exchange.extensive_game import CHANCE
from offramp.solve.trees.tree import Bools, Floats, Ints, Tree

MOST_PROFILES = 1_000_000  # of one stage: ways to pick one action at each of its sets
MOST_SETS = 60  # of one stage


@dataclass(frozen=True, eq=False)
class StageGame:
    """One simultaneous stage. sets: its information sets, by player. sizes: how many actions each has.

    Axis x: ways to leave it. exit_x: the node; profile_x: the picks that lead there, as a number whose last digit is
    the last set's action; share_x: the probability that unseen chance then leads there; paid_xi: what the nodes on the
    way, the root's own included, pay.
    """

    root: int
    sets: tuple[int, ...]
    sizes: tuple[int, ...]
    exit_x: Ints
    profile_x: Ints
    share_x: Floats
    paid_xi: Floats


def subgame_roots(tree: Tree) -> Bools:
    """Which nodes are roots of subgames: those under which no information set sticks out."""
    size_v = np.ones(tree.size, dtype=np.int64)
    low_v, high_v = tree.place_v.copy(), tree.place_v.copy()
    for h, nodes in enumerate(tree.members):
        if len(nodes) > 1 and tree.game.sets[h].player != CHANCE:
            low_v[nodes], high_v[nodes] = tree.place_v[nodes].min(), tree.place_v[nodes].max()
    for level in reversed(tree.levels):
        below, nodes = level.children, level.nodes
        size_v[nodes] += np.add.reduceat(size_v[below], level.starts)
        low_v[nodes] = np.minimum(low_v[nodes], np.minimum.reduceat(low_v[below], level.starts))
        high_v[nodes] = np.maximum(high_v[nodes], np.maximum.reduceat(high_v[below], level.starts))
    # What lies under a node stands behind it in the file, all together.
    return (low_v >= tree.place_v) & (high_v < tree.place_v + size_v)


def stage_games(tree: Tree) -> list[StageGame]:
    """The simultaneous stages, roots in the order of nodes; none where every information set has one node.

    Raises ScenarioError E820 with each stage that hides more than simultaneous moves, E802 where one is too large.
    """
    if tree.sees_all:
        return []
    alone_v = subgame_roots(tree)
    root_v = _roots_of_stages(tree, alone_v)
    faults: list[Diagnostic] = []
    sets_of = _sets_by_root(tree, root_v)
    for root in list(sets_of):
        fault = _shared_player(tree, sets_of[root]) or _too_large(tree, sets_of[root])
        if fault is not None:
            faults.append(fault)
            del sets_of[root]
    stages = _stages(tree, root_v, sets_of, faults)
    if faults:
        raise ScenarioError(faults, tree.game.source)
    return stages


def _roots_of_stages(tree: Tree, alone_v: Bools) -> Ints:
    """For each node inside a stage the stage's root; −1 elsewhere, at exits too unless they begin another stage."""
    root_v = np.full(tree.size, -1)
    for level in tree.levels:
        hides = ~np.logical_and.reduceat(alone_v[level.children], level.starts)
        begins = alone_v[level.nodes] & hides
        root_v[level.nodes[begins]] = level.nodes[begins]
        inherited = np.repeat(root_v[level.nodes], level.counts)
        root_v[level.children] = np.where(alone_v[level.children], -1, inherited)
    return root_v


def _sets_by_root(tree: Tree, root_v: Ints) -> dict[int, list[int]]:
    """The information sets of each stage, by player and then as the file has them."""
    inside = np.flatnonzero((root_v >= 0) & (tree.mover_v >= 0))
    found: dict[int, list[int]] = {}
    pairs: list[list[int]] = np.unique(np.stack([root_v[inside], tree.set_v[inside]], axis=1), axis=0).tolist()
    for root, h in pairs:
        found.setdefault(root, []).append(h)
    return {root: sorted(sets, key=lambda h: tree.game.sets[h].player) for root, sets in found.items()}


@dataclass
class _Ways:
    """Ways from the roots of stages down, for every node inside a stage and every exit.

    passed_v: the information sets on the way, a bit each; profile_v, share_v, paid_vi as in `StageGame`. stage_v: for
    exits the root of the stage that they leave, −1 elsewhere. twice: for some stages, a set that is passed twice.
    """

    passed_v: Ints
    profile_v: Ints
    share_v: Floats
    paid_vi: Floats
    stage_v: Ints
    twice: dict[int, int]


def _ways(tree: Tree, root_v: Ints, sets_of: dict[int, list[int]]) -> _Ways:
    """Follow every way through every stage, level by level."""
    bit_h, digit_h = np.zeros((2, len(tree.game.sets)), dtype=np.int64)
    for sets in sets_of.values():
        digit = 1
        for k, h in reversed(list(enumerate(sets))):
            bit_h[h], digit_h[h] = 2**k, digit
            digit *= len(tree.game.sets[h].actions)
    zeros = np.zeros(tree.size, dtype=np.int64)
    ways = _Ways(zeros, zeros.copy(), np.ones(tree.size), np.zeros_like(tree.payoff_vi), zeros - 1, {})
    for level in tree.levels:
        root_c = np.repeat(root_v[level.nodes], level.counts)
        inside = np.flatnonzero(root_c >= 0)
        if not len(inside):
            continue
        root_k, kids = root_c[inside], inside + level.children.start
        above = tree.parent_v[kids]
        moved, begins = level.mover_c[inside] >= 0, above == root_k
        set_k = np.where(moved, tree.set_v[above], 0)
        bit_k = np.where(moved, bit_h[set_k], 0)
        passed_k = np.where(begins, 0, ways.passed_v[above])
        for k in np.flatnonzero(passed_k & bit_k).tolist():
            ways.twice.setdefault(int(root_k[k]), int(set_k[k]))
        digit_k = np.where(moved, digit_h[set_k] * tree.action_v[kids], 0)
        ways.passed_v[kids] = passed_k | bit_k
        ways.profile_v[kids] = np.where(begins, 0, ways.profile_v[above]) + digit_k
        ways.share_v[kids] = np.where(begins, 1.0, ways.share_v[above]) * np.where(moved, 1.0, tree.share_v[kids])
        ways.paid_vi[kids] = np.where(begins[:, None], 0.0, ways.paid_vi[above]) + tree.payoff_vi[above]
        leaves = root_v[kids] != root_k
        ways.stage_v[kids[leaves]] = root_k[leaves]
    return ways


def _stages(tree: Tree, root_v: Ints, sets_of: dict[int, list[int]], faults: list[Diagnostic]) -> list[StageGame]:
    """The stages whose sets are passed once each on every way; what hinders others goes to `faults`."""
    ways = _ways(tree, root_v, sets_of)
    order = np.argsort(ways.stage_v, kind="stable")
    stages = ways.stage_v[order]
    found = []
    for root, sets in sets_of.items():
        exit_x = order[np.searchsorted(stages, root) : np.searchsorted(stages, root, side="right")]
        missed = ((1 << len(sets)) - 1) & ~int(np.bitwise_and.reduce(ways.passed_v[exit_x]))
        if root in ways.twice:
            why = "play may pass it twice, so that its player has forgotten"
            faults.append(_hides(tree, ways.twice[root], why))
        elif missed:
            h = next(h for k, h in enumerate(sets) if missed >> k & 1)
            faults.append(_hides(tree, h, "after some of the moves before it, play doesn't come to it"))
        else:
            sizes = tuple(len(tree.game.sets[h].actions) for h in sets)
            digits = (ways.profile_v[exit_x], ways.share_v[exit_x], ways.paid_vi[exit_x])
            found.append(StageGame(root, tuple(sets), sizes, exit_x, *digits))
    return found


def _shared_player(tree: Tree, sets: list[int]) -> Diagnostic | None:
    """The fault of a stage in which somebody moves at two sets: what lies between them is hidden from somebody."""
    found = tree.game.sets
    players = [found[h].player for h in sets]
    several = [h for h in sets if players.count(found[h].player) > 1]
    if not several:
        return None
    # The set that hides something is what a reader looks for; one with a single node hides nothing itself.
    h = max(sets, key=lambda h: (len(tree.members[h]) > 1, h in several, h))
    first, second = (found[k] for k in [k for k in several if found[k].player == found[several[0]].player][:2])
    who = tree.game.player(first.player)
    why = f"in the same subgame {who} moves at two sets, {first.number} and {second.number}"
    return _hides(tree, h, why)


def _hides(tree: Tree, h: int, why: str) -> Diagnostic:
    found = tree.game.sets[h]
    named = f" (“{found.label}”)" if found.label else ""
    said = (
        f"information set {found.number}{named} of {tree.game.player(found.player)} hides more than a simultaneous "
        f"move: {why}; such games aren't solved yet"
    )
    mend = "solve it with Gambit; here a move may be hidden by being simultaneous, and in no other way"
    return Diagnostic("E820", said, found.span, mend)


def _too_large(tree: Tree, sets: list[int]) -> Diagnostic | None:
    profiles = 1
    for h in sets:
        profiles *= len(tree.game.sets[h].actions)
    if profiles <= MOST_PROFILES and len(sets) <= MOST_SETS:
        return None
    found = tree.game.sets[sets[0]]
    said = (
        f"{len(sets)} players move at once from here on, in {profiles:,} ways; at most {MOST_PROFILES:,} ways and "
        f"{MOST_SETS} players are solved"
    )
    return Diagnostic("E802", said, found.span, "leave out actions that are never best")
