"""Why an actor chooses what it chooses: parts against numbers worked out by hand, turns against published ones."""

import math
from pathlib import Path
from typing import Any

import pytest

import offramp
from tests.finite_games import drawn_scenario

REPLY = """
offramp: 1
title: One moves, the other replies
calendar: {periods: 1}
actors: {west: {rationality: 1}, east: {rationality: 1}}
assumptions:
  stake: {means: A stake, unit: utility, value: 2, range: [0, 6], because: {note: a test}}
state: {phase: {modes: [calm, war], start: calm}}
play:
  - move: west
    options: {push: {}, wait: {}}
  - move: east
    options: {fight: {then: {phase: war}}, yield: {}}
payoffs:
  west: {each_period: "1 if west == push else 0", at_end: {war: -3, horizon: "stake if west == push else 1"}}
  east: {at_end: {war: "-2 if west == push else 0", horizon: -1}}
endings: {war: {when: phase == war}}
tolerable: {west: [horizon], east: [war]}
"""

TWICE = """
offramp: 1
title: Two periods, and one of them lasts
calendar: {start: 2031, period: year, periods: 2}
actors: {a: {rationality: 2, discount: 0.5}}
state: {phase: {modes: [on, off], start: on}}
play:
  - move: a
    when: phase == on
    options: {stay: {}, leave: {when: t == 0, then: {phase: off}}}
payoffs: {a: {each_period: "1 if a == stay else 0.25", at_end: {left: 0.5, horizon: 3}}}
endings: {left: {when: phase == off}}
tolerable: {a: [left]}
"""


def written(folder: Path, text: str) -> offramp.Scenario:
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return offramp.load(path)


def choice(scenario: offramp.Scenario, question: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = scenario.why(question, **asked).to_json()["choice"]
    return found


def logit(gap: float) -> float:
    return 1 / (1 + math.exp(-gap))


def test_parts_and_replies_by_hand(tmp_path: Path) -> None:
    fights_push, fights_wait = logit(-2 + 1), logit(0 + 1)
    push = 1 + fights_push * -3 + (1 - fights_push) * 2
    wait = fights_wait * -3 + (1 - fights_wait) * 1
    found = choice(written(tmp_path, REPLY), "west chooses push")
    assert found["chooses"]
    assert found["difference"]["value"] == pytest.approx(push - wait, abs=1e-12)
    assert found["options"]["push"]["chosen"] == pytest.approx(logit(push - wait), abs=1e-12)
    parts = {part["ending"] or part["part"]: part for part in found["parts"]}
    assert parts["this_period"]["total"] == pytest.approx(1)
    assert parts["later"]["total"] == 0
    assert parts["war"]["total"] == pytest.approx(-3 * (fights_push - fights_wait))
    assert parts["horizon"]["total"] == pytest.approx(2 * (1 - fights_push) - (1 - fights_wait))
    # With east as it is after waiting, pushing brings the same war.
    assert parts["war"]["held"] == pytest.approx(0, abs=1e-12)
    assert parts["horizon"]["held"] == pytest.approx((1 - fights_wait) * (2 - 1))
    assert found["replies"] == pytest.approx((fights_push - fights_wait) * (-3 - 2))
    assert [(c["option"], c["after_first"], c["after_second"]) for c in found["changes"]] == [
        ("fight", pytest.approx(fights_push), pytest.approx(fights_wait)),
        ("yield", pytest.approx(1 - fights_push), pytest.approx(1 - fights_wait)),
    ]
    assert parts["horizon"]["reads"] == [{"assumption": "stake", "path": str(tmp_path / "case.yaml"), "line": 7}]


def test_later_payments_are_discounted_to_the_period_of_the_choice(tmp_path: Path) -> None:
    found = choice(written(tmp_path, TWICE), "a chooses leave in 2031")
    assert (found["chooses"], found["first"], found["second"]) == (False, "stay", "leave")
    totals = {part["ending"] or part["part"]: part["total"] for part in found["parts"]}
    assert totals == {"this_period": 0.75, "later": 0.5, "left": -0.5, "horizon": 1.5}
    assert found["replies"] is None  # nobody else is there
    assert choice(written(tmp_path, TWICE), "a chooses stay in 2032")["second"] is None


@pytest.mark.parametrize("number", [*range(12), *range(1000, 1008)])
def test_parts_add_up_to_what_the_solution_says(number: int, tmp_path: Path) -> None:
    scenario = drawn_scenario(number, tmp_path)
    solved = scenario.solve().to_json()
    asked = 0
    for actor, data in solved["actors"].items():
        for option, one in list(data["options"].items())[:2]:
            if not one["chosen"] > 0.002:
                continue
            found = choice(scenario, f"{actor} chooses {option} in 0", shifts=False)
            if found["second"] is None or found["both"] < 1 - 1e-12:
                continue
            asked += 1
            gap = data["options"][found["first"]]["value"] - data["options"][found["second"]]["value"]
            assert found["sum"] == pytest.approx(found["difference"]["value"], abs=1e-9)
            assert sum(p["held"] + p["replies"] for p in found["parts"]) == pytest.approx(found["sum"], abs=1e-12)
            whole = all(
                abs(data["options"][found[k]]["value"] - found["options"][found[k]]["value"]) < 1e-9
                for k in ("first", "second")
            )
            if whole and found["options"][found["first"]]["available"] == 1.0:
                assert found["difference"]["value"] == pytest.approx(gap, abs=1e-9)
            for key in ("chance_first", "chance_second"):
                assert sum(p[key] or 0 for p in found["parts"]) == pytest.approx(1, abs=1e-9)
    assert asked or not solved["actors"]


def test_parts_add_up_on_a_grid_and_in_later_periods() -> None:
    found = choice(offramp.load("brink"), "east chooses push in 3", points=120, shifts=False)
    assert found["t"] == 3
    assert found["sum"] == pytest.approx(found["difference"]["value"], abs=1e-9)
    # One state after another is a logit: on average the log of the odds is rationality times the difference.
    assert found["difference"]["spread"] > 0


@pytest.mark.parametrize("period", [0, 5, 39, 60])
def test_an_open_game_is_followed_to_its_end(period: int) -> None:
    scenario = offramp.load("rocking-the-boat")
    if period > 39:
        with pytest.raises(offramp.ScenarioError, match="E347"):
            scenario.why(f"one chooses stay in {period}", shifts=False)
        return
    if period == 39:
        with pytest.raises(offramp.ScenarioError, match="E354"):
            scenario.why(f"one chooses stay in {period}", shifts=False)
        return
    found = choice(scenario, f"one chooses stay in {period}", shifts=False)
    chosen = found["options"]["stay"]["chosen"]
    # The logit of McKelvey & Palfrey (1995): the odds are the exponential of precision times the difference.
    assert found["difference"]["value"] == pytest.approx(math.log(chosen / (1 - chosen)) / 5, abs=1e-8)
    assert found["sum"] == pytest.approx(found["difference"]["value"], abs=1e-8)


def test_the_critical_risk_of_ellsberg_1961_is_where_the_choice_turns() -> None:
    shifts = offramp.load("critical-risk").why("resister chooses resist").to_json()["shifts"]
    turn = next(shift for shift in shifts if shift["assumption"] == "risk")
    assert turn["turn"] == pytest.approx((10 + 5) / (10 + 100), abs=1e-6)
    # 0.9 × 10 − 0.1 × L = −5 at L = 140: the other numbers turn it too.
    ruin = next(shift for shift in shifts if shift["assumption"] == "ruin_worth")
    assert ruin["turn"] == pytest.approx(-140, abs=1e-3)


def test_the_cut_that_reopens_an_avenue_of_retreat_is_where_the_choice_turns() -> None:
    found = offramp.load("avenue-of-retreat").why("leader chooses retreat", at={"t": 10}).to_json()
    assert not found["choice"]["chooses"]
    cut = next(shift for shift in found["shifts"] if shift["assumption"] == "cut")
    assert cut["turn"] == pytest.approx(1.736842, abs=0.01)
    assert cut["at_low"] > 0 > cut["at_high"]


def test_a_habit_is_no_weighing(tmp_path: Path) -> None:
    text = REPLY.replace("{west: {rationality: 1}, ", "{west: {}, ").replace(
        "options: {push: {}, wait: {}}", "options: {push: {}, wait: {}}\n    habit: {push: 0.2, wait: 0.8}"
    )
    found = choice(written(tmp_path, text), "west chooses push")
    assert (found["weighs"], found["rationality"], found["odds"]) == (False, None, None)
    assert not found["chooses"]
    assert found["options"]["push"]["chosen"] == pytest.approx(0.2)


def test_an_actor_is_explained_by_what_it_believes(tmp_path: Path) -> None:
    believing = REPLY.replace("west: {rationality: 1}", "west: {rationality: 1, believes: {stake: 5}}", 1)
    found = choice(written(tmp_path, believing), "west chooses push")
    plain = choice(written(tmp_path, REPLY.replace("value: 2", "value: 5")), "west chooses push")
    assert found["believes"]
    assert found["difference"]["value"] == pytest.approx(plain["difference"]["value"])
    assert found["options"]["push"]["chosen"] == pytest.approx(plain["options"]["push"]["chosen"])


def test_moves_at_the_same_time_are_no_replies() -> None:
    found = choice(offramp.load("prisoners-dilemma"), "one chooses defect")
    assert found["replies"] is None
    assert found["changes"] == []
    assert all(part["replies"] == 0 for part in found["parts"])


def test_a_verdict_turns_where_its_number_meets_the_level(tmp_path: Path) -> None:
    scenario = written(tmp_path, REPLY)
    found = scenario.why("verdict(east)").to_json()
    verdict = found["verdict"]
    assert verdict["verdict"] == scenario.solve().verdict("east")
    turn = next(shift for shift in found["shifts"] if shift["assumption"] == "stake")
    if turn["turn"] is not None:
        either = {scenario.solve(set={"stake": turn["turn"] + off}).verdict("east") for off in (-0.05, 0.05)}
        assert len(either) == 2


def test_a_verdict_is_the_one_of_solve_at_any_level() -> None:
    scenario = offramp.load("critical-risk")
    for level in (0.3, 0.5, 0.95, 1.0):
        found = scenario.why("verdict(resister)", level=level).to_json()["verdict"]
        assert found["verdict"] == scenario.solve(level=level).verdict("resister")
        assert found["margin"] >= 0


def test_any_number_of_threads_gives_the_same_numbers() -> None:
    scenario = offramp.load("brink")
    asked = [scenario.why("west chooses push in 2", points=90, threads=n).to_json() for n in (1, 3)]
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "E220"),
        ("west", "E352"),
        ("west chooses", "E352"),
        ("west chooses push in", "E352"),
        ("west chooses push in 0 please", "E352"),
        ("chance(war)", "E352"),
        ("verdict(west", "E352"),
        ("verdict(weest)", "E253"),
        ("weest chooses push", "E253"),
        ("west chooses pusch", "E253"),
        ("west chooses reply.push", "E253"),
        ("west chooses push in 1", "E347"),
        ("west chooses push in 2031", "E347"),
        ("__import__('os')", "E233"),
        ("west chooses push; drop", "E221"),
    ],
)
def test_what_can_not_be_asked(question: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(offramp.ScenarioError) as refused:
        written(tmp_path, REPLY).why(question)
    codes = [diagnostic.code for diagnostic in refused.value.diagnostics]
    assert codes == [code]


def test_choices_that_are_not_there(tmp_path: Path) -> None:
    scenario = written(tmp_path, TWICE)
    with pytest.raises(offramp.ScenarioError, match=r"E353.*can't pick leave in 2032"):
        scenario.why("a chooses leave in 2032")
    later = TWICE.replace("when: phase == on", "when: phase == on and t == 1")
    with pytest.raises(offramp.ScenarioError, match=r"E353.*doesn't move in 2031"):
        written(tmp_path, later).why("a chooses stay in 2031")


def test_where_nobody_chooses_nothing_is_explained(tmp_path: Path) -> None:
    text = """
offramp: 1
title: A drift
calendar: {periods: 3}
actors: {west: {rationality: 1}}
state: {front: {range: [0, 1], start: 0.5}}
play: [{shock: luck, sd: 0.1}, {update: {front: front + luck}}]
payoffs: {west: {at_end: {horizon: front}}}
tolerable: {west: [horizon]}
"""
    with pytest.raises(offramp.ScenarioError, match=r"E353.*nobody chooses anything"):
        written(tmp_path, text).why("verdict(west)")
