"""Random game trees: as `exchange` holds them, with every oddity that a file may have."""

import math
from collections.abc import Iterator

import numpy as np

from offramp.core.spans import SourceText, Span
from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame, InformationSet, Node, Outcome
from offramp.solve.trees.tree import Tree

NOWHERE = Span("", 1, 1, 1, 1)
LABELS = ("", "go on", 'the "last" one', "a\nb", "戦争", "ö", "{ }", "1/2", "t", "a, b", "\\ back", "c ")


def random_tree(
    rng: np.random.Generator,
    players: int = 2,
    depth: int = 4,
    chance: float = 0.2,
    hide: bool = False,
    labels: tuple[str, ...] = LABELS,
) -> ExtensiveGame:
    """A tree with chance nodes, payoffs on the way and ends of different depths.

    hide: let a player have one information set for several of its nodes, where it keeps its perfect recall.
    """
    sets: list[InformationSet] = []
    nodes: list[Node] = []
    outcomes: list[Outcome] = []
    numbers = dict.fromkeys([CHANCE, *range(players)], 0)
    known: dict[tuple[object, ...], list[int]] = {}

    def label() -> str:
        return labels[rng.integers(len(labels))]

    def outcome(likely: float) -> int:
        if rng.random() > likely:
            return NONE
        if outcomes and rng.random() < 0.2:
            return int(rng.integers(len(outcomes)))
        payoffs = tuple(float(np.round(x, 3)) for x in rng.normal(0, 2, players))
        outcomes.append(Outcome(len(outcomes) + 1, label(), payoffs, NOWHERE))
        return len(outcomes) - 1

    def new_set(mover: int, count: int) -> int:
        numbers[mover] += int(rng.integers(1, 3))
        shares: tuple[float, ...] = ()
        if mover == CHANCE:
            weights = rng.integers(1, 9, count).astype(float)
            shares = tuple((weights / weights.sum()).tolist())
        actions = tuple(f"{label()}action {a}" for a in range(count))
        sets.append(InformationSet(mover, numbers[mover], label(), actions, shares, NOWHERE))
        return len(sets) - 1

    def grow(left: int, memory: tuple[tuple[int, int], ...]) -> None:
        if left == 0 or (left < depth and rng.random() < 0.15):
            nodes.append(Node(label(), NONE, outcome(0.95), NOWHERE))
            return
        mover = CHANCE if rng.random() < chance else int(rng.integers(players))
        count = int(rng.integers(1, 4))
        own = tuple(step for step in memory if sets[step[0]].player == mover)
        alike = known.setdefault((mover, count, own), [])
        if hide and mover != CHANCE and alike and rng.random() < 0.6:
            found = alike[rng.integers(len(alike))]
        else:
            found = new_set(mover, count)
            alike.append(found)
        nodes.append(Node(label(), found, outcome(0.3), NOWHERE))
        for action in range(count):
            grow(left - 1, (*memory, (found, action)))

    grow(depth, ())
    names = tuple(f"{label()}player {i}" for i in range(players))
    # Only what nodes name can be in a file.
    used = sorted({node.outcome for node in nodes if node.outcome != NONE}, key=lambda o: _first(nodes, o))
    place = {o: k for k, o in enumerate(used)} | {NONE: NONE}
    nodes = [Node(n.label, n.information_set, place[n.outcome], n.span) for n in nodes]
    return ExtensiveGame(
        label(), label(), names, tuple(sets), tuple(outcomes[o] for o in used), tuple(nodes), SourceText("", "")
    )


def _first(nodes: list[Node], outcome: int) -> int:
    return next(k for k, node in enumerate(nodes) if node.outcome == outcome)


def plain(game: ExtensiveGame) -> tuple[object, ...]:
    """A game without the places of its parts."""
    return (
        game.title,
        game.comment,
        game.players,
        tuple((s.player, s.number, s.label, s.actions) for s in game.sets),
        tuple((o.number, o.label, o.payoffs) for o in game.outcomes),
        tuple((n.label, n.information_set, n.outcome) for n in game.nodes),
    )


def recursion(game: ExtensiveGame, rationality: float) -> tuple[list[float], dict[int, list[float]]]:
    """Payoffs and choices by information set of a tree of perfect information, the slow and plain way."""
    choices: dict[int, list[float]] = {}
    ahead: Iterator[Node] = iter(game.nodes)

    def visit() -> list[float]:
        node = next(ahead)
        paid = list(game.outcomes[node.outcome].payoffs) if node.outcome != NONE else [0.0] * len(game.players)
        if node.information_set == NONE:
            return paid
        there = game.sets[node.information_set]
        below = [visit() for _ in there.actions]
        if there.player == CHANCE:
            shares = list(there.probabilities)
        else:
            own = [values[there.player] for values in below]
            best = max(own)
            if math.isinf(rationality):
                weights = [float(value >= best - 1e-10 * max(1, abs(best))) for value in own]
            else:
                weights = [math.exp(rationality * (value - best)) for value in own]
            shares = [weight / sum(weights) for weight in weights]
            choices[node.information_set] = shares
        return [
            paid[i] + sum(share * values[i] for share, values in zip(shares, below, strict=True))
            for i in range(len(paid))
        ]

    return visit(), choices


def at_set(tree: Tree, choice_v: np.ndarray, h: int) -> list[float]:
    """The choices at the first node of an information set."""
    node = tree.members[h][0]
    return choice_v[tree.first_v[node] : tree.first_v[node] + tree.count_v[node]].tolist()


def spread(tree: Tree, rng: np.random.Generator) -> np.ndarray:
    """Random choices at every information set, those of chance as they are."""
    choice_v = np.ones(tree.size)
    for there, members in zip(tree.game.sets, tree.members, strict=True):
        below, _, _ = tree.children(members)
        mixture = (
            np.array(there.probabilities) if there.player == CHANCE else rng.dirichlet(np.ones(len(there.actions)))
        )
        choice_v[below] = mixture[tree.action_v[below]]
    return choice_v
