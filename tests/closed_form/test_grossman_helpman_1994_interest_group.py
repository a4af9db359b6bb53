"""The model `interest-group` (Grossman & Helpman 1994, American Economic Review 84:833-850; derived).

max -(x - 0.3)² - a (x - 0.9)² is at x = (0.3 + 0.9 a) / (1 + a): 0.5 for a = 0.5.
"""

import pytest

from .scenario_runs import assert_exact, run


@pytest.mark.parametrize(("weight", "policy"), [(0, 0.3), (0.5, 0.5), (1, 0.6), (2, 0.7)])
def test_the_policy_is_a_weighted_mean(weight: float, policy: float) -> None:
    solution = run("interest-group", lobby_weight=weight)
    assert_exact(solution)
    options = solution["actors"]["government"]["options"]
    assert [o["number"] for o in options.values() if o["chosen"]] == pytest.approx([policy], abs=1e-12)
    assert solution["timeline"][0]["outputs"]["expected"]["mean"] == pytest.approx(policy, rel=1e-12)


def test_beyond_the_middle_the_group_has_its_way() -> None:
    # (0.3 + 0.9 a) / (1 + a) > 0.6 where a > 1.
    assert run("interest-group", lobby_weight=0.9)["endings"]["near_public"] == 1
    assert run("interest-group", lobby_weight=1.1)["endings"]["near_group"] == 1
