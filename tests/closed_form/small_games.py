"""Small games without stocks as plain data: drawn at random, and written down as scenario files.

A condition is a nested tuple: ("mode", mode, label), ("choice", actor, option), ("event", name), ("before", t),
("not", c), ("and", c, d), ("or", c, d). A number or a label is either itself or a `Cases` of two, by a condition.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
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
    when: Condition | None
    then: Effects


@dataclass(frozen=True)
class MoveStep:
    actor: str
    when: Condition | None
    options: dict[str, GameOption]


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


# --- drawing --------------------------------------------------------------------------------------------------------

ACTORS = ("red", "blue", "green")
OPTIONS = ("push", "wait", "yield_", "no")
ENDINGS = ("war", "peace", "deal")
EVENTS = ("storm", "quake", "flood", "drought", "plague", "famine")
PRECISIONS = (0.0, 0.7, 1.5, 4.0, math.inf)


class _Drawing:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.modes: dict[str, tuple[str, ...]] = {"fate": ("open", *ENDINGS[: rng.randint(1, 3)])}
        for name in ("phase", "mood")[: rng.randint(1, 2)]:
            self.modes[name] = ("low", "middle", "high")[: rng.randint(2, 3)]
        self.periods = rng.randint(1, 5)
        self.actors = ACTORS[: rng.randint(2, 3)]
        self.seen: dict[str, tuple[str, ...]] = {}  # who has moved, and what may have been picked
        self.events: list[str] = []

    def number(self, low: float, high: float) -> float:
        return round(self.rng.uniform(low, high), 2)

    def atom(self, only_modes: bool) -> Condition:
        kinds = ["mode", "mode", "before"]
        if not only_modes:
            kinds += ["choice", "choice"] if self.seen else []
            kinds += ["event"] if self.events else []
        kind = self.rng.choice(kinds)
        if kind == "before":
            return ("before", self.rng.randint(1, self.periods))
        if kind == "event":
            return ("event", self.rng.choice(self.events))
        if kind == "choice":
            actor = self.rng.choice(sorted(self.seen))
            return ("choice", actor, self.rng.choice([*self.seen[actor], "none"]))
        mode = self.rng.choice([name for name in self.modes if name != "fate"])
        return ("mode", mode, self.rng.choice(self.modes[mode]))

    def condition(self, only_modes: bool = False) -> Condition:
        shape = self.rng.choice(["atom", "atom", "not", "and", "or"])
        if shape == "atom":
            return self.atom(only_modes)
        if shape == "not":
            return ("not", self.atom(only_modes))
        return (shape, self.atom(only_modes), self.atom(only_modes))

    def maybe(self, chance: float) -> Condition | None:
        return self.condition() if self.rng.random() < chance else None

    def amount(self, low: float, high: float, only_modes: bool = False) -> float | Cases:
        if self.rng.random() < 0.5:
            return self.number(low, high)
        return Cases(self.condition(only_modes), self.number(low, high), self.number(low, high))

    def effects(self, ends: float) -> Effects:
        made: Effects = {}
        for mode, labels in self.modes.items():
            pick = labels[1:] if mode == "fate" else labels
            if self.rng.random() < (ends if mode == "fate" else 0.5):
                made[mode] = self.rng.choice(pick)
                if mode != "fate" and self.rng.random() < 0.3:
                    made[mode] = Cases(self.condition(), self.rng.choice(pick), self.rng.choice(pick))
        return made

    def move(self, actor: str, when: Condition | None) -> MoveStep:
        names = self.rng.sample(OPTIONS, self.rng.randint(1, 4))
        options = {
            name: GameOption(self.maybe(0.25) if k else None, self.effects(0.2 if k else 0.05))
            for k, name in enumerate(names)
        }
        return MoveStep(actor, when, options)

    def moves(self, actor: str, first: bool) -> list[GameStep]:
        shape = self.rng.random()  # one step, or two that exclude each other by time or by what another picked
        if self.periods > 1 and shape < 0.2:
            turn = ("before", self.rng.randint(1, self.periods - 1))
            steps = [self.move(actor, turn), self.move(actor, ("not", turn))]
        elif self.seen and shape < 0.5:
            other = self.rng.choice(sorted(self.seen))
            reply = ("choice", other, self.rng.choice(self.seen[other]))
            steps = [self.move(actor, reply), self.move(actor, ("not", reply))]
        else:
            steps = [self.move(actor, None if first else self.maybe(0.3))]
        self.seen[actor] = tuple(dict.fromkeys(name for step in steps for name in step.options))
        return list(steps)

    def chance(self) -> ChanceStep:
        kind = self.rng.choice(["chance", "one_of", "competing"])
        width = 1 if kind == "chance" else self.rng.randint(2, 3)
        names = [name for name in EVENTS if name not in self.events][:width]
        when = self.maybe(0.3)
        top = {"chance": 1.0, "one_of": 1.0 / len(names), "competing": 1.5}[kind]
        outcomes = {name: (self.amount(0.0, top - 0.01), self.effects(0.3)) for name in names}
        otherwise = self.effects(0.0) if kind == "one_of" else {}
        self.events += names
        return ChanceStep(kind, when, outcomes, otherwise)

    def game(self) -> SmallGame:
        steps: list[GameStep] = []
        order = self.rng.sample(self.actors, len(self.actors))
        starts_with_chance = self.rng.random() < 0.2
        if starts_with_chance:
            steps.append(self.chance())
        for k, actor in enumerate(order):
            steps += self.moves(actor, first=k == 0 and not starts_with_chance)
            if len(self.events) <= 3 and self.rng.random() < 0.5:
                steps.append(self.chance())
            if self.rng.random() < 0.3:
                steps.append(UpdateStep(self.maybe(0.5), self.effects(0.0)))
        endings: dict[str, Condition] = {}
        for label in self.modes["fate"][1:]:
            if not _sets(steps, label):  # every ending can be reached
                steps.append(ChanceStep("chance", None, {f"ends_in_{label}": (0.15, {"fate": label})}))
                self.events.append(f"ends_in_{label}")
            endings[label] = ("mode", "fate", label)
        if self.rng.random() < 0.3:  # an ending that is looked at before another one and overlaps with it
            endings = {"stand_off": ("and", ("mode", "fate", self.modes["fate"][1]), self._mode_atom()), **endings}
        return SmallGame(
            periods=self.periods,
            modes=self.modes,
            players={actor: self.player(actor, list(endings)) for actor in self.actors},
            steps=tuple(steps),
            endings=endings,
        )

    def _mode_atom(self) -> Condition:
        mode = self.rng.choice([name for name in self.modes if name != "fate"])
        return ("mode", mode, self.modes[mode][0])

    def player(self, actor: str, endings: list[str]) -> Player:
        names = [*endings, "horizon"]
        weights: dict[str, float | Cases] = {}
        for ending in names:
            if self.rng.random() < 0.55:
                weights[ending] = 1.0 if self.rng.random() < 0.6 else self.amount(0.0, 1.0, only_modes=True)
        if not weights:
            weights[self.rng.choice(names)] = 1.0
        terms = ("running", "prestige")[: self.rng.randint(1, 2)]
        return Player(
            rationality=self.rng.choice(PRECISIONS),
            discount=self.rng.choice((1.0, 1.0, 0.9, 0.5)),
            favour=self.rng.choice((0.0, 0.0, 0.2, 1.0)),
            each_period={term: self.amount(-1.0, 1.0) for term in terms},
            at_end={ending: self.amount(-3.0, 3.0) for ending in names},
            tolerable=weights,
        )


def _sets(steps: Sequence[GameStep], label: str) -> bool:
    """Whether some step can give `fate` this label in a first period without any guard in the way."""
    found: list[Effects] = []
    for step in steps:
        if step.when is not None:
            continue
        if isinstance(step, MoveStep):
            found += [option.then for option in step.options.values() if option.when is None]
        elif isinstance(step, ChanceStep):
            found += [then for weight, then in step.outcomes.values() if isinstance(weight, float) and weight > 0]
    return any(effects.get("fate") == label for effects in found)


def draw_game(rng: Random) -> SmallGame:
    """A game of 2 or 3 players with 1 to 4 options each, over 1 to 5 periods."""
    return _Drawing(rng).game()


# --- writing --------------------------------------------------------------------------------------------------------


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
            options = {
                name: _with_guard({"then": _effects_data(option.then)} if option.then else {}, option.when)
                for name, option in step.options.items()
            }
            return _with_guard({"move": step.actor, "options": options}, step.when)
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


# --- the same game told otherwise -----------------------------------------------------------------------------------


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
