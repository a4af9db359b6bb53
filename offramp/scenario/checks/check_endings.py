"""Endings that make no difference to anybody."""

from dataclasses import fields, is_dataclass
from typing import Any

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.expressions.expression_tree import Number
from offramp.scenario.model import HORIZON, Move, Payoff, ScenarioModel


def check_endings(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Warn of endings that pay every actor what the horizon pays, and that nobody is pleased with or ruined by."""
    if not any(isinstance(step, Move) for step in model.play):
        return  # nobody chooses: endings are only counted
    if not any(_pays_otherwise(payoff, ending) for payoff in model.payoffs.values() for ending in model.endings):
        return  # no ending pays anything, which is told already
    for name, ending in model.endings.items():
        if name == HORIZON or _cared_about(name, model):
            continue
        log.warning(
            "W520",
            f"no actor cares about ending {name}: it pays everyone what the horizon pays, and nobody could live with "
            "it in any view",
            ending.span,
            f"say under `payoffs` what {name} pays, or under `tolerable` who could live with it; or remove the ending",
        )


def _cared_about(ending: str, model: ScenarioModel) -> bool:
    if any(_pays_otherwise(payoff, ending) for payoff in model.payoffs.values()):
        return True
    for view in (None, *model.views):
        for weights in model.tolerable_in(view).values():
            weight = weights.get(ending)
            if weight is not None and not (isinstance(weight, Number) and weight.value == 0):
                return True
    return any(ending in actor.ruin for actor in model.actors.values())


def _pays_otherwise(payoff: Payoff, ending: str) -> bool:
    """Whether `ending` is written to pay something else than the horizon."""
    return not _alike(payoff.at_end.get(ending), payoff.at_end.get(HORIZON))


def _alike(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, Span):
        return True
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if is_dataclass(one):
        return all(_alike(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    return bool(one == other)
