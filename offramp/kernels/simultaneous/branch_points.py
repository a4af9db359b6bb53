"""Where other branches of logit equilibria cross a stage's principal branch, and where they lead.

At a branch point the derivatives of the equilibrium conditions lose rank: besides the direction of the curve there are
others in which the conditions hold to first order. A step along one of these, corrected at a fixed distance, lands on
the other branch (perpendicular switching: Keller 1977; Seydel 2010, Practical Bifurcation and Stability Analysis,
section 5.6), which is then followed like the principal one.

Axes: u an unknown, τ last; k a direction. One stage, so arrays of `LogitEquations` end in an axis of length 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from offramp.kernels.simultaneous.branch_following import Outcome, Waypoint, follow
from offramp.kernels.simultaneous.curve_walks import CAREFUL
from offramp.kernels.simultaneous.logit_equations import LogitEquations

Floats = NDArray[np.float64]

FLAT = 1e-3  # a singular value as a part of the largest that counts as zero at a branch point
STRIDES = (0.3, 0.1, 0.03, 0.01)  # of the step onto another branch, in log odds
ROUNDS = 20
SETTLED = 1e-10
SAME = 1e-3  # distance of two branch points, in log odds


@dataclass(frozen=True)
class BranchPoint:
    """A point of the principal branch, its direction there, and the other directions, one a row."""

    point_u: Floats
    direction_u: Floats
    others_ku: Floats


def branch_points(equations: LogitEquations, target: float) -> list[BranchPoint]:
    """Those on the principal branch of one stage, from τ = 0 to where it first is `target`."""
    trail: list[Waypoint] = []
    follow(equations, np.zeros((equations.unknowns + 1, 1)), np.array([target]), pace=CAREFUL, trail=trail)
    found: list[BranchPoint] = []
    for k in _suspects(trail):
        point = _located(equations, trail[k - 1 : k + 3])
        if point is not None and not any(np.abs(point.point_u - old.point_u).max() < SAME for old in found):
            found.append(point)
    return found


def _suspects(trail: Sequence[Waypoint]) -> Iterator[int]:
    """Numbers of waypoints such that the determinant may be zero between there and the next: signs differ, or a valley.

    It keeps its sign where an even number of branches cross, as in games that are alike for each option.
    """
    for k in range(1, len(trail) - 2):
        before, here, there, after = trail[k - 1 : k + 3]
        valley = before.logarithm > here.logarithm and there.logarithm < after.logarithm
        if here.sign * there.sign < 0.0 or valley:
            yield k


def _located(equations: LogitEquations, near: Sequence[Waypoint]) -> BranchPoint | None:
    """The branch point between the second and the third of four waypoints, if there is one.

    The smallest singular value falls to zero on a straight line and rises on another; both must lead to one place.
    """
    length = np.cumsum([0.0, *(np.sqrt(((y.point_u - x.point_u) ** 2).sum()) for x, y in pairwise(near))])
    small = [np.linalg.svd(equations.jacobian(x.point_u[:, None])[0], compute_uv=False)[-1] for x in near]
    if not (small[0] > small[1] and small[3] > small[2]):
        return None
    left = length[1] + small[1] * (length[1] - length[0]) / (small[0] - small[1])
    right = length[2] - small[2] * (length[3] - length[2]) / (small[3] - small[2])
    gap = length[2] - length[1]
    if abs(left - right) > 0.2 * gap or not length[1] - gap < 0.5 * (left + right) < length[2] + gap:
        return None
    part = (0.5 * (left + right) - length[1]) / gap
    point = (1.0 - part) * near[1].point_u + part * near[2].point_u
    direction = near[1].direction_u + near[2].direction_u
    direction /= np.sqrt(direction @ direction)
    _, size, rows = np.linalg.svd(equations.jacobian(point[:, None])[0])
    flat = rows[np.append(size < FLAT * size[0], True)]
    others = flat - np.outer(flat @ direction, direction)
    _, size, rows = np.linalg.svd(others)
    return BranchPoint(point, direction, rows[: len(size)][size > 0.5]) if (size > 0.5).any() else None


def branches(equations: LogitEquations, crossing: BranchPoint, target: float) -> list[Floats]:
    """Where the other branches through a point lead: points at the level `target`, shape (unknowns + 1,)."""
    found = []
    for way in _ways(crossing.others_ku):
        start = _stepped(equations, crossing, way)
        if start is not None:
            point, direction = start
            end = follow(equations, point, np.array([target]), direction_us=direction)
            if end.outcome_s[0] == Outcome.ARRIVED:
                found.append(end.point_us[:, 0])
    return found


def _ways(others_ku: Floats) -> list[Floats]:
    """Unit vectors to try: each of the other directions, their sums and differences, and the opposites."""
    ways = list(others_ku)
    ways += [(u + s * v) / np.sqrt(2.0) for u, v in combinations(others_ku, 2) for s in (1.0, -1.0)]
    return [sign * way for way in ways for sign in (1.0, -1.0)]


def _stepped(equations: LogitEquations, crossing: BranchPoint, way_u: Floats) -> tuple[Floats, Floats] | None:
    """A point of another branch and its direction away from the crossing, each of the shape (unknowns + 1, 1)."""
    border = way_u[:, None]
    for stride in STRIDES:
        point = (crossing.point_u + stride * way_u)[:, None]
        for _ in range(ROUNDS):
            with np.errstate(all="ignore"):
                line = equations.linearise(point, border, 0.0)
            point = point + line.step_us
            correction = np.abs(line.step_us).max()
            if not correction < stride:
                break
            if correction < SETTLED:
                return point, line.direction_us / np.sqrt((line.direction_us**2).sum())
    return None
