"""Which assumptions enter a number by the scenario's structure: the rules are followed back from it to their inputs.

An assumption that isn't among them can't move the number. One that is may still have no effect that anyone would
notice; worlds tell that.
"""

from collections.abc import Iterable, Iterator

from offramp.scenario.checks.model_expressions import effect_expressions
from offramp.scenario.claims.claim_tree import (
    Claim,
    Happening,
    OptionStanding,
    Quantity,
    Standing,
    Timing,
    expressions_of,
)
from offramp.scenario.claims.question_expressions import quantities
from offramp.scenario.expressions.expression_tree import Expression, Kind, stock_of, variables
from offramp.scenario.model import Chance, Effect, Move, ScenarioModel, SetStock, Shock, Update

Node = tuple[str, str]
Root = Expression | Node

COURSE: Node = ("course", "")  # how the game goes and ends
_PAYOFF = "payoff"


def entering(model: ScenarioModel, roots: Iterable[Root]) -> list[str]:
    """The assumptions that enter any of the roots, in the order of the file."""
    seen: set[Node] = set()
    stack = list(roots)
    while stack:
        root = stack.pop()
        for node in [root] if isinstance(root, tuple) else variables(root):
            if node not in seen:
                seen.add(node)
                stack += _behind(model, node)
    return [name for name in model.assumptions if (Kind.ASSUMPTION, name) in seen]


def behind_standing(model: ScenarioModel, actor: str, views: Iterable[str | None]) -> list[Root]:
    """Roots of an actor's verdict and of the chances that it is read from: how the game goes, what the actor could live
    with in any of these views, the risk that it won't run, and what others would give up as a favour."""
    own, others = model.actors[actor], [one for one in model.actors.values() if one.name != actor]
    found: list[Root] = [COURSE, *_given(own.ruin_cap, own.aspiration)]
    for view in views:
        found += model.tolerable_in(view).get(actor, {}).values()
    for other in others:
        found += [(_PAYOFF, other.name), *_given(other.helped)]
    return found


def behind_option(model: ScenarioModel, actor: str, option: str, views: Iterable[str | None]) -> list[Root]:
    """Roots of whether an option of an actor is a way out: those of its verdict, and when the option is there."""
    found = behind_standing(model, actor, views)
    for move in (step for step in model.play if isinstance(step, Move) and step.actor == actor):
        for one in move.options:
            if option in (move.key(one), move.group(one)):
                found += [(Kind.CHOICE, move.choice), *_given(move.when, one.when)]
    return found


def behind_value(actor: str) -> list[Root]:
    """Roots of what an actor can expect to gain."""
    return [COURSE, (_PAYOFF, actor)]


def behind_question(model: ScenarioModel, asked: Claim | Happening, views: Iterable[str | None]) -> list[Root]:
    """Roots of a claim or a forecast: those of every quantity that it speaks of, and what it compares them with."""
    seen_from = list(views)
    found: list[Root] = [COURSE, *([asked.expression] if isinstance(asked, Claim) else [])]
    for quantity in quantities(asked):
        found += [*expressions_of(quantity), *_quantity(model, quantity, seen_from)]
    return found


def _quantity(model: ScenarioModel, quantity: Quantity | Happening, views: list[str | None]) -> list[Root]:
    match quantity:
        case Standing(what="value", actor=actor):
            return behind_value(actor)
        case Standing(actor=actor):
            return behind_standing(model, actor, views)
        case OptionStanding(actor=actor, option=option):
            return [*behind_option(model, actor, option, views), (_PAYOFF, actor)]
        case Timing(turn=turn):
            return behind_option(model, turn.actor, turn.option, views)
        case _:
            return []


def _behind(model: ScenarioModel, node: Node) -> list[Root]:
    """What a variable, an actor's payoff or the course of the game is made from."""
    kind, name = node
    match kind:
        case Kind.DEFINE:
            return [model.defines[name].expression]
        case Kind.INITIAL:
            return [model.stocks[name].start]
        case Kind.PREVIOUS:
            return [(Kind.STOCK, stock_of(name))]
        case Kind.STOCK:
            return [model.stocks[name].start, *_changes(model, name)]
        case Kind.MODE:
            return list(_changes(model, name))
        case Kind.CHOICE | Kind.PICKED:
            return [root for move in _moves(model, name) for root in _choosing(model, move)]
        case Kind.EVENT | Kind.SHOCK:
            return list(_drawn(model, name))
        case Kind.ASPIRATION:
            return _given(model.actors[name].aspiration)
        case Kind.AT_END:
            return [(_PAYOFF, name)]
        case Kind.ENDING:
            return [COURSE]
        case "payoff":
            return list(_payoff(model, name))
        case "course":
            return [ending.when for ending in model.endings.values() if ending.when is not None]
        case _:
            return []


def _payoff(model: ScenarioModel, actor: str) -> Iterator[Root]:
    yield COURSE
    yield from _given(model.actors[actor].discount)
    if (payoff := model.payoffs.get(actor)) is not None:
        yield from (term for _, term in payoff.each_period)
        yield from payoff.at_end.values()


def _moves(model: ScenarioModel, name: str) -> Iterator[Move]:
    """The moves in which a choice, or the number of a numeric option, is made."""
    for step in model.play:
        if isinstance(step, Move):
            numbers = (of for family in step.families for of in (family, f"{step.choice}.{family}"))
            if name in (step.choice, *numbers):
                yield step


def _choosing(model: ScenarioModel, move: Move) -> Iterator[Root]:
    """What decides what is picked in a move."""
    yield from _given(move.when, *(option.when for option in move.options))
    yield from (condition for condition, _ in move.focal if condition is not None)
    if move.habit is not None:
        yield from move.habit.values()
        return
    actor = model.actors[move.actor]
    yield (_PAYOFF, actor.name)
    yield actor.rationality
    for believed, expression in actor.believes.items():
        yield (Kind.ASSUMPTION, believed)
        yield expression


def _changes(model: ScenarioModel, name: str) -> Iterator[Root]:
    """What moves a stock or a mode, and what decides whether that happens."""
    for step in model.play:
        match step:
            case Move():
                moving = [option for option in step.options if any(_sets(effect, name) for effect in option.then)]
                for option in moving:
                    yield from _written(option.then, name)
                    yield from _given(option.when)
                if moving:
                    yield from [(Kind.CHOICE, step.choice), *_given(step.when)]
            case Chance():
                if any(_sets(effect, name) for outcome in step.outcomes for effect in outcome.then):
                    yield from _given(step.when, *(outcome.weight for outcome in step.outcomes))
                    for outcome in step.outcomes:
                        yield from _written(outcome.then, name)
            case Update():
                if any(_sets(effect, name) for effect in step.effects):
                    yield from [*_given(step.when), *_written(step.effects, name)]
            case Shock():
                pass


def _drawn(model: ScenarioModel, name: str) -> Iterator[Root]:
    """What a chance event or a shock is drawn by."""
    for step in model.play:
        if isinstance(step, Chance) and any(outcome.name == name for outcome in step.outcomes):
            yield from _given(step.when, *(outcome.weight for outcome in step.outcomes))
        elif isinstance(step, Shock) and step.name == name:
            yield from [*_given(step.when), *step.expressions]


def _sets(effect: Effect, name: str) -> bool:
    return name == (effect.stock if isinstance(effect, SetStock) else effect.mode)


def _written(effects: Iterable[Effect], name: str) -> Iterator[Root]:
    for effect in effects:
        if _sets(effect, name):
            yield from effect_expressions(effect)


def _given(*expressions: Expression | None) -> list[Root]:
    return [expression for expression in expressions if expression is not None]
