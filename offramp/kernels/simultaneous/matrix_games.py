"""The value of many zero-sum matrix games at once: what an actor can guarantee against a coalition of all others.

The row player maximises, over mixed strategies x, the least over columns k of Σ_a x_a A_ak. A column is one joint
choice of the others, who know the chances x and not what is drawn. That is a linear programme (von Neumann 1928,
Mathematische Annalen 100:295-320; Dantzig 1963, Linear Programming and Extensions, chapter 13). With payoffs made
positive it is

    max Σ_k y_k   with   Σ_k A_ak y_k ≤ 1 for each a,   y ≥ 0,

whose dual prices are x / value. It is solved by the revised simplex method from the basis of slacks, with the inverse
of each game's basis at hand and all games pivoting together.

Axes: s a game (first), a a row, k a column.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

EXACT = 1e-12  # a gap between the bounds that is rounding, as a part of the spread,
ROUNDING = 2e-15  # or of the largest payoff
IMPROVES = 1e-11  # reduced cost of a column that enters the basis
PIVOT = 1e-9
PERTURBATION = 1e-7  # of the right sides, so that ties don't make the simplex method go round in circles
BATCH = 512  # games that are solved together: more would leave the processor's cache


@dataclass(frozen=True)
class Guarantees:
    """value_s: what the strategies guarantee, in the unit of the matrices; strategy_sa: chances of the rows.

    error_s: how much more there may be to guarantee: the value of the game lies between value and value + error.
    """

    value_s: Floats
    strategy_sa: Floats
    error_s: Floats


def guarantees(payoff_sak: Floats, row_sa: Bools | None = None, column_sk: Bools | None = None) -> Guarantees:
    """Mixed maximin of each game.

    payoff_sak: what the row player gets, shape (size, rows, columns), finite. row_sa, column_sk: which rows and columns
    there are, at least one of each; all if not given.
    """
    size, rows, columns = payoff_sak.shape
    row_sa = np.ones((size, rows), dtype=np.bool_) if row_sa is None else row_sa
    column_sk = np.ones((size, columns), dtype=np.bool_) if column_sk is None else column_sk
    found = Guarantees(np.empty(size), np.zeros((size, rows)), np.empty(size))
    for start in range(0, size, BATCH):
        part = slice(start, start + BATCH)
        strategy, reply = _pure(payoff_sak[part], row_sa[part], column_sk[part])
        lower, upper = _bounds(payoff_sak[part], row_sa[part], column_sk[part], strategy, reply)
        enough = _rounding(payoff_sak[part], row_sa[part], column_sk[part])
        for method in (_simplex, _programme):
            rest = np.flatnonzero(~(upper - lower <= enough))
            if not len(rest):
                break
            games = payoff_sak[part][rest], row_sa[part][rest], column_sk[part][rest]
            strategy[rest], reply[rest] = method(*games)
            lower[rest], upper[rest] = _bounds(*games, strategy[rest], reply[rest])
        found.value_s[part], found.strategy_sa[part] = lower, strategy
        found.error_s[part] = np.maximum(upper - lower, 0.0)
    return found


def _bounds(payoff: Floats, row: Bools, column: Bools, strategy: Floats, reply: Floats) -> tuple[Floats, Floats]:
    """What the strategy guarantees to the row player, and what the reply holds it down to."""
    lower = np.where(column, np.einsum("sa,sak->sk", strategy, payoff), np.inf).min(axis=1)
    upper = np.where(row, np.einsum("sak,sk->sa", payoff, reply), -np.inf).max(axis=1)
    return lower, upper


def _rounding(payoff: Floats, row: Bools, column: Bools) -> Floats:
    """The gap between bounds that is no more than rounding."""
    there = row[:, :, None] & column[:, None, :]
    top = np.where(there, payoff, -np.inf).max(axis=(1, 2))
    bottom = np.where(there, payoff, np.inf).min(axis=(1, 2))
    return np.asarray(EXACT * (top - bottom) + ROUNDING * np.maximum(np.abs(top), np.abs(bottom)))


def _pure(payoff: Floats, row: Bools, column: Bools) -> tuple[Floats, Floats]:
    """The best pure strategies of both sides; where these meet in a saddle point they are all there is to find."""
    worst = np.where(row, np.where(column[:, None, :], payoff, np.inf).min(axis=2), -np.inf)
    best = np.where(column, np.where(row[:, :, None], payoff, -np.inf).max(axis=1), np.inf)
    return np.eye(payoff.shape[1])[worst.argmax(axis=1)], np.eye(payoff.shape[2])[best.argmin(axis=1)]


def _simplex(payoff: Floats, row: Bools, column: Bools) -> tuple[Floats, Floats]:
    """Strategies of both sides by the revised simplex method. Rows that aren't there bind nothing."""
    size, rows, columns = payoff.shape
    there = row[:, :, None] & column[:, None, :]
    bottom = np.where(there, payoff, np.inf).min(axis=(1, 2), keepdims=True)
    top = np.where(there, payoff, -np.inf).max(axis=(1, 2), keepdims=True)
    scaled = np.where(there, 1.0 + (payoff - bottom) / (top - bottom), 0.0)
    inverse = np.broadcast_to(np.eye(rows), (size, rows, rows)).copy()
    basis = np.broadcast_to(columns + np.arange(rows), (size, rows)).copy()  # from `columns` on: slacks
    right = np.array([1.0 + PERTURBATION * ((a + 1) * 0.6180339887498949 % 1.0) for a in range(rows)])
    active = np.arange(size)
    for _ in range(20 * (rows + 5)):
        price = np.einsum("sa,sab->sb", (basis[active] < columns).astype(np.float64), inverse[active])
        gain = np.where(column[active], 1.0 - np.einsum("sa,sak->sk", price, scaled[active]), -np.inf)
        gain = np.concatenate((gain, -price), axis=1)
        entering = gain.argmax(axis=1)
        moving = np.take_along_axis(gain, entering[:, None], axis=1)[:, 0] > IMPROVES
        active, entering = active[moving], entering[moving]
        if not len(active):
            break
        _pivot(scaled, inverse, basis, right, active, entering)
    return _strategies(scaled, inverse, basis)


def _entering(scaled: Floats, games: Ints, columns: Ints) -> Floats:
    """Columns of the programme, slacks included, of some games: shape (…, rows)."""
    rows, count = scaled.shape[1:]
    structural = scaled[games, :, np.minimum(columns, count - 1)]
    return np.where((columns < count)[:, None], structural, np.arange(rows) == (columns - count)[:, None])


def _pivot(scaled: Floats, inverse: Floats, basis: Ints, right: Floats, active: Ints, entering: Ints) -> None:
    """Bring the entering columns into the bases of the active games, in place."""
    direction = np.einsum("sab,sb->sa", inverse[active], _entering(scaled, active, entering))
    level = inverse[active] @ right
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(direction > PIVOT, level / direction, np.inf)
    leaving = ratio.argmin(axis=1)
    number = np.arange(len(active))
    pivot_row = inverse[active, leaving] / direction[number, leaving][:, None]
    inverse[active] -= direction[:, :, None] * pivot_row[:, None, :]
    inverse[active, leaving] = pivot_row
    basis[active, leaving] = entering


def _strategies(scaled: Floats, inverse: Floats, basis: Ints) -> tuple[Floats, Floats]:
    """Both sides' strategies from the last basis: its dual prices, and the levels without perturbation."""
    size, rows, columns = scaled.shape
    numbers = np.repeat(np.arange(size), rows)
    matrix = _entering(scaled, numbers, basis.reshape(-1)).reshape(size, rows, rows).transpose(0, 2, 1)
    cost = (basis < columns).astype(np.float64)
    price = np.einsum("sa,sab->sb", cost, inverse)
    price += np.einsum("sa,sab->sb", cost - np.einsum("sa,sab->sb", price, matrix), inverse)
    level = inverse.sum(axis=2)
    level += np.einsum("sab,sb->sa", inverse, 1.0 - np.einsum("sab,sb->sa", matrix, level))
    reply = np.zeros((size, columns + rows))
    np.put_along_axis(reply, basis, np.maximum(level, 0.0), axis=1)
    strategy, reply = np.maximum(price, 0.0), reply[:, :columns]
    return strategy / strategy.sum(axis=1, keepdims=True), reply / reply.sum(axis=1, keepdims=True)


def _programme(payoff: Floats, row: Bools, column: Bools) -> tuple[Floats, Floats]:
    """The same by HiGHS, one game after another: for what rounding spoils."""
    from scipy.optimize import linprog

    strategy, reply = _pure(payoff, row, column)
    for s, (matrix, a, k) in enumerate(zip(payoff, row, column, strict=True)):
        inner = matrix[np.ix_(a, k)]
        rows, columns = inner.shape
        bounds = [(0.0, None)] * rows + [(None, None)]
        found = linprog(
            np.append(np.zeros(rows), -1.0),
            A_ub=np.column_stack((-inner.T, np.ones(columns))),
            b_ub=np.zeros(columns),
            A_eq=np.append(np.ones(rows), 0.0)[None],
            b_eq=[1.0],
            bounds=bounds,
            method="highs",
        )
        if found.status == 0:
            own, other = np.maximum(found.x[:-1], 0.0), np.maximum(-found.ineqlin.marginals, 0.0)
            strategy[s, a], reply[s, k] = own / own.sum(), other / other.sum()
    return strategy, reply
