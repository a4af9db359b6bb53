"""The dollar auction with bankrolls (O'Neill 1986, Journal of Conflict Resolution 30:33-50).

With a stake of s units and b units each, whoever begins bids (b - 1) mod (s - 1) + 1, and the other passes. It needs
that whoever is indifferent passes: `ties: first`, with the pass listed first.
"""

import pytest

from .scenario_runs import assert_exact, chosen, run


@pytest.mark.parametrize(("stake", "bankroll", "bid"), [(20, 50, 12), (20, 40, 2)])
def test_first_bid_as_published(stake: int, bankroll: int, bid: int) -> None:
    solution = run("dollar-auction", stake=stake, bankroll=bankroll)
    assert_exact(solution)
    assert chosen(solution, "ann", f"bid {bid}") == 1.0
    assert solution["endings"]["ann_wins"] == pytest.approx(1.0, abs=1e-12)
    assert solution["actors"]["ann"]["value"] == pytest.approx(stake - bid, abs=1e-9)
    assert solution["actors"]["bob"]["value"] == pytest.approx(0.0, abs=1e-9)
    assert solution["duration"] == pytest.approx(2.0)  # she bids, he passes


@pytest.mark.parametrize(("stake", "bankroll"), [(5, 13), (7, 20), (3, 10), (2, 9), (11, 31), (16, 16)])
def test_first_bid_by_the_formula(stake: int, bankroll: int) -> None:
    bid = (bankroll - 1) % (stake - 1) + 1
    solution = run("dollar-auction", stake=stake, bankroll=bankroll)
    assert chosen(solution, "ann", f"bid {bid}") == 1.0
    assert solution["actors"]["ann"]["value"] == pytest.approx(stake - bid, abs=1e-9)


def test_what_the_bankroll_does_not_allow_is_not_there() -> None:
    options = run("dollar-auction", stake=5, bankroll=13)["actors"]["ann"]["options"]
    assert set(options) == {"pass", *(f"bid {k}" for k in range(1, 14))}
    assert [options[f"bid {k}"]["number"] for k in (1, 13)] == [1.0, 13.0]
