"""McKelvey & McLennan 1997, Journal of Economic Theory 72:411-425: a 2×2×2 game with nine regular Nash equilibria.

(9, 8, 12) at (1, 1, 1), (9, 8, 2) at (2, 2, 1), (3, 4, 6) at (1, 2, 2) and (2, 1, 2), nothing elsewhere. Along the
principal branch the first two actors play evenly and the third takes its first option with 1 / (1 + exp(-λ/2)), which
can be checked by hand. At λ = 0.596755 another branch crosses: Gambit's tracer ends there, with the third actor at
0.57405 and a regret of 0.213, which is no equilibrium of the game without noise.
"""

import math

import numpy as np
import pytest

from offramp.kernels.simultaneous.equilibria import Status

from .stage_runs import everything, first_chances, principal

OUTCOMES = {(0, 0, 0): (9, 8, 12), (1, 1, 0): (9, 8, 2), (0, 1, 1): (3, 4, 6), (1, 0, 1): (3, 4, 6)}
CROSSING = 0.596755
STALL = 0.57405


def payoffs() -> list[np.ndarray]:
    tensor = np.zeros((2, 2, 2, 3))
    for cell, outcome in OUTCOMES.items():
        tensor[cell] = outcome
    return [tensor[..., i] for i in range(3)]


def crossing_by_hand() -> float:
    """Where the log odds of the first two actors can move together.

    Let p be the third's chance of option 1. To actor 1 option 1 is worth (9 p − 3 (1 − p)) (2 q − 1) more, q being
    actor 2's chance of it; to actor 2 it is (8 p − 4 (1 − p)) (2 q − 1) with actor 1's. At q = 1/2 neither depends on
    p, and q moves by 1/4 per log odds. So the branches cross where λ²/4 (9 p − 3 (1 − p)) (8 p − 4 (1 − p)) = 1.
    """
    low, high = 0.5, 1.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        p = 1.0 / (1.0 + math.exp(-middle / 2))
        product = (9 * p - 3 * (1 - p)) * (8 * p - 4 * (1 - p))
        low, high = (middle, high) if middle**2 / 4 * product < 1.0 else (low, middle)
    return low


@pytest.mark.parametrize("rationality", [0.1, 0.5, 0.59])
def test_before_the_crossing(rationality: float) -> None:
    found = principal(payoffs(), rationality)
    assert first_chances(found) == pytest.approx([0.5, 0.5, 1 / (1 + math.exp(-rationality / 2))], abs=1e-12)
    assert found.status_s[0] == Status.PRINCIPAL
    assert np.isnan(found.branch_point_si).all()


@pytest.mark.parametrize("rationality", [0.6, 1.0, 2.0, 5.0, 20.0])
def test_the_branch_goes_on_past_the_crossing_which_is_reported(rationality: float) -> None:
    found = principal(payoffs(), rationality)
    assert first_chances(found) == pytest.approx([0.5, 0.5, 1 / (1 + math.exp(-rationality / 2))], abs=1e-12)
    assert found.status_s[0] == Status.BRANCH_POINT
    assert found.branch_point_si[0] == pytest.approx([CROSSING] * 3, abs=1e-6)
    assert found.branch_point_si[0, 0] == pytest.approx(crossing_by_hand(), abs=1e-6)
    assert found.residual_s[0] < 1e-12


def test_where_the_tracer_ends_is_never_called_an_equilibrium_of_the_limit() -> None:
    found = principal(payoffs(), math.inf)
    assert found.status_s[0] == Status.LIMIT
    assert first_chances(found) == pytest.approx([0.5, 0.5, 1.0], abs=1e-12)
    assert found.regret_si[0].max() < 1e-12
    everyone = everything(payoffs(), math.inf).equilibria
    assert not np.isclose(everyone.profile[2][:, 0], STALL, atol=0.01).any()


def test_all_nine_nash_equilibria_are_found() -> None:
    found = everything(payoffs(), math.inf).equilibria
    assert len(found.status_s) == 9
    assert found.regret_si.max() < 1e-12
    mixed = {tuple(np.round(row, 9)) for row in np.stack([p[:, 0] for p in found.profile], axis=1)}
    totally = {row for row in mixed if all(0.01 < x < 0.99 for x in row)}
    assert totally == {(0.5, 0.4, 0.25), (0.4, 0.5, round(1 / 3, 9))}


def test_the_other_branch_is_found_on_both_sides() -> None:
    before = everything(payoffs(), 0.59)
    after = everything(payoffs(), 1.0)
    assert len(before.branch_points_ki) == 0
    assert after.branch_points_ki == pytest.approx(np.full((1, 3), CROSSING), abs=1e-6)
    assert len(before.equilibria.status_s) == 3
    assert len(after.equilibria.status_s) == 9
    for found in (before.equilibria, after.equilibria):
        assert found.residual_s.max() < 1e-12
        assert (found.status_s[1:] == Status.OTHER).all()
