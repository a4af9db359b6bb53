"""Solves a game file of this folder and looks things up in the result."""

from pathlib import Path
from typing import Any

import offramp

GAMES = Path(__file__).parent / "games"


def solved(name: str, rationality: float) -> dict[str, Any]:
    """What `offramp solve GAME --json` prints."""
    found: dict[str, Any] = offramp.read_game(GAMES / name).solve(rationality).to_json()
    return found


def mixed(result: dict[str, Any], label: str) -> dict[str, float]:
    """How likely each action is at the information set with a label."""
    (there,) = (found for found in result["sets"] if found["label"] == label)
    return {action["label"]: action["chosen"] for action in there["actions"]}


def profile(result: dict[str, Any]) -> list[list[float]]:
    """The mixtures of a strategic game, by player."""
    return [[action["chosen"] for action in found["actions"]] for found in result["sets"]]


def gains(result: dict[str, Any]) -> list[float]:
    """What each player's best reply would add."""
    return [player["best_reply_gain"] for player in result["players"]]
