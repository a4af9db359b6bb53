"""Stage games that surely have one logit equilibrium, at their rationality and at any lower one.

The logit answer of everybody to everybody is a contraction there: where the log odds of actor j move by no more than
some span, its chances move by a quarter of that at most, in total variation, and what an option of i brings more than
another by no more than this times

    D_ij = max |U_i(a, b) − U_i(a', b) − U_i(a, b') + U_i(a', b')|,

a, a' options of i and b, b' of j, whatever the others do. Log odds then move by K_ij = λ_i D_ij / 4 times the span at
most; where K has no eigenvalue of 1 or more there is one equilibrium (Banach), and it is on the principal branch, which
neither turns nor meets another one on its way.

Axes: s a stage, i and j an actor.
"""

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.stage_games import StageGames

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SURELY = 0.999  # of 1: what rounding can't make of more


def surely_unique(games: StageGames) -> Bools:
    """Which stages: shape (stages,). Where it doesn't say so, equilibria may be unique as well."""
    choosers = games.choosers
    bound_sij = np.zeros((games.size, len(choosers), len(choosers)))
    for row, i in enumerate(choosers):
        spans = _spans(games, i, choosers)
        for column, j in enumerate(choosers):
            if j != i:
                bound_sij[:, row, column] = games.rationality[i] * spans[j] / 4.0
    known_s = np.isfinite(bound_sij).all(axis=(1, 2))
    bound_sij[~known_s] = 0.0
    largest_s = np.abs(np.linalg.eigvals(bound_sij)).max(axis=1, initial=0.0)
    found: Bools = known_s & (largest_s < SURELY)
    return found


def _spans(games: StageGames, actor: int, others: list[int]) -> dict[int, Floats]:
    """D_ij for an actor i, by the others j."""
    tensor, there = games.payoffs[actor], games.available[actor]
    axis, possible, full = actor + 1, [*games.available], all(mask.all() for mask in games.available)
    found = {j: np.zeros(games.size) for j in others if j != actor}
    for option in range(there.shape[1] - 1):  # with each later one; all pairs at once would take much memory
        gain = np.moveaxis(np.moveaxis(tensor, axis, 0)[option + 1 :] - np.moveaxis(tensor, axis, 0)[option], 0, axis)
        high, low = gain, gain
        if not full:
            possible[actor] = there[:, option + 1 :] & there[:, option, None]
            mask = np.ones(gain.shape, dtype=np.bool_)
            for number, options in enumerate(possible, start=1):
                shape = [len(options)] + [1] * len(possible)
                shape[number] = options.shape[1]
                mask &= options.reshape(shape)
            high, low = np.where(mask, gain, -np.inf), np.where(mask, gain, np.inf)
        for j, most in found.items():
            span = high.max(axis=j + 1) - low.min(axis=j + 1)
            np.maximum(most, span.reshape(len(span), -1).max(axis=1), out=most)
    return found
