"""What each option of a move is worth to the mover: its reach, its price, and reach if it is repeated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.segments import segment_max
from offramp.scenario.model import Move
from offramp.solve.columns import PENALTIES, Columns
from offramp.solve.stage import Decision

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CAP_SLACK = 1e-12


@dataclass
class OptionRecord:
    """Per child of a move, for the mover. Shapes (children,).

    would: after the option, all as solved. reach: `could` after the option, by plans that keep ruin under the
    cap. repeat: the same if the option is taken whenever it is available. price: the best option's value less
    that of this option and then the plan that maximises reach, in the mover's payoff units.
    """

    would_c: Floats
    reach_c: Floats
    repeat_c: Floats
    price_c: Floats

    def of(self, child: Ints) -> "OptionRecord":
        """The record of these children."""
        return OptionRecord(self.would_c[child], self.reach_c[child], self.repeat_c[child], self.price_c[child])


def record_options(columns: Columns, move: Decision, values_cq: Floats) -> OptionRecord:
    """The record of a move from its children's values."""
    i = move.actor
    best = segment_max(values_cq[:, columns.at("value", i)], move.starts)
    price = np.repeat(best, move.counts) - values_cq[:, columns.at("plan", i)]
    return OptionRecord(
        values_cq[:, columns.at("would", i)].copy(),
        within_cap(columns, i, "could", values_cq),
        _repeat(columns, move, values_cq),
        price,
    )


def _repeat(columns: Columns, move: Decision, values_cq: Floats) -> Floats:
    i = move.actor
    game = columns.game
    step = game.model.play[move.step]
    assert isinstance(step, Move)
    result = np.zeros(len(values_cq))
    place = {step.group(option): number for number, option in enumerate(step.written, 1)}
    of_column = np.array([0, *(place[step.group(option)] for option in step.options)])[move.column]
    for group, number in place.items():
        rows = of_column == number
        reach = values_cq[rows, columns.at("repeat", i, group)]
        if columns.has("repeat_ruin", i, group):
            ruin = values_cq[rows, columns.at("repeat_ruin", i, group)]
            reach = np.where(ruin <= game.ruin_cap_i[i] + CAP_SLACK, reach, 0.0)
        result[rows] = reach
    return result


def within_cap(columns: Columns, actor: int, name: str, values_nq: Floats) -> Floats:
    """The largest reach of a plan that keeps the actor's chance of ruin under its cap: shape (n,).

    `name` is `could` or `helped`. Plans are the unconstrained one and those of a few Lagrange multipliers; two of
    them may be mixed so that the cap is just met, which is optimal between neighbours on the frontier. So the
    result is a reach that some plan has: a lower bound, exact where the frontier's corners are among the plans.
    0 where every plan exceeds the cap.
    """
    best = values_nq[:, columns.at(name, actor)].copy()
    if not columns.has(name + "_ruin", actor):
        return best
    # Where the plan that reaches most stays under the cap, no other can do better.
    cap = float(columns.game.ruin_cap_i[actor])
    over = np.flatnonzero(values_nq[:, columns.at(name + "_ruin", actor)] > cap + CAP_SLACK)
    if len(over):
        best[over] = _frontier(columns, actor, name, values_nq[over], cap)
    return best


def _frontier(columns: Columns, actor: int, name: str, values_nq: Floats, cap: float) -> Floats:
    """The largest reach under the cap among the plans of all multipliers and the mixtures of any two of them."""
    capped = {"could": "capped", "helped": "capped_helped"}[name]
    plans = [(name, name + "_ruin", ""), ("would", "would_ruin", "")]
    plans += [(capped, capped + "_ruin", str(number)) for number in range(PENALTIES + 1)]
    if name == "helped":
        plans += [("could", "could_ruin", "")] + [
            ("capped", "capped_ruin", str(number)) for number in range(PENALTIES + 1)
        ]
    reaches = [values_nq[:, columns.at(reach_name, actor, key)] for reach_name, _, key in plans]
    ruins = [values_nq[:, columns.at(ruin_name, actor, key)] for _, ruin_name, key in plans]
    best = np.zeros(len(values_nq))
    for low_reach, low_ruin in zip(reaches, ruins, strict=True):
        best = np.where(low_ruin <= cap + CAP_SLACK, np.maximum(best, low_reach), best)
        for high_reach, high_ruin in zip(reaches, ruins, strict=True):
            across = (low_ruin < cap) & (high_ruin > cap)
            share = np.where(across, (cap - low_ruin) / np.where(across, high_ruin - low_ruin, 1.0), 0.0)
            mixed = low_reach + share * (high_reach - low_reach)
            best = np.where(across, np.maximum(best, mixed), best)
    return best
