"""Infinite rationality: limits of the principal branch are Nash equilibria that the branch comes near to."""

import numpy as np
import pytest

from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.principal_branch import principal_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames

INF = np.inf


def random_stages(size: int, shape: tuple[int, ...], seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.uniform(size=(size, *shape)) for _ in shape]


@pytest.mark.parametrize("shape", [(3, 3), (2, 2, 2), (2, 4), (4, 3, 4)])
def test_limits_are_nash_equilibria_near_the_branch(shape: tuple[int, ...]) -> None:
    payoffs = random_stages(40, shape, seed=1)
    limit = principal_equilibria(StageGames.of(payoffs, [INF] * len(shape)))
    assert (limit.status_s == Status.LIMIT).all()
    assert limit.regret_si.max() < 1e-12
    assert limit.limit_error_s.max() < 1e-9
    high = principal_equilibria(StageGames.of(payoffs, [1e5] * len(shape)))
    for x, y in zip(limit.profile, high.profile, strict=True):
        assert np.abs(x - y).max() < 0.01


def test_one_of_two_is_infinite() -> None:
    payoffs = random_stages(40, (3, 3), seed=2)
    limit = principal_equilibria(StageGames.of(payoffs, [INF, 8.0]))
    assert (limit.status_s == Status.LIMIT).all()
    assert limit.regret_si[:, 0].max() < 1e-12
    assert limit.residual_s.max() < 1e-12
    high = principal_equilibria(StageGames.of(payoffs, [1e5, 8.0]))
    for x, y in zip(limit.profile, high.profile, strict=True):
        assert np.abs(x - y).max() < 0.01


def test_finite_and_infinite_stages_in_one_batch() -> None:
    payoffs = random_stages(30, (3, 3), seed=3)
    rates = np.where(np.arange(30) % 3 == 0, INF, 10.0)
    found = principal_equilibria(StageGames.of(payoffs, [rates, rates]))
    assert (found.status_s[::3] == Status.LIMIT).all()
    assert np.isnan(found.limit_error_s[rates == 10.0]).all()
    for rate in (INF, 10.0):
        alone = principal_equilibria(StageGames.of([p[rates == rate] for p in payoffs], [rate, rate]))
        np.testing.assert_allclose(found.profile[0][rates == rate], alone.profile[0], atol=1e-12)


def test_risk_decides_between_two_strict_equilibria() -> None:
    """Stag hunt: the branch goes to what is the better reply to an even mix, not to what pays both best."""
    found = principal_equilibria(StageGames.of([[[[9, 0], [8, 7]]], [[[9, 8], [0, 7]]]], [INF, INF]))
    np.testing.assert_array_equal(found.profile[0], [[0, 1]])
    assert found.status_s[0] == Status.LIMIT


def test_ties_of_all() -> None:
    found = principal_equilibria(StageGames.of([np.ones((2, 2, 3))] * 2, [INF, INF]))
    np.testing.assert_allclose(found.profile[0], 0.5)
    np.testing.assert_allclose(found.profile[1], 1 / 3)
    assert (found.status_s == Status.LIMIT).all()


def test_no_choice_matters_after_the_other_one() -> None:
    """Row leaves for sure, so that what column would do is a tie: played evenly."""
    found = principal_equilibria(StageGames.of([[[[0, 0], [1, 1]]], [[[0, 1], [0, 0]]]], [INF, INF]))
    np.testing.assert_allclose(found.profile[0], [[0, 1]], atol=1e-12)
    np.testing.assert_allclose(found.profile[1], [[0.5, 0.5]], atol=1e-9)
    assert found.status_s[0] == Status.LIMIT


def test_options_that_are_missing() -> None:
    payoffs = random_stages(20, (4, 4), seed=4)
    there = np.ones((20, 4), dtype=bool)
    there[::2, 0] = False
    found = principal_equilibria(StageGames.of(payoffs, [INF, INF], [there, there]))
    assert (found.status_s == Status.LIMIT).all()
    assert (found.profile[0][::2, 0] == 0.0).all()
    alone = principal_equilibria(StageGames.of([p[::2, 1:, 1:] for p in payoffs], [INF, INF]))
    np.testing.assert_allclose(found.profile[0][::2, 1:], alone.profile[0], atol=1e-12)


@pytest.mark.parametrize(("size", "shape", "top"), [(150, (3, 3), 3), (100, (2, 2, 2), 2)])
def test_games_full_of_ties_are_told_or_left_open(size: int, shape: tuple[int, ...], top: int) -> None:
    """Payoffs of few whole numbers: continua of equilibria, weakly dominated options, branches that creep."""
    rng = np.random.default_rng(5)
    payoffs = [rng.integers(0, top, size=(size, *shape)) for _ in shape]
    found = principal_equilibria(StageGames.of(payoffs, [INF] * len(shape)))
    told = found.status_s == Status.LIMIT
    assert told.mean() > 0.9
    assert (found.status_s[~told] == Status.UNRESOLVED).all()
    assert found.regret_si[told].max() < 1e-9
    assert found.limit_error_s[told].max() <= 1e-4
