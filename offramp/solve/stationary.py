"""Open games: all periods are alike, so values that one more period doesn't change are those of all of them.

Value iteration (Shapley 1953, Stochastic Games, PNAS 39:1095-1100), from values of nothing still to come: what is found
after n rounds is the game of n periods. With discounts below 1 payoffs settle; chances do where the game ends at last.
Exact players may make values go round in a circle; then rounds start from the mean of two that follow one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.solve.backward_induction import Backward, How, Progress, States, solve_backward
from offramp.solve.columns import Extent
from offramp.solve.solution import scale, stakes

Floats = NDArray[np.float64]

PERIODS = 4  # of a round
MOST_ROUNDS = 500
EXACT_TOLERANCE = 1e-8
SHARE = 0.02  # of the solution's tolerance, where states are interpolated
PATIENCE = 8  # rounds without progress that show a circle


def solve_game(
    game: Game,
    grids: Sequence[States],
    how: How,
    extent: Extent,
    beliefs: dict[int, Backward],
    tolerance: float,
    progress: Progress,
) -> Backward:
    """Solve a game on `grids`; an open one so that its values count all that comes after the last of them."""
    if not game.open:
        return solve_backward(game, grids, how, extent, beliefs, progress=progress)
    wanted = EXACT_TOLERANCE if game.exact else SHARE * tolerance
    settled = _settled(game, grids[how.first], how, extent, beliefs, wanted, progress)
    solved = solve_backward(game, grids, how, extent, beliefs, settled.values)
    solved.residual = settled.residual
    solved.missing += settled.missing
    return solved


@dataclass(frozen=True)
class _Settled:
    """Values by column, how much later rounds may still change them, and states met that have no box."""

    values: Floats
    residual: float
    missing: list[tuple[int, Block]]


def _settled(
    game: Game,
    grid: States,
    how: How,
    extent: Extent,
    beliefs: dict[int, Backward],
    wanted: float,
    progress: Progress,
) -> _Settled:
    short, every, now = game.with_periods(PERIODS), [grid] * PERIODS, replace(how, first=0)
    beyond: Floats | None = None
    before: Backward | None = None
    changes: list[float] = []
    for number in range(MOST_ROUNDS):
        solved = before = solve_backward(short, every, now, extent, beliefs, beyond, like=before)
        first, second = solved.values(0), solved.values(1)
        size_q = scale(solved, stakes(solved))
        changes.append(float((np.abs(first - second) * size_q).max(initial=0.0)))
        residual = _still_to_come(changes)
        if residual <= wanted or solved.missing:
            break
        circling = len(changes) > PATIENCE and changes[-1] > 0.9 * changes[-1 - PATIENCE]
        beyond = (first + second) / 2 if circling else first
        if circling:
            changes = changes[-1:]
        progress(number / MOST_ROUNDS)
    return _Settled(first, residual, solved.missing)


def _still_to_come(changes: list[float]) -> float:
    """How much all later changes may add up to, each as much smaller than the one before as the last ones were; where
    they get no smaller, how large they are: values go to and fro by so much."""
    if len(changes) < 2:
        return 0.0 if changes[-1] == 0.0 else 1.0
    if changes[-1] >= changes[-2]:
        return max(changes[-PATIENCE:])
    ratio = float((changes[-1] / changes[-2]) ** (1 / PERIODS))
    return changes[-1] / (1 - ratio)
