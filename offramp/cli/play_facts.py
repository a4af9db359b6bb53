"""The order of play as plain data: what happens in one period, step by step."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import Chance, Effect, Move, Option, ScenarioModel, SetStock, Shock, Step

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
            options = {
                o.label: {
                    "when": _text(o.when, labels),
                    "then": _effects(o.then, labels),
                    "numbers": numbers(step, o),
                }
                for o in step.written
            }
            habit = {label: to_text(weight, labels) for label, weight in (step.habit or {}).items()} or None
            name = step.name or None
            return {
                "actor": step.actor,
                "name": name,
                "beside": list(step.beside),
                "options": options,
                "ties": step.ties.value,
                "habit": habit,
                "focal": _cases(step.focal, labels) if step.focal else None,
            }
        case Chance():
            return {
                "outcomes": {
                    o.name: {"weight": _text(o.weight, labels), "then": _effects(o.then, labels)} for o in step.outcomes
                }
            }
        case Shock():
            return {"shock": step.name, **drawn(step, labels)}
        case _:
            integrated = {"method": step.method.value, "substeps": step.substeps} if step.integrated else {}
            return {"sets": _effects(step.effects, labels), **integrated}


def numbers(move: Move, option: Option) -> Facts | None:
    """The lowest and the highest number of a numeric option, and how many there are; None for a plain one."""
    found = [o.number for o in move.options if o.family == option.family and o.number is not None]
    return {"from": min(found), "to": max(found), "steps": len(found)} if option.family else None


def drawn(shock: Shock, labels: tuple[str, ...]) -> dict[str, str]:
    """How a shock is drawn, in the words of the file: its `sd`, or its `distribution`."""
    if shock.draw is None:
        return {"sd": to_text(shock.sd, labels) if shock.sd is not None else "0"}
    parameters = ", ".join(f"{name} {to_text(e, labels)}" for name, e in shock.draw.parameters.items())
    low, high = shock.draw.low, shock.draw.high
    held = f", held in [{low:g}, {high:g}]" if isfinite(low) or isfinite(high) else ""
    return {"distribution": f"{shock.draw.family} with {parameters}{held}"}


def _effects(effects: Iterable[Effect], labels: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for effect in effects:
        if isinstance(effect, SetStock):
            found[effect.stock] = to_text(effect.expression, labels)
        else:
            # An empty label keeps the mode as it is, which is written as its own name.
            found[effect.mode] = _cases([(c, label or effect.mode) for c, label in effect.cases], labels)
    return found


def _cases(cases: Iterable[tuple[Expression | None, str]], labels: tuple[str, ...]) -> str:
    """Labels with their conditions, as the file has them: `stag if custom == trust else none`."""
    return " ".join(f"{label} if {to_text(c, labels)} else" if c is not None else label for c, label in cases)


def _text(expression: Expression | None, labels: tuple[str, ...]) -> str | None:
    return None if expression is None else to_text(expression, labels)
