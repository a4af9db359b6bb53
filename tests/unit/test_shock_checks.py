"""Shocks that quadrature misreads: a result is right within its error, or says that it isn't resolved."""

from pathlib import Path
from typing import Any

import offramp

HEAD = "offramp: 1\ntitle: A shock\n"

# ∫ logistic((|x| − 0.3) / 0.05) dN(0, 1.4892): every even rule has all its nodes outside the narrow dip at 0.
DIP = (
    HEAD
    + """
calendar: {periods: 2}
actors: {a: {rationality: 1}}
state: {phase: {modes: [on, off], start: on}, x: {range: [-6, 6], start: 0}}
play:
  - {move: a, options: [hold, wait]}
  - {shock: s, when: t == 0, sd: 1.489202928820488}
  - update: {x: x + s}
  - {chance: deal, when: t == 1 and phase == on, probability: logistic((abs(x) - 0.3) / 0.05), then: {phase: off}}
payoffs: {a: {at_end: {over: 0.5, horizon: 0}}}
endings: {over: {when: phase == off}}
tolerable: {a: [over]}
"""
)
DIP_TRUTH = 0.8406  # by numerical integration of the normal density

JUMP = (
    HEAD
    + """
calendar: {periods: 1}
actors: {a: {rationality: 1}}
state: {n: {range: [0, 100], start: 0, whole: true}}
play:
  - {move: a, options: [stay, go]}
  - {shock: s, sd: 1}
  - update: {n: n + (20 if s > 2 else 0)}
payoffs: {a: {at_end: {jumped: 0.2, horizon: 1}}}
endings: {jumped: {when: n > 3}}
tolerable: {a: [jumped]}
"""
)
JUMP_TRUTH = 0.02275  # 1 − Φ(2)

HABIT = (
    HEAD
    + """
calendar: {periods: 3}
actors: {crowd: {habit: {riot: x, rest: 1 - x}}}
state: {phase: {modes: [on, off], start: on}, x: {range: [-1, 2], start: 0.4}}
play:
  - {move: crowd, when: phase == on, options: [riot, rest]}
  - {shock: s, distribution: {uniform: {low: 0, high: 1}}}
  - update: {x: s}
  - {chance: ends, when: crowd == riot, probability: 0.3, then: {phase: off}}
endings: {over: {when: phase == off}}
tolerable: {crowd: [over]}
"""
)
HABIT_TRUTH = 1 - 0.88 * 0.85**2


def solved(tmp_path: Path, text: str) -> dict[str, Any]:
    path = tmp_path / "shock.yaml"
    path.write_text(text, encoding="utf-8")
    found: dict[str, Any] = offramp.load(path).solve().to_json()
    return found


def right_or_unresolved(found: dict[str, Any], ending: str, truth: float) -> bool:
    near = abs(found["endings"][ending] - truth) <= found["certificate"]["tolerance"]
    return near or not found["certificate"]["resolved"]


def test_a_dip_between_the_nodes_is_not_missed_with_confidence(tmp_path: Path) -> None:
    assert right_or_unresolved(solved(tmp_path, DIP), "over", DIP_TRUTH)


def test_a_rare_jump_of_a_whole_stock_is_not_missed_with_confidence(tmp_path: Path) -> None:
    found = solved(tmp_path, JUMP)
    assert found["certificate"]["paths"] > 0
    assert abs(found["endings"]["jumped"] - JUMP_TRUTH) < 0.01


def test_a_habit_that_fails_on_the_margin_of_the_tube_alone_is_solved_without_it(tmp_path: Path) -> None:
    assert abs(solved(tmp_path, HABIT)["endings"]["over"] - HABIT_TRUTH) < 0.002


def test_a_habit_without_payoffs_has_no_interest_in_leaving(tmp_path: Path) -> None:
    crowd = solved(tmp_path, HABIT)["actors"]["crowd"]
    assert abs(crowd["best_reply_would"] - crowd["would"]) < 1e-9
