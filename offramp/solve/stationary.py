"""Open games: all periods are alike, so values that one more period doesn't change are those of all of them.

Value iteration (Shapley 1953, Stochastic Games, PNAS 39:1095-1100), from values of nothing still to come: what is found
after n rounds is the game of n periods. With discounts below 1 payoffs settle; chances do where the game ends at last.
Once choices have settled, values are extrapolated (`extrapolation.py`). Where each period is one move, or one of
several actors at the same time, Newton's method finds the payoffs that this comes to (`stationary_arrays.py`); rounds
confirm them, and find the rest. Where rounds get no nearer, because values go round in a circle or creep, states that
are finitely many and logit choice allow another way: the equilibrium to which growing rationality leads
(`stationary_branch.py`). Where that is lost, or can't be looked for, rounds start from the mean of two that follow one
another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offramp.game.game import Game
from offramp.solve.backward_induction import (
    Backward,
    How,
    Progress,
    States,
    solve_backward,
    solve_with_beliefs,
)
from offramp.solve.certificate import SettledBy
from offramp.solve.columns import Columns, Extent
from offramp.solve.extrapolation import STEADY, Extrapolation, drift
from offramp.solve.solution import scale, stakes
from offramp.solve.stationary_arrays import payoffs_of_long_games
from offramp.solve.stationary_branch import may_be_followed, stationary_values

Floats = NDArray[np.float64]

PERIODS = 4  # of a round
MOST_ROUNDS = 500
EXACT_TOLERANCE = 1e-9
SHARE = 0.02  # of the solution's tolerance, where states are interpolated
ROUNDING = 1e-14  # of a value
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
    solved = _followed(game, grids, how, extent, beliefs, settled)
    if game.exact and settled.residual <= wanted < _largest(_change(solved.values(how.first), settled.values, solved)):
        # On the way, simultaneous moves went on from the equilibria of the round before; now these turn out to be
        # other ones than those that blind choice leads to.
        settled = _settled(game, grids[how.first], how, extent, beliefs, wanted, progress, anew=True)
        solved = _followed(game, grids, how, extent, beliefs, settled)
    solved.residual = settled.residual
    if settled.residual <= wanted:
        solved.settled_by = settled.by
    solved.missing += settled.last.missing
    return solved


def solve_believing(
    game: Game,
    believed: Mapping[int, Game],
    grids: Sequence[States],
    how: How,
    extent: Extent,
    tolerance: float,
    progress: Progress,
) -> Backward:
    """The same with the games that actors (by number) believe in."""
    if not game.open:
        return solve_with_beliefs(game, believed, grids, how, extent, progress)
    count = len(believed) + 1

    def tell(number: int) -> Progress:
        return lambda share: progress((number + share) / count)

    beliefs = {
        i: solve_game(other, grids, how, Extent.OUTLOOK, {}, tolerance, tell(k))
        for k, (i, other) in enumerate(believed.items())
    }
    return solve_game(game, grids, how, extent, beliefs, tolerance, tell(count - 1))


def _followed(
    game: Game, grids: Sequence[States], how: How, extent: Extent, beliefs: dict[int, Backward], settled: "_Settled"
) -> Backward:
    """The periods that results follow, solved from settled values: where states are the same in all, just once."""
    if not game.exact or beliefs:
        return solve_backward(game, grids, how, extent, beliefs, settled.values)
    first, count, now, like = how.first, game.periods - how.first, replace(how, first=0), _forgetful(settled.last)
    one = solve_backward(game.with_periods(1), [grids[first]], now, extent, beliefs, settled.values, like)
    one.game, one.grids = game, grids
    one.by_column = [np.zeros((0, 0))] * first + [one.by_column[0]] * count + [settled.values]
    one.slices = [[]] * first + one.slices * count
    return one


@dataclass(frozen=True)
class _Settled:
    """Values by column, how much later rounds may still change them, how values came to rest if they did, and the last
    round."""

    values: Floats
    residual: float
    by: SettledBy
    last: Backward


def _settled(
    game: Game,
    grid: States,
    how: How,
    extent: Extent,
    beliefs: dict[int, Backward],
    wanted: float,
    progress: Progress,
    anew: bool = False,
) -> _Settled:
    """Rounds of value iteration until they change little. anew: each forgets what the one before has found."""
    short, every, now = game.with_periods(PERIODS), [grid] * PERIODS, replace(how, first=0)
    columns = Columns(game, extent)
    beyond: Floats | None = None
    before: Backward | None = None
    ahead: Extrapolation | None = None
    may_leap, may_follow = True, not anew and may_be_followed(game, bool(beliefs))
    may_hold = not anew and game.exact and not beliefs
    held: Floats | None = None  # payoffs found in another way, put back before each round: state × actor
    by: SettledBy = "rounds"
    value_q = [columns.at("value", i) for i in range(len(game.actors))]
    changes: list[Floats] = []
    for number in range(MOST_ROUNDS):
        like = _forgetful(before) if anew and before is not None else before
        solved = before = solve_backward(short, every, now, extent, beliefs, beyond, like)
        first, second = solved.values(0), solved.values(1)
        changes.append(_change(first, second, solved))
        residual = _residual(changes, columns, ahead)
        enough = residual <= wanted
        far = ahead is not None and drift(game, columns, first - ahead.start) > 2 * STEADY
        if solved.missing or (enough and not far):
            break
        worst = [_largest(change) for change in changes]
        circling = len(worst) > PATIENCE and worst[-1] > 0.9 * worst[-1 - PATIENCE]
        if number == 0 and may_hold and (held := payoffs_of_long_games(game, solved.slices[0])) is not None:
            beyond, changes = first, []
        elif number == 1 and held is not None and _largest(changes[-1][value_q]) > wanted:
            # On the way to them, a stage game has left its principal branch: rounds from nothing decide.
            held, beyond, changes = None, None, []
        elif ahead is not None and (enough or circling):
            # It has led nowhere, or where plain rounds mightn't: those decide.
            beyond, ahead, may_leap, changes = ahead.start, None, False, []
        elif circling and may_follow and held is None:
            held, may_follow = stationary_values(game, grid, now, solved), False
            beyond, changes, by = first, changes if held is None else [], by if held is None else "branch"
        elif circling:
            by = "branch" if by == "branch" else "means"
            beyond, changes = (first + second) / 2, changes[-1:]
        elif beyond is not None and (ahead is not None or (may_leap and _steady(game, columns, first - second))):
            ahead = ahead or Extrapolation.of(columns, first)
            beyond = ahead.next(beyond, first, scale(solved, stakes(solved)))
        else:
            beyond = first
        if held is not None and beyond is not None:
            beyond = beyond.copy()
            beyond[:, value_q] = held
        progress(number / MOST_ROUNDS)
    return _Settled(first, residual, by, solved)


def _forgetful(solved: Backward) -> Backward:
    """The same, for its trees to be used again without the equilibria that were found on them."""
    for part in (part for parts in solved.kept_parts.values() for part in parts):
        for move in part.stage.moves if part.stage is not None else []:
            if move.at_once is not None:
                move.at_once.solved = None
    return solved


def _change(values: Floats, others: Floats, solved: Backward) -> Floats:
    """The largest change of each column, payoffs as shares of the stakes; rounding is none, however little is at
    stake."""
    changed = np.abs(values - others).max(axis=0, initial=0.0)
    rounding = ROUNDING * np.abs(values).max(axis=0, initial=0.0)
    found: Floats = np.where(changed > rounding, changed, 0.0) * scale(solved, stakes(solved))
    return found


def _largest(change: Floats) -> float:
    return float(change.max(initial=0.0))


def _steady(game: Game, columns: Columns, change: Floats) -> bool:
    """Whether choices can hardly move any more, if all rounds to come are as the last one, discounted."""
    discount_c = np.where(columns.discount_c < 1.0, columns.discount_c, 0.0)
    return drift(game, columns, change * discount_c / (1.0 - discount_c)) <= STEADY


def _residual(changes: list[Floats], columns: Columns, ahead: Extrapolation | None) -> float:
    """How much all later rounds may add up to, from the change of each column in each round."""
    if ahead is None:
        return _still_to_come([_largest(change) for change in changes])
    # How fast extrapolated values come nearer says nothing of how plain rounds would go on: the discount does.
    paid, left = ahead.paid_c, 1.0 - columns.discount_c
    rest = _still_to_come([_largest(change[~paid]) for change in changes])
    return max(rest, _largest(changes[-1][paid] / left[paid]))


def _still_to_come(changes: list[float]) -> float:
    """How much all later changes may add up to, each as much smaller than the one before as the last ones were; where
    they get no smaller, how large they are: values go to and fro by so much."""
    if changes[-1] == 0.0:
        return 0.0
    if len(changes) < 2:
        return 1.0
    if changes[-1] >= changes[-2]:
        return max(changes[-PATIENCE:])
    ratio = float((changes[-1] / changes[-2]) ** (1 / PERIODS))
    return changes[-1] / (1 - ratio)
