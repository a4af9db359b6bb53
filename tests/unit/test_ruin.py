"""Reach under a cap on ruin: against all plans of a small game, listed one by one."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest

import offramp

# Bold (cap 0.05 allows little of it) and careful ways out, then a second chance for those who come through.
GAMBLE = """
offramp: 1
title: Gamble
calendar: {periods: 2}
actors:
  leader: {rationality: 1, ruin: {endings: [overthrown], cap: cap}}
assumptions:
  cap: {means: What chance of ruin it bears, unit: probability, value: 0.05, range: [0, 1], because: {note: varied}}
  lure: {means: What staying in brings, unit: utility, value: 0, range: [0, 9], because: {note: varied}}
state:
  fate: {modes: [open, safe, overthrown, stuck], start: open}
play:
  - move: leader
    when: fate == open
    options:
      bold: {}
      careful: {}
      stay: {}
  - one_of:
      out: {probability: 0.8 if leader == bold else 0.4 if leader == careful else 0.02, then: {fate: safe}}
      over: {probability: 0.15 if leader == bold else 0.02 if leader == careful else 0, then: {fate: overthrown}}
payoffs:
  leader: {each_period: lure if leader == stay else 0, at_end: {safe: 0, overthrown: 0, horizon: 0}}
endings:
  safe: {when: fate == safe}
  overthrown: {when: fate == overthrown}
tolerable:
  leader: [safe]
"""
OUT = {"bold": 0.8, "careful": 0.4, "stay": 0.02}
OVER = {"bold": 0.15, "careful": 0.02, "stay": 0.0}
TINY = 1e-12


def plans(first: tuple[str, ...] = tuple(OUT)) -> list[tuple[float, float]]:
    """Reach and ruin of every plan: an option now, and one for the case that the game goes on."""
    found = []
    for now, later in product(first, OUT):
        on = 1.0 - OUT[now] - OVER[now]
        found.append((OUT[now] + on * OUT[later], OVER[now] + on * OVER[later]))
    return found


def reach_within(cap: float, listed: list[tuple[float, float]]) -> float:
    """The best reach of a plan, or of a toss between two plans, whose chance of ruin is at most `cap`."""
    best = max((reach for reach, ruin in listed if ruin <= cap + TINY), default=0.0)
    for (low, safe), (high, risky) in product(listed, listed):
        if safe < cap < risky:
            best = max(best, low + (cap - safe) / (risky - safe) * (high - low))
    return best


def solve(folder: Path, text: str = GAMBLE, **requests: Any) -> dict[str, Any]:
    path = folder / "gamble.yaml"
    path.write_text(text, encoding="utf-8")
    solution: dict[str, Any] = offramp.load(path).solve(**requests).to_json()
    return solution


@pytest.mark.parametrize("cap", [0.0, 0.05, 0.1, 0.15, 0.2, 1.0])
def test_reach_within_the_cap_is_that_of_the_best_plan(cap: float, tmp_path: Path) -> None:
    leader = solve(tmp_path, set={"cap": cap})["actors"]["leader"]
    assert leader["ruin"]["cap"] == cap
    assert leader["reach_within_cap"] == pytest.approx(reach_within(cap, plans()), abs=1e-9)
    assert leader["ruin"]["reach_within_cap"] == leader["reach_within_cap"]
    assert leader["reach_within_cap"] <= leader["could"] + TINY


@pytest.mark.parametrize("cap", [0.001, 0.01, 0.02, 0.0316, 0.04])
def test_reach_within_the_cap_never_overstates(cap: float, tmp_path: Path) -> None:
    leader = solve(tmp_path, set={"cap": cap})["actors"]["leader"]
    best = reach_within(cap, plans())
    assert 0.97 * best <= leader["reach_within_cap"] <= best + TINY


@pytest.mark.parametrize("cap", [0.05, 0.2])
@pytest.mark.parametrize("option", list(OUT))
def test_reach_of_an_option_is_that_of_the_best_plan_after_it(cap: float, option: str, tmp_path: Path) -> None:
    found = solve(tmp_path, set={"cap": cap})["actors"]["leader"]["options"][option]
    assert found["reach"] == pytest.approx(reach_within(cap, plans((option,))), abs=1e-9)


def test_ruin_is_shown_beside_every_reach(tmp_path: Path) -> None:
    leader = solve(tmp_path)["actors"]["leader"]
    could, ruin = max(plans())
    assert leader["could"] == pytest.approx(could, abs=1e-9)
    assert leader["ruin"]["could"] == pytest.approx(ruin, abs=1e-9)
    assert leader["ruin"]["endings"] == ["overthrown"]
    assert leader["options"]["bold"]["ruin"]["could"] == pytest.approx(0.15 + 0.05 * 0.15, abs=1e-9)


def test_the_chance_of_ruin_as_things_go_is_that_of_its_endings(tmp_path: Path) -> None:
    solution = solve(tmp_path)
    assert solution["actors"]["leader"]["ruin"]["would"] == pytest.approx(solution["endings"]["overthrown"], abs=1e-12)


def test_a_cap_can_make_the_difference_between_unwilling_and_trapped(tmp_path: Path) -> None:
    lured = {"lure": 9.0}
    assert solve(tmp_path, set={**lured, "cap": 1.0})["actors"]["leader"]["verdict"] == "unwilling"
    assert solve(tmp_path, set={**lured, "cap": 0.01})["actors"]["leader"]["verdict"] == "trapped"


def test_the_default_cap_is_one_in_twenty(tmp_path: Path) -> None:
    text = GAMBLE.replace("ruin: {endings: [overthrown], cap: cap}", "ruin: [overthrown]")
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("  cap:"))
    leader = solve(tmp_path, text)["actors"]["leader"]
    assert leader["ruin"]["cap"] == 0.05
    assert leader["reach_within_cap"] == pytest.approx(reach_within(0.05, plans()), abs=1e-9)


def test_without_ruin_the_cap_binds_nothing(tmp_path: Path) -> None:
    solution = offramp.load("brink").solve(points=60, refine=False).to_json()
    for actor in solution["actors"].values():
        assert actor["ruin"] is None
        assert actor["reach_within_cap"] == actor["could"]
        assert actor["helped_within_cap"] == actor["helped"]
