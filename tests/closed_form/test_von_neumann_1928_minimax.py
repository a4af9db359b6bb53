"""Von Neumann 1928, Mathematische Annalen 100:295-320: what a mixed strategy guarantees in a zero-sum game."""

import numpy as np
import pytest

from offramp.kernels.simultaneous.matrix_games import guarantees


def one(matrix: object) -> tuple[float, list[float]]:
    found = guarantees(np.asarray(matrix, dtype=float)[None])
    assert found.error_s[0] <= 1e-14 * max(1.0, float(np.abs(np.asarray(matrix)).max()))
    return float(found.value_s[0]), [float(x) for x in found.strategy_sa[0]]


def test_two_by_two_without_a_saddle() -> None:
    """The value is (ad − bc) / (a + d − b − c), the first row's chance (d − c) / (a + d − b − c)."""
    value, strategy = one([[-2, 3], [3, -4]])
    assert value == pytest.approx(1 / 12, abs=1e-15)
    assert strategy == pytest.approx([7 / 12, 5 / 12], abs=1e-15)


def test_saddle() -> None:
    assert one([[4, 1, 8], [2, 3, 1], [0, 4, 3]])[0] < one([[4, 5, 8], [2, 3, 1], [0, 4, 3]])[0] == 4.0


def test_rock_paper_scissors() -> None:
    value, strategy = one([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    assert value == pytest.approx(0.0, abs=1e-15)
    assert strategy == pytest.approx([1 / 3] * 3, abs=1e-15)


@pytest.mark.parametrize("size", [2, 5, 12, 30])
def test_diagonal(size: int) -> None:
    """With d_i > 0 on the diagonal and nothing elsewhere: value 1 / Σ 1/d_i, chances in proportion to 1 / d_i."""
    diagonal = np.arange(1.0, size + 1.0)
    value, strategy = one(np.diag(diagonal))
    assert value == pytest.approx(1 / (1 / diagonal).sum(), rel=1e-13)
    assert strategy == pytest.approx(value / diagonal, rel=1e-12)


@pytest.mark.parametrize("cards", [3, 6, 10])
def test_skew_symmetric_games_are_fair(cards: int) -> None:
    rng = np.random.default_rng(cards)
    half = rng.integers(-3, 4, (cards, cards)).astype(float)
    value, _ = one(half - half.T)
    assert value == pytest.approx(0.0, abs=1e-14)
