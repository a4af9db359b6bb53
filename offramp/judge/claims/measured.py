"""What a quantity of a claim was found to be in one solved game, with its error; or why nothing can be said."""

from dataclasses import dataclass
from enum import Enum

from offramp.core.diagnostics import Diagnostic

ROUNDING = 1e-9  # error of what has none but rounding
TINY = 1e-13


class State(Enum):
    """Whether a quantity could be measured."""

    MEASURED = "measured"
    VACUOUS = "vacuous"  # what it supposes can't be in this game
    UNSUPPORTED = "unsupported"  # what is given happens in under 0.001 of the play
    NOT_JUDGED = "not_judged"  # a fault on the way, or something that isn't built


@dataclass(frozen=True)
class Measured:
    """value: a number; a verdict; or a yes/no; None where there is none. error: how far a number may be off.

    may_be: all that a verdict or a yes/no may be within the numerical error, its own value among them. mass: the chance
    of what is given; None where nothing is. how: `solution` (read off it), `endings`, `states` or `paths`.
    """

    value: float | str | bool | None
    error: float = 0.0
    may_be: tuple[str | bool, ...] = ()
    state: State = State.MEASURED
    reason: str = ""
    mass: float | None = None
    how: str = "solution"
    faults: tuple[Diagnostic, ...] = ()


def number(value: float, error: float, how: str = "solution", mass: float | None = None) -> Measured:
    """A number that was found. One that nothing but rounding can be off is taken to be exact in its first 11 digits, so
    that `== 1` and `>= 0.5` mean what they say."""
    if error <= ROUNDING:
        return Measured(exact(value), how=how, mass=mass)
    return Measured(value, error, how=how, mass=mass)


def exact(value: float) -> float:
    """A number that nothing but rounding can be off."""
    return float(f"{value:.11g}") if abs(value) > TINY else 0.0


def one_of(value: str | bool, may_be: set[str] | set[bool]) -> Measured:
    """A verdict or a yes/no that was found."""
    return Measured(value, may_be=(value, *sorted((other for other in may_be if other != value), key=str)))


def vacuous(reason: str) -> Measured:
    """What is supposed can't be."""
    return Measured(None, state=State.VACUOUS, reason=reason)


def not_judged(reason: str, faults: tuple[Diagnostic, ...] = ()) -> Measured:
    """Nothing can be said."""
    return Measured(None, state=State.NOT_JUDGED, reason=reason, faults=faults)
