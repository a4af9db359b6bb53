"""Numbers that rest on nobody's word but the author's: assumptions without a source, numbers inside expressions."""

from collections.abc import Iterator
from dataclasses import dataclass

from offramp.core.spans import Span
from offramp.scenario.checks.model_expressions import step_name
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Compare,
    Expression,
    Kind,
    Negate,
    Number,
    Table,
    Variable,
    children,
)
from offramp.scenario.model import Chance, Move, ScenarioModel, SetMode, SetStock, Shock, Update


@dataclass(frozen=True, slots=True)
class Judgement:
    """An assumption that names no source. `note` is why it is judged so; empty where nothing is said."""

    name: str
    value: float
    unit: str
    note: str
    span: Span


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in an expression, `where` it stands: the part of the file that it decides."""

    value: float
    where: str
    span: Span


def judgements(model: ScenarioModel) -> list[Judgement]:
    """The assumptions that no source stands behind."""
    return [
        Judgement(a.name, a.value, a.unit, "; ".join(anchor.note for anchor in a.because), a.span)
        for a in model.assumptions.values()
        if not any(anchor.source for anchor in a.because)
    ]


def written_numbers(model: ScenarioModel) -> list[WrittenNumber]:
    """Numbers in the expressions of play, payoffs, definitions, starts and weights that could be assumptions.

    0, 1 and 2, counts and signs of arithmetic rather than guesses, are left out, and so are exponents, and numbers of
    a mechanism's own equations.
    """
    found: dict[Span, WrittenNumber] = {}
    for where, expression in _places(model):
        for number in _literals(expression):
            if number.span.used_at is None and abs(number.value) not in (0.0, 1.0, 2.0, float("inf")):
                found.setdefault(number.span, WrittenNumber(number.value, where, number.span))
    return sorted(found.values(), key=lambda number: (number.span.line, number.span.column))


def _literals(expression: Expression) -> Iterator[Number]:
    stack = [expression]
    while stack:
        node = stack.pop()
        match node:
            case Number():
                yield node
            case Negate(operand=Number(value=value)):
                yield Number(-value, node.span)
            case Arithmetic(operator="**"):
                stack.append(node.left)
            case Compare() if Kind.TIME in (_kind(node.left), _kind(node.right)):
                pass  # a date of the calendar
            case Table():
                stack.append(node.argument)  # the points of a table are data, and told as such
            case _:
                stack.extend(children(node))


def _kind(node: Expression) -> Kind | None:
    return node.kind if isinstance(node, Variable) else None


def _places(model: ScenarioModel) -> Iterator[tuple[str, Expression]]:
    for define in model.defines.values():
        yield f"`{define.name}`", define.expression
    for step in model.play:
        yield from _step(step)
    for payoff in model.payoffs.values():
        for name, term in payoff.each_period:
            yield f"what {payoff.actor} gains each period{f' ({name})' if name else ''}", term
        for paid_at, amount in payoff.at_end.items():
            yield f"what {payoff.actor} gains at {paid_at}", amount
    for ending in model.endings.values():
        if ending.when is not None:
            yield f"ending {ending.name}", ending.when
    for actor in model.actors.values():
        yield f"the rationality of {actor.name}", actor.rationality
    for weights in (model.tolerable, *model.view_tolerable.values()):
        for name, of_actor in weights.items():
            for ended, weight in of_actor.items():
                yield f"how far {name} could live with {ended}", weight


def _step(step: Move | Chance | Shock | Update) -> Iterator[tuple[str, Expression]]:
    if step.when is not None:
        yield step_name(step), step.when
    match step:
        case Move():
            yield from ((f"the habit of {step.actor}", weight) for weight in (step.habit or {}).values())
            expected = f"what is expected of {step.actor}"
            yield from ((expected, condition) for condition, _ in step.focal if condition is not None)
            for option in step.written:
                where = f"option {option.label} of {step.actor}"
                if option.when is not None:
                    yield where, option.when
                for effect in option.then:
                    yield from _effect(where, effect)
        case Chance():
            for outcome in step.outcomes:
                if outcome.weight is not None:
                    yield f"the chance of {outcome.name}", outcome.weight
                for effect in outcome.then:
                    yield from _effect(f"what {outcome.name} does", effect)
        case Shock():
            for expression in step.expressions:
                yield f"shock {step.name}", expression
        case Update():
            for effect in step.effects:
                yield from _effect("an update", effect)


def _effect(where: str, effect: SetStock | SetMode) -> Iterator[tuple[str, Expression]]:
    if isinstance(effect, SetStock):
        yield f"{where} of {effect.stock}" if where == "an update" else where, effect.expression
    else:
        yield from ((where, condition) for condition, _ in effect.cases if condition is not None)
