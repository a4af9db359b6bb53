"""From a raw claim to a typed one: every quantity, actor, option, ending and date gets its meaning."""

from collections.abc import Mapping
from dataclasses import replace

from offramp.core.spans import Span
from offramp.core.units import PURE, UTILITY, Unit
from offramp.scenario.claims.claim_ground import Ground, Names
from offramp.scenario.claims.claim_printer import quantity_text
from offramp.scenario.claims.claim_tree import (
    SHARES,
    VERDICTS,
    At,
    AtEnd,
    By,
    Chance,
    Claim,
    Condition,
    Given,
    Happening,
    Mean,
    Moment,
    OptionStanding,
    Quantity,
    Standing,
    Timing,
    Turn,
)
from offramp.scenario.claims.event_resolver import EventResolver, renamed
from offramp.scenario.claims.moments import moment
from offramp.scenario.claims.pledges import known_actor, known_option, pledges
from offramp.scenario.claims.raw_claim import RawClaim, RawMoment, RawQuantity, RawTimed, RawTiming, RawWord
from offramp.scenario.expressions.expression_resolver import resolve
from offramp.scenario.expressions.expression_tree import Expression, Is, Kind, Same, ValueType, Variable, rebuilt
from offramp.scenario.expressions.raw_expression import RawCall, RawDotted, RawExpression, RawName, raw_children
from offramp.scenario.expressions.scope import KIND_NAMES, TIME_NAME, Symbol
from offramp.scenario.expressions.unit_checker import check_units, infer_unit

_CONDITIONAL = ("chance", "mean", "value")  # what `given` has a meaning for


def resolve_claim(raw: RawClaim, ground: Ground, where: str) -> Claim | None:
    """The typed claim; None, with diagnostics, where it has none."""
    resolver = _Resolver(raw, ground, where)
    found = resolver.quantities()
    if resolver.stray_happening(raw.tree) or found is None:
        return None
    symbols = {name: resolver.symbol(quantity) for name, quantity in found.items()}
    scope = replace(ground.outside, symbols={**ground.outside.symbols, **symbols}, where=where)
    tree = resolve(raw.tree, scope, ValueType.BOOLEAN, ground.log)
    if tree is None:
        return None
    faults = len(ground.log.found)
    check_units(tree, scope, None, where, ground.log)
    if len(ground.log.found) > faults:
        return None
    names = Names(_owners(ground), (*ground.endings, *ground.groups))
    texts = {name: quantity_text(quantity, names) for name, quantity in found.items()}
    quantities = {texts[name]: quantity for name, quantity in found.items()}
    return Claim(_called(tree, texts), quantities, raw.tree.span)


def resolve_happening(raw: RawClaim, ground: Ground, where: str, by: By | None) -> Happening | None:
    """What a forecast is about; `by` is the time of whatever has none of its own."""
    resolver = _Resolver(raw, ground, where)
    event = EventResolver(ground, raw.phrases, where, by).event(raw.tree)
    given = resolver.given(raw.given, raw.given_span)
    conditions = pledges(raw.pledges, ground)
    if event is None or conditions is None or (given is None and raw.given is not None):
        return None
    return Happening(event, given, conditions, raw.tree.span)


def unit_of(quantity: Quantity, ground: Ground) -> Unit | None:
    """The unit of a number; None where it isn't known."""
    if isinstance(quantity, Mean):
        return infer_unit(quantity.number, ground.events)
    what = getattr(quantity, "what", "chance")
    return PURE if what in SHARES else UTILITY


def _owners(ground: Ground) -> tuple[str, ...]:
    return tuple(name for name, symbol in ground.outside.symbols.items() if symbol.type is ValueType.LABEL)


def _called(tree: Expression, texts: Mapping[str, str]) -> Expression:
    """`tree` with each quantity called by its text."""
    match tree:
        case Variable(kind=Kind.QUANTITY):
            return renamed(tree, lambda v: texts[v.name])
        case Is(kind=Kind.QUANTITY):
            return replace(tree, name=texts[tree.name])
        case Same():
            left, right = ((kind, texts.get(name, name)) for kind, name in (tree.left, tree.right))
            return replace(tree, left=left, right=right)
        case _:
            return rebuilt(tree, lambda part: _called(part, texts))


class _Resolver:
    """Resolves the quantities of one claim; all of them are looked at, so that all faults are found at once."""

    def __init__(self, raw: RawClaim, ground: Ground, where: str) -> None:
        self.raw = raw
        self.ground = ground
        self.log = ground.log
        self.where = where

    def quantities(self) -> dict[str, Quantity] | None:
        """Every quantity of the claim by the name that stands for it; None where one has a fault."""
        found: dict[str, Quantity] = {}
        whole = True
        for name, phrase in self.raw.phrases.items():
            if isinstance(phrase, RawTimed):
                continue  # a part of an event
            resolved = self.timing(phrase) if isinstance(phrase, RawTiming) else self.quantity(phrase)
            whole = whole and resolved is not None
            if resolved is not None:
                found[name] = resolved
        return found if whole else None

    def symbol(self, quantity: Quantity) -> Symbol:
        """What a quantity is in the expression around it."""
        if isinstance(quantity, Timing):
            return Symbol(Kind.QUANTITY, ValueType.BOOLEAN)
        if isinstance(quantity, Standing) and quantity.what == "verdict":
            return Symbol(Kind.QUANTITY, ValueType.LABEL, VERDICTS)
        if isinstance(quantity, Standing) and quantity.what == "dilemma":
            return Symbol(Kind.QUANTITY, ValueType.BOOLEAN)
        return Symbol(Kind.QUANTITY, ValueType.NUMBER, (), unit_of(quantity, self.ground))

    def quantity(self, raw: RawQuantity) -> Quantity | None:
        """A quantity that stands for itself."""
        what = raw.what.text
        if what in ("chance", "mean"):
            return self.average(raw)
        given, conditions, sound = self.conditions(raw)
        actor = known_actor(raw.actor, self.ground) if raw.actor is not None else None
        option = None if actor is None or raw.option is None else known_option(raw.option, actor, self.ground)
        at = moment(raw.at, "at", self.ground.calendar, self.log) if isinstance(raw.at, RawMoment) else None
        if not sound or actor is None or (at is None and raw.at is not None):
            return None
        if raw.option is not None:
            return None if option is None else OptionStanding(what, actor, option, at, conditions, raw.span)
        if at is not None and what in ("verdict", "dilemma"):
            message = f"a `{what}` at a later date is one thing in some states and another in others"
            remedy = f"ask for a mean over live play and compare it: `could({actor} at {at.text}) < 0.5`"
            self.log.error("E351", message, at.span, remedy)
            return None
        return Standing(what, actor, at, given, conditions, raw.span)

    def average(self, raw: RawQuantity) -> Chance | Mean | None:
        """`chance(…)` or `mean(…)`."""
        assert raw.subject is not None
        events = EventResolver(self.ground, self.raw.phrases, f"`{raw.what.text}`")
        if raw.what.text == "chance":
            event = events.event(raw.subject)
            given, conditions, sound = self.conditions(raw)
            return None if event is None or not sound else Chance(event, given, conditions, raw.span)
        number = events.expression(raw.subject, ValueType.NUMBER)
        when: At | AtEnd | None = AtEnd()
        if isinstance(raw.at, RawMoment):
            at = moment(raw.at, "at", self.ground.calendar, self.log)
            when = None if at is None else At(at)
        given, conditions, sound = self.conditions(raw)
        return None if number is None or when is None or not sound else Mean(number, when, given, conditions, raw.span)

    def conditions(self, raw: RawQuantity) -> tuple[Given | None, tuple[Condition, ...], bool]:
        """`given` and what stands after `if`, and whether both are sound."""
        if raw.given is not None and raw.what.text not in _CONDITIONAL:
            message = f"`given` has no meaning for `{raw.what.text}`, which isn't an average over courses of play"
            remedy = "use it with chance, mean or value; or say what an actor does: `if bloc never sustain`"
            self.log.error("E345", message, raw.given_span, remedy)
            return None, (), False
        given = self.given(raw.given, raw.given_span)
        found = pledges(raw.pledges, self.ground)
        return given, found or (), found is not None and (given is not None or raw.given is None)

    def timing(self, raw: RawTiming) -> Timing | None:
        """An opening or closing with what it is compared with."""
        turn = self.turn(raw.turn)
        to: Moment | Turn | None
        match raw.to:
            case RawWord():
                to, known = None, True
                if raw.operator not in ("==", "!="):
                    message = f"`{raw.operator}` puts times in order, and `never` isn't one"
                    self.log.error("E347", message, raw.to.span, "write `== never` or `!= never`")
                    return None
            case RawQuantity():
                to = self.turn(raw.to)
                known = to is not None
            case _:
                to = moment(raw.to, raw.operator, self.ground.calendar, self.log)
                known = to is not None
        return Timing(turn, raw.operator, to, raw.span) if turn is not None and known else None

    def turn(self, raw: RawQuantity) -> Turn | None:
        """`closes(bloc, wind_down)`, `opens(bloc, wind_down, last)`."""
        actor = known_actor(raw.actor, self.ground) if raw.actor is not None else None
        option = None if actor is None or raw.option is None else known_option(raw.option, actor, self.ground)
        _, conditions, sound = self.conditions(raw)
        which = raw.which.text if raw.which is not None else "first"
        if raw.which is not None and which not in ("first", "last"):
            message = f"`{which}` is neither `first` nor `last`"
            self.log.error("E346", message, raw.which.span, "write `last`, or leave it out")
            return None
        if actor is None or option is None or not sound:
            return None
        return Turn(raw.what.text, actor, option, which, conditions, raw.span)

    def given(self, raw: RawExpression | None, span: Span | None) -> Given | None:
        """`given X`."""
        if raw is None or span is None:
            return None
        event = EventResolver(self.ground, self.raw.phrases, "`given`").event(raw)
        return None if event is None else Given(event, span)

    def stray_happening(self, tree: RawExpression) -> bool:
        """Whether something that happens in the course of play stands outside all quantities; the log says so."""
        stack = [tree]
        while stack:
            node = stack.pop()
            if not (isinstance(node, RawCall) and node.function == "initial"):
                stack.extend(reversed(raw_children(node)))
            name = node.name if isinstance(node, RawName) else node.owner if isinstance(node, RawDotted) else ""
            symbol = self.ground.events.symbols.get(name)
            if name == TIME_NAME and symbol is None:
                remedy = "name a period inside a quantity: `chance(… by 2024Q1)`"
                self.log.error("E340", "`t` is the period, and a claim is about the whole game", node.span, remedy)
                return True
            if not name or name in self.raw.phrases or symbol is None or symbol.kind in self.ground.outside.allowed:
                continue
            remedy = f"ask for its chance and compare it: `chance({name}) > 0.5`"
            if symbol.type is ValueType.NUMBER:
                remedy = f"ask for its mean, `mean({name} at end)`, or for a chance, `chance({name} > 0.5 at end)`"
            elif symbol.type is ValueType.LABEL:
                remedy = f"ask for a chance: `chance({name} == {symbol.example} at end) > 0.5`"
            kind = KIND_NAMES[symbol.kind][0]
            message = f"`{name}` is {kind}: it belongs to the course of play, and a claim is about the solved game"
            self.log.error("E340", message, node.span, remedy)
            return True
        return False
