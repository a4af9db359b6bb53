"""Mixed maximin against linear programmes solved one at a time."""

import numpy as np
import pytest
from scipy.optimize import linprog

from offramp.kernels.simultaneous import matrix_games
from offramp.kernels.simultaneous.matrix_games import guarantees


def by_programme(matrix: np.ndarray) -> float:
    rows, columns = matrix.shape
    found = linprog(
        np.append(np.zeros(rows), -1.0),
        A_ub=np.column_stack((-matrix.T, np.ones(columns))),
        b_ub=np.zeros(columns),
        A_eq=np.append(np.ones(rows), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0.0, None)] * rows + [(None, None)],
        method="highs",
    )
    return float(-found.fun)


def draws(kind: str, shape: tuple[int, int, int]) -> np.ndarray:
    rng = np.random.default_rng(len(kind) + sum(shape))
    return {
        "uniform": lambda: rng.uniform(size=shape),
        "zeros and ones": lambda: rng.integers(0, 2, size=shape).astype(float),
        "cut off": lambda: np.clip(rng.normal(0.5, 1.0, size=shape), 0.0, 1.0),
        "far from zero": lambda: 1e6 + rng.exponential(size=shape) ** 3,
        "equal": lambda: np.full(shape, 0.25),
    }[kind]()


@pytest.mark.parametrize("kind", ["uniform", "zeros and ones", "cut off", "far from zero", "equal"])
@pytest.mark.parametrize("shape", [(40, 2, 2), (40, 3, 9), (40, 2, 40), (20, 12, 144), (30, 1, 5), (30, 5, 1)])
def test_values(kind: str, shape: tuple[int, int, int]) -> None:
    payoff = draws(kind, shape)
    found = guarantees(payoff)
    size = np.abs(payoff).max()
    assert found.error_s.max() <= 1e-14 * size
    np.testing.assert_allclose(found.value_s, [by_programme(m) for m in payoff], atol=1e-9 * max(size, 1.0))
    assert found.strategy_sa.min() >= 0.0
    np.testing.assert_allclose(found.strategy_sa.sum(axis=1), 1.0, atol=1e-14)
    guaranteed = np.einsum("sa,sak->sk", found.strategy_sa, payoff).min(axis=1)
    np.testing.assert_allclose(guaranteed, found.value_s, atol=1e-14 * size)


def test_rows_and_columns_that_are_not_there() -> None:
    rng = np.random.default_rng(1)
    payoff = rng.uniform(size=(60, 5, 7))
    rows, columns = rng.random((60, 5)) < 0.6, rng.random((60, 7)) < 0.6
    rows[~rows.any(axis=1), 0] = columns[~columns.any(axis=1), 0] = True
    found = guarantees(payoff, rows, columns)
    assert (found.strategy_sa[~rows] == 0.0).all()
    for s in range(60):
        alone = guarantees(payoff[s][np.ix_(rows[s], columns[s])][None])
        assert found.value_s[s] == pytest.approx(alone.value_s[0], abs=1e-14)


def test_what_the_simplex_method_misses_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    payoff = draws("uniform", (10, 4, 6))
    plain = guarantees(payoff)
    monkeypatch.setattr(matrix_games, "_simplex", matrix_games._pure)
    again = guarantees(payoff)
    np.testing.assert_allclose(again.value_s, plain.value_s, atol=1e-9)
    assert again.error_s.max() < 1e-9


def test_an_error_that_is_left_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    payoff = draws("uniform", (10, 4, 6))
    plain = guarantees(payoff)
    for method in ("_simplex", "_programme"):
        monkeypatch.setattr(matrix_games, method, matrix_games._pure)
    pure = guarantees(payoff)
    assert pure.error_s.max() > 0.01
    assert (pure.value_s <= plain.value_s + 1e-14).all()
    assert (plain.value_s <= pure.value_s + pure.error_s + 1e-14).all()


def test_many_batches() -> None:
    payoff = draws("uniform", (matrix_games.BATCH + 3, 2, 3))
    found = guarantees(payoff)
    np.testing.assert_array_equal(found.value_s[-3:], guarantees(payoff[-3:]).value_s)
