"""Every expression that playing a game or paying for it evaluates."""

from collections.abc import Iterator, Mapping, Sequence

from offramp.game.blocks import Key
from offramp.scenario.expressions.expression_tree import Expression, Kind, variables
from offramp.scenario.model import Chance, Effect, Move, ScenarioModel, SetMode, Shock, Step, Update


def expressions(model: ScenarioModel, tolerable: Mapping[str, Mapping[str, Expression]]) -> Iterator[Expression]:
    """Every expression that playing the game or paying for it evaluates."""
    for step in model.play:
        yield from _of_step(step)
        if isinstance(step, Move):
            yield from (step.habit or {}).values()
    for ending in model.endings.values():
        if ending.when is not None:
            yield ending.when
    for payoff in model.payoffs.values():
        yield from (term for _, term in payoff.each_period)
        yield from payoff.at_end.values()
    for weights in tolerable.values():
        yield from weights.values()
    yield from (model.defines[name].expression for name in model.outputs)


def read_on_the_way(model: ScenarioModel) -> frozenset[Key]:
    """All that is read, looking through `define`s, by what settles which nodes a period comes to up to its last move,
    and in which state: everything there but how movers pick."""
    last = max((k for k, step in enumerate(model.play) if isinstance(step, Move)), default=-1)
    found: set[Key] = set()
    left = [e for step in model.play[: last + 1] for e in _of_step(step)]
    left += [ending.when for ending in model.endings.values() if ending.when is not None]
    while left:
        for key in variables(left.pop()) - found:
            found.add(key)
            if key[0] is Kind.DEFINE:
                left.append(model.defines[key[1]].expression)
    return frozenset(found)


def _of_step(step: Step) -> Iterator[Expression]:
    """The expressions of a step, but for its habits."""
    if step_when := getattr(step, "when", None):
        yield step_when
    groups: list[Sequence[Effect]] = []
    match step:
        case Move():
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
