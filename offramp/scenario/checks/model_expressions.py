"""Every expression of a scenario with what it decides, and every effect with what may bring it about."""

from collections.abc import Iterator

from offramp.scenario.expressions.expression_tree import Expression, Kind, Variable, children, variables
from offramp.scenario.model import Chance, Effect, Move, ScenarioModel, SetMode, Shock, Update


def guards(model: ScenarioModel) -> Iterator[tuple[str, Expression]]:
    """The conditions that turn endings, steps and options on and off, each with its name in messages."""
    for ending in model.endings.values():
        if ending.when is not None:
            yield f"ending {ending.name}", ending.when
    for step in model.play:
        if step.when is not None:
            yield step_name(step), step.when
        if isinstance(step, Move):
            for option in step.written:
                if option.when is not None:
                    yield f"option {option.label} of {step.actor}", option.when


def step_name(step: Move | Chance | Shock | Update) -> str:
    """A step of `play` in messages."""
    match step:
        case Move():
            return f"the move {step.name}" if step.name else f"the move of {step.actor}"
        case Chance():
            return f"`{step.kind.value}` ({', '.join(outcome.name for outcome in step.outcomes)})"
        case Shock():
            return f"shock {step.name}"
        case Update():
            return "this update"


def effects(model: ScenarioModel) -> Iterator[tuple[Effect, bool]]:
    """Every effect, and whether it is brought about by chance."""
    for step in model.play:
        match step:
            case Move():
                for option in step.written:
                    yield from ((effect, False) for effect in option.then)
            case Chance():
                for outcome in step.outcomes:
                    yield from ((effect, True) for effect in outcome.then)
            case Update():
                yield from ((effect, False) for effect in step.effects)


def effect_expressions(effect: Effect) -> Iterator[Expression]:
    """The expressions that an effect reads."""
    if isinstance(effect, SetMode):
        yield from (condition for condition, _ in effect.cases if condition is not None)
    else:
        yield effect.expression


def expressions(model: ScenarioModel) -> Iterator[Expression]:
    """Every expression but those under `define`."""
    for _, guard in guards(model):
        yield guard
    for effect, _ in effects(model):
        yield from effect_expressions(effect)
    for step in model.play:
        if isinstance(step, Shock):
            yield from step.expressions
        elif isinstance(step, Chance):
            yield from (outcome.weight for outcome in step.outcomes if outcome.weight is not None)
        elif isinstance(step, Move):
            yield from (step.habit or {}).values()
            yield from (condition for condition, _ in step.focal if condition is not None)
    for stock in model.stocks.values():
        yield stock.start
    for actor in model.actors.values():
        single = (actor.rationality, actor.discount, actor.aspiration, actor.ruin_cap, actor.helped)
        yield from (expression for expression in single if expression is not None)
        yield from actor.believes.values()
    for payoff in model.payoffs.values():
        yield from (term for _, term in payoff.each_period)
        yield from payoff.at_end.values()
    for weights in (model.tolerable, *model.view_tolerable.values()):
        for of_actor in weights.values():
            yield from of_actor.values()
    for name, span in model.outputs.items():
        yield Variable(Kind.DEFINE, name, model.defines[name].type, span)


def read_by(expression: Expression, model: ScenarioModel) -> frozenset[tuple[Kind, str]]:
    """Every variable that `expression` reads, through defines too."""
    found: set[tuple[Kind, str]] = set()
    stack = list(variables(expression))
    while stack:
        variable = stack.pop()
        if variable in found:
            continue
        found.add(variable)
        if variable[0] is Kind.DEFINE:
            stack.extend(variables(model.defines[variable[1]].expression))
    return frozenset(found)


def parts(expression: Expression, model: ScenarioModel) -> Iterator[Expression]:
    """`expression` and all its parts, those of the defines that it mentions included; each define once."""
    seen: set[str] = set()
    stack = [expression]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))
        if isinstance(node, Variable) and node.kind is Kind.DEFINE:
            name = node.name
            if name not in seen:
                seen.add(name)
                stack.append(model.defines[name].expression)
