"""Gambit's logit equilibria of normal-form games, traced one by one along their principal branches."""

import importlib
import io
from typing import Any

from bench.runs import Run, Side, timed
from bench.stage_draws import StageDraws, Table


def nfg(tables: list[Table], options: int) -> str:
    """A game as Gambit's normal-form file: payoffs cell by cell, the first actor's option moving fastest."""
    names = " ".join(f'"{i}"' for i in range(len(tables)))
    counts = " ".join([str(options)] * len(tables))
    cells = sorted(tables[0], key=lambda cell: cell[::-1])
    payoffs = " ".join(repr(table[cell]) for cell in cells for table in tables)
    return f'NFG 1 R "a stage" {{ {names} }} {{ {counts} }}\n\n{payoffs}\n'


def prepare(stages: int, actors: int, options: int, rationality: float) -> Side:
    """A unit of work is one game, which is read already."""
    gambit: Any = importlib.import_module("pygambit")
    qre: Any = importlib.import_module("pygambit.qre")
    drawn = StageDraws(stages, actors, options).payoffs()
    games = [gambit.read_nfg(io.StringIO(nfg(tables, options))) for tables in drawn]

    def work() -> list[float]:
        found: list[float] = []
        for game in games:
            payoffs = qre.logit_solve_lambda(game, [rationality])[-1].profile.payoffs
            found += [float(payoffs[player]) for player in game.players]
        return found

    def run() -> Run:
        return timed(work, units=stages)

    return run
