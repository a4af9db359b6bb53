"""Numeric options, named moves, habits and ties, from the file to the result."""

from typing import Any

import numpy as np
import pytest

import offramp
from offramp.kernels.segments import logit
from offramp.report.numeric_lines import fold_exits, fold_names, fold_options
from offramp.scenario.model import Move, ScenarioModel
from offramp.scenario.reader import read_text

GAME = """\
offramp: 1
title: Case
calendar: {{periods: {periods}}}
actors:
{actors}
state:
  phase: {{modes: [talks, deal], start: talks}}
  given: {{range: [0, 10], start: 0}}
play:
{play}
  - chance: stumbles_into_it
    probability: 0
    then: {{phase: deal}}
payoffs:
  west: {{at_end: {{deal: "{west}", horizon: 0}}}}
  east: {{at_end: {{deal: "{east}", horizon: 0}}}}
endings: {{deal: {{when: phase == deal}}}}
tolerable: {{west: [deal], east: [deal, horizon]}}
"""

EXACT = "  west: {rationality: inf}\n  east: {rationality: inf}"


def text(play: str, actors: str = EXACT, west: str = "0", east: str = "0", periods: int = 1) -> str:
    return GAME.format(play=play, actors=actors, west=west, east=east, periods=periods)


def model(play: str, actors: str = EXACT, **more: Any) -> ScenarioModel:
    return read_text(text(play, actors, **more), "case.yaml")


def solve(tmp_path: Any, play: str, actors: str = EXACT, **more: Any) -> dict[str, Any]:
    path = tmp_path / "case.yaml"
    path.write_text(text(play, actors, **more), encoding="utf-8")
    found: dict[str, Any] = offramp.load(path).solve(points=8, refine=False).to_json()
    return found


def numbers(play: str) -> list[tuple[str, float | None]]:
    step = model(play).play[0]
    assert isinstance(step, Move)
    return [(option.name, option.number) for option in step.options if option.family]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{from: 0.1, to: 0.4, steps: 4}", [0.1, 0.2, 0.3, 0.4]),  # and not 0.30000000000000004
        ("{from: 0, to: 1, steps: 4}", [0.0, 1 / 3, 2 / 3, 1.0]),
        ("{from: -1, to: 2}", [-1.0, 0.0, 1.0, 2.0]),
        ("{from: 0, to: 10, steps: 3}", [0.0, 5.0, 10.0]),
    ],
)
def test_numbers_of_an_option(written: str, expected: list[float]) -> None:
    found = numbers(f"  - move: west\n    options: {{bid: {written}, none_of_it: {{}}}}")
    assert [number for _, number in found] == expected
    assert len({name for name, _ in found}) == len(expected)


def test_each_number_has_a_name_of_its_own() -> None:
    found = numbers("  - move: west\n    options: {bid: {from: 1, to: 1.0000001, steps: 11}}")
    assert len({name for name, _ in found}) == 11
    assert found[0][0] == "bid 1"


BOTH_BID = """\
  - move: west
    options: {bid: {from: 0, to: 3}, pass: {}}
  - move: east
    options: {bid: {from: 0, to: 3, when: west == bid and bid != west.bid}, pass: {}, match: {when: west == bid}}
  - update: {given: "west.bid + (10 * east.bid if east == bid else 0) if west == bid else 0"}
  - chance: ends
    probability: 1
    then: {phase: deal}
"""


def test_a_number_is_asked_of_whoever_picked_it(tmp_path: Any) -> None:
    """West likes what is given, and east likes it less and less: 3, then east bids 0."""
    actors = solve(tmp_path, BOTH_BID, west="given", east="-given")["actors"]
    assert actors["west"]["options"]["bid 3"]["chosen"] == 1.0
    assert actors["west"]["value"] == pytest.approx(3.0)
    # Of bids 0 to 2 and no bid, 0 and none cost the same: a tie over three.
    chosen = {name: option["chosen"] for name, option in actors["east"]["options"].items() if option["chosen"]}
    assert chosen == pytest.approx({"bid 0": 1 / 3, "pass": 1 / 3, "match": 1 / 3})
    assert "bid 3" not in actors["east"]["options"]  # it would be the same as the west's


def test_the_same_number_is_the_same_choice(tmp_path: Any) -> None:
    play = """\
  - move: west
    options: {bid: {from: 0, to: 3}}
  - move: east
    options: {bid: {from: 0, to: 3}}
  - chance: meets
    probability: 1 if west == east else 0
    then: {phase: deal}
"""
    actors = "  west: {habit: {bid: 1}}\n  east: {habit: {bid: 1}}"
    solution = solve(tmp_path, play, actors)
    assert solution["endings"]["deal"] == pytest.approx(0.25)


def test_an_own_number_in_guard_and_effect_through_a_define(tmp_path: Any) -> None:
    play = """\
  - move: west
    options: {bid: {from: 0, to: 5, when: dear <= 6, then: {given: dear}}}
  - chance: ends
    probability: 1
    then: {phase: deal}
"""
    path = tmp_path / "case.yaml"
    path.write_text(
        text(play, west="given").replace("play:\n", "define: {dear: 2 * bid}\nplay:\n", 1), encoding="utf-8"
    )
    west = offramp.load(path).solve(points=8, refine=False).to_json()["actors"]["west"]
    assert list(west["options"]) == ["bid 0", "bid 1", "bid 2", "bid 3"]
    assert west["value"] == pytest.approx(6.0)


def test_a_number_in_a_branch_that_is_not_taken_is_no_fault(tmp_path: Any) -> None:
    play = """\
  - move: west
    options: {bid: {from: 1, to: 2, then: {phase: deal}}, pass: {then: {phase: deal}}}
"""
    solution = solve(tmp_path, play, west="bid if west == bid else 1.5")
    assert solution["actors"]["west"]["options"]["bid 2"]["chosen"] == 1.0
    with pytest.raises(offramp.ScenarioError, match=r"E610.*`bid` is read where west hasn't picked `bid`"):
        solve(tmp_path, play, west="bid")


@pytest.mark.parametrize(("rule", "chosen"), [("uniform", [0.5, 0.0, 0.5]), ("first", [1.0, 0.0, 0.0])])
def test_ties(tmp_path: Any, rule: str, chosen: list[float]) -> None:
    play = """\
  - move: west
    options: {good: {then: {given: 1}}, bad: {}, as_good: {then: {given: 1}}}
  - chance: ends
    probability: 1
    then: {phase: deal}
"""
    for actors in (
        f"  west: {{rationality: inf, ties: {rule}}}\n  east: {{rationality: inf}}",
        f"  west: {{rationality: inf}}\n  east: {{rationality: inf}}\nties: {rule}",
        f"  west: {{rationality: inf}}\n  east: {{rationality: inf}}\nties: {{west: {rule}}}",
    ):
        solution = solve(tmp_path, play, actors, west="given")
        assert [o["chosen"] for o in solution["actors"]["west"]["options"].values()] == chosen
        assert [(t["options"], t["rule"]) for t in solution["ties"]] == [(["good", "as_good"], rule)]
    # What a move says goes before what its actor says.
    other = {"uniform": "first", "first": "uniform"}[rule]
    actors = f"  west: {{rationality: inf, ties: {other}}}\n  east: {{rationality: inf}}"
    solution = solve(tmp_path, play.replace("    options", f"    ties: {rule}\n    options"), actors, west="given")
    assert [o["chosen"] for o in solution["actors"]["west"]["options"].values()] == chosen


def test_ties_mean_nothing_to_noisy_players(tmp_path: Any) -> None:
    play = "  - move: west\n    options: {one: {then: {phase: deal}}, other: {then: {phase: deal}}}\n"
    actors = "  west: {rationality: 3, ties: first}\n  east: {rationality: inf}"
    assert solve(tmp_path, play, actors)["actors"]["west"]["options"]["one"]["chosen"] == 0.5


def test_first_of_equals_in_the_kernel() -> None:
    values = np.array([1.0, 2.0, 2.0 + 1e-13, 5.0, 0.0])
    starts, counts = np.array([0, 3]), np.array([3, 2])
    assert logit(values, np.inf, starts, counts, 1e-10, True).tolist() == [0, 1, 0, 1, 0]
    assert logit(values, np.inf, starts, counts).tolist() == [0, 0.5, 0.5, 1, 0]


HABIT = """\
  - move: west
    options: {bid: {from: 1, to: 4}, pass: {when: t == 0}, stop: {}}
  - update: {given: "given + (west.bid if west == bid else 0)"}
"""


def test_a_habit_shares_what_a_numeric_option_has(tmp_path: Any) -> None:
    actors = "  west: {habit: {bid: 0.4, pass: 0.5, stop: 0.1}}\n  east: {rationality: 1}"
    options = solve(tmp_path, HABIT, actors)["actors"]["west"]["options"]
    assert [o["chosen"] for o in options.values()] == pytest.approx([0.1, 0.1, 0.1, 0.1, 0.5, 0.1])


def test_a_habit_may_read_the_number(tmp_path: Any) -> None:
    actors = '  west: {habit: {bid: "0.2 * (bid - 2) if bid > 2 else 0", stop: 0.4}}\n  east: {rationality: 1}'
    options = solve(tmp_path, HABIT, actors)["actors"]["west"]["options"]
    chosen = {name: o["chosen"] for name, o in options.items()}
    assert chosen == pytest.approx({"bid 1": 0, "bid 2": 0, "bid 3": 0.2, "bid 4": 0.4, "pass": 0, "stop": 0.4})


def test_what_is_not_there_leaves_its_chance_to_the_rest(tmp_path: Any) -> None:
    actors = "  west: {habit: {bid: 0.4, pass: 0.5, stop: 0.1}}\n  east: {rationality: 1}"
    path = tmp_path / "case.yaml"
    path.write_text(text(HABIT, actors, periods=2), encoding="utf-8")
    solution = offramp.load(path).solve(at={"t": 1}, points=8, refine=False).to_json()
    chosen = {name: o["chosen"] for name, o in solution["actors"]["west"]["options"].items()}
    assert chosen == pytest.approx({**{f"bid {k}": 0.2 for k in (1, 2, 3, 4)}, "stop": 0.2})


def test_a_habit_is_simulated_as_it_is_solved(tmp_path: Any) -> None:
    actors = "  west: {habit: {bid: 0.4, pass: 0.5, stop: 0.1}}\n  east: {rationality: 1}"
    path = tmp_path / "case.yaml"
    path.write_text(text(HABIT, actors, periods=2), encoding="utf-8")
    data = offramp.load(path).simulate(paths=4000).to_json()
    mean = data["timeline"][1]["stocks"]["given"]["mean"]
    assert mean == pytest.approx(0.4 * 2.5, abs=4 * np.sqrt(0.4 * 7.5 - 1) / np.sqrt(4000))


def test_a_habit_of_one_named_move_leaves_the_others_to_rationality(tmp_path: Any) -> None:
    play = """\
  - move: west
    options: {one: {then: {given: 1}}, other: {}}
  - move: west
    as: reply
    habit: {one: 0.25, other: 0.75}
    options: {one: {}, other: {}}
  - chance: ends
    probability: 1
    then: {phase: deal}
"""
    west = solve(tmp_path, play, west="given")["actors"]["west"]
    chosen = {name: (option["move"], option["chosen"]) for name, option in west["options"].items()}
    assert chosen == {
        "one": (None, 1.0),
        "other": (None, 0.0),
        "reply.one": ("reply", 0.25),
        "reply.other": ("reply", 0.75),
    }
    assert west["rationality"] == "inf"
    assert west["habit"] == {"reply": {"one": "0.25", "other": "0.75"}}
    assert "but in reply it picks by habit" in west["rationality_means"]


def test_a_believed_habit_is_worked_out_in_the_believed_game(tmp_path: Any) -> None:
    play = "  - move: west\n    options: {one: {then: {phase: deal}}, other: {}}\n"
    actors = "  west: {habit: {one: p, other: 1 - p}, believes: {p: 0.9}}\n  east: {rationality: 1}"
    assumption = "assumptions: {p: {means: Chance, unit: share, value: 0.2, range: [0, 1], because: {note: a guess}}}\n"
    path = tmp_path / "case.yaml"
    path.write_text(text(play, actors).replace("state:\n", f"{assumption}state:\n", 1), encoding="utf-8")
    solution = offramp.load(path).solve(points=8, refine=False).to_json()
    assert solution["endings"]["deal"] == pytest.approx(0.9)


def rows(chosen: list[float], **more: Any) -> dict[str, Any]:
    return {
        f"bid {k}": {"move": None, "family": "bid", "number": float(k), "chosen": share, "periods": [], **more}
        for k, share in enumerate(chosen)
    }


def test_many_numbers_are_one_line() -> None:
    plain = {"pass": {"move": None, "family": None, "number": None, "chosen": 0.5}}
    folded = fold_options({**plain, **rows([0.1, 0, 0.3, 0, 0, 0, 0, 0.1])})
    assert list(folded) == ["pass", "bid 0 to 7"]
    assert folded["bid 0 to 7"]["chosen"] == pytest.approx(0.5)
    assert folded["bid 0 to 7"]["mostly"] == 2.0
    assert list(fold_options(rows([0.1] * 6))) == [f"bid {k}" for k in range(6)]


def test_numbers_that_fare_alike_are_one_line() -> None:
    options = rows([0.0] * 9)
    period = {"t": 0, "label": "t = 0", "keeps_open": 0.0, "priced_out": 0.0}
    for k, data in enumerate(options.values()):
        out = 1.0 if k >= 4 else 0.0
        data["periods"] = [{**period, "way_out": out, "closed": 1 - out}]
    assert list(fold_exits(options)) == ["bid 0 to 3", "bid 4 to 8"]


def test_names_of_many_numbers_in_a_sentence() -> None:
    options = rows([0.0] * 9)
    assert fold_names(["bid 0", "bid 1", "bid 2"], options) == ["bid 0 to 2"]
    assert fold_names(["bid 0", "bid 1", "bid 8"], options) == ["bid (3 of its 9 numbers)"]
    assert fold_names(["bid 3", "pass"], options) == ["bid 3", "pass"]
