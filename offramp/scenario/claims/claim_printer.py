"""A claim as text: parsing it gives the same tree."""

from offramp.scenario.claims.claim_ground import Names
from offramp.scenario.claims.claim_tree import (
    EVENT,
    Always,
    At,
    AtEnd,
    By,
    Chance,
    Claim,
    Committed,
    Condition,
    Event,
    EventPair,
    Ever,
    Given,
    Happening,
    Mean,
    NoEvent,
    Occurs,
    OptionStanding,
    Pledge,
    Quantity,
    Standing,
    Timing,
    Turn,
    When,
    Within,
    happens_alone,
)
from offramp.scenario.expressions.expression_printer import to_text
from offramp.scenario.expressions.expression_tree import Expression, Kind, Variable, rebuilt

_OR, _AND, _NOT, _ALONE = range(1, 5)


def claim_text(claim: Claim, names: Names) -> str:
    """`claim` as it may be written in a scenario file."""
    return to_text(claim.expression, names.owners)  # its quantities are called by their own text


def happening_text(happening: Happening, names: Names) -> str:
    """What stands inside `chance(…)`."""
    return event_text(happening.event, names) + _clauses(happening.given, happening.conditions, names)


def quantity_text(quantity: Quantity, names: Names) -> str:
    """`quantity` as it may be written in a claim."""
    match quantity:
        case Chance():
            inner = event_text(quantity.event, names)
        case Mean():
            number = plain(quantity.number, names)
            # `at` follows a sum; whatever binds less tightly is put in parentheses.
            needs = to_text(number, names.owners) != to_text(number, names.owners, operand=True)
            text = to_text(number, names.owners)
            inner = f"({text})" if needs else text
            inner += _when(quantity.when, names)
        case Standing():
            inner = quantity.actor + _at(quantity.at)
        case OptionStanding():
            inner = f"{quantity.actor}, {quantity.option}{_at(quantity.at)}"
        case Timing():
            return f"{_turn(quantity.turn, names)} {quantity.operator} {_turned_to(quantity, names)}"
    what = {Chance: "chance", Mean: "mean"}.get(type(quantity)) or getattr(quantity, "what", "")
    given = None if isinstance(quantity, OptionStanding) else quantity.given
    return f"{what}({inner}{_clauses(given, quantity.conditions, names)})"


def event_text(event: Event, names: Names, lowest: int = _OR) -> str:
    """`event`, in parentheses where it binds less tightly than `lowest`."""
    match event:
        case Occurs():
            return occurs_text(event, names)
        case NoEvent():
            text, level = f"not {event_text(event.operand, names, _NOT)}", _NOT
        case EventPair():
            level = _AND if event.operator == "and" else _OR
            left, right = event_text(event.left, names, level), event_text(event.right, names, level + 1)
            text = f"{left} {event.operator} {right}"
    return f"({text})" if level < lowest else text


def occurs_text(event: Occurs, names: Names) -> str:
    """A condition with its time."""
    if isinstance(event.when, Ever) and happens_alone(event.condition):
        return to_text(plain(event.condition, names), names.owners)
    condition = to_text(plain(event.condition, names), names.owners, operand=True)
    return condition + _when(event.when, names)


def _when(when: When, names: Names) -> str:
    match when:
        case Ever():
            return " ever"
        case Always():
            return " always"
        case By():
            return f" by {when.moment.text}"
        case At():
            return f" at {when.moment.text}"
        case AtEnd():
            return " at end"
        case Within():
            text = f" within {when.periods} period{'s' if when.periods != 1 else ''}"
            if when.after is not None:
                text += f" after {to_text(plain(when.after, names), names.owners, operand=True)}"
            return text


def plain(expression: Expression, names: Names) -> Expression:
    """`expression` with chance events qualified that are called like an ending."""
    if isinstance(expression, Variable):
        if expression.kind is Kind.EVENT and expression.name in names.endings:
            return Variable(expression.kind, EVENT + expression.name, expression.type, expression.span)
        return expression
    return rebuilt(expression, lambda part: plain(part, names))


def _at(at: object) -> str:
    return f" at {getattr(at, 'text', '')}" if at is not None else ""


def _turn(turn: Turn, names: Names) -> str:
    which = ", last" if turn.which == "last" else ""
    return f"{turn.what}({turn.actor}, {turn.option}{which}{_clauses(None, turn.conditions, names)})"


def _turned_to(timing: Timing, names: Names) -> str:
    if timing.to is None:
        return "never"
    return _turn(timing.to, names) if isinstance(timing.to, Turn) else timing.to.text


def _clauses(given: Given | None, conditions: tuple[Condition, ...], names: Names) -> str:
    text = f" given {event_text(given.event, names)}" if given is not None else ""
    if conditions:
        text += " if " + " and ".join(_pledge(c.pledge, isinstance(c, Committed)) for c in conditions)
    return text


def _pledge(pledge: Pledge, commits: bool) -> str:
    words = [pledge.actor, *(["commits to"] if commits else []), pledge.how, " or ".join(pledge.options)]
    words += [f"from {pledge.since.text}"] if pledge.since is not None else []
    words += [f"until {pledge.until.text}"] if pledge.until is not None else []
    return " ".join(words)
