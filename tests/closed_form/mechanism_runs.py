"""Scenarios made of little more than one mechanism of the library, for its closed form."""

from pathlib import Path
from typing import Any

import offramp
from offramp.scenario.reader import read_text


def alone(mechanism: str, given: str, periods: int, more: str = "", steps: str = "{use: own}") -> offramp.Scenario:
    """A scenario that uses `mechanism` under the prefix `own`; `more` are further sections."""
    text = (
        f"offramp: 1\ntitle: Alone\ncalendar: {{periods: {periods}}}\n"
        f"use: {{own: {{mechanism: {mechanism}, with: {{{given}}}}}}}\nplay: [{steps}]\n{more}"
    )
    return offramp.Scenario(read_text(text, "alone.yaml"), Path("alone.yaml"))


def timeline(scenario: offramp.Scenario, paths: int = 2) -> list[dict[str, Any]]:
    """What `simulate` says of each period."""
    found: list[dict[str, Any]] = scenario.simulate(paths=paths).to_json()["timeline"]
    return found


def stock(row: dict[str, Any], name: str) -> float:
    """The mean of a stock at the start of a period."""
    return float(row["stocks"][f"own_{name}"]["mean"])


def output(row: dict[str, Any], name: str) -> float:
    """The mean of a defined quantity."""
    return float(row["outputs"][f"own_{name}"]["mean"])
