"""Value, reach and price of every option at the start, without the rest of what `options` tells: for many worlds."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.judge.options import moves_at_start
from offramp.scenario.model import Move
from offramp.solve.native_period import NotNativeError
from offramp.solve.solution import Solution
from offramp.solve.stage import Decision

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Row:
    """A move at the start: the chance of each child's node, and value, reach and price of each child."""

    decision: Decision
    weight_c: Floats
    number_cn: Floats


def option_numbers(solution: Solution) -> dict[tuple[str, str], tuple[float, float, float]]:
    """What (actor, option) is worth at the start: value, reach and price, averaged over the nodes where it is there.

    The same numbers as those of `options_at_start`, for all actors at once. An option that nobody has then is left out.
    """
    found: dict[tuple[str, str], tuple[float, Floats]] = {}
    for row in _rows(solution):
        step = solution.game.model.play[row.decision.step]
        assert isinstance(step, Move)
        for column, option in enumerate(step.options, 1):
            here = (row.decision.column == column) & (row.weight_c > 0)
            if here.any():
                mass, sums = found.get((step.actor, step.key(option)), (0.0, np.zeros(3)))
                weight = row.weight_c[here]
                mass, sums = mass + float(weight.sum()), sums + weight @ row.number_cn[here]
                found[step.actor, step.key(option)] = mass, sums
    return {key: (float(s[0]) / m, float(s[1]) / m, float(s[2]) / m) for key, (m, s) in found.items()}


def _rows(solution: Solution) -> Iterator[_Row]:
    by_lane, columns = solution.backward.by_lane, solution.backward.columns
    if by_lane is not None:
        try:
            moves = by_lane.moves(by_lane.suffix, solution.start.block(solution.game), np.ones(1))
        except NotNativeError:
            pass
        else:
            for solved in moves:
                _, reach_c, _, price_c, value_c = solved.numbers_cn.T
                node = np.add.reduceat(solved.mass_c, solved.decision.starts)
                weight = np.repeat(node, solved.decision.counts)
                yield _Row(solved.decision, weight, np.stack([value_c, reach_c, price_c], axis=1))
            return
    for move, node, values in moves_at_start(solution):
        assert move.record is not None
        value_c = values[:, columns.at("value", move.decision.actor)]
        yield _Row(move.decision, node, np.stack([value_c, move.record.reach_c, move.record.price_c], axis=1))
