"""The mechanism `war_support`: Mueller's rule (1971, American Political Science Review 65:358-375) and its rival.

Support falls by 15 points whenever casualties grow tenfold: from 1,000 to 50,000 by 25.4846.
"""

import math
from itertools import pairwise

import pytest

import offramp

from .mechanism_runs import alone, output, timeline

OUTPUT = "output: [own_support]\n"


def support(given: str, rule: str = "casualties_count") -> float:
    scenario = alone("war_support", f"{given}, rule: {rule}", 1, OUTPUT, "{chance: nothing, probability: 0}")
    return output(timeline(scenario)[0], "support")


def test_from_one_thousand_to_fifty_thousand() -> None:
    lost = support("casualties: 1000, base: 0.9") - support("casualties: 50000, base: 0.9")
    assert lost == pytest.approx(0.254846, abs=5e-7)
    assert lost == pytest.approx(0.15 * math.log10(50), rel=1e-12)


def test_each_tenfold_costs_the_same() -> None:
    found = [support(f"casualties: {10**n}, base: 0.5") for n in range(6)]
    assert [a - b for a, b in pairwise(found)] == pytest.approx([0.15] * 5, rel=1e-12)
    assert support("casualties: 0, base: 0.4") == support("casualties: 1, base: 0.4") == pytest.approx(0.85)


def test_support_stays_a_share() -> None:
    assert support("casualties: 10 ** 9, base: 0.6") == 0
    assert support("casualties: 0, base: 0.8") == 1


def test_the_rival_reading_goes_by_prospects_alone() -> None:
    for dead in (0, 1000, 50_000):
        given = f"casualties: {dead}, prospect: 0.3, prospect_at_first: 0.6, weight: 0.5, base: 0.7"
        assert support(given, "prospects_count") == pytest.approx(0.7 - 0.15, rel=1e-12)
    assert support("casualties: 5000, base: 0.7", "prospects_count") == pytest.approx(0.7)


def test_the_readings_are_a_switch() -> None:
    scenario = alone("war_support", "casualties: 1000", 1, OUTPUT, "{chance: nothing, probability: 0}")
    assert list(scenario.model.switches["own_rule"].cases) == ["casualties_count", "prospects_count"]


def test_the_model_of_the_library_by_both_readings() -> None:
    scenario = offramp.load("support-for-war")
    played = [scenario.simulate(view=view, paths=200).to_json() for view in ("by_casualties", "by_prospects")]
    by_casualties, by_prospects = (
        [row["outputs"]["public_support"]["mean"] for row in found["timeline"]] for found in played
    )
    assert by_casualties[0] - by_casualties[49] == pytest.approx(0.254846, abs=5e-7)
    # Hopes sink by 0.01 a month, and count 0.6.
    assert by_prospects[0] - by_prospects[30] == pytest.approx(0.18, abs=1e-9)
