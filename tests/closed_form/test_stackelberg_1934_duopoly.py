"""Leader and follower with linear demand (von Stackelberg 1934; Tirole 1988, section 8.2).

With a market of a and a cost of c, the leader sells (a - c) / 2, the follower (a - c) / 4; they gain (a - c)² / 8 and
(a - c)² / 16. Both numbers are on the scenario's lattice of eighths for the values used here.
"""

import pytest

from .scenario_runs import assert_exact, chosen, run


@pytest.mark.parametrize(("market", "cost"), [(12.0, 0.0), (12.0, 2.0), (8.0, 1.0), (16.0, 1.0)])
def test_quantities_and_gains(market: float, cost: float) -> None:
    solution = run("duopoly", market=market, cost=cost)
    assert_exact(solution)
    margin = market - cost
    assert chosen(solution, "leader", f"sells {margin / 2:g}") == 1.0
    assert chosen(solution, "follower", f"sells {margin / 4:g}") == 1.0
    assert solution["actors"]["leader"]["value"] == pytest.approx(margin**2 / 8, abs=1e-9)
    assert solution["actors"]["follower"]["value"] == pytest.approx(margin**2 / 16, abs=1e-9)


def test_reach_counts_every_number() -> None:
    """The price is 12 - q1 - q2, and q2 the follower's reply (12 - q1) / 2: the leader alone can make it 3 or more."""
    actors = run("duopoly")["actors"]
    assert actors["leader"]["would"] == pytest.approx(1.0)  # 12 - 6 - 3 = 3
    assert actors["leader"]["guaranteed"] == pytest.approx(1.0)  # 12 - 0 - 8 = 4 at worst
    assert actors["follower"]["would"] == pytest.approx(0.0)  # 3 < 4
    assert actors["follower"]["could"] == pytest.approx(1.0)  # 12 - 6 - 0 = 6, if it sells less than pays it best
    assert actors["follower"]["guaranteed"] == pytest.approx(1.0)  # 12 - 8 - 0 = 4
    assert actors["follower"]["options"]["sells 2"]["reach"] == pytest.approx(1.0)
    assert actors["follower"]["options"]["sells 2.125"]["reach"] == pytest.approx(0.0)
    assert actors["follower"]["price"] == pytest.approx(9.0 - 2 * 4.0)  # best 3 · 3; the dearest that reaches is 2 · 4
