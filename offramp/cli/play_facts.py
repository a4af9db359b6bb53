"""The order of play as plain data: what happens in one period, step by step."""

from collections.abc import Iterable
from typing import Any

from offramp.scenario.expression_printer import to_text
from offramp.scenario.expression_tree import Expression
from offramp.scenario.model import Chance, Effect, Move, ScenarioModel, SetStock, Shock, Step

Facts = dict[str, Any]


def play_facts(model: ScenarioModel) -> list[Facts]:
    """Every step of a period in order: its kind, its guard, and what it may bring about."""
    labels = (*model.modes, *model.actors)
    return [{"step": _kind(step), "when": _text(step.when, labels), **_step(step, labels)} for step in model.play]


def _kind(step: Step) -> str:
    if isinstance(step, Chance):
        return step.kind.value
    return type(step).__name__.casefold()


def _step(step: Step, labels: tuple[str, ...]) -> Facts:
    match step:
        case Move():
            options = {o.name: {"when": _text(o.when, labels), "then": _effects(o.then, labels)} for o in step.options}
            return {"actor": step.actor, "options": options}
        case Chance():
            return {
                "outcomes": {
                    o.name: {"weight": _text(o.weight, labels), "then": _effects(o.then, labels)} for o in step.outcomes
                }
            }
        case Shock():
            return {"shock": step.name, "sd": to_text(step.sd, labels)}
        case _:
            return {"sets": _effects(step.effects, labels)}


def _effects(effects: Iterable[Effect], labels: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for effect in effects:
        if isinstance(effect, SetStock):
            found[effect.stock] = to_text(effect.expression, labels)
        else:
            # An empty label keeps the mode as it is, which is written as its own name.
            cases = [(condition, label or effect.mode) for condition, label in effect.cases]
            parts = [f"{label} if {to_text(c, labels)} else" if c is not None else label for c, label in cases]
            found[effect.mode] = " ".join(parts)
    return found


def _text(expression: Expression | None, labels: tuple[str, ...]) -> str | None:
    return None if expression is None else to_text(expression, labels)
