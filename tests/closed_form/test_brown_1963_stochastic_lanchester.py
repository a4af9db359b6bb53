"""The stochastic square law (Brown 1963, Operations Research 11:418-425) between equally skilled sides.

w(m, n) = [m w(m, n - 1) + n w(m - 1, n)] / (m + n), as exact fractions where they are short.
"""

import pytest

from .scenario_runs import assert_exact, run


@pytest.mark.parametrize(
    ("blue", "red", "wins"),
    [(3, 2, 31 / 40), (5, 4, 51907 / 72576), (10, 8, 0.791358446651), (4, 4, 0.5)],
)
def test_chance_that_the_larger_side_wins(blue: int, red: int, wins: float) -> None:
    solution = run("stochastic_square_law", blue_start=blue, red_start=red)
    assert_exact(solution)
    assert solution["endings"]["blue_wins"] == pytest.approx(wins, abs=1e-12)
    assert solution["endings"]["red_wins"] == pytest.approx(1 - wins, abs=1e-12)
    assert solution["endings"]["horizon"] == pytest.approx(0.0, abs=1e-12)
