"""The model `emission-standards` (Bueno de Mesquita 1994; the data as in Scholz, Calbert & Smith 2011).

Weights at 4, 7 and 10 years are 0.248, 0.093 and 0.336. Pairwise 7 beats 10 by 0.0025, 7 beats 4 by 0.0905 and 10
beats 4 by 0.0880; the mean is 7.389956. So 7 wins, by 0.4% of the weight.
"""

import pytest

from .scenario_runs import assert_exact, run

# capability, salience, position in years
GOVERNMENTS = [
    (0.08, 0.4, 7), (0.08, 0.8, 4), (0.03, 0.2, 4), (0.16, 0.8, 4), (0.16, 0.6, 10),
    (0.16, 0.6, 10), (0.16, 0.9, 10), (0.05, 0.1, 7), (0.05, 1.0, 4), (0.08, 0.7, 7),
]  # fmt: skip


def weight(position: int) -> float:
    return sum(c * s for c, s, p in GOVERNMENTS if p == position)


def test_the_weights_of_the_scenario_are_those_of_the_governments() -> None:
    assumptions = run("emission-standards")["assumptions"]
    for position in (4, 7, 10):
        assert assumptions[f"for_{position}"] == pytest.approx(weight(position), abs=1e-12)
    assert sum(weight(p) for p in (4, 7, 10)) == pytest.approx(0.677, abs=1e-12)


def test_seven_years_win_by_a_hair() -> None:
    solution = run("emission-standards")
    assert_exact(solution)
    assert solution["endings"]["in_7_years"] == 1
    outputs = {name: d["mean"] for name, d in solution["timeline"][0]["outputs"].items()}
    votes = {"seven_over_ten": 0.0025, "seven_over_four": 0.0905, "ten_over_four": 0.0880, "mean_date": 7.389956}
    assert outputs == pytest.approx(votes, abs=5e-7)
    options = solution["actors"]["council"]["options"]
    assert options["years_7"]["value"] - options["years_10"]["value"] == pytest.approx(0.0025, abs=1e-12)
    assert options["years_7"]["value"] - options["years_4"]["value"] == pytest.approx(0.0905, abs=1e-12)


def test_it_hinges_on_less_than_one_percent_of_the_weight() -> None:
    assert run("emission-standards", for_10=0.3409)["endings"]["in_7_years"] == 1
    assert run("emission-standards", for_10=0.3411)["endings"]["in_10_years"] == 1
    assert 0.0051 / 0.677 < 0.01
