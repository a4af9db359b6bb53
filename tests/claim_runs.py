"""Claims put to a scenario's text, and what becomes of them at its baseline."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from offramp.game.game import Game
from offramp.judge.claims.claim_values import ClaimValue, claim_values
from offramp.scenario.library import ready_scenarios
from offramp.scenario.reader import read_text
from offramp.solve.solution import Solution
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start


def model_text(name: str) -> str:
    """The text of a model of the library."""
    return ready_scenarios()[name].read_text(encoding="utf-8")


def solved(
    text: str, claims: Sequence[str], changes: Mapping[str, float | str] | None = None, **effort: Any
) -> Solution:
    """The solution of a scenario that makes these claims, called c0, c1, …"""
    stated = {f"c{k}": {"means": "A sentence", "holds": claim} for k, claim in enumerate(claims)}
    model = read_text(f"{text}\n{yaml.safe_dump({'claims': stated}, width=10_000, sort_keys=False)}", "claims.yaml")
    return solve(Game.bind(model, None, changes or {}), Start(), Effort(**effort))


def judged(
    text: str, claims: Sequence[str], changes: Mapping[str, float | str] | None = None, **effort: Any
) -> list[ClaimValue]:
    """What becomes of each claim, in their order."""
    return list(claim_values(solved(text, claims, changes, **effort), audit_paths=100, paths=400).values())


def numbers(text: str, quantities: Sequence[str], changes: Mapping[str, float | str] | None = None) -> list[float]:
    """What each quantity is, by claims that compare it with a number that it won't be."""
    found = judged(text, [f"{quantity} != 0.123456" for quantity in quantities], changes)
    values = [next(iter(one.quantities.values())).value for one in found]
    assert all(isinstance(value, float) for value in values), found
    return [float(value) for value in values if value is not None]
