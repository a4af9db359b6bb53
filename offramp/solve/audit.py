"""The audit: what the solved policies really bring on the exact dynamics, against the grid's numbers.

Paths are played with choices looked one step ahead from exact states. Along a path the martingale
Σ [V̂(next) − E V̂(next)] is taken off as a control variate (Henderson & Glynn 2002); what is left of a path's sum is

    L_0(s_0) + Σ_{t ≥ 1} δ^t [L_t(s_t) − V̂_t(s_t)],

with V̂_t the interpolated values and L_t the values one exact step ahead. Its mean less the grid's number is the
audit gap: the interpolation error that a path collects, with little sampling noise. L_t takes shocks by
quadrature, so the gap is blind to an error of the quadrature; more nodes, and how the paths did end, see that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.outputs import of_period
from offramp.scenario.model import HORIZON
from offramp.simulate.play import Luck, play_period
from offramp.solve.backward_induction import Backward, Progress
from offramp.solve.look_ahead import AsSolved, choices_ahead
from offramp.solve.memory import states_at_once
from offramp.solve.start import Start

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Audit:
    """Gap and standard error by column (columns,); `states`: the start-of-period states that the paths met.

    shown: the quantities that the scenario wants shown (`output:`), by period, of the paths live at its start.
    outside: share of the live path periods that lie outside the boxes of the grids. ended_e: paths by their ending.
    """

    gap_q: Floats
    error_q: Floats
    paths: int
    states: list[Block]
    shown: list[dict[str, Floats]]
    outside: float
    ended_e: Ints


def audit(
    solved: Backward,
    start: Start,
    paths: int,
    seed: int,
    chooser: int | None = None,
    progress: Progress = lambda share: None,
) -> Audit:
    """Play `paths` paths; `chooser` (an actor's number) goes for a tolerable ending alone, the others as solved."""
    game = solved.game
    numbers = np.arange(paths)
    policy, luck = AsSolved(solved, chooser), Luck(seed)
    block = start.block(game, paths)
    total = np.zeros((paths, solved.columns.count))
    states: list[Block] = []
    shown: list[dict[str, Floats]] = []
    left, seen = 0, 0
    ended_e = np.zeros(len(game.endings), dtype=np.int64)
    for t in range(start.t, game.periods):
        states.append(block)
        end = play_period(block, numbers, policy, luck)
        if chooser is None:
            shown.append(of_period(block, end))
        ended_e += np.bincount(end.ended[end.ended >= 0], minlength=len(ended_e))
        if t > start.t:
            place = solved.grids[t].locate(block)
            left += int((place.outside_p | place.missing_p).sum())
            seen += block.size
            gap = policy.values() - solved.between(t, place)
            total[numbers] += solved.columns.discount_c ** (t - start.t) * gap
        progress((t + 1 - start.t) / (game.periods - start.t))
        if t + 1 == game.periods:
            ended_e[game.endings.index(HORIZON)] += int(end.live.sum())
            break
        live = np.flatnonzero(end.live)
        if not len(live):
            break
        numbers = numbers[live]
        block = game.next_period(end, live)
    error = total.std(axis=0, ddof=1) / np.sqrt(paths)
    return Audit(total.mean(axis=0), error, paths, states, shown, left / max(1, seen), ended_e)


def policy_change(fine: Backward, coarse: Backward, states: list[Block], most: int = 256) -> float:
    """Mean total variation between the choices of two solutions at states that were met: 0 to 1."""
    changes: list[float] = []
    weights: list[float] = []
    share = max(1, states_at_once(fine.game, most) // max(1, len(states)))
    for block in states:
        rows = np.unique(np.linspace(0, block.size - 1, min(share, block.size)).astype(np.int64))
        part = block.child({}, rows)
        for (decision, mine), (_, other) in zip(choices_ahead(fine, part), choices_ahead(coarse, part), strict=True):
            difference = np.add.reduceat(np.abs(mine - other), decision.starts) / 2
            moved = decision.counts > 1
            if moved.any():
                changes.append(float(difference[moved].mean()))
                weights.append(float(block.size))
    return float(np.average(changes, weights=weights)) if changes else 0.0
