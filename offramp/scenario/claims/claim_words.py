"""Claims, forecasts and commitments in plain English, each meaning of "if" spelt out."""

from offramp.scenario.claims.claim_ground import ENDING, Names
from offramp.scenario.claims.claim_printer import plain, quantity_text
from offramp.scenario.claims.claim_tree import (
    GROUP,
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
    Moment,
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
from offramp.scenario.expressions.expression_tree import (
    Boolean,
    Compare,
    Expression,
    IfElse,
    Is,
    Kind,
    Logical,
    Not,
    Variable,
    variables,
)

_COMPARED = {"<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least", "==": "is", "!=": "isn't"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_BEFORE = {"<": "before", "<=": "by", ">": "after", ">=": "in or after", "==": "in", "!=": "at another time than in"}
_BEFORE_OTHER = {
    "<": "before",
    "<=": "no later than",
    ">": "later than",
    ">=": "no earlier than",
    "==": "when",
    "!=": "not when",
}
_STANDING = {
    "value": "what {} can expect to gain",
    "would": "the chance that {} gets to an ending it can live with",
    "could": "the chance that {} could get to an ending it can live with, if it wanted nothing else",
    "helped": "the chance that {} could get to an ending it can live with, if others did it favours they can afford",
    "possible": "the chance that {} could get to an ending it can live with, if all others helped",
    "guaranteed": "the chance of an ending {} can live with that nobody can take away",
    "verdict": "the verdict on {}",
}


def claim_words(claim: Claim, names: Names) -> str:
    """What `claim` says, without a full stop."""
    return _Words(claim, names).said(claim.expression)


def happening_words(happening: Happening, names: Names) -> str:
    """What a forecast says to happen."""
    return _event(happening.event, names) + _clauses(happening.given, happening.conditions, names)


def pledge_words(pledge: Pledge) -> str:
    """`never picks surge or intervene from 2024Q1`."""
    options = " or ".join(map(_spoken, pledge.options))
    said = {
        "always": f"always picks {options} where it can",
        "never": f"never picks {options}",
        "first": f"first picks {options}",
    }[pledge.how]
    said += f" from {_time(pledge.since)} on" if pledge.since is not None else ""
    return said + (f" until {_time(pledge.until)}" if pledge.until is not None else "")


class _Words:
    def __init__(self, claim: Claim, names: Names) -> None:
        self.claim = claim
        self.names = names

    def said(self, node: Expression) -> str:
        """A yes/no."""
        match node:
            case Compare():
                return self.compared(node)
            case Logical() if (between := self.between(node)) is not None:
                return between
            case Logical():
                joined = ", and " if node.operator == "and" else ", or "
                return joined.join(self.part(side, node) for side in (node.left, node.right))
            case Not(operand=Is(kind=Kind.QUANTITY) as inner):
                return self.verdict(inner, "isn't")
            case Not():
                return f"it is not so that {self.said(node.operand)}"
            case Is(kind=Kind.QUANTITY):
                return self.verdict(node, "is")
            case Variable(kind=Kind.QUANTITY):
                return _yes_no(self.claim.quantities[node.name], self.names)
            case Boolean():
                return "always" if node.value else "never"
            case _:
                return to_text(node, self.names.owners)

    def compared(self, node: Compare) -> str:
        """`x is above 0.5`, with what is asked for first."""
        left, operator, right = node.left, node.operator, node.right
        if self.asks(right) and not self.asks(left):
            left, operator, right = right, _MIRRORED[operator], left
        return f"{self.subject(left)} {_COMPARED[operator]} {self.number(right)}"

    def between(self, node: Logical) -> str | None:
        """`0.2 <= x and x <= 0.8`, however it was written."""
        one, other = node.left, node.right
        if node.operator != "and" or not isinstance(one, Compare) or not isinstance(other, Compare):
            return None
        if not {one.operator, other.operator} <= {"<", "<="} or not self.asks(one.right):
            return None
        if to_text(one.right) != to_text(other.left) or self.asks(one.left) or self.asks(other.right):
            return None
        return f"{self.subject(one.right)} is between {self.number(one.left)} and {self.number(other.right)}"

    def subject(self, node: Expression) -> str:
        """A number before its verb: what is said of it in between ends with a comma."""
        text = self.number(node)
        return f"{text}," if "," in text and not text.endswith("`") else text

    def part(self, side: Expression, whole: Logical) -> str:
        """One side of `and` or `or`, set apart where it is of the other kind."""
        if not isinstance(side, Logical) or side.operator == whole.operator:
            return self.said(side)
        return f"({'both: ' if side.operator == 'and' else 'one of these: '}{self.said(side)})"

    def number(self, node: Expression) -> str:
        """A number: quantities in words, and what is calculated with them as it is written."""
        if isinstance(node, Variable) and node.kind is Kind.QUANTITY:
            return _number(self.claim.quantities[node.name], self.names)
        if isinstance(node, IfElse | Logical | Not):
            return f"({to_text(node, self.names.owners)})"
        return f"`{to_text(node, self.names.owners)}`" if self.asks(node) else to_text(node, self.names.owners)

    def asks(self, node: Expression) -> bool:
        """Whether `node` reads the solved game."""
        return any(kind is Kind.QUANTITY for kind, _ in variables(node))

    def verdict(self, node: Is, verb: str) -> str:
        """`west is trapped`."""
        quantity = self.claim.quantities[node.name]
        assert isinstance(quantity, Standing)
        return f"{_spoken(quantity.actor)} {verb} {node.label}{_clauses(None, quantity.conditions, self.names)}"


def _yes_no(quantity: Quantity, names: Names) -> str:
    if isinstance(quantity, Timing):
        return _timing(quantity, names)
    if isinstance(quantity, Standing):
        said = f"{_spoken(quantity.actor)} is in a dilemma: whatever it picks, it is unlikely to get out"
        return said + _clauses(None, quantity.conditions, names)
    return quantity_text(quantity, names)


def _number(quantity: Quantity, names: Names) -> str:
    match quantity:
        case Chance():
            inner = f"the chance of {_event(quantity.event, names)}"
        case Mean():
            number = to_text(plain(quantity.number, names), names.owners)
            inner = f"the mean of `{number}`{_when(quantity.when, names)}"
        case Standing():
            inner = _STANDING[quantity.what].format(_spoken(quantity.actor)) + _at(quantity)
        case OptionStanding(what="reach"):
            inner = f"what {_spoken(quantity.actor)} could still reach after {_spoken(quantity.option)}{_at(quantity)}"
        case OptionStanding():
            inner = f"what {_spoken(quantity.option)} costs {_spoken(quantity.actor)}{_at(quantity)}"
        case Timing():
            return _timing(quantity, names)
    given = None if isinstance(quantity, OptionStanding) else quantity.given
    return inner + _clauses(given, quantity.conditions, names)


def _at(quantity: Standing | OptionStanding) -> str:
    return f" in {_time(quantity.at)} (on average over live play)" if quantity.at is not None else ""


def _timing(timing: Timing, names: Names) -> str:
    turn = timing.turn
    said = f"the way out `{turn.option}` {turn.what} to {_spoken(turn.actor)}"
    said += " for the last time" if turn.which == "last" else ""
    if timing.to is None:
        said = said.replace(f" {turn.what} ", f" never {turn.what} ") if timing.operator == "==" else f"{said} some day"
    elif isinstance(timing.to, Turn):
        other = timing.to
        which = " for the last time" if other.which == "last" else ""
        verb = f"{_BEFORE_OTHER[timing.operator]} `{other.option}` {other.what} to {_spoken(other.actor)}{which}"
        said += f" {verb}{_clauses(None, other.conditions, names)}"
    else:
        said += f" {_BEFORE[timing.operator]} {_time(timing.to)}"
    return said + _clauses(None, turn.conditions, names)


def _event(event: Event, names: Names) -> str:
    match event:
        case Occurs():
            return _occurs(event, names)
        case NoEvent():
            inner = _event(event.operand, names)
            return f"no {inner}" if isinstance(event.operand, Occurs) else f"none of this: {inner}"
        case EventPair():
            joined = " and of " if event.operator == "and" else " or of "
            return joined.join(_event(side, names) for side in (event.left, event.right))


def _occurs(event: Occurs, names: Names) -> str:
    condition = event.condition
    if isinstance(condition, Variable) and happens_alone(condition):
        name = condition.name.removeprefix(GROUP).removeprefix(ENDING)
        kind = "ending in " if condition.kind is Kind.ENDING else "event "
        return f"{kind}{_spoken(name)}{'' if isinstance(event.when, Ever) else _when(event.when, names)}"
    return f"`{to_text(plain(condition, names), names.owners)}`{_when(event.when, names)}"


def _when(when: When, names: Names) -> str:
    match when:
        case Ever():
            return " at some time"
        case Always():
            return " in every period"
        case By():
            return f" by {_time(when.moment)}"
        case At():
            return f" in {_time(when.moment)}"
        case AtEnd():
            return " at the end"
        case Within():
            length = f"{when.periods} period{'s' if when.periods != 1 else ''}"
            if when.after is None:
                return f" within the first {length}"
            return f" within {length} after `{to_text(plain(when.after, names), names.owners)}`"


def _clauses(given: Given | None, conditions: tuple[Condition, ...], names: Names) -> str:
    said = f", where the course of play has {_event(given.event, names)}" if given is not None else ""
    for condition in conditions:
        actor, does = _spoken(condition.pledge.actor), pledge_words(condition.pledge)
        if isinstance(condition, Committed):
            said += f", if {actor} commits itself so that it {does}, and the others take that into account"
        else:
            said += f", if {actor} {does} while the others play as solved"
    return said


def _time(moment: Moment) -> str:
    return f"period {moment.t}" if moment.text == str(moment.t) else moment.text


def _spoken(name: str) -> str:
    return name.replace("_", " ")
