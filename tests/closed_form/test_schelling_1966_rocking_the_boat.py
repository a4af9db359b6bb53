"""Rocking the boat, a stochastic game of two who choose at the same time, for as long as nobody sits down.

After Schelling (1966) and Powell (1987, American Political Science Review 81:717-735): capsizing with chance h = 0.1
while both stand costs D = 5 each; δ = 0.95. Its symmetric stationary logit equilibria by a root finder and by
sgamesolver; as λ grows each quits with chance h D / (1 + h D), whatever δ, for a value of 0.
"""

import pytest

from .scenario_runs import chosen, run


@pytest.mark.parametrize(
    ("precision", "stay", "value"), [(1, 0.556120, 0.125366), (5, 0.622173, 0.062066), (100, 0.663840, 0.004517)]
)
def test_symmetric_equilibria(precision: float, stay: float, value: float) -> None:
    found = run("rocking-the-boat", precision=precision)
    for actor in ("one", "two"):
        assert chosen(found, actor, "stay") == pytest.approx(stay, abs=5e-7)
        assert found["actors"][actor]["value"] == pytest.approx(value, abs=5e-7)
    assert found["certificate"]["resolved"]


def test_the_other_equilibria_are_told() -> None:
    """One stays and the other quits, either way round: which one is played isn't determined, and that is said."""
    found = run("rocking-the-boat", precision=100)
    assert found["certificate"]["stages"]["branch_point"] == 1.0
    told = found["equilibria"]
    assert told["movers"] == ["one", "two"]
    assert [one["principal"] for one in told["found"]] == [True, False, False]
    stays = sorted((one["choices"]["one"]["stay"], one["choices"]["two"]["stay"]) for one in told["found"][1:])
    assert stays == [pytest.approx((0, 1), abs=1e-3), pytest.approx((1, 0), abs=1e-3)]
    assert told["branch_points"]


@pytest.mark.parametrize(("disaster", "capsizes"), [(5, 0.0741), (1, 0.3226)])
def test_lower_stakes_more_disaster(disaster: float, capsizes: float) -> None:
    """The path of the Nash limit, approached at a high λ; the rest of the play ends with somebody sitting down."""
    found = run("rocking-the-boat", precision=2000, disaster=disaster)
    assert found["endings"]["capsized"] == pytest.approx(capsizes, abs=2e-3)
