"""Claims as a typed tree: what a sentence of a document says about the solved game.

A claim is an ordinary expression over *quantities*: numbers, labels and yes/no that the solved game has (a chance,
a verdict, a price). What happens in the course of play is an *event*, and stands inside a quantity. Nothing here
judges: `judge` computes the quantities, and the expression is then evaluated like any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from offramp.core.spans import Span
from offramp.scenario.expressions.expression_tree import Expression, Kind, Variable

GROUP: Final = "group."  # begins the name of a group of endings: a variable of kind ENDING
EVENT: Final = "event."  # written before a chance event that is called like an ending or a group


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or the number of a period, as written; `t` is the period that it means where it stands."""

    text: str
    t: int
    span: Span


@dataclass(frozen=True, slots=True)
class Ever:
    """At some time: in one of the started periods at least."""


@dataclass(frozen=True, slots=True)
class Always:
    """In every started period."""


@dataclass(frozen=True, slots=True)
class By:
    """In period `moment.t` or an earlier one."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class Within:
    """In one of the first `periods` periods; or, with `after`, of those that begin with the first in which it holds."""

    periods: int
    after: Expression | None


@dataclass(frozen=True, slots=True)
class At:
    """In period `moment.t`. A game that is over by then keeps its modes and stocks; nobody picks, nothing strikes."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class AtEnd:
    """When the game ends."""


When = Ever | Always | By | Within | At | AtEnd


@dataclass(frozen=True, slots=True)
class Occurs:
    """A condition holds at some time of play. It is looked at once in each started period, when that is over (or the
    game); what was picked and what struck in the period can still be seen then.

    The condition is an ordinary expression; an ending or group of endings in it is a variable of kind ENDING.
    """

    condition: Expression
    when: When
    span: Span


@dataclass(frozen=True, slots=True)
class NoEvent:
    """The operand doesn't happen."""

    operand: "Event"
    span: Span


@dataclass(frozen=True, slots=True)
class EventPair:
    """Both happen, each at its own time (`and`), or at least one (`or`)."""

    operator: str
    left: "Event"
    right: "Event"
    span: Span


Event = Occurs | NoEvent | EventPair


@dataclass(frozen=True, slots=True)
class Given:
    """`given X`, the first meaning of a document's "if": among the courses of the solved play in which X happens."""

    event: Event
    span: Span


@dataclass(frozen=True, slots=True)
class Pledge:
    """What an actor does from `since` (the beginning) until `until` (exclusive; the end): `always` picks one of
    `options` where one of them is available, `never` picks one of them, or picks one in the `first` of its moves."""

    actor: str
    how: str  # always, never or first
    options: tuple[str, ...]
    since: Moment | None
    until: Moment | None


@dataclass(frozen=True, slots=True)
class Forced:
    """`if bloc never sustain`, the second meaning: the actor is made to, all others play as solved."""

    pledge: Pledge
    span: Span


@dataclass(frozen=True, slots=True)
class Committed:
    """`if bloc commits to never sustain`, the third meaning: all others know it, and are solved again."""

    pledge: Pledge
    span: Span


Condition = Forced | Committed


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of an event."""

    event: Event
    given: Given | None
    conditions: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mean:
    """The expected value of a number at a time."""

    number: Expression
    when: At | AtEnd
    given: Given | None
    conditions: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor has or can reach: `value` (its expected payoff), `would`, `could`, `helped`, `possible`,
    `guaranteed`, `verdict` (a label) or `dilemma` (yes/no); at the start of the game, or the mean over live play
    at the start of period `at.t`."""

    what: str
    actor: str
    at: Moment | None
    given: Given | None  # of `value` only
    conditions: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class OptionStanding:
    """`reach` (what the actor could still reach after this option) or `price` (what taking it costs); `at` as above."""

    what: str
    actor: str
    option: str
    at: Moment | None
    conditions: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Turn:
    """The period in which a way out `opens` or `closes` for the `first` or the `last` time."""

    what: str
    actor: str
    option: str
    which: str
    conditions: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Timing:
    """When a way out opens or closes, compared with a date, with `never` (None), or with another opening or closing.

    One that never happens is later than every date. A date stands for the first of its periods after `<`, `>=`, and
    for the last one after `<=`, `>`; with `==` and `!=` it is one period.
    """

    turn: Turn
    operator: str
    to: Moment | Turn | None
    span: Span


Quantity = Chance | Mean | Standing | OptionStanding | Timing

OF_ACTOR: Final = ("value", "would", "could", "helped", "possible", "guaranteed", "verdict", "dilemma")
OF_OPTION: Final = ("reach", "price")
OF_TURN: Final = ("opens", "closes")
QUANTITIES: Final = ("chance", "mean", *OF_ACTOR, *OF_OPTION, *OF_TURN)
VERDICTS: Final = ("free", "unsteady", "unwilling", "dependent", "trapped")
SHARES: Final = frozenset({"chance", "would", "could", "helped", "possible", "guaranteed", "reach"})  # in [0, 1]


@dataclass(frozen=True, slots=True)
class Claim:
    """`expression` is a yes/no; its variables of kind QUANTITY are called by the text of what `quantities` has."""

    expression: Expression
    quantities: dict[str, Quantity]
    span: Span


@dataclass(frozen=True, slots=True)
class Happening:
    """What a forecast is about: an event, and on which condition."""

    event: Event
    given: Given | None
    conditions: tuple[Condition, ...]
    span: Span


def occurrences(event: Event) -> Iterator[Occurs]:
    """The single conditions that `event` is made of, left to right."""
    match event:
        case Occurs():
            yield event
        case NoEvent():
            yield from occurrences(event.operand)
        case EventPair():
            yield from occurrences(event.left)
            yield from occurrences(event.right)


def conditions_of(event: Event) -> Iterator[Expression]:
    """Every ordinary expression in `event`."""
    for found in occurrences(event):
        yield found.condition
        if isinstance(found.when, Within) and found.when.after is not None:
            yield found.when.after


def expressions_of(quantity: Quantity | Happening) -> Iterator[Expression]:
    """Every ordinary expression of the game that `quantity` reads."""
    if isinstance(quantity, Chance | Happening):
        yield from conditions_of(quantity.event)
    elif isinstance(quantity, Mean):
        yield quantity.number
    given = None if isinstance(quantity, OptionStanding | Timing) else quantity.given
    if given is not None:
        yield from conditions_of(given.event)


def pledges_of(quantity: Quantity | Happening) -> tuple[Condition, ...]:
    """What `quantity` takes actors to do."""
    if isinstance(quantity, Timing):
        other = quantity.to.conditions if isinstance(quantity.to, Turn) else ()
        return (*quantity.turn.conditions, *other)
    return quantity.conditions


def happens_alone(condition: Expression) -> bool:
    """Whether `condition` is an ending or a chance event, which happens once and needs no time beside it."""
    return isinstance(condition, Variable) and condition.kind in (Kind.ENDING, Kind.EVENT)
