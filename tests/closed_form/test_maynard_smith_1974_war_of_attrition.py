"""The war of attrition (Maynard Smith 1974; Bishop & Cannings 1978): each quits at the rate cost / prize of the other,
so that quitting times are exponential with mean V / c; nobody gains, and half of the prize is burnt by each.

Here time goes in steps of a tenth: V = 10 and c = 1 a unit of time make the chance of quitting 0.01 a step.
"""

import pytest

from .scenario_runs import chosen, run


def test_each_quits_at_the_rate_of_cost_and_prize() -> None:
    found = run("war-of-attrition")
    quits = chosen(found, "one", "quit")
    assert quits == pytest.approx(0.01, abs=1e-6)
    assert chosen(found, "two", "quit") == pytest.approx(quits, abs=1e-9)
    # P(quit by 5) = 1 - exp(-5 c / V) = 0.393469 in continuous time; mean V / c = 10, in steps.
    assert 1 - (1 - quits) ** 50 == pytest.approx(0.393469, abs=2e-3)
    assert 1 / quits == pytest.approx(100, rel=1e-3)
    for actor in ("one", "two"):
        assert found["actors"][actor]["value"] == pytest.approx(0, abs=1e-6)
    assert found["certificate"]["resolved"]
    assert len(found["equilibria"]["found"]) == 3  # the even one, and those in which one side always quits


def test_with_uneven_prizes_one_gives_way_at_once() -> None:
    """Of the three equilibria the principal branch then goes to the one in which the side with less at stake quits."""
    found = run("war-of-attrition", prize_one=20)
    assert chosen(found, "one", "hold") == pytest.approx(1, abs=1e-9)
    assert chosen(found, "two", "quit") == pytest.approx(1, abs=1e-9)
    assert found["endings"]["first_wins"] == pytest.approx(1)
