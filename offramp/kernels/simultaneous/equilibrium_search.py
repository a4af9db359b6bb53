"""Every logit equilibrium of one stage that can be found, not the principal branch's alone.

Branches that cross the principal one are followed; Newton's method starts besides where actors mix evenly over some of
their options, and from many profiles that are drawn from a fixed seed. What is found is certified and told apart. That
there are no others isn't shown: for games of any size no method does that in reasonable time.
"""

from dataclasses import dataclass
from itertools import combinations, islice, product

import numpy as np
from numpy.typing import NDArray

from offramp.core.seeds import uniforms
from offramp.kernels.simultaneous.branch_points import branch_points, branches
from offramp.kernels.simultaneous.equilibria import Equilibria, Status, certify
from offramp.kernels.simultaneous.logit_equations import LogitEquations
from offramp.kernels.simultaneous.logit_limit import chances_in_own_order, ray
from offramp.kernels.simultaneous.nash_near import nash_near
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import Choosing, StageGames, choosing

Floats = NDArray[np.float64]

SAME = 1e-6  # profiles that differ by no more are one equilibrium
MOST_EVEN = 512  # even mixtures to start from; where there are more, pure profiles only
FLOOR = 1e-4  # chance of an option that a start leaves out
ROUNDS = 80
FARTHEST = 4.0  # one of Newton's steps, in log odds
SETTLED = 1e-9
HIGH = (30.0, 300.0, 3e3)  # levels at which Nash equilibria are looked for
SEED = 1995


@dataclass(frozen=True)
class AllFound:
    """The equilibria of one stage, one a row, and the rationalities at branch points of the principal branch.

    The first row is the principal branch's, whatever its status; the others have the status `OTHER`.
    branch_points_ki: shape (branch points, n), the first one alone if rationality is infinite; not a number for actors
    who don't choose.
    """

    equilibria: Equilibria
    branch_points_ki: Floats


def all_equilibria(games: StageGames, starts: int = 200) -> AllFound:
    """Search one stage. starts: how many mixed profiles to start from.

    At infinite rationality Nash equilibria near those of a high rationality are looked for; others are missed, such as
    most of a continuum. Raises ValueError for more than one stage.
    """
    if games.size != 1:
        raise ValueError(f"one stage at a time, not {games.size}")
    principal = principal_equilibria(games)
    crossings = np.zeros((0, len(games.payoffs)))
    if len(games.choosers) < 2:
        return AllFound(principal, crossings)
    choice = choosing(games)
    rate_is = np.array([games.rationality[i] for i in choice.actors])
    if np.isinf(rate_is).any():
        found = _nash(choice, rate_is, starts)
        crossings = principal.branch_point_si[~np.isnan(principal.branch_point_si).all(axis=1)]
    else:
        way = ray(choice, rate_is)
        equations, target = way.equations, float(way.target_s[0])
        points = branch_points(equations, target)
        ends = [end for point in points for end in branches(equations, point, target)]
        solved = _newton(equations, _starts(equations, target, starts), target)
        odds_uk = np.concatenate((*(end[:-1, None] for end in ends), solved), axis=1)
        found = choice.take(np.zeros(odds_uk.shape[1], dtype=np.int64)).log_chances(odds_uk)
        crossings = np.full((len(points), len(games.payoffs)), np.nan)
        for row, point in zip(crossings, points, strict=True):
            row[list(choice.actors)] = rate_is[:, 0] * point.point_u[-1] / target
    return AllFound(_told_apart(games, principal, dict(zip(choice.actors, found, strict=True))), crossings)


def _nash(choice: Choosing, rate_is: Floats, starts: int) -> list[Floats]:
    """Logarithms of chances of Nash equilibria near equilibria of a high rationality."""
    unbounded = [bool(x) for x in np.isinf(rate_is[:, 0])]
    chances = []
    for level in HIGH:
        way = ray(choice, rate_is, level)
        target = float(way.target_s[0])
        for odds in _newton(way.equations, _starts(way.equations, target, starts), target).T:
            near = nash_near(way.equations, np.append(odds, target), unbounded)
            if near is not None:
                chances.append(np.concatenate(near[0]))
    unknowns = sum(len(gain) for gain in choice.gain_aos)
    chance_uk = np.stack(chances, axis=1) if chances else np.zeros((unknowns, 0))
    return chances_in_own_order(choice.take(np.zeros(len(chances), dtype=np.int64)), chance_uk)


def _starts(equations: LogitEquations, level: float, drawn: int) -> Floats:
    """Log odds to start from, shape (unknowns, starts): of profiles, and of the replies to them.

    Drawn profiles are uniform on the simplex.
    """
    there = [
        np.ones(len(gain) + 1) if x is None else np.append(1.0, x[:, 0])
        for gain, x in zip(equations.gain_aos, equations.there_as, strict=True)
    ]
    draws = [
        -np.log(uniforms(SEED, actor, np.arange(drawn), f"option {option}", 0)) * here
        for actor, mask in enumerate(there)
        for option, here in enumerate(mask)
    ]
    weight_ok = np.concatenate((np.array(_even(there)).T, np.array(draws)), axis=1)
    chances = []
    for weight, mask in zip(np.split(weight_ok, np.cumsum([len(x) for x in there])[:-1]), there, strict=True):
        chance = np.maximum(weight / weight.sum(axis=0), FLOOR * mask[:, None])
        chances.append(chance / chance.sum(axis=0))
    tiled = equations.take(np.zeros(weight_ok.shape[1], dtype=np.int64))
    gain, _ = tiled.gains([chance[1:] for chance in chances])
    replies = np.concatenate([rate * x for rate, x in zip(tiled.base_is + level * tiled.slope_is, gain, strict=True)])
    own = np.concatenate([np.log(np.maximum(chance[1:], FLOOR**2) / chance[:1]) for chance in chances])
    return np.concatenate((replies, own), axis=1)


def _even(there: list[Floats]) -> list[Floats]:
    """Even mixtures over each choice of supports, or over single options where that would be too many."""
    supports = []
    for mask in there:
        options = np.flatnonzero(mask)
        sets = [x for size in range(1, len(options) + 1) for x in islice(combinations(options, size), MOST_EVEN)]
        supports.append([np.isin(np.arange(len(mask)), x) / len(x) for x in sets])
    if np.prod([float(len(x)) for x in supports]) > MOST_EVEN:
        supports = [[x for x in each if x.max() == 1.0] for each in supports]
    return [np.concatenate(parts) for parts in islice(product(*supports), MOST_EVEN)]


def _newton(equations: LogitEquations, odds_uk: Floats, level: float) -> Floats:
    """Where Newton's method leads from the starts at a fixed level; only where it settles."""
    tiled = equations.take(np.zeros(odds_uk.shape[1], dtype=np.int64))
    point = np.concatenate((odds_uk, np.full((1, odds_uk.shape[1]), level)))
    border = np.zeros_like(point)
    border[-1] = 1.0
    settled = np.zeros(odds_uk.shape[1], dtype=np.bool_)
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            step = np.nan_to_num(tiled.linearise(point, border, 0.0).step_us)
            length = np.abs(step).max(axis=0)
            point += step * np.minimum(1.0, FARTHEST / np.maximum(length, SETTLED))
            settled = length <= SETTLED * (1.0 + np.abs(point).max(axis=0))
            if settled.all():
                break
    return point[:-1, settled]


def _told_apart(games: StageGames, principal: Equilibria, found: dict[int, Floats]) -> Equilibria:
    """The principal branch's profile, and the different ones among those found that are equilibria."""
    count = len(next(iter(found.values())))
    rows = np.zeros(1 + count, dtype=np.int64)
    logs = [np.concatenate((old, found[i])) if i in found else old[rows] for i, old in enumerate(principal.log_profile)]
    profile_kx = np.exp(np.concatenate(logs, axis=1))
    trial = _certified(games, principal, logs, rows)
    different = [0] if Status(int(trial.status_s[0])).solved else []
    for k in np.lexsort(-np.round(profile_kx[1:], 9).T[::-1]) + 1:
        same = any(np.abs(profile_kx[k] - profile_kx[old]).max() <= SAME for old in different)
        if trial.status_s[k] == Status.OTHER and not same:
            different.append(int(k))
    kept = [0, *(k for k in different if k)]
    return _certified(games, principal, [log[kept] for log in logs], rows[kept])


def _certified(games: StageGames, principal: Equilibria, logs: list[Floats], rows: NDArray[np.int64]) -> Equilibria:
    """The profiles with their certificates; the first keeps what is known of the principal branch."""
    first = np.arange(len(rows)) == 0

    def only_first(known: Floats) -> Floats:
        shape = (-1, *([1] * (known.ndim - 1)))
        return np.where(first.reshape(shape), known, np.nan)

    return certify(
        games.take(rows),
        logs,
        np.where(first, principal.status_s[0], Status.OTHER),
        np.where(first, principal.folds_s[0], 0),
        only_first(principal.branch_point_si),
        only_first(principal.limit_error_s),
    )
