"""Names that are declared and never used: mostly a sign that something was forgotten or misspelt."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.checks.model_expressions import expressions
from offramp.scenario.claims.question_expressions import question_expressions
from offramp.scenario.expressions.expression_tree import Kind, Table, children, variables
from offramp.scenario.model import ScenarioModel, Shock


def check_use(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Warn of assumptions, defines and shocks that no expression reads."""
    used = frozenset().union(
        *(variables(expression) for expression in expressions(model)),
        *(variables(define.expression) for define in model.defines.values()),
        *(variables(expression) for expression in question_expressions(model)),
    )
    for name, assumption in model.assumptions.items():
        if (Kind.ASSUMPTION, name) not in used:
            log.warning("W503", f"assumption {name} is never used", assumption.span, "use it, or remove it")
    for name, switch in model.switches.items():
        # A case that sets something has an effect without an expression.
        sets = any(case.set or case.periods is not None for case in switch.cases.values())
        if (Kind.SWITCH, name) not in used and not sets:
            remedy = f"ask for it, as in `{name} == {switch.value}`, or let its cases `set` numbers; or remove it"
            log.warning("W420", f"switch {name} changes nothing", switch.span, remedy)
    called = _tables(model)
    for name, curve in model.tables.items():
        if name not in called:
            log.warning("W505", f"table {name} is never used", curve.span, f"call it: `{name}(x)`, or remove it")
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


def _tables(model: ScenarioModel) -> set[str]:
    """The named tables that some expression calls."""
    found: set[str] = set()
    stack = [*expressions(model), *(define.expression for define in model.defines.values())]
    while stack:
        node = stack.pop()
        if isinstance(node, Table) and node.name:
            found.add(node.name)
        stack.extend(children(node))
    return found
