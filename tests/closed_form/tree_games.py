"""The seven trees again as plain data, with their own logit recursion: nothing here knows about scenario files.

Where each tree was printed stands in the scenario file of the same name.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    payoffs: tuple[float, ...]


@dataclass(frozen=True)
class Decision:
    name: str
    period: int
    player: int
    branches: Mapping[str, "Node"]


@dataclass(frozen=True)
class Draw:
    branches: tuple[tuple[float, "Node"], ...]


Node = Leaf | Decision | Draw


@dataclass(frozen=True)
class Tree:
    players: tuple[str, ...]
    root: Node


def _centipede(piles: list[tuple[float, float]]) -> Node:
    node: Node = Leaf(piles[-1])
    for turn in range(len(piles) - 2, -1, -1):
        node = Decision(f"n{turn + 1}", turn, turn % 2, {"take": Leaf(piles[turn]), "pass": node})
    return node


def _answer(name: str, his: float, hers: float) -> Decision:
    return Decision(name, 0, 1, {"no": Leaf((0, 0)), "yes": Leaf((his, hers))})


_THREE_LAST = Decision("n4", 3, 1, {"w": Leaf((1, 1, 1))} | {name: Leaf((0, 0, 1)) for name in "xyz"})
_THREE_THIRD = Decision("n3", 2, 2, {"p": _THREE_LAST} | {name: Leaf((0, 0, 0)) for name in "qrsu"})
_LOSE_LAST = Decision("after_al", 2, 1, {"l": Leaf((1, -1)), "r": Leaf((-1, 1))})

TREES: dict[str, Tree] = {
    "sharing_game": Tree(
        ("brother", "sister"),
        Decision(
            "suggest",
            0,
            0,
            {
                "keeps_both": _answer("two_zero", 2, 0),
                "one_apiece": _answer("one_one", 1, 1),
                "gives_both": _answer("zero_two", 0, 2),
            },
        ),
    ),
    "textbook_tree": Tree(
        ("one", "two"),
        Decision(
            "root",
            0,
            0,
            {
                "A": Decision("after_a", 1, 1, {"C": Leaf((3, 8)), "D": Leaf((8, 3))}),
                "B": Decision(
                    "after_b",
                    1,
                    1,
                    {"E": Leaf((5, 5)), "F": Decision("after_f", 2, 0, {"G": Leaf((2, 10)), "H": Leaf((1, 0))})},
                ),
            },
        ),
    ),
    "centipede_four_moves": Tree(
        ("first", "second"),
        _centipede([(0.80, 0.20), (0.40, 1.60), (3.20, 0.80), (1.60, 6.40), (12.80, 3.20)]),
    ),
    "centipede_constant_sum": Tree(
        ("first", "second"),
        _centipede([(1.60, 1.60), (1.20, 2.00), (2.30, 0.90), (0.68, 2.52), (2.69, 0.51), (0.38, 2.82), (2.92, 0.28)]),
    ),
    "tree_with_chance": Tree(
        ("one", "two"),
        Decision(
            "root",
            0,
            0,
            {
                "a": Draw(
                    (
                        (0.5, Decision("left", 1, 1, {"A": Leaf((-2, 2)), "B": Leaf((-2, 2))})),
                        (0.5, Decision("right", 1, 1, {"C": Leaf((-2, 2)), "D": Leaf((-2, 2))})),
                    )
                ),
                "b": Leaf((-1, 1)),
            },
        ),
    ),
    "three_players": Tree(
        ("one", "two", "three"),
        Decision(
            "n1",
            0,
            0,
            {
                "go": Decision("n2", 1, 1, {"on": _THREE_THIRD, "off": Leaf((0, 1, 0))}),
                "leave": Leaf((1, 0, 0)),
            },
        ),
    ),
    "win_or_lose": Tree(
        ("one", "two"),
        Decision(
            "root",
            0,
            1,
            {
                "a": Decision("after_a", 1, 0, {"L": _LOSE_LAST, "R": Leaf((1, -1))}),
                "b": Decision("after_b", 1, 0, {"L": Leaf((1, -1)), "R": Leaf((-1, 1))}),
            },
        ),
    ),
}


def decisions(node: Node) -> list[Decision]:
    """Every decision node of the tree below `node`."""
    match node:
        case Leaf():
            return []
        case Draw():
            return [inner for _, branch in node.branches for inner in decisions(branch)]
        case Decision():
            return [node, *(inner for branch in node.branches.values() for inner in decisions(branch))]


def mixture(values: dict[str, float], precision: float) -> dict[str, float]:
    """Logit choice; at infinite precision all that are best, alike."""
    best = max(values.values())
    if math.isinf(precision):
        weights = {name: 1.0 if value >= best - 1e-12 else 0.0 for name, value in values.items()}
    else:
        weights = {name: math.exp(precision * (value - best)) for name, value in values.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def solve(node: Node, precision: float) -> tuple[tuple[float, ...], dict[str, dict[str, float]]]:
    """The expected payoffs at `node` and every strategy below it, by backward recursion."""
    match node:
        case Leaf():
            return node.payoffs, {}
        case Draw():
            parts = [(weight, solve(branch, precision)) for weight, branch in node.branches]
            strategies = {name: mix for _, (_, below) in parts for name, mix in below.items()}
        case Decision():
            solved = {option: solve(branch, precision) for option, branch in node.branches.items()}
            mix = mixture({option: payoffs[node.player] for option, (payoffs, _) in solved.items()}, precision)
            parts = [(mix[option], solved[option]) for option in solved]
            strategies = {name: inner for _, below in solved.values() for name, inner in below.items()}
            strategies[node.name] = mix
    width = len(parts[0][1][0])
    return tuple(sum(weight * payoffs[k] for weight, (payoffs, _) in parts) for k in range(width)), strategies
