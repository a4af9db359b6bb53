"""Draws small games at random: 2 or 3 players with 1 to 4 options each, over 1 to 5 periods."""

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

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

ACTORS = ("red", "blue", "green")
OPTIONS = ("push", "wait", "yield_", "no")
ENDINGS = ("war", "peace", "deal")
EVENTS = ("storm", "quake", "flood", "drought", "plague", "famine")
NUMERIC = "bid"
PRECISIONS = (0.0, 0.7, 1.5, 4.0, math.inf)


class _Drawing:
    def __init__(self, rng: Random, rich: bool) -> None:
        self.rng = rng
        self.rich = rich
        self.numeric: dict[str, float] = {}  # who can pick a number of `NUMERIC`, and the highest of them
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
        if kind == "choice" and self.numeric and self.rng.random() < 0.5:
            who = self.rng.choice(sorted(self.numeric))
            return ("below", who, NUMERIC, self.rng.randint(1, int(self.numeric[who])) + 0.5)
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

    def move(self, actor: str, when: Condition | None, name: str = "") -> MoveStep:
        names = self.rng.sample(OPTIONS, self.rng.randint(1, 4))
        options = {
            name: GameOption(self.maybe(0.25) if k else None, self.effects(0.2 if k else 0.05))
            for k, name in enumerate(names)
        }
        if not self.rich:
            return MoveStep(actor, when, options)
        if self.rng.random() < 0.4:
            options |= self.numbers()
        step = MoveStep(actor, when, options, name, self.rng.choice(("uniform", "first")))
        return replace(step, habit=self.habit(step)) if self.rng.random() < 0.3 else step

    def numbers(self) -> dict[str, GameOption]:
        """A numeric option: whole numbers from 1, some of them perhaps guarded by what they are."""
        highest = self.rng.randint(2, 4)
        shape = self.rng.random()
        bound = self.rng.randint(1, highest) + 0.5
        own: Condition = ("own_below", NUMERIC, bound)
        when = own if shape < 0.3 else ("or", own, self.atom(False)) if shape < 0.5 else self.maybe(0.3)
        then = self.effects(0.2)
        for mode, label in then.items():
            if isinstance(label, str) and self.rng.random() < 0.5:
                then[mode] = Cases(own, label, self.rng.choice(self.modes[mode][1:]))
        return {f"{NUMERIC} {k}": GameOption(when, then, float(k)) for k in range(1, highest + 1)}

    def habit(self, step: MoveStep) -> dict[str, float | Cases]:
        """Chances that add up to 1, the first option's above 0, which is always there."""
        labels = list(dict.fromkeys(step.label(name) for name in step.options))

        def shares() -> list[float]:
            weights = [self.rng.randint(0 if k else 1, 4) for k in range(len(labels))]
            return [weight / sum(weights) for weight in weights]

        if self.rng.random() < 0.5:
            return dict(zip(labels, shares(), strict=True))
        condition = self.condition()
        pairs = zip(labels, shares(), shares(), strict=True)
        return {label: Cases(condition, then, otherwise) for label, then, otherwise in pairs}

    def reply(self, actor: str) -> MoveStep:
        """A second move in the period, which has a name of its own."""
        step = self.move(actor, self.maybe(0.4), f"{actor}_reply")
        self.saw(step)
        return step

    def saw(self, step: MoveStep) -> None:
        self.seen[step.choice] = tuple(dict.fromkeys(step.label(name) for name in step.options))
        numbers = [option.number for option in step.options.values() if option.number is not None]
        if numbers:
            self.numeric[step.choice] = max(numbers)

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
        for step in steps:
            self.saw(step)
        self.seen[actor] = tuple(dict.fromkeys(step.label(name) for step in steps for name in step.options))
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
        if self.rich:
            steps += [self.reply(actor) for actor in order if self.rng.random() < 0.5]
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


def draw_game(rng: Random, rich: bool = False) -> SmallGame:
    """A game of 2 or 3 players with 1 to 4 options each, over 1 to 5 periods.

    rich: with habits, second moves that have names, numeric options, and rules for ties.
    """
    return _Drawing(rng, rich).game()
