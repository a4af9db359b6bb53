"""The model `convergence` (Slantchev 2003, American Political Science Review 97:621-632).

A Beta(2, 2) belief after 1 victory and 4 defeats has the mean 1/3. With beliefs that count for N battles each and
differ by d victories, what is expected differs by d / (N + n) after n battles, whoever wins them: the war ends once
that is no more than its costs. Beliefs are those of Smith & Stam 2004.
"""

from functools import cache

import pytest

from .scenario_runs import assert_exact, run


def test_beliefs_after_battles() -> None:
    solution = run(
        "convergence", at={"t": 5, "won": 1, "lost": 4}, first_won=2, first_lost=2, second_won=1, second_lost=4
    )
    row = next(row for row in solution["timeline"] if row["t"] == 5)
    assert row["outputs"]["first_expects"]["mean"] == pytest.approx(1 / 3, rel=1e-12)
    assert row["outputs"]["second_expects"]["mean"] == pytest.approx(2 / 10, rel=1e-12)


@pytest.mark.parametrize(("costs", "battles"), [(0.3, 6), (0.21, 12), (0.4, 2), (0.161, 17)])
def test_the_war_lasts_until_they_agree_well_enough(costs: float, battles: int) -> None:
    # 4 / (8 + n) <= costs
    solution = run("convergence", costs=costs)
    assert_exact(solution)
    assert solution["duration"] == pytest.approx(battles, abs=1e-9)
    assert solution["endings"]["settlement"] == pytest.approx(1, abs=1e-12)


def test_with_unequal_beliefs_it_depends_on_the_battles() -> None:
    """The same by a recursion of our own, over battles won and lost."""

    @cache
    def length(won: int, lost: int) -> float:
        n = won + lost
        if n and (8 + won) / (10 + n) - (1 + won) / (4 + n) <= 0.3:
            return 0.0
        return 1 + (0.4 * length(won + 1, lost) + 0.6 * length(won, lost + 1) if n < 39 else 0)

    solution = run("convergence", truth=0.4, first_won=8, first_lost=2, second_won=1, second_lost=3)
    assert solution["duration"] == pytest.approx(length(0, 0), abs=1e-9)
