"""The search for all equilibria of a stage."""

import math

import numpy as np
import pytest

from offramp.kernels.simultaneous.equilibria import Status
from offramp.kernels.simultaneous.equilibrium_search import all_equilibria
from offramp.kernels.simultaneous.stage_games import StageGames

CHICKEN = [[[[0, 7], [2, 6]]], [[[0, 2], [7, 6]]]]


def test_chicken() -> None:
    """Nash: two pure equilibria, and 1/3 for the first option in the mixed one, where 7 (1 − p) = 2 p + 6 (1 − p)."""
    found = all_equilibria(StageGames.of(CHICKEN, [math.inf, math.inf])).equilibria
    rows = {tuple(round(float(p[k, 0]), 12) for p in found.profile) for k in range(len(found.status_s))}
    assert rows == {(0.0, 1.0), (1.0, 0.0), (round(1 / 3, 12), round(1 / 3, 12))}
    assert found.status_s[0] == Status.LIMIT
    noisy = all_equilibria(StageGames.of(CHICKEN, [5.0, 5.0]))
    assert list(noisy.equilibria.status_s) == [Status.BRANCH_POINT, Status.OTHER, Status.OTHER]
    assert noisy.equilibria.branch_point_si[0] == pytest.approx(noisy.branch_points_ki[0], abs=1e-6)


def test_the_same_every_time() -> None:
    games = StageGames.of([np.random.default_rng(1).uniform(size=(1, 4, 4)) for _ in range(2)], [60.0, 60.0])
    first, second = all_equilibria(games), all_equilibria(games)
    for x, y in zip(first.equilibria.profile, second.equilibria.profile, strict=True):
        np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("seed", range(6))
def test_everything_found_is_an_equilibrium_and_different(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = [(3, 3), (2, 2, 2), (2, 4)][seed % 3]
    payoffs = [rng.uniform(size=(1, *shape)) for _ in shape]
    found = all_equilibria(StageGames.of(payoffs, [100.0] * len(shape))).equilibria
    assert found.residual_s.max() < 1e-8
    whole = np.concatenate(found.profile, axis=1)
    gaps = np.abs(whole[:, None] - whole[None]).max(axis=2)
    assert gaps[~np.eye(len(whole), dtype=bool)].min(initial=1.0) > 1e-6
    # A regular game has an odd number of equilibria (Wilson 1971), Nash or logit.
    assert len(whole) % 2 == 1


def test_habits_missing_options_and_single_choosers() -> None:
    payoff = np.random.default_rng(2).uniform(size=(1, 3, 3))
    alone = all_equilibria(StageGames.of([payoff, payoff], [5.0, 5.0], habits=[None, np.ones((1, 3))]))
    assert len(alone.equilibria.status_s) == 1
    there = [np.array([[True, False, True]]), np.ones((1, 3), dtype=bool)]
    eye = np.eye(3)[None]
    found = all_equilibria(StageGames.of([eye, eye], [10.0, 10.0], there)).equilibria
    small = all_equilibria(StageGames.of([eye[:, ::2], eye[:, ::2]], [10.0, 10.0])).equilibria
    assert len(found.status_s) == len(small.status_s)
    assert (found.profile[0][:, 1] == 0.0).all()


def test_one_stage_at_a_time() -> None:
    with pytest.raises(ValueError, match="one stage"):
        all_equilibria(StageGames.of([np.zeros((2, 2, 2))] * 2, [1.0, 1.0]))
