"""Trying a scenario's numbers before saying that it is in order."""

from offramp.game.game import Game
from offramp.scenario.model import ScenarioModel


def tried(model: ScenarioModel) -> ScenarioModel:
    """The same scenario, once the numbers of every view and every case have been tried in it."""
    for view in (None, *model.views):
        Game.bind(model, view)
        for switch in model.switches.values():
            for case in switch.cases:
                Game.bind(model, view, {switch.name: case})
    return model
