"""The mechanism `contest_success` (Hirshleifer 1989, Public Choice 63:101-112; Tullock 1980), apart from any contest.

With prizes V1 = 2 and V2 = 1 and a lottery (r = 1) the efforts in equilibrium are 4/9 and 2/9, and the first wins with
2/3; two who value it at 1 put in 1/4 each.
"""

from pathlib import Path

import pytest

import offramp
from offramp.scenario.reader import read_text

from .mechanism_runs import alone, output, timeline


def wins(given: str) -> float:
    scenario = alone("contest_success", given, 1, "output: [own_x_wins]\n", "{chance: nothing, probability: 0}")
    return output(timeline(scenario)[0], "x_wins")


def test_the_ratio_of_efforts_decides() -> None:
    assert wins("x_effort: 4 / 9, y_effort: 2 / 9") == pytest.approx(2 / 3, rel=1e-12)
    assert wins("x_effort: 40, y_effort: 20") == pytest.approx(2 / 3, rel=1e-12)
    assert wins("x_effort: 3, y_effort: 1, decisiveness: 2") == pytest.approx(0.9, rel=1e-12)
    assert wins("x_effort: 0, y_effort: 1") == 0
    assert wins("x_effort: 0, y_effort: 0") == 0.5


REPLY = """offramp: 1
title: A best reply
calendar: {periods: 1}
actors: {one: {rationality: inf}}
use: {c: {mechanism: contest_success, with: {x_effort: put_in, y_effort: OTHER}}}
state: {spent: {range: [0, 1], start: 0}, stage: {modes: [open, won, lost], start: open}}
play:
  - move: one
    options: {put_in: {from: 0, to: 0.99, steps: 100, then: {spent: put_in}}}
  - one_of: {wins: {probability: c_x_wins, then: {stage: won}}, otherwise: {then: {stage: lost}}}
endings: {won: stage == won, lost: stage == lost}
payoffs: {one: {at_end: {won: PRIZE - spent, lost: -spent, horizon: 0}}}
tolerable: {one: [won]}
"""


@pytest.mark.parametrize(("prize", "other", "best"), [(2, "2 / 9", 4 / 9), (1, "4 / 9", 2 / 9), (1, "0.25", 0.25)])
def test_each_effort_is_the_best_reply_to_the_other(prize: float, other: str, best: float) -> None:
    text = REPLY.replace("OTHER", other).replace("PRIZE", str(prize))
    scenario = offramp.Scenario(read_text(text, "reply.yaml"), Path("reply.yaml"))
    options = scenario.solve().to_json()["actors"]["one"]["options"]
    chosen = next(option["number"] for option in options.values() if option["chosen"] == 1)
    assert chosen == pytest.approx(best, abs=0.005 + 1e-9)  # efforts go in hundredths
