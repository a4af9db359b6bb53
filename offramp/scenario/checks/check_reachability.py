"""Endings, steps and labels that can never come about."""

from offramp.core.diagnostics import DiagnosticLog
from offramp.scenario.checks.boxes import Box, widest_box, with_state
from offramp.scenario.checks.model_expressions import parts, step_name
from offramp.scenario.expressions.expression_printer import shown
from offramp.scenario.expressions.expression_tree import (
    Boolean,
    Compare,
    Expression,
    Is,
    Kind,
    Logical,
    rebuilt,
)
from offramp.scenario.expressions.intervals import bounds, truth
from offramp.scenario.model import Chance, Effect, Move, ScenarioModel, SetMode, Update

Reached = dict[str, set[str]]  # mode -> the labels that it may come to have


def check_reachability(model: ScenarioModel, log: DiagnosticLog) -> None:
    """Report endings that can't be reached, and warn of steps, options and labels that can't."""
    reached, box = _reached(model)
    for ending in model.endings.values():
        if ending.when is not None and _holds(ending.when, reached, box) is False:
            log.error(
                "E502",
                f"ending {ending.name} can't be reached: {_reason(ending.when, reached, box, model)}",
                ending.when.span,
                "let a step bring it about, or remove the ending",
            )
    for step in model.play:
        if step.when is not None and _holds(step.when, reached, box) is False:
            log.warning(
                "W506",
                f"{step_name(step)} never happens: {_reason(step.when, reached, box, model)}",
                step.when.span,
                "mend its `when`, or remove the step",
            )
        elif isinstance(step, Move):
            for option in step.written:
                guard = _both(step.when, option.when)
                if option.when is not None and guard is not None and _holds(guard, reached, box) is False:
                    log.warning(
                        "W506",
                        f"option {option.label} of {step.actor} is never there: "
                        + _why_not(step.when, option.when, reached, box, model),
                        option.when.span,
                        "mend its `when`, or remove the option",
                    )
    for mode in model.modes.values():
        never = [label for label in mode.labels if label not in reached[mode.name]]
        if never:
            log.warning(
                "W507",
                f"{mode.name} never becomes {' or '.join(never)}",
                mode.span,
                "let a step set it, or remove the label",
            )


def _reached(model: ScenarioModel) -> tuple[Reached, Box]:
    """The labels that modes can come to have, and what other variables can be meanwhile.

    Grows from the start: an effect counts once the guards before it may hold, given the labels so far.
    """
    reached: Reached = {name: {mode.start} for name, mode in model.modes.items()}
    while True:
        before = sum(map(len, reached.values()))
        defines = {name: _with_labels(d.expression, reached) for name, d in model.defines.items()}
        box = with_state(model, widest_box(model), defines)
        for step in model.play:
            if step.when is not None and _holds(step.when, reached, box) is False:
                continue
            groups: list[tuple[Effect, ...]] = []
            match step:
                case Move():
                    groups = [
                        o.then
                        for o in step.written
                        if not (guard := _both(step.when, o.when)) or _holds(guard, reached, box) is not False
                    ]
                case Chance():
                    groups = [outcome.then for outcome in step.outcomes]
                case Update():
                    groups = [step.effects]
            for effect in (effect for group in groups for effect in group):
                if isinstance(effect, SetMode):
                    reached[effect.mode].update(_labels(effect, reached, box))
        if sum(map(len, reached.values())) == before:
            return reached, box


def _labels(effect: SetMode, reached: Reached, box: Box) -> set[str]:
    found = set()
    for condition, label in effect.cases:
        holds = True if condition is None else _holds(condition, reached, box)
        if label and holds is not False:
            found.add(label)
        if holds:
            break
    return found


def _holds(condition: Expression, reached: Reached, box: Box) -> bool | None:
    return truth(_with_labels(condition, reached), box)


def _with_labels(node: Expression, reached: Reached) -> Expression:
    """`node` where comparisons with labels that a mode never or always has are decided."""
    if isinstance(node, Is) and node.kind is Kind.MODE:
        if node.label not in reached[node.name]:
            return Boolean(False, node.span)
        return Boolean(True, node.span) if len(reached[node.name]) == 1 else node
    return rebuilt(node, lambda child: _with_labels(child, reached))


def _both(step: Expression | None, option: Expression | None) -> Expression | None:
    """The guard of an option: its own and that of its step together."""
    if step is None or option is None:
        return option or step
    return Logical("and", step, option, option.span)


def _why_not(step: Expression | None, option: Expression, reached: Reached, box: Box, model: ScenarioModel) -> str:
    if step is None or _holds(option, reached, box) is False:
        return _reason(option, reached, box, model)
    return f"its `when` and that of the move, `{shown(step)}`, never hold together"


def _reason(condition: Expression, reached: Reached, box: Box, model: ScenarioModel) -> str:
    """The first part of `condition` that never holds, and why."""
    for node in parts(condition, model):
        if isinstance(node, Is) and node.kind is Kind.MODE and node.label not in reached[node.name]:
            return f"nothing ever sets {node.name} to {node.label}"
        if isinstance(node, Compare) and _holds(node, reached, box) is False:
            sides = ((side, bounds(_with_labels(side, reached), box)) for side in (node.left, node.right))
            known = [f"`{shown(side)}` is between {low:g} and {high:g}" for side, (low, high) in sides if low < high]
            return f"`{shown(node)}` never holds" + (f", as {' and '.join(known)}" if known else "")
    return "its `when` holds for no value that its variables can take"
