"""The model `strategic-deterrence` (Signorino 1999, American Political Science Review 93:279-297).

In the agent form the chances follow backward through the tree: the defender resists with 1 / (1 + exp(-λ (w - l))),
0.731059 where resisting is worth half a unit more and λ = 2, and the challenger compares what to expect of that with 0.
"""

import math

import pytest

from .scenario_runs import assert_exact, chosen, run


def logit(precision: float, difference: float) -> float:
    return 1 / (1 + math.exp(-precision * difference))


@pytest.mark.parametrize("precision", [0.5, 2, 10])
@pytest.mark.parametrize("war", [-0.5, -2, 0.5])
def test_backward_through_the_tree(precision: float, war: float) -> None:
    solution = run("strategic-deterrence", precision=precision, challenger_war=war)
    resists = logit(precision, 0.5)
    challenges = logit(precision, (1 - resists) * 1 + resists * war)
    assert_exact(solution)
    assert chosen(solution, "challenger", "challenge") == pytest.approx(challenges, abs=1e-12)
    expected = {
        "status_quo": 1 - challenges,
        "war": challenges * resists,
        "challenger_gains": challenges * (1 - resists),
    }
    found = {ending: solution["endings"][ending] for ending in expected}
    assert found == pytest.approx(expected, abs=1e-12)


def test_the_defender_resists_as_often_as_published() -> None:
    endings = run("strategic-deterrence")["endings"]
    assert endings["war"] / (endings["war"] + endings["challenger_gains"]) == pytest.approx(0.731059, abs=5e-7)
