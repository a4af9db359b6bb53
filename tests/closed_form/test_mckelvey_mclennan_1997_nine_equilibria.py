"""McKelvey and McLennan's 2 × 2 × 2 game with nine Nash equilibria, from a file (negative control).

The branch from λ = 0 is p₁ = p₂ = ½, p₃ = 1 / (1 + exp(−λ/2)). At λ = 0.596755 others branch off; Gambit 16.7 stops
there, at a profile that is no Nash equilibrium: the third player's best reply adds (1 − 0.57405) / 2 = 0.213.
"""

import math

import pytest

from .game_files import gains, profile, solved

BRANCH_POINT = 0.596755


@pytest.mark.parametrize("rationality", [0.3, 0.5, 0.7, 1.0, 2.0, 5.0])
def test_the_branch_is_followed_past_the_place_where_others_leave_it(rationality: float) -> None:
    result = solved("nine_equilibria.nfg", rationality)
    third = 1 / (1 + math.exp(-rationality / 2))
    assert profile(result) == [
        pytest.approx([0.5, 0.5], abs=1e-9),
        pytest.approx([0.5, 0.5], abs=1e-9),
        pytest.approx([third, 1 - third], abs=1e-9),
    ]
    (stage,) = result["stages"]
    assert result["solved"]
    if rationality < BRANCH_POINT:
        assert stage["status"] == "principal"
        assert stage["branch_point"] is None
    else:
        assert stage["status"] == "branch_point"
        assert stage["branch_point"] == pytest.approx(BRANCH_POINT, abs=1e-5)


def test_the_branch_point_is_no_nash_equilibrium() -> None:
    result = solved("nine_equilibria.nfg", BRANCH_POINT)
    assert profile(result)[2][0] == pytest.approx(0.57405, abs=1e-5)
    assert gains(result) == pytest.approx([0, 0, 0.213], abs=1e-3)
    assert gains(result)[2] == pytest.approx((1 - profile(result)[2][0]) / 2, abs=1e-9)
