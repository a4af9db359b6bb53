"""What things are called and mean in a scenario, for those who show results."""

from typing import Any

from offramp.game.game import Game
from offramp.scenario.model import Move, ScenarioModel


def display_names(model: ScenarioModel) -> dict[str, Any]:
    """Meanings by name: views, options, endings, groups, stocks, actors and the sources with their stance."""
    options: dict[str, dict[str, str]] = {}
    for step in model.play:
        if isinstance(step, Move):
            for option in step.written:
                if option.means:
                    options.setdefault(step.actor, {})[step.group(option)] = option.means
    return {
        "views": {v.name: {"means": v.means, "stance": v.stance} for v in model.views.values()},
        "actors": {a.name: a.title for a in model.actors.values()},
        "options": options,
        "endings": {e.name: e.means for e in model.endings.values() if e.means},
        "groups": {g: list(members) for g, members in model.question.groups.items()} if model.question else {},
        "stocks": {s.name: {"means": s.means, "unit": s.unit, "range": [s.low, s.high]} for s in model.stocks.values()},
        "assumptions": {a.name: {"means": a.means, "unit": a.unit} for a in model.assumptions.values()},
        "sources": [{"title": s.title, "stance": s.stance, "date": s.date_text} for s in model.sources.values()],
    }


def switches_in(game: Game) -> dict[str, Any]:
    """Which case of every switch was played, and which weren't."""
    return {
        name: {"case": case, "others": [other for other in game.model.switches[name].cases if other != case]}
        for name, case in game.cases.items()
    }
