"""The audit: what the solved policies really bring on the exact dynamics, against the grid's numbers.

Paths are played with choices looked one step ahead from exact states. Along a path the martingale
Σ [V̂(next) − E V̂(next)] is taken off as a control variate (Henderson & Glynn 2002); what is left of a path's sum is

    L_0(s_0) + Σ_{t ≥ 1} δ^t [L_t(s_t) − V̂_t(s_t)],

with V̂_t the interpolated values and L_t the values one exact step ahead. Its mean less the grid's number is the
audit gap: the interpolation error that a path collects, with little sampling noise. L_t takes shocks by
quadrature, so the gap is blind to an error of the quadrature; more nodes, and how the paths did end, see that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.outputs import of_period
from offramp.scenario.model import HORIZON
from offramp.simulate.native_periods import period_player
from offramp.simulate.play import Luck
from offramp.solve.backward_induction import Backward, Progress
from offramp.solve.look_ahead import NOBODY, AsSolved, choices_ahead
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
    choosers: Sequence[int] = (NOBODY,),
    progress: Progress = lambda share: None,
) -> tuple[Audit, ...]:
    """Play `paths` paths for each of the `choosers`, who all meet the same luck.

    A chooser (an actor's number) goes for a tolerable ending alone, the others as solved; NOBODY: all as solved.
    """
    game = solved.game
    numbers, group = np.tile(np.arange(paths), len(choosers)), np.repeat(np.arange(len(choosers)), paths)
    policy = AsSolved(solved, valued=True)
    play = period_player(game, policy, Luck(seed))
    block = start.block(game, paths * len(choosers))
    parts = [_Part(solved, paths) for _ in choosers]
    for t in range(start.t, game.periods):
        policy.chooser_n = np.asarray(choosers)[group]
        end = play(block, numbers)
        place, gap = None, None
        if t > start.t:
            place = solved.grids[t].locate(block)
            gap = solved.columns.discount_c ** (t - start.t) * (policy.values() - solved.between(t, place))
        for g, part in enumerate(parts):
            rows = np.flatnonzero(group == g)
            if len(rows):
                part.add(block.child({}, rows), end.child({}, rows))
                if place is not None and gap is not None:
                    part.compare(numbers[rows], gap[rows], place.outside_p[rows] | place.missing_p[rows])
        progress((t + 1 - start.t) / (game.periods - start.t))
        live = np.flatnonzero(end.live)
        if t + 1 == game.periods:
            for g, part in enumerate(parts):
                part.ended_e[game.endings.index(HORIZON)] += int((group[live] == g).sum())
            break
        if not len(live):
            break
        numbers, group = numbers[live], group[live]
        block = game.next_period(end, live)
    return tuple(part.audit(shown=chooser == NOBODY) for chooser, part in zip(choosers, parts, strict=True))


class _Part:
    """What is seen of one chooser's paths."""

    def __init__(self, solved: Backward, paths: int) -> None:
        self.paths = paths
        self.total = np.zeros((paths, solved.columns.count))
        self.ended_e = np.zeros(len(solved.game.endings), dtype=np.int64)
        self.periods: list[tuple[Block, Block]] = []
        self.left, self.seen = 0, 0

    def add(self, first: Block, last: Block) -> None:
        """The rows of a period, at its start and at its end."""
        self.periods.append((first, last))
        self.ended_e += np.bincount(last.ended[last.ended >= 0], minlength=len(self.ended_e))

    def compare(self, numbers: Ints, gap: Floats, outside: NDArray[np.bool_]) -> None:
        """The gaps of these paths in a period, by column, and whether they lie outside the boxes."""
        self.total[numbers] += gap
        self.left += int(outside.sum())
        self.seen += len(numbers)

    def audit(self, shown: bool) -> Audit:
        """All of it together."""
        states = [first for first, _ in self.periods]
        quantities = [of_period(first, last) for first, last in self.periods] if shown else []
        error = self.total.std(axis=0, ddof=1) / np.sqrt(self.paths)
        outside = self.left / max(1, self.seen)
        return Audit(self.total.mean(axis=0), error, self.paths, states, quantities, outside, self.ended_e)


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
