"""Every expression that playing a game or paying for it evaluates."""

from collections.abc import Iterator, Mapping

from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import Chance, Move, ScenarioModel, SetMode, Shock, Update


def expressions(model: ScenarioModel, tolerable: Mapping[str, Mapping[str, Expression]]) -> Iterator[Expression]:
    """Every expression that playing the game or paying for it evaluates."""
    for step in model.play:
        if step_when := getattr(step, "when", None):
            yield step_when
        groups = []
        match step:
            case Move():
                yield from (step.habit or {}).values()
                yield from (condition for condition, _ in step.focal if condition is not None)
                for option in step.written:
                    if option.when is not None:
                        yield option.when
                    groups.append(option.then)
            case Chance():
                for outcome in step.outcomes:
                    if outcome.weight is not None:
                        yield outcome.weight
                    groups.append(outcome.then)
            case Shock():
                yield from step.expressions
            case Update():
                groups.append(step.effects)
        for effects in groups:
            for effect in effects:
                if isinstance(effect, SetMode):
                    yield from (condition for condition, _ in effect.cases if condition is not None)
                else:
                    yield effect.expression
    for ending in model.endings.values():
        if ending.when is not None:
            yield ending.when
    for payoff in model.payoffs.values():
        yield from (term for _, term in payoff.each_period)
        yield from payoff.at_end.values()
    for weights in tolerable.values():
        yield from weights.values()
    yield from (model.defines[name].expression for name in model.outputs)
