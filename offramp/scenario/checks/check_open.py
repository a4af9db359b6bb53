"""An open game has no last period, so all of its periods must be alike."""

from collections.abc import Iterator

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.scenario.checks.boxes import widest_box
from offramp.scenario.checks.model_expressions import expressions
from offramp.scenario.expressions.expression_tree import Expression, Kind, Variable, children
from offramp.scenario.expressions.intervals import bounds
from offramp.scenario.model import ScenarioModel


def check_open(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Report every place where the time is asked for, and actors for whom later periods count as much as the first."""
    if not model.calendar.open:
        return
    box = widest_box(model)
    for actor in model.actors.values():
        if actor.name in model.payoffs and (actor.discount is None or bounds(actor.discount, box)[0] >= 1):
            log.error(
                "E416",
                f"{actor.name} counts all periods of an open game alike, so that what it gets has no bound",
                actor.span if actor.discount is None else actor.discount.span,
                "give it a `discount` below 1, such as 0.97, or the calendar a number of periods",
            )
    told = set()
    for expression in (*expressions(model), *(define.expression for define in model.defines.values())):
        for span in _times(expression):
            if span not in told:
                told.add(span)
                log.error(
                    "E512",
                    "with `periods: open` every period is alike, and this depends on the time",
                    span,
                    "let it depend on the state instead (a mode, a stock that counts), or give a number of periods",
                )


def _times(expression: Expression) -> Iterator[Span]:
    """Where an expression asks for the time."""
    if isinstance(expression, Variable) and expression.kind is Kind.TIME:
        yield expression.span
    for child in children(expression):
        yield from _times(child)
