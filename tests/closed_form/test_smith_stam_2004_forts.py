"""War as a random walk over forts (Smith & Stam 2004, Journal of Conflict Resolution 48:783-813).

P(win) = (1 - (q/p)^n) / (1 - (q/p)^N) with N = 6 forts of which n = 3 are held at first.
"""

import pytest

from .scenario_runs import assert_exact, run


@pytest.mark.parametrize(
    ("p", "wins", "battles"),
    [(0.5, 0.5, 9.0), (0.45, 0.353883, 8.766990)],
)
def test_chance_to_win_and_length_of_the_war(p: float, wins: float, battles: float) -> None:
    solution = run("forts", p=p)
    assert_exact(solution)
    # Truncated after 240 battles; the slowest mode decays by 2 sqrt(p q) cos(pi/6) <= 0.8661 a battle.
    assert solution["endings"]["horizon"] < 1e-9
    assert solution["endings"]["all_taken"] == pytest.approx(wins, abs=5e-7)
    assert solution["endings"]["all_lost"] == pytest.approx(1 - wins, abs=5e-7)
    assert solution["duration"] == pytest.approx(battles, abs=5e-7)


def test_a_fair_war_is_won_in_proportion_to_what_is_held() -> None:
    for held in (1, 2, 4, 5):
        solution = run("forts", p=0.5, held=held)
        assert solution["endings"]["all_taken"] == pytest.approx(held / 6, abs=1e-9)
        assert solution["duration"] == pytest.approx(held * (6 - held), abs=1e-6)
