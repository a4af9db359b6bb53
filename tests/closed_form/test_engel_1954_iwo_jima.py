"""Lanchester's square law at Iwo Jima (Engel 1954, Journal of the Operations Research Society of America 2:163-171).

dM = P(t) - 0.0544 N, dN = -0.0106 M with M = 0 and N = 21,500 at first; 54,000 landed on the first day, 6,000 on the
third, 13,000 on the sixth. Runge-Kutta with one step a day hits every digit of the published solution; Euler misses.
"""

from pathlib import Path
from typing import Any

import pytest

import offramp

ISLAND = """
offramp: 1
title: Iwo Jima
calendar: {start: 1945-02-19, period: day, periods: 37}
assumptions:
  kills_of_defender: {value: 0.0544, unit: 1/day}
  kills_of_attacker: {value: 0.0106, unit: 1/day}
tables:
  landing: {means: Troops landed a day, x: [0, 1, 1.5, 2, 3, 4, 5, 6], y: [54000, 0, 0, 6000, 0, 0, 13000, 0]}
state:
  attackers: {range: [0, 80000], start: 0}
  defenders: {range: [-1000, 21500], start: 21500}
play:
  - update:
      attackers: attackers + landing(t) - kills_of_defender * defenders
      defenders: defenders - kills_of_attacker * attackers
    method: METHOD
"""
PUBLISHED = {1: 52835.5, 3: 56587.4, 6: 66453.7, 28: 53042.4, 36: 51985.2}


def run(tmp_path: Path, method: str, text: str = ISLAND) -> list[dict[str, Any]]:
    (tmp_path / "island.yaml").write_text(text.replace("METHOD", method), encoding="utf-8")
    found = offramp.load(tmp_path / "island.yaml").simulate(paths=2).to_json()
    assert found["clipped"] == 0
    timeline: list[dict[str, Any]] = found["timeline"]
    return timeline


def mean(timeline: list[dict[str, Any]], day: int, stock: str) -> float:
    return float(timeline[day]["stocks"][stock]["mean"])


def test_the_model_of_the_library_hits_every_digit() -> None:
    found = offramp.load("iwo-jima").simulate(paths=2).to_json()
    timeline = found["timeline"]
    assert {day: mean(timeline, day, "island_x") for day in PUBLISHED} == pytest.approx(PUBLISHED, abs=0.05)
    assert mean(timeline, 36, "island_y") == pytest.approx(216.8, abs=0.05)
    assert timeline[28]["label"] == "1945-03-19"
    # The last of them falls on the day after.
    assert found["endings"]["no_defenders"]["share"] == 1


def test_runge_kutta_with_a_step_a_day_hits_every_digit(tmp_path: Path) -> None:
    timeline = run(tmp_path, "rk4")
    assert {day: mean(timeline, day, "attackers") for day in PUBLISHED} == pytest.approx(PUBLISHED, abs=0.05)
    assert mean(timeline, 36, "defenders") == pytest.approx(216.8, abs=0.05)


def test_euler_with_a_step_a_day_misses(tmp_path: Path) -> None:
    assert mean(run(tmp_path, "euler"), 36, "attackers") == pytest.approx(50705, abs=1)


def test_euler_comes_closer_with_more_substeps(tmp_path: Path) -> None:
    misses = [
        abs(mean(run(tmp_path, f"euler\n    substeps: {steps}"), 36, "attackers") - PUBLISHED[36])
        for steps in (1, 10, 100)
    ]
    # An error of first order shrinks with the step.
    assert misses[1] == pytest.approx(misses[0] / 10, rel=0.1)
    assert misses[2] == pytest.approx(misses[0] / 100, rel=0.1)


def test_landings_as_dated_steps(tmp_path: Path) -> None:
    """The same landings as steps that apply on one day each: what is landed at noon fights like the rest."""
    landed = "landed: {range: [0, 60000], start: 0}\n"
    text = ISLAND.replace("  attackers: {range", f"  {landed}  attackers: {{range").replace("landing(t)", "landed")
    text = text[: text.index("tables:")] + text[text.index("state:") :]
    days = {
        "1945-02-19": ("1945-02-20", 54000),
        "1945-02-21": ("1945-02-22", 6000),
        "1945-02-24": ("1945-02-25", 13000),
    }
    steps = "  - update: {landed: 0}\n" + "".join(
        f"  - update: {{landed: {men}}}\n    from: {first}\n    until: {after}\n"
        for first, (after, men) in days.items()
    )
    timeline = run(tmp_path, "rk4", text.replace("play:\n", f"play:\n{steps}"))
    assert {day: mean(timeline, day, "attackers") for day in PUBLISHED} == pytest.approx(PUBLISHED, abs=0.05)
