"""Gambling for resurrection (Downs & Rocke 1994, American Journal of Political Science 38:362-380; numbers derived).

A leader carries on iff p W - (1 - p) R >= -r0 R, those it answers to iff p B - (1 - p) L >= 0. With W = 5, R = 10,
r0 = 0.9, B = L = 10 the leader's threshold is 0.066667 and theirs 0.5: in between it gambles against their will.
"""

import pytest

from .mechanism_runs import alone, output, timeline
from .scenario_runs import assert_exact, chosen, run


@pytest.mark.parametrize(("p", "carries_on"), [(0.0, 0.0), (0.0666, 0.0), (0.0667, 1.0), (0.5, 1.0)])
def test_the_leader_gambles_from_one_in_fifteen(p: float, carries_on: float) -> None:
    solution = run("gambling-for-resurrection", chance_of_winning=p)
    assert chosen(solution, "leader", "carry_on") == carries_on
    assert solution["endings"]["won"] == pytest.approx(p * carries_on, abs=1e-12)
    assert_exact(solution)


@pytest.mark.parametrize(("p", "carries_on"), [(0.0667, 0.0), (0.4999, 0.0), (0.5001, 1.0)])
def test_those_it_answers_to_need_even_odds(p: float, carries_on: float) -> None:
    solution = run("gambling-for-resurrection", chance_of_winning=p, who_decides="the_principal")
    assert chosen(solution, "principal", "carry_on") == carries_on


def test_at_even_odds_they_are_indifferent_and_the_tie_is_reported() -> None:
    solution = run("gambling-for-resurrection", chance_of_winning=0.5, who_decides="the_principal")
    assert chosen(solution, "principal", "carry_on") == 0.5
    tie = next(tie for tie in solution["ties"] if tie["actor"] == "principal")
    assert tie["t"] == 0
    assert set(tie["options"]) == {"carry_on", "settle"}
    assert tie["mass"] == pytest.approx(1.0)


@pytest.mark.parametrize(("p", "carries_on"), [(0.6666, 0.0), (0.6667, 1.0)])
def test_a_leader_whose_office_is_safe_in_peace_is_too_cautious(p: float, carries_on: float) -> None:
    solution = run("gambling-for-resurrection", chance_of_winning=p, removed_if_settled=0)
    assert chosen(solution, "leader", "carry_on") == carries_on


@pytest.mark.parametrize(("blame", "threshold"), [(0.9, 1 / 15), (0, 2 / 3), (1, 0)])
def test_the_threshold_of_the_mechanism(blame: float, threshold: float) -> None:
    given = f"winning: {threshold}, win: 5, office: 10, removed_if_lost: 1, removed_if_settled: {blame}"
    more = "output: [own_threshold, own_settling, own_going_on]\n"
    (row,) = timeline(alone("blame", given, 1, more, "{chance: nothing, probability: 0}"))
    assert output(row, "threshold") == pytest.approx(threshold, rel=1e-12)
    # There the two are worth the same.
    assert output(row, "settling") == pytest.approx(output(row, "going_on"), abs=1e-12)
