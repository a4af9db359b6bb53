"""An option's status is what it mostly is, its numbers are means: where they part, that is said beside them."""

import re
from pathlib import Path
from typing import Any

import pytest

import offramp
from offramp.cli.solution_words import solution_text
from offramp.report.page import page
from offramp.report.statuses import in_how_many

# Where the door stands open (OPEN of the time) asking leads out for sure, and elsewhere with a chance of 30%.
DOOR = """
offramp: 1
title: A door
calendar: {periods: 1}
actors: {a: {rationality: 1}}
state: {phase: {modes: [inside, outside], start: inside}}
play:
  - {chance: open_door, probability: OPEN}
  - {move: a, options: [ask, wait]}
  - {chance: let_out, when: a == ask, probability: 1 if open_door else 0.3, then: {phase: outside}}
payoffs: {a: {at_end: {out: 1, horizon: 0}}}
endings: {out: {when: phase == outside}}
tolerable: {a: [out]}
"""


def analysis(tmp_path: Path, chance: float) -> dict[str, Any]:
    (tmp_path / "door.yaml").write_text(DOOR.replace("OPEN", str(chance)), encoding="utf-8")
    found: dict[str, Any] = offramp.load(tmp_path / "door.yaml").analyse(worlds=0).to_json()
    return found


def shown(result: dict[str, Any]) -> tuple[str, str]:
    """What the terminal and the page say."""
    text = solution_text(next(iter(result["views"].values())), 200)
    return " ".join(text.split()), " ".join(re.sub(r"<[^>]+>", "", page(result)).split())


def test_a_status_that_a_mean_seems_to_contradict_says_how_often_it_holds(tmp_path: Path) -> None:
    found = analysis(tmp_path, 0.38)
    ask = next(iter(found["views"].values()))["actors"]["a"]["options"]["ask"]
    assert ask["reach"] == pytest.approx(0.38 + 0.62 * 0.3)
    assert (ask["status"], ask["status_share"]) == ("closed", pytest.approx(0.62))
    for said in shown(found):
        assert said.count("closed in 62% of situations") == 1
        assert "closed in 100%" not in said  # waiting is closed whatever the door does
        assert said.count("what an option is can depend on what was picked and drawn earlier") == 1


def test_where_they_agree_nothing_is_said(tmp_path: Path) -> None:
    found = analysis(tmp_path, 0.1)
    ask = next(iter(found["views"].values()))["actors"]["a"]["options"]["ask"]
    assert ask["reach"] == pytest.approx(0.37)
    assert (ask["status"], ask["status_share"]) == ("closed", pytest.approx(0.9))
    for said in shown(found):
        assert "situations" not in said


@pytest.mark.parametrize(
    ("status", "reach", "price", "share", "said"),
    [
        ("closed", 0.6, 0.0, 0.62, " in 62% of situations"),
        ("closed", 0.6, 0.0, 1.0, ""),
        ("closed", 0.4, 0.3, 0.62, ""),  # what is closed may cost something as well
        ("way_out", 0.4, 0.0, 0.55, " in 55% of situations"),
        ("way_out", 0.6, 0.3, 0.55, " in 55% of situations"),
        ("keeps_open", 0.6, -0.3, 0.55, ""),
        ("priced_out", 0.6, -0.1, 0.7, " in 70% of situations"),
        ("priced_out", 0.6, 0.1, 0.7, ""),
        ("closed", None, None, 0.62, ""),
        ("closed", 0.6, 0.0, None, ""),  # from a version that didn't count it
    ],
)
def test_what_seems_to_disagree(status: str, reach: Any, price: Any, share: Any, said: str) -> None:
    option = {"status": status, "reach": reach, "price": price, "status_share": share}
    assert in_how_many(option, 0.5, 0.0) == said


def test_without_an_exact_game_the_share_claims_little() -> None:
    option = {"status": "closed", "reach": 0.6, "price": 0.0, "status_share": 0.62}
    assert in_how_many(option, 0.5, None) == " in ≈ 60% of situations"
