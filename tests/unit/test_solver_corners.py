"""Corners of the rules where a solver goes wrong without a sound: each case has its answer in plain sight."""

from pathlib import Path
from typing import Any

import pytest

import offramp

from .test_beliefs import BLUFF

HEAD = """
offramp: 1
title: A corner
calendar: {periods: PERIODS}
actors: {a: {name: A, rationality: 0}}
"""


def solve(tmp_path: Path, text: str, **requests: Any) -> dict[str, Any]:
    path = tmp_path / "corner.yaml"
    path.write_text(text, encoding="utf-8")
    found: dict[str, Any] = offramp.load(path).solve(**requests).to_json()
    return found


LATE = (
    HEAD.replace("PERIODS", "6")
    + """
state: {phase: {modes: [low, war], start: low}}
play:
  - move: a
    options: {stay: {}, go: {}}
  - chance: slips
    probability: CHANCE
    then: {phase: war}
payoffs: {a: {at_end: {late: 0, war: 0, horizon: 1}}}
endings:
  late: {when: t >= 3 and phase == low}
  war: {when: phase == war}
tolerable: {a: [horizon]}
"""
)


def test_an_ending_that_time_alone_brings_is_seen(tmp_path: Path) -> None:
    assert solve(tmp_path, LATE.replace("CHANCE", "0"))["endings"]["late"] == 1.0


def test_it_is_seen_at_the_first_step_of_its_period(tmp_path: Path) -> None:
    assert solve(tmp_path, LATE.replace("CHANCE", "0.1"))["endings"]["late"] == pytest.approx(0.9**3, abs=1e-12)
    path = tmp_path / "corner.yaml"
    shares = offramp.load(path).simulate(paths=20_000).to_json()["endings"]["late"]
    assert shares["low"] < 0.9**3 < shares["high"]


def test_a_state_in_which_the_game_is_over_is_over(tmp_path: Path) -> None:
    found = solve(tmp_path, LATE.replace("CHANCE", "0.1"), at={"phase": "war"})
    assert found["endings"]["war"] == 1.0
    assert offramp.load("brink").solve(at={"phase": "war"}).to_json()["endings"]["war"] == pytest.approx(1.0)


@pytest.mark.parametrize("periods", [3, 4, 8, 20])
def test_a_belief_holds_however_long_the_game(tmp_path: Path, periods: int) -> None:
    text = BLUFF.replace("periods: 3", f"periods: {periods}")
    deluded = solve(tmp_path, text.replace("BELIEVES", ", believes: {toughness: 1.5}"))["actors"]["east"]
    believed = solve(tmp_path, text.replace("BELIEVES", ""), set={"toughness": 1.5})["actors"]["east"]
    for option, numbers in believed["options"].items():
        assert deluded["options"][option]["chosen"] == pytest.approx(numbers["chosen"], abs=1e-12)
    assert deluded["expects"]["would"] == pytest.approx(believed["would"], abs=1e-12)


MIXED = """
offramp: 1
title: Growth that is believed to be faster
calendar: {periods: 3}
actors: {a: {name: A, rationality: inf, believes: {g: 2}}}
assumptions: {g: {means: Growth, value: 1, range: [0, 3], because: {note: a corner}}}
state: {n: {range: [0, 20], whole: true, start: 0}}
play:
  - update: {n: n + g}
  - move: a
    options: {stay: {}, go: {then: {n: 20}}}
  - update: {n: n + g}
payoffs: {a: {at_end: {gone: 1, horizon: 5}}}
endings: {gone: {when: n > 19}}
tolerable: {a: [horizon]}
"""


def test_belief_and_world_may_meet_in_states_that_neither_alone_comes_to(tmp_path: Path) -> None:
    assert solve(tmp_path, MIXED)["actors"]["a"]["options"]["stay"]["chosen"] == 1.0


def test_where_the_believed_game_has_no_move_the_actor_picks_blindly(tmp_path: Path) -> None:
    text = """
offramp: 1
title: A move that is not believed in
calendar: {periods: 1}
actors: {a: {name: A, rationality: inf, believes: {g: 0}}}
assumptions: {g: {means: A gate, value: 1, range: [0, 3], because: {note: a corner}}}
state: {phase: {modes: [open, done], start: open}}
play:
  - move: a
    when: g > 0.5
    options: {stay: {}, go: {then: {phase: done}}}
payoffs: {a: {at_end: {done: 1, horizon: 0}}}
endings: {done: {when: phase == done}}
tolerable: {a: [done]}
"""
    assert solve(tmp_path, text)["actors"]["a"]["options"]["go"]["chosen"] == 0.5


PLANS = """
offramp: 1
title: Three plans
calendar: {periods: 1}
actors: {a: {name: A, rationality: inf, ruin: [ruined]}}
state: {phase: {modes: [open, good, ruined, bad], start: open}}
play:
  - move: a
    options: {bold: {}, middling: {}, meek: {then: {phase: bad}}}
  - one_of:
      won: {probability: 0.88 if a == bold else 0.5 if a == middling else 0, then: {phase: good}}
      lost: {probability: 0.09 if a == bold else 0.045 if a == middling else 0, then: {phase: ruined}}
payoffs: {a: {at_end: {good: 0, bad: 1, ruined: 0, horizon: 0}}}
endings: {good: {when: phase == good}, bad: {when: phase == bad}, ruined: {when: phase == ruined}}
tolerable: {a: [good]}
"""


def test_two_plans_are_mixed_up_to_the_cap_on_ruin(tmp_path: Path) -> None:
    actor = solve(tmp_path, PLANS)["actors"]["a"]
    mixed = 0.5 + (0.05 - 0.045) / (0.09 - 0.045) * (0.88 - 0.5)
    assert actor["reach_within_cap"] == pytest.approx(mixed, abs=1e-12)
    assert actor["verdict"] == "unwilling"


def test_a_fault_is_found_though_its_value_was_remembered_from_rows_that_did_not_need_it(tmp_path: Path) -> None:
    text = (
        HEAD.replace("PERIODS", "3")
        + """
state:
  phase: {modes: [low, high], start: low}
  n: {range: [0, 5], whole: true, start: 1}
define: {hot: log(n) < 1}
play:
  - update: {n: n - 1 if n > 0 else 0}
  - move: a
    when: n > 0 and hot
    options: {stay: {}, go: {then: {phase: high}}}
  - chance: fire
    when: hot
    probability: 0.5
    then: {phase: high}
payoffs: {a: {at_end: {many: 0, horizon: 1}}}
endings: {many: {when: n > 4}}
tolerable: {a: [horizon]}
"""
    )
    with pytest.raises(offramp.ScenarioError, match="E601"):
        solve(tmp_path, text)


def test_the_price_of_a_plan_that_answers_a_draw(tmp_path: Path) -> None:
    text = (
        HEAD.replace("PERIODS", "1").replace("rationality: 0", "rationality: inf")
        + """
state: {phase: {modes: [open, good, bad], start: open}}
play:
  - chance: coin
    probability: 0.5
  - move: a
    options:
      heads: {then: {phase: good if coin else bad}}
      tails: {then: {phase: bad if coin else good}}
payoffs: {a: {at_end: {good: 1, bad: 0, horizon: 0}}}
endings: {good: {when: phase == good}, bad: {when: phase == bad}}
tolerable: {a: [good]}
"""
    )
    actor = solve(tmp_path, text)["actors"]["a"]
    assert actor["price"] == 0.0
    assert actor["could"] == 1.0


def test_a_closing_past_the_horizon_is_no_closing_that_moved(tmp_path: Path) -> None:
    text = (
        HEAD.replace("PERIODS", "6").replace("rationality: 0", "rationality: 1")
        + """
state: {phase: {modes: [open, good, bad], start: open}}
play:
  - move: a
    options: {wait: {}, leave: {}}
  - one_of:
      won: {probability: (0.1 if t == 2 or t == 7 else 0.9) if a == leave else 0, then: {phase: good}}
      lost: {probability: (0.9 if t == 2 or t == 7 else 0.1) if a == leave else 0, then: {phase: bad}}
payoffs: {a: {at_end: {good: 1, bad: 0, horizon: 0}}}
endings: {good: {when: phase == good}, bad: {when: phase == bad}}
tolerable: {a: [good]}
"""
    )
    leave = solve(tmp_path, text, horizon_check=True)["exits"]["a"]["leave"]
    assert leave["first_closing"] == 2
    assert leave["calendar"] is False


def test_a_fault_in_the_margin_of_the_grid_is_none(tmp_path: Path) -> None:
    text = (
        HEAD.replace("PERIODS", "4")
        + """
state:
  x: {range: [0, 2], start: 0.5}
  phase: {modes: [open, good], start: open}
play:
  - move: a
    options: {up: {}, down: {}}
  - chance: luck
    probability: x
    then: {phase: good}
  - update: {x: 0.98 if a == up else 0.1}
payoffs: {a: {at_end: {good: 1, horizon: 0}}}
endings: {good: {when: phase == good}}
tolerable: {a: [good]}
"""
    )
    assert solve(tmp_path, text)["endings"]["good"] == pytest.approx(1 - 0.5 * (0.5 * (0.02 + 0.9)) ** 3, abs=1e-9)


def test_shocks_that_move_whole_stocks_get_the_nodes_they_need(tmp_path: Path) -> None:
    text = (
        HEAD.replace("PERIODS", "2")
        + """
state: {n: {range: [0, 9], whole: true, start: 0}}
play:
  - move: a
    options: {x: {}, y: {}}
  - shock: z
    sd: 1
  - update: {n: n + (1 if z > 1.2 else 0)}
payoffs: {a: {at_end: {hit: 0, horizon: 1}}}
endings: {hit: {when: n >= 2}}
tolerable: {a: [horizon]}
"""
    )
    found = solve(tmp_path, text)
    truth = 0.11506967**2  # P(z > 1.2)²
    assert abs(found["endings"]["hit"] - truth) < 0.02 or not found["certificate"]["resolved"]
    assert found["endings"]["hit"] > 0
    assert found["certificate"]["clamped"] == 0.0


@pytest.mark.parametrize("periods", [6, 16, 52])
def test_periods_that_play_hardly_ever_lives_to_see(tmp_path: Path, periods: int) -> None:
    text = (
        HEAD.replace("PERIODS", str(periods))
        + """
state:
  phase: {modes: [open, good], start: open}
  x: {range: [0, 1], start: 0.5}
play:
  - move: a
    options: {stay: {}, go: {then: {phase: good}}}
  - competing: {tires: {rate: 2 + x, then: {phase: good}}}
  - shock: z
    sd: 0.05
  - update: {x: x + z}
payoffs: {a: {at_end: {good: 1, horizon: 0}}}
endings: {good: {when: phase == good}}
tolerable: {a: [good]}
"""
    )
    found = solve(tmp_path, text)
    assert found["endings"]["good"] == pytest.approx(1.0, abs=0.001)
    assert found["certificate"]["mass_error"] < 1e-9


@pytest.mark.parametrize("t", [float("inf"), float("nan"), 99.0, -1.0, 0.5])
def test_periods_that_there_are_not(t: float) -> None:
    with pytest.raises(offramp.ScenarioError, match="E705"):
        offramp.load("brink").solve(at={"t": t})


def test_a_process_without_moves_is_simulated_and_builds_no_grid(tmp_path: Path) -> None:
    text = """
offramp: 1
title: A walk
calendar: {periods: 1}
state: {x: {range: [-20, 20], start: 0}}
play:
  - shock: step
    sd: 2
  - update: {x: x + step}
endings: {above: {when: x > 2}}
"""
    found = solve(tmp_path, text)
    truth = 0.15865525  # P(N(0, 2²) > 2)
    assert found["certificate"]["points"] == []
    assert found["certificate"]["paths"] >= 20_000
    assert abs(found["endings"]["above"] - truth) < found["ending_errors"]["above"] * 1.5
    assert found["actors"] == {}


def test_the_share_of_clipped_periods_is_a_share(tmp_path: Path) -> None:
    text = (
        HEAD.replace("PERIODS", "4")
        + """
state: {x: {range: [0, 1], start: 0.5}}
play:
  - move: a
    options: [wait, go]
  - shock: e
    sd: 0.01
  - update: {x: x + 0.9 + e}
payoffs: {a: {each_period: x, at_end: {horizon: 0}}}
tolerable: {a: [horizon]}
"""
    )
    assert solve(tmp_path, text, points=20, refine=False)["certificate"]["clipped"] == pytest.approx(1, abs=1e-6)


CROWD = """
offramp: 1
title: A crowd that could help
calendar: {periods: 1}
actors: {a: {rationality: 1}, crowd: CROWD}
state: {phase: {modes: [on, off, worse], start: on}}
play:
  - {move: a, options: [stay, go]}
  - {move: crowd, options: {rest: {}, riot: {then: {phase: off}}, loot: {then: {phase: worse}}}}
PAYOFFS
endings: {over: {when: phase == off}, worse: {when: phase == worse}}
tolerable: {a: [over]}
"""
PAID = "a: {at_end: {over: 1, worse: 0, horizon: 0}}"


@pytest.mark.parametrize("ruin", ["", "ruin: [worse], "])  # with ruin, plans under the cap count
@pytest.mark.parametrize("crowd", ["{habit: {rest: 0.7, riot: 0.3}}", "{rationality: 0}"])
def test_an_actor_without_payoffs_does_no_favours(tmp_path: Path, crowd: str, ruin: str) -> None:
    text = CROWD.replace("CROWD", crowd).replace("a: {rat", f"a: {{{ruin}rat")
    unpaid = solve(tmp_path, text.replace("PAYOFFS", f"payoffs: {{{PAID}}}"))["actors"]["a"]
    assert unpaid["helped"] == unpaid["could"] == unpaid["would"]
    assert unpaid["possible"] == 1.0
    assert unpaid["verdict"] == "trapped"
    # What costs nothing is said so, and then it is a favour that can be afforded.
    free = f"{PAID}, crowd: {{at_end: {{over: 0, worse: 0, horizon: 0}}}}"
    paid = solve(tmp_path, text.replace("PAYOFFS", f"payoffs: {{{free}}}"))["actors"]["a"]
    assert paid["helped"] == 1.0
    assert paid["verdict"] == "dependent"
    if ruin:
        assert unpaid["ruin"]["helped"] == pytest.approx(unpaid["ruin"]["would"], abs=1e-12)


@pytest.mark.parametrize("backend", ["native", "numpy"])
def test_what_changes_nothing_is_no_favour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    """`a` ends the same whatever `b` picks, once by 0.1 + 0.2 and once by 0.3: only rounding tells them apart."""
    monkeypatch.setenv("OFFRAMP_BACKEND", backend)
    path = tmp_path / "rounding.yaml"
    path.write_text(
        """
offramp: 1
title: Rounding
calendar: {periods: 1}
actors: {a: {rationality: 1, ruin: [fall]}, b: {rationality: inf, helped: 1}}
state: {x: {range: [0, 1], start: 0.5}}
play:
  - {move: b, options: {left: {}, right: {}}}
  - one_of:
      good: {probability: 0.3 if b == left else 0.1 + 0.2}
      fall: {probability: 0 if b == left else 0.5}
payoffs: {a: {at_end: {fall: 0, fine: 0, horizon: 0}}, b: {at_end: {fall: 0, fine: 1, horizon: 1}}}
endings: {fall: {when: fall}, fine: {when: good}}
tolerable: {a: [fine]}
""",
        encoding="utf-8",
    )
    found = offramp.load(path).solve(points=10).to_json()["actors"]["a"]
    assert found["helped"] == pytest.approx(0.3, abs=1e-9)
    assert found["ruin"]["helped"] == pytest.approx(0.0, abs=1e-9)
