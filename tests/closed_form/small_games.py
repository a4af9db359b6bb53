"""Small games without stocks as plain data, and how they are written down as scenario files.

A condition is a nested tuple: ("mode", mode, label), ("choice", actor, option), ("event", name), ("before", t),
("not", c), ("and", c, d), ("or", c, d); ("below", who, family, bound) asks whether a number of a numeric option was
picked that is less, and ("own_below", family, bound) the same of the number of the option in which it stands. A number
or a label is either itself or a `Cases` of two, by a condition.
"""

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Condition = tuple[Any, ...]


@dataclass(frozen=True)
class Cases:
    condition: Condition
    then: Any
    otherwise: Any


Effects = dict[str, str | Cases]


@dataclass(frozen=True)
class GameOption:
    """With a `number` it is one of a numeric option: `bid 2` is a number of `bid`; all have guard and effects alike."""

    when: Condition | None
    then: Effects
    number: float | None = None


@dataclass(frozen=True)
class MoveStep:
    """`name` is that of a named move. `habit` is by label, that of all numbers of a numeric option being one."""

    actor: str
    when: Condition | None
    options: dict[str, GameOption]
    name: str = ""
    ties: str = "uniform"
    habit: dict[str, float | Cases] | None = None

    @property
    def choice(self) -> str:
        return self.name or self.actor

    def label(self, option: str) -> str:
        return option.partition(" ")[0]

    def key(self, option: str) -> str:
        return f"{self.name}.{option}" if self.name else option

    def group(self, option: str) -> str:
        return self.key(self.label(option))


@dataclass(frozen=True)
class ChanceStep:
    """`kind` is chance, one_of or competing; an outcome is (probability or rate, effects)."""

    kind: str
    when: Condition | None
    outcomes: dict[str, tuple[float | Cases, Effects]]
    otherwise: Effects = field(default_factory=dict)


@dataclass(frozen=True)
class UpdateStep:
    when: Condition | None
    effects: Effects


GameStep = MoveStep | ChanceStep | UpdateStep


@dataclass(frozen=True)
class Player:
    rationality: float
    discount: float
    favour: float
    each_period: dict[str, float | Cases]
    at_end: dict[str, float | Cases]
    tolerable: dict[str, float | Cases]


@dataclass(frozen=True)
class SmallGame:
    periods: int
    modes: dict[str, tuple[str, ...]]  # the first label is the start
    players: dict[str, Player]
    steps: tuple[GameStep, ...]
    endings: dict[str, Condition]

    @property
    def start(self) -> tuple[str, ...]:
        return tuple(labels[0] for labels in self.modes.values())


def condition_text(condition: Condition) -> str:
    match condition:
        case ("mode", mode, label):
            return f"{mode} == {label}"
        case ("choice", actor, option):
            return f"{actor} == {option}"
        case ("event", name):
            return str(name)
        case ("before", t):
            return f"t < {t}"
        case ("below", who, family, bound):
            return f"({who} == {family} and {who}.{family} < {bound})"
        case ("own_below", family, bound):
            return f"{family} < {bound}"
        case ("not", inner):
            return f"not ({condition_text(inner)})"
        case (word, left, right):
            return f"({condition_text(left)}) {word} ({condition_text(right)})"
    raise AssertionError(condition)


def _value_text(value: Any) -> Any:
    if isinstance(value, Cases):
        return f"{value.then} if {condition_text(value.condition)} else {value.otherwise}"
    return value


def _effects_data(effects: Effects) -> dict[str, Any]:
    return {mode: _value_text(label) for mode, label in effects.items()}


def _with_guard(data: dict[str, Any], when: Condition | None) -> dict[str, Any]:
    return data if when is None else {**data, "when": condition_text(when)}


def _step_data(step: GameStep) -> dict[str, Any]:
    match step:
        case MoveStep():
            options: dict[str, Any] = {}
            for name, option in step.options.items():
                data = _with_guard({"then": _effects_data(option.then)} if option.then else {}, option.when)
                if option.number is not None:
                    family = options.setdefault(step.label(name), {"from": option.number, **data, "steps": 0})
                    family |= {"to": option.number, "steps": family["steps"] + 1}
                else:
                    options[name] = data
            move: dict[str, Any] = {"move": step.actor, "options": options}
            if step.name:
                move["as"] = step.name
            if step.ties != "uniform":
                move["ties"] = step.ties
            if step.habit is not None:
                move["habit"] = {label: _value_text(weight) for label, weight in step.habit.items()}
            return _with_guard(move, step.when)
        case UpdateStep():
            return _with_guard({"update": _effects_data(step.effects)}, step.when)
        case ChanceStep(kind="chance"):
            ((name, (weight, then)),) = step.outcomes.items()
            data = {"chance": name, "probability": _value_text(weight), "then": _effects_data(then)}
            return _with_guard({key: value for key, value in data.items() if value != {}}, step.when)
        case ChanceStep():
            word = "rate" if step.kind == "competing" else "probability"
            outcomes: dict[str, Any] = {}
            for name, (weight, then) in step.outcomes.items():
                outcomes[name] = {word: _value_text(weight), **({"then": _effects_data(then)} if then else {})}
            if step.kind == "one_of":
                outcomes["otherwise"] = {"then": _effects_data(step.otherwise)} if step.otherwise else {}
            return _with_guard({step.kind: outcomes}, step.when)
    raise AssertionError(step)


def _tolerable_data(weights: dict[str, float | Cases]) -> Any:
    if all(weight == 1.0 for weight in weights.values()):
        return list(weights)
    return {ending: _value_text(weight) for ending, weight in weights.items()}


def scenario_data(game: SmallGame) -> dict[str, Any]:
    """The scenario file as data."""
    players = game.players
    rationality = {name: "inf" if math.isinf(p.rationality) else p.rationality for name, p in players.items()}
    updates = [step for step in game.steps if not (isinstance(step, UpdateStep) and not step.effects)]
    return {
        "offramp": 1,
        "title": "A small game drawn at random",
        "calendar": {"periods": game.periods},
        "actors": {name: {"rationality": rationality[name]} for name in players},
        "state": {name: {"modes": list(labels), "start": labels[0]} for name, labels in game.modes.items()},
        "play": [_step_data(step) for step in updates],
        "payoffs": {
            name: {
                "each_period": {term: _value_text(value) for term, value in player.each_period.items()},
                "at_end": {ending: _value_text(value) for ending, value in player.at_end.items()},
            }
            for name, player in players.items()
        },
        "endings": {name: {"when": condition_text(condition)} for name, condition in game.endings.items()},
        "tolerable": {name: _tolerable_data(player.tolerable) for name, player in players.items()},
        "discount": {name: player.discount for name, player in players.items()},
        "helped": {name: player.favour for name, player in players.items()},
    }


def write_scenario(game: SmallGame, path: Path) -> Path:
    path.write_text(yaml.safe_dump(scenario_data(game), sort_keys=False, width=4000), encoding="utf-8")
    return path
