"""Parameters of shocks that provably make no distribution: whatever the state, or at the baseline of some view."""

from collections.abc import Iterable

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.distributions import Named
from offramp.core.families import FAMILIES
from offramp.scenario.checks.boxes import Box
from offramp.scenario.expressions.intervals import bounds
from offramp.scenario.model import Draw, ScenarioModel, Shock

LEAST_HELD = 1e-6  # of a distribution inside its range


def check_draws(model: ScenarioModel, boxes: Iterable[tuple[str | None, Box]], log: DiagnosticLog) -> None:
    """Report shocks whose parameters, where they are numbers in a view's `Box`, break the rule of their family."""
    boxes = list(boxes)
    for step in model.play:
        if isinstance(step, Shock) and step.draw is not None:
            for view, box in boxes:
                values = _numbers(step.draw, box)
                if values is not None and not _tell(step.name, step.draw, values, view, log):
                    break


def _numbers(draw: Draw, box: Box) -> dict[str, float] | None:
    """The parameters, where all of them are the same in all of the box."""
    found = {name: bounds(expression, box) for name, expression in draw.parameters.items()}
    if any(low != high for low, high in found.values()):
        return None
    return {name: low for name, (low, _) in found.items()}


def _tell(name: str, draw: Draw, values: dict[str, float], view: str | None, log: DiagnosticLog) -> bool:
    """Whether these parameters make a distribution; otherwise the log says why not."""
    form = FAMILIES[draw.family].form(frozenset(values))
    assert form is not None
    found = ", ".join(f"{parameter} is {values[parameter]:g}" for parameter in form.parameters)
    place = f", in view {view}" if view else ""
    if not form.fits(*(values[parameter] for parameter in form.parameters)):
        message = f"shock {name} can't be drawn: {found}{place}, and `{draw.family}` needs {form.needs}"
        log.error("E457", message, draw.span, "correct its parameters")
        return False
    if Named(draw.family, tuple(values.items()), draw.low, draw.high).held < LEAST_HELD:
        message = f"the range [{draw.low:g}, {draw.high:g}] of shock {name} leaves nothing of it: {found}{place}"
        log.error("E457", message, draw.span, "widen the range, or correct the parameters")
        return False
    return True
