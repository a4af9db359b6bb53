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
    """In the state `source` (a value a variable, the clock left out) one may take `action` in some periods.

    first, last: the periods, both included. branches: probability, how many periods later, and the state there.
    owner: who takes it, NATURE for nobody.
    """

    first: int
    last: int
    source: Values
    action: str
    branches: tuple[tuple[float, int, Values], ...]
    owner: int


@dataclass(frozen=True, slots=True)
class Reward:
    """What `action` in the state `source` pays in expectation, in the periods `first` to `last`."""

    first: int
    last: int
    source: Values
    action: str
    value: float


NATURE = -1


@dataclass(frozen=True, slots=True)
class PrismModel:
    """clock: the variable that counts periods. over: the condition under which nothing happens any more.

    deciders: who owns commands, by number. rewards: the reward structures by name. labels: name and condition, in
    PRISM's words. constants: real numbers with their meaning.
    """

    kind: ModelKind
    comment: str
    clock: Variable
    variables: tuple[Variable, ...]
    commands: tuple[Command, ...]
    over: str
    deciders: tuple[str, ...]
    rewards: tuple[tuple[str, tuple[Reward, ...]], ...]
    labels: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, float, str], ...] = ()
