"""Each mechanism of `ukraine-2023`, switched off, moves what theory says that it moves.

All solutions are on one coarse grid: its numbers are rough, their order is what is tested.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import offramp

from .ukraine_mechanisms import MECHANISMS, SOBER, SPELL, Quantity, SwitchedOff

POINTS = 600
PAGE = Path(__file__).parents[2] / "docs" / "ukraine-2023.md"


@cache
def _solved(changes: frozenset[tuple[str, float]]) -> dict[str, Any]:
    scenario = offramp.load("ukraine-2023")
    return scenario.solve(set=dict(changes), points=POINTS, refine=False, paths=20).to_json()


def _solve(changes: Mapping[str, float]) -> dict[str, Any]:
    return _solved(frozenset(changes.items()))


def _read(solution: Any, quantity: Quantity) -> float:
    for part in quantity:
        solution = solution[part]
    return float(solution)


@pytest.mark.parametrize("row", MECHANISMS, ids=str)
def test_switched_off(row: SwitchedOff) -> None:
    given = {**SOBER, **row.given}
    on, off = (_read(_solve(changes), row.quantity) for changes in (given, {**given, **row.off}))
    assert (off - on) * row.way.value > 0, f"{row.theory}: {on} with {row.mechanism}, {off} without"


def test_a_bloc_under_its_spell_expects_more_than_comes() -> None:
    bloc = _solve(SPELL)["actors"]["bloc"]
    assert bloc["expects"]["value"] > bloc["value"]
    assert bloc["expects"]["would"] > bloc["would"]
    assert _solve(SOBER)["actors"]["bloc"]["expects"] is None


def test_sustained_war_is_an_ending_of_its_own() -> None:
    """M16: neither reversed nor escalated, and the critic's bloc can live with it where the article's can't."""
    scenario = offramp.load("ukraine-2023")
    assert _solve(SOBER)["endings"]["horizon"] > 0.05
    assert scenario.model.question is not None
    assert "horizon" in scenario.model.question.groups["neither"]
    assert "horizon" in scenario.model.tolerable_in("critic")["bloc"]
    assert "horizon" not in scenario.model.tolerable_in("article")["bloc"]


def test_every_mechanism_has_a_switch_and_is_documented() -> None:
    wanted = {f"M{n}" for n in (*range(1, 17), 18)}
    assert {row.mechanism for row in MECHANISMS} == wanted
    page = PAGE.read_text(encoding="utf-8")
    for row in MECHANISMS:
        told = re.search(rf"^\| {row.mechanism} \|.*$", page, re.MULTILINE)
        assert told, row.mechanism
        assert all(f"`{name}`" in told.group() for name in row.off), row
