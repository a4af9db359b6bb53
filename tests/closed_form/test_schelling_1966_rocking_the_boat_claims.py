"""What ends the rocking boat: Schelling 1966 (Arms and Influence, chapter 3), after Powell 1987, asked in claims.

While both stay, the boat capsizes with h = 0.1 a period. With P the chance that one stays, it ends in the water with
q h / (1 - q (1 - h)), q = P². One who is made to stay faces the other as it was: h P / (1 - P (1 - h)). One who binds
itself is met by an exact player who quits at once. P = 0.663840 at precision 100; 2/3 for exact players.
"""

import pytest

from tests.claim_runs import judged, model_text, numbers

BOAT = model_text("rocking-the-boat")
H, STAY = 0.1, 0.663840


def test_disaster_one_side_prevails_or_both_quit() -> None:
    water, prevails, calm = numbers(
        BOAT, ["chance(capsized)", "chance(one_wins or two_wins)", "chance(calm)"], {"precision": 100}
    )
    both, end = STAY**2, 1 - STAY**2 * (1 - H)
    assert water == pytest.approx(both * H / end, abs=2e-6)
    assert prevails == pytest.approx(2 * STAY * (1 - STAY) / end, abs=5e-6)
    assert calm == pytest.approx((1 - STAY) ** 2 / end, abs=2e-6)


def test_given_that_both_ever_stayed() -> None:
    (found,) = numbers(BOAT, ["chance(capsized given (one == stay and two == stay) ever)"], {"precision": 100})
    both = STAY**2
    assert found == pytest.approx(H / (1 - both * (1 - H)), abs=5e-6)


@pytest.mark.slow
def test_made_to_stay_and_bound_to_stay() -> None:
    made, bound = numbers(
        BOAT,
        ["chance(capsized if one always stay)", "chance(capsized if one commits to always stay)"],
        {"precision": 100},
    )
    assert made == pytest.approx(STAY * H / (1 - STAY * (1 - H)), abs=2e-6)
    assert bound == pytest.approx(0.0, abs=1e-9)


def test_for_a_time_only_is_not_judged_where_there_is_no_last_period() -> None:
    (found,) = judged(BOAT, ["chance(capsized if one always stay until 3) < 0.5"])
    assert found.judgement.value == "not_judged"
    assert "without a last period" in found.reason
