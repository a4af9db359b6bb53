"""The same small game told otherwise: with other names, another order of its actors, or another unit of payoffs."""

from dataclasses import replace
from typing import Any

from .small_games import (
    Cases,
    ChanceStep,
    Condition,
    Effects,
    GameOption,
    GameStep,
    MoveStep,
    Player,
    SmallGame,
    UpdateStep,
)


def _renamed_condition(condition: Condition, actors: dict[str, str], options: dict[str, str]) -> Condition:
    match condition:
        case ("choice", actor, option):
            return ("choice", actors[actor], options.get(option, option))
        case ("not" | "and" | "or" as word, *inner):
            return (word, *(_renamed_condition(part, actors, options) for part in inner))
    return condition


def renamed(game: SmallGame, actors: dict[str, str], options: dict[str, str]) -> SmallGame:
    """The same game with other names for its actors and options, its actors listed in reverse order."""

    def guard(condition: Condition | None) -> Condition | None:
        return None if condition is None else _renamed_condition(condition, actors, options)

    def value(thing: Any) -> Any:
        if isinstance(thing, Cases):
            return Cases(_renamed_condition(thing.condition, actors, options), thing.then, thing.otherwise)
        return thing

    def effects(old: Effects) -> Effects:
        return {mode: value(label) for mode, label in old.items()}

    def step(old: GameStep) -> GameStep:
        match old:
            case MoveStep():
                new = {
                    options[name]: GameOption(guard(option.when), effects(option.then))
                    for name, option in old.options.items()
                }
                return MoveStep(actors[old.actor], guard(old.when), new)
            case ChanceStep():
                outcomes = {name: (value(weight), effects(then)) for name, (weight, then) in old.outcomes.items()}
                return ChanceStep(old.kind, guard(old.when), outcomes, effects(old.otherwise))
            case UpdateStep():
                return UpdateStep(guard(old.when), effects(old.effects))
        raise AssertionError(old)

    def player(old: Player) -> Player:
        return replace(
            old,
            each_period={term: value(amount) for term, amount in old.each_period.items()},
            at_end={ending: value(amount) for ending, amount in old.at_end.items()},
            tolerable={ending: value(weight) for ending, weight in old.tolerable.items()},
        )

    return replace(
        game,
        players={actors[name]: player(old) for name, old in reversed(game.players.items())},
        steps=tuple(step(old) for old in game.steps),
    )


def scaled(game: SmallGame, factor: float) -> SmallGame:
    """Every payoff and favour times `factor`, every precision divided by it: the same game in another unit."""

    def value(amount: float | Cases) -> float | Cases:
        if isinstance(amount, Cases):
            return Cases(amount.condition, amount.then * factor, amount.otherwise * factor)
        return amount * factor

    def player(old: Player) -> Player:
        return replace(
            old,
            rationality=old.rationality / factor,
            favour=old.favour * factor,
            each_period={term: value(amount) for term, amount in old.each_period.items()},
            at_end={ending: value(amount) for ending, amount in old.at_end.items()},
        )

    return replace(game, players={name: player(old) for name, old in game.players.items()})
