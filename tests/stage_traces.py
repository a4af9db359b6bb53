"""The principal branch of one stage game by other means: as an ordinary differential equation in arclength.

Slow and careful, with payoffs as they are, all unknowns at once and the direction from an orthogonal decomposition;
nothing of the kernels is used. The orientation is that in which the bordered determinant is positive.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Trace:
    """Where the branch first has the rationality asked for, and how often it turned back before."""

    profile: list[np.ndarray]
    folds: int


def traced(payoffs: Sequence[np.ndarray], rationality: float, tolerance: float = 1e-9) -> Trace:
    """The branch of one stage; payoffs[i] has the shape (m_1, …, m_n). Raises RuntimeError where it gets lost."""
    actors = len(payoffs)
    ends = np.cumsum([0, *(m - 1 for m in payoffs[0].shape)])
    blocks = [slice(ends[i], ends[i + 1]) for i in range(actors)]
    unknowns = int(ends[-1])

    def chances(point: np.ndarray) -> list[np.ndarray]:
        odds = [np.append(0.0, point[block]) for block in blocks]
        weights = [np.exp(x - x.max()) for x in odds]
        return [weight / weight.sum() for weight in weights]

    def mean(actor: int, kept: tuple[int, ...], chance: Sequence[np.ndarray]) -> np.ndarray:
        """The actor's payoffs with all others than `kept` averaged out."""
        gone = [j for j in range(actors) if j not in kept]
        inputs = ",".join([LETTERS[:actors], *(LETTERS[j] for j in gone)])
        return np.einsum(f"{inputs}->{''.join(LETTERS[j] for j in kept)}", payoffs[actor], *(chance[j] for j in gone))

    def derivatives(point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        chance, level = chances(point), point[-1]
        fault, matrix = np.zeros(unknowns), np.eye(unknowns, unknowns + 1)
        for i, rows in enumerate(blocks):
            value = mean(i, (i,), chance)
            fault[rows] = point[rows] - level * (value[1:] - value[0])
            matrix[rows, -1] = -(value[1:] - value[0])
            for j, columns in enumerate(blocks):
                if j != i:
                    by = mean(i, (i, j), chance)
                    spread = np.diag(chance[j]) - np.outer(chance[j], chance[j])
                    matrix[rows, columns] = -level * ((by[1:] - by[0]) @ spread)[:, 1:]
        return fault, matrix

    def direction(_: float, point: np.ndarray) -> np.ndarray:
        _, matrix = derivatives(point)
        along = np.linalg.qr(matrix.T, mode="complete")[0][:, -1]
        return along * np.linalg.slogdet(np.vstack([matrix, along]))[0]

    def target(_: float, point: np.ndarray) -> float:
        return float(point[-1] - rationality)

    def turning(place: float, point: np.ndarray) -> float:
        return float(direction(place, point)[-1])

    target.terminal, target.direction = True, 1.0
    way = solve_ivp(
        direction,
        (0.0, 1e5),
        np.zeros(unknowns + 1),
        method="DOP853",
        rtol=tolerance,
        atol=tolerance,
        events=[target, turning],
        dense_output=True,
    )
    if way.status != 1:
        raise RuntimeError(way.message)
    point, folds = way.y[:, -1], len(way.t_events[1])
    places = [0.0, *way.t_events[1]]
    for number, top in enumerate(way.y_events[1]):
        if top[-1] > rationality:  # the solver stepped over a peak that the target lies below
            place = brentq(lambda s: way.sol(s)[-1] - rationality, places[number], places[number + 1], xtol=1e-13)
            point, folds = way.sol(place), number
            break
    point = np.append(point[:-1], rationality)
    for _ in range(10):
        fault, matrix = derivatives(point)
        point[:-1] -= np.linalg.solve(matrix[:, :-1], fault)
    return Trace(chances(point), folds)
