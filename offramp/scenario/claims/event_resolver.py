"""Events of claims: every condition gets its type and its time, every name its meaning."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from offramp.scenario.claims.claim_ground import Ground, canonical
from offramp.scenario.claims.claim_remedies import TIME_EXAMPLE
from offramp.scenario.claims.claim_tree import (
    Always,
    At,
    AtEnd,
    By,
    Event,
    EventPair,
    Ever,
    NoEvent,
    Occurs,
    When,
    Within,
    happens_alone,
)
from offramp.scenario.claims.moments import moment, periods
from offramp.scenario.claims.raw_claim import Phrase, RawTimed, RawWithin
from offramp.scenario.expressions.expression_printer import shown
from offramp.scenario.expressions.expression_resolver import resolve
from offramp.scenario.expressions.expression_tree import Expression, ValueType, Variable, rebuilt
from offramp.scenario.expressions.raw_expression import RawBinary, RawExpression, RawName, RawUnary, raw_children
from offramp.scenario.expressions.scope import Scope
from offramp.scenario.expressions.unit_checker import check_units

_AROUND: Final = "put the time after the whole, in parentheses: `(… and …) by 2024Q1`"


class EventResolver:
    """Resolves the events of one claim. `untimed` is the time of a condition that has none beside it, if there is
    one for all (the date of a forecast)."""

    def __init__(self, ground: Ground, phrases: Mapping[str, Phrase], where: str, untimed: By | None = None) -> None:
        self.ground = ground
        self.phrases = phrases
        self.scope: Scope = replace(ground.events, where=where)
        self.untimed = untimed
        self.told = False  # that a condition has no time: once is enough

    def event(self, raw: RawExpression) -> Event | None:
        """The typed event; None, with diagnostics, where it has none."""
        match raw:
            case RawBinary(operator="and" | "or"):
                left, right = self.event(raw.left), self.event(raw.right)
                return None if left is None or right is None else EventPair(raw.operator, left, right, raw.span)
            case RawUnary(operator="not"):
                operand = self.event(raw.operand)
                return None if operand is None else NoEvent(operand, raw.span)
            case RawName(name=name) if isinstance(timed := self.phrases.get(name), RawTimed):
                return self.timed(timed)
        condition = self.condition(raw)
        if condition is None:
            return None
        if self.untimed is not None:
            return Occurs(condition, self.untimed, raw.span)
        if happens_alone(condition):
            return Occurs(condition, Ever(), raw.span)
        self.no_time(condition)
        return None

    def condition(self, raw: RawExpression) -> Expression | None:
        """An ordinary yes/no."""
        return self.expression(raw, ValueType.BOOLEAN)

    def expression(self, raw: RawExpression, wanted: ValueType) -> Expression | None:
        """An ordinary expression of the game; endings may be mentioned in it."""
        if (inner := self.inner_time(raw)) is not None:
            message = f"`{inner.name}` has a time of its own inside a larger condition"
            self.ground.log.error("E343", message, inner.span, _AROUND)
            return None
        found = resolve(raw, self.scope, wanted, self.ground.log)
        if found is None:
            return None
        check_units(found, self.scope, None, self.scope.where, self.ground.log)
        return renamed(found, lambda v: canonical(v.kind, v.name, self.ground))

    def inner_time(self, raw: RawExpression) -> RawName | None:
        """A part of `raw` that has a time."""
        stack = [raw]
        while stack:
            node = stack.pop()
            if isinstance(node, RawName) and isinstance(self.phrases.get(node.name), RawTimed):
                return node
            stack.extend(reversed(raw_children(node)))
        return None

    def timed(self, timed: RawTimed) -> Event | None:
        """A condition with its time."""
        condition, when = self.condition(timed.condition), self.when(timed)
        if condition is None or when is None:
            return None
        found = Occurs(condition, when, timed.span)
        return NoEvent(found, timed.span) if timed.word.text == "never" else found

    def when(self, timed: RawTimed) -> When | None:
        """The time beside a condition."""
        match timed.word.text:
            case "ever" | "never":
                return Ever()
            case "always":
                return Always()
            case "end":
                return AtEnd()
            case "within":
                assert isinstance(timed.time, RawWithin)
                count = periods(timed.time, self.ground.calendar, self.ground.log)
                after = None if timed.time.after is None else self.condition(timed.time.after)
                if count is None or (timed.time.after is not None and after is None):
                    return None
                return Within(count, after)
        assert timed.time is not None
        assert not isinstance(timed.time, RawWithin)
        found = moment(timed.time, timed.word.text, self.ground.calendar, self.ground.log)
        if found is None:
            return None
        return By(found) if timed.word.text == "by" else At(found)

    def no_time(self, condition: Expression) -> None:
        """Say that a condition lacks a time."""
        if self.told:
            return
        self.told = True
        message = f"`{shown(condition, 40)}` may hold in some periods and not in others; it needs a time"
        remedy = f"write one after it: {TIME_EXAMPLE}"
        if any(isinstance(phrase, RawTimed) for phrase in self.phrases.values()):
            remedy += "; two conditions share one in parentheses: `(… and …) at 2024Q1`"
        self.ground.log.error("E342", message, condition.span, remedy)


def renamed(expression: Expression, name: Callable[[Variable], str]) -> Expression:
    """`expression` with each variable called what `name` makes of it."""
    if isinstance(expression, Variable):
        return replace(expression, name=name(expression))
    return rebuilt(expression, lambda part: renamed(part, name))
