"""Gambit's logit equilibrium of a tree in agent form, traced along its principal branch to the wanted precision."""

import importlib
import io
from typing import Any

from bench.logit_tree import PLAYERS, LogitTree
from bench.runs import Run, Side, timed


def efg(tree: LogitTree) -> str:
    """The tree as Gambit's extensive form file: nodes in the order of a walk that goes left first."""
    lines = ['EFG 2 R "a tree" { "one" "two" }']
    sets = dict.fromkeys(range(len(PLAYERS)), 0)
    payoff_il = tree.payoff_il()

    def walk(t: int, place: int) -> None:
        if t == tree.depth:
            one, two = payoff_il[:, place].tolist()
            lines.append(f't "" {place + 1} "" {{ {one!r}, {two!r} }}')
            return
        mover = t % len(PLAYERS)
        sets[mover] += 1
        lines.append(f'p "" {mover + 1} {sets[mover]} "" {{ "left" "right" }} 0')
        walk(t + 1, 2 * place)
        walk(t + 1, 2 * place + 1)

    walk(0, 0)
    return "\n".join(lines) + "\n"


def prepare(depth: int, rationality: float) -> Side:
    """A unit of work is one solve of a tree that is read already."""
    gambit: Any = importlib.import_module("pygambit")
    qre: Any = importlib.import_module("pygambit.qre")
    game = gambit.read_efg(io.StringIO(efg(LogitTree(depth, rationality))))

    def work() -> tuple[float, ...]:
        payoffs = qre.logit_solve_lambda(game, [rationality])[-1].profile.payoffs
        return tuple(float(payoffs[player]) for player in PLAYERS)

    def run() -> Run:
        return timed(work)

    return run
