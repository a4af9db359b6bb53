"""Names that are declared and never used: mostly a sign that something was forgotten or misspelt."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.expression_tree import Kind, variables
from offramp.scenario.model import ScenarioModel, Shock
from offramp.scenario.model_expressions import expressions


def check_use(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Warn of assumptions, defines and shocks that no expression reads."""
    used = frozenset().union(
        *(variables(expression) for expression in expressions(model)),
        *(variables(define.expression) for define in model.defines.values()),
    )
    for name, assumption in model.assumptions.items():
        if (Kind.ASSUMPTION, name) not in used:
            log.warning("W503", f"assumption {name} is never used", assumption.span, "use it, or remove it")
    for name, define in model.defines.items():
        if (Kind.DEFINE, name) not in used:
            log.warning("W505", f"`{name}` is defined and never used", define.span, "use it, or remove it")
    for step in model.play:
        if isinstance(step, Shock) and (Kind.SHOCK, step.name) not in used:
            log.warning(
                "W502",
                f"shock {step.name} is drawn and never used",
                step.span,
                "add it to what it moves in an `update`, or remove it",
            )
