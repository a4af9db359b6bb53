"""The Nash equilibrium near a logit equilibrium of very high rationality, of one stage.

Options whose chances fall away from that of the best one by more than some factor are taken not to be used. On the rest
each must be worth the same, equations that Newton's method solves; then it is verified that no other option is worth
more. Actors of finite rationality keep the logit rule.

Axes: a an option from 1 on; one stage, so arrays of `LogitEquations` have a last axis of length 1.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.logit_equations import LogitEquations

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CUTS = (2.0, 5.0, 10.0, 20.0, 40.0)  # in log odds to the best option
ROUNDS = 12
SETTLED = 1e-13
TOLERANCE = 1e-10  # of regret, as a part of the spread; and of chances below 0


def nash_near(
    equations: LogitEquations, point_u: Floats, unbounded_i: Sequence[bool]
) -> tuple[list[Floats], float] | None:
    """Chances of each actor's options from 1 on, and the largest distance from those of the point; the nearest found.

    unbounded_i: whose rationality is infinite. None where nothing could be verified.
    """
    start = [chance[:, 0] for chance in equations.chances(point_u[:-1, None])]
    rate_i = (equations.base_is + equations.slope_is * point_u[-1])[:, 0]
    tried, nearest, distance = set(), None, np.inf
    for cut in CUTS:
        used = [_used(point_u[x], there, cut) for x, there in zip(equations.blocks, equations.there_as, strict=True)]
        key = tuple(x.tobytes() for x, free in zip(used, unbounded_i, strict=True) if free)
        if key in tried:
            continue
        tried.add(key)
        found = _solved(equations, start, rate_i, unbounded_i, used)
        if found is None:
            continue
        gap = max(float(np.abs(x - y).max()) for x, y in zip(found, start, strict=True))
        if gap < distance:
            nearest, distance = found, gap
    return None if nearest is None else (nearest, distance)


def _used(odds_a: Floats, there: Bools | None, cut: float) -> Bools:
    """Which options are likely enough, the first one included."""
    odds = np.concatenate(([0.0], odds_a if there is None else np.where(there[:, 0], odds_a, -np.inf)))
    used: Bools = odds >= odds.max() - cut
    return used


def _solved(
    equations: LogitEquations,
    start: Sequence[Floats],
    rate_i: Floats,
    unbounded_i: Sequence[bool],
    used: Sequence[Bools],
) -> list[Floats] | None:
    """The solution on a support, if Newton's method finds one and it is an equilibrium."""
    blocks = equations.blocks
    chance = [np.where(x[1:], p, 0.0) if free else p for p, x, free in zip(start, used, unbounded_i, strict=True)]
    for _ in range(ROUNDS):
        gain, slope = equations.gains([p[:, None] for p in chance])
        fault = np.zeros(equations.unknowns)
        matrix = np.eye(equations.unknowns)
        for i, block in enumerate(blocks):
            change = {j: slope[i, j][:, :, 0] for j in range(len(blocks)) if j != i}
            if unbounded_i[i]:
                rows, fault[block], own = _indifference(used[i], chance[i], gain[i][:, 0])
                matrix[block, block] = own
            else:
                rows, fault[block] = _response(rate_i[i], chance[i], gain[i][:, 0], equations.there_as[i])
            for j, by in change.items():
                matrix[block, blocks[j]] = rows @ by
        if not np.isfinite(matrix).all() or not np.isfinite(fault).all():
            return None
        # Of a continuum of equilibria the one nearest to where we are.
        step = np.linalg.lstsq(matrix, -fault, rcond=1e-12)[0]
        chance = [p + step[block] for p, block in zip(chance, blocks, strict=True)]
        if np.abs(step).max() > 1.0:
            return None
        if np.abs(step).max() <= SETTLED:
            break
    chance = [np.where(x[1:], p, 0.0) if free else p for p, x, free in zip(chance, used, unbounded_i, strict=True)]
    return _verified(equations, chance, rate_i, unbounded_i)


def _indifference(used: Bools, chance: Floats, gain: Floats) -> tuple[Floats, Floats, Floats]:
    """Equations for an actor who maximises: how they depend on its gains, their faults, and on its own chances.

    Options that aren't used have no chance, and the others are worth what the first of them is; where option 0 isn't
    used, that first one's equation is that chances add up to 1.
    """
    size = len(gain)
    rows, own = np.zeros((size, size)), np.zeros((size, size))
    first = int(np.argmax(used))
    fault = np.zeros(size)
    for a in range(size):
        if not used[a + 1]:
            own[a, a], fault[a] = 1.0, chance[a]
        elif a + 1 == first:
            own[a, :], fault[a] = 1.0, chance.sum() - 1.0
        else:
            rows[a, a], fault[a] = 1.0, gain[a]
            if first > 0:
                rows[a, first - 1] = -1.0
                fault[a] -= gain[first - 1]
    return rows, fault, own


def _response(rate: float, chance: Floats, gain: Floats, there: Bools | None) -> tuple[Floats, Floats]:
    """The same for an actor who follows the logit rule; on its own chances its equations depend one by one."""
    wanted = _logit(rate, gain, there)
    return -rate * (np.diag(wanted) - np.outer(wanted, wanted)), chance - wanted


def _logit(rate: float, gain: Floats, there: Bools | None) -> Floats:
    odds = rate * gain
    top = max(float(odds.max()), 0.0)
    weight = np.exp(odds - top) if there is None else np.where(there[:, 0], np.exp(odds - top), 0.0)
    found: Floats = weight / (weight.sum() + np.exp(-top))
    return found


def _verified(
    equations: LogitEquations, chance: Sequence[Floats], rate_i: Floats, unbounded_i: Sequence[bool]
) -> list[Floats] | None:
    """The same chances, without rounding below 0, if they are an equilibrium."""
    if any((p < -TOLERANCE).any() or p.sum() > 1.0 + TOLERANCE for p in chance):
        return None
    clean = [np.maximum(p, 0.0) / max(1.0, float(np.maximum(p, 0.0).sum())) for p in chance]
    gain, _ = equations.gains([p[:, None] for p in clean])
    for i, p in enumerate(clean):
        value = gain[i][:, 0]
        if unbounded_i[i]:
            if max(0.0, float(value.max())) - float(value @ p) > TOLERANCE:
                return None
        elif np.abs(p - _logit(rate_i[i], value, equations.there_as[i])).max() > TOLERANCE:
            return None
    return clean
