"""Random scenarios of finitely many states (those of tests/closed_form), with what a test wants changed in them."""

from pathlib import Path
from random import Random

import yaml

import offramp
from tests.closed_form.game_drawing import draw_game
from tests.closed_form.small_games import scenario_data

RICH = 1000  # from this number on, games have habits, named moves, numeric options and a rule for ties


def drawn_scenario(
    number: int, folder: Path, rationality: float | str | None = None, discount: float | None = None
) -> offramp.Scenario:
    """Game `number` as a scenario. rationality, discount: those of all its actors, in place of their own; with a
    rationality, ties are split evenly."""
    data = scenario_data(draw_game(Random(number), rich=number >= RICH))
    if rationality is not None:
        for actor in data["actors"].values():
            actor["rationality"] = rationality
            actor.pop("ties", None)
        for step in data["play"]:
            step.pop("ties", None)
    if discount is not None:
        data["discount"] = dict.fromkeys(data["actors"], discount)
    path = folder / f"game_{number}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return offramp.load(path)
