"""What a node of a small game is worth to everybody, where it leads, and the verdicts read off it."""

import math
from dataclasses import dataclass, field

SAME = 1e-10  # closer values are equals
FREE = 1e-9  # a lower price is none
LEVEL = 0.5

State = tuple[str, ...]  # a label for every mode
Seen = tuple[int, State, tuple[tuple[str, str], ...], frozenset[str]]  # t, modes, choices so far, events so far


@dataclass
class Outlook:
    """What a node is worth to everybody, and where it leads."""

    value: dict[str, float]
    would: dict[str, float]
    could: dict[str, float]
    helped: dict[str, float]
    possible: dict[str, float]
    guaranteed: dict[str, float]
    plan: dict[str, float]  # the payoff of the plan that maximises reach
    reply: dict[str, float]  # the payoff of the best reply
    reply_would: dict[str, float]
    repeat: dict[tuple[str, str], float]  # (actor, option): reach if it takes the option whenever it can
    endings: dict[str, float]


@dataclass
class Choice:
    """A decision node: who moves, how, and what each option leads to."""

    actor: str
    mixture: dict[str, float]
    outlooks: dict[str, Outlook]
    groups: dict[str, str] = field(default_factory=dict)  # option -> what all numbers of a numeric option are called

    def group(self, option: str) -> str:
        return self.groups.get(option, option)

    def status(self, option: str) -> str:
        reach = self.outlooks[option].could[self.actor]
        if reach < LEVEL - SAME:
            return "closed"
        if self.price(option) > FREE:
            return "priced_out"
        repeat = self.outlooks[option].repeat[self.actor, self.group(option)]
        return "way_out" if repeat >= LEVEL - SAME else "keeps_open"

    def price(self, option: str) -> float:
        best = max(outlook.value[self.actor] for outlook in self.outlooks.values())
        return best - self.outlooks[option].plan[self.actor]


@dataclass
class Period:
    """The forward pass at one period: what is live, what has ended by its end, and the decisions met in it."""

    live: dict[State, float]
    ended: dict[str, float]
    decisions: list[tuple[float, Choice]] = field(default_factory=list)


def verdict(outlook: Outlook, actor: str, level: float = LEVEL) -> str:
    bar = level - SAME
    if outlook.would[actor] >= bar:
        return "free"
    if outlook.reply_would[actor] >= bar:
        return "unsteady"
    if outlook.could[actor] >= bar:
        return "unwilling"
    return "dependent" if outlook.helped[actor] >= bar else "trapped"


def logit(values: dict[str, float], precision: float) -> dict[str, float]:
    best = max(values.values())
    if math.isinf(precision):
        weights = {name: float(value >= best - SAME) for name, value in values.items()}
    else:
        weights = {name: math.exp(precision * (value - best)) for name, value in values.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
