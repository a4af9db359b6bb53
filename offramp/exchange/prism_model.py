"""A model in the language of PRISM as plain data: variables, guarded commands, rewards and labels."""

from dataclasses import dataclass
from enum import Enum

Values = tuple[int, ...]


class ModelKind(Enum):
    """Who decides: nobody (a Markov chain), one (a Markov decision process), several (a stochastic game)."""

    DTMC = "dtmc"
    MDP = "mdp"
    SMG = "smg"


@dataclass(frozen=True, slots=True)
class Variable:
    """An integer between `low` and `high`. names: what some of its values are called."""

    name: str
    low: int
    high: int
    start: int
    names: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """In the state `source` (a value a variable) one may take `action`; it leads to `branches`, with probabilities.

    rewards: what it pays in expectation, by reward structure. owner: who takes it, NATURE for nobody.
    """

    source: Values
    action: str
    branches: tuple[tuple[float, Values], ...]
    rewards: tuple[float, ...]
    owner: int


NATURE = -1


@dataclass(frozen=True, slots=True)
class PrismModel:
    """over: the condition under which nothing happens any more. deciders: who owns commands, by number.

    labels: name and condition, in PRISM's words. rewards: the names of the reward structures. constants: real numbers
    with their meaning.
    """

    kind: ModelKind
    comment: str
    variables: tuple[Variable, ...]
    commands: tuple[Command, ...]
    over: str
    deciders: tuple[str, ...]
    rewards: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, float, str], ...] = ()
