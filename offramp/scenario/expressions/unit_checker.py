"""Units through a whole expression: sums and comparisons agree, and the result is in the unit that is needed.

A written-out number is a pure number in a product (`0.5 * aid` is in the unit of `aid`), and fits any unit in a
sum, a comparison, or as a whole. A factor may carry the unit that a pure number lacks (`0.02 * tension` as
utility), and a divisor the unit that has to go (`aid / 10` inside `logistic`).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span
from offramp.core.units import PER_PERIOD, PURE, UTILITY, Unit, parse_unit, periods_within
from offramp.scenario.expressions.expression_printer import shown
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Call,
    Compare,
    Expression,
    IfElse,
    Kind,
    Negate,
    Number,
    Table,
    ValueType,
    Variable,
    children,
    stock_of,
)
from offramp.scenario.expressions.functions import FUNCTIONS, UnitRule
from offramp.scenario.expressions.name_resolver import ASPIRATION_PREFIX
from offramp.scenario.expressions.scope import Scope


def check_units(expression: Expression, scope: Scope, wanted: Unit | None, what: str, log: DiagnosticLog) -> None:
    """Tell `log` where units in `expression` don't fit, or its result isn't in `wanted`.

    `what` names the place that needs the unit ("the payoff of west"). `wanted` None: any unit will do. Where a
    rate is wanted (`PER_PERIOD`), a pure number is taken as per period.
    """
    checker = _Checker(scope, log)
    faults = len(log.found)
    found = checker.quantity(expression)
    if wanted is None or len(log.found) > faults:
        return
    wanted = checker.in_periods(wanted)
    if found.fits(wanted) or (wanted == checker.rate and found.fits(PURE)):
        return
    unit = found.unit or PURE
    remedy = f"multiply it by an assumption with the unit {wanted.quotient(unit)}"
    if wanted == PURE:
        remedy = f"divide it by an assumption with the unit {unit}"
    elif wanted == UTILITY and unit.is_pure:
        remedy = "multiply it by what it is worth: an assumption with the unit utility, or a written-out number"
    if wanted == checker.rate:
        remedy = _per_shorter_period(expression, unit, wanted) or remedy
    needed = "is a pure number" if wanted.is_pure else f"is needed in {wanted}"
    message = f"{what} {needed}, but `{shown(expression)}` is {_named(unit)}"
    log.error("E321", message, expression.span, remedy)


def infer_unit(expression: Expression, scope: Scope) -> Unit | None:
    """The unit of `expression`; None where it isn't known, or where a written-out number may carry another one."""
    found = _Checker(scope, DiagnosticLog()).quantity(expression)
    flexible = found.literal or found.divisor or (found.factor and found.unit == PURE)
    return None if flexible else found.unit


@dataclass(frozen=True, slots=True)
class _Quantity:
    """What is known of a value's unit; `unit` None: nothing.

    `literal`: made of written-out numbers only. `factor`, `divisor`: such a number multiplies or divides it.
    """

    unit: Unit | None
    literal: bool = False
    factor: bool = False
    divisor: bool = False

    def fits(self, unit: Unit) -> bool:
        if self.unit is None or self.literal or self.unit == unit:
            return True
        return (self.unit.is_pure and self.factor) or (unit.is_pure and self.divisor)


_LITERAL: Final = _Quantity(PURE, literal=True, factor=True, divisor=True)
_UNKNOWN: Final = _Quantity(None)


class _Checker:
    def __init__(self, scope: Scope, log: DiagnosticLog) -> None:
        self.scope = scope
        self.log = log
        self.rate = self.in_periods(PER_PERIOD)

    def in_periods(self, unit: Unit) -> Unit:
        """`unit` with `period` called as the calendar calls it."""
        return unit.renamed("period", self.scope.period) if self.scope.period else unit

    def quantity(self, node: Expression) -> _Quantity:
        """The unit of a number; of a yes/no, only its parts are checked."""
        match node:
            case Number():
                return _LITERAL
            case Variable():
                return self.variable(node)
            case Negate():
                return self.quantity(node.operand)
            case Arithmetic():
                return self.arithmetic(node)
            case IfElse():
                self.quantity(node.condition)
                return self.shared([node.then, node.otherwise], node.span, "be the two values of one choice")
            case Compare():
                self.shared([node.left, node.right], node.span, "be compared")
                return _UNKNOWN
            case Call():
                return self.call(node)
            case Table():
                return self.table(node)
            case _:
                for child in children(node):
                    self.quantity(child)
                return _UNKNOWN

    def variable(self, node: Variable) -> _Quantity:
        if node.type is ValueType.BOOLEAN or node.kind is Kind.TIME:
            return _UNKNOWN
        key = ASPIRATION_PREFIX + node.name if node.kind is Kind.ASPIRATION else node.name
        if node.kind is Kind.PREVIOUS:
            key = stock_of(node.name)
        if node.kind is Kind.PICKED:
            key = node.name.rpartition(".")[2]
        symbol = self.scope.symbols.get(key)
        if node.kind in (Kind.AT_END, Kind.ASPIRATION):
            return _Quantity(UTILITY)
        return _Quantity(self.in_periods(symbol.unit) if symbol is not None and symbol.unit is not None else None)

    def arithmetic(self, node: Arithmetic) -> _Quantity:
        match node.operator:
            case "+" | "-":
                verb = "be added" if node.operator == "+" else "be subtracted"
                return self.shared([node.left, node.right], node.span, verb)
            case "%":
                return self.shared([node.left, node.right], node.span, "be divided with a remainder")
            case "**":
                return self.power(node)
        left, right = self.quantity(node.left), self.quantity(node.right)
        if left.literal and right.literal:
            return _LITERAL
        unit = None
        if left.unit is not None and right.unit is not None:
            unit = left.unit.product(right.unit) if node.operator == "*" else left.unit.quotient(right.unit)
        divides = node.operator == "/"
        return _Quantity(
            unit,
            factor=left.factor or (right.factor if not divides else right.divisor),
            divisor=(left.divisor and (divides or not left.literal))
            or (right.factor if divides else right.divisor and not right.literal),
        )

    def power(self, node: Arithmetic) -> _Quantity:
        base, exponent = self.quantity(node.left), self.quantity(node.right)
        if base.literal and exponent.literal:
            return _LITERAL
        if not exponent.fits(PURE):
            message = f"an exponent is a pure number, and `{shown(node.right)}` is {_named(exponent.unit)}"
            remedy = f"divide it by an assumption with the unit {exponent.unit}"
            self.log.error("E323", message, node.right.span, remedy)
            return _UNKNOWN
        if base.unit is None:
            return _UNKNOWN
        if base.unit.is_pure:
            return _Quantity(PURE, factor=base.factor, divisor=base.divisor)
        constant = _constant(node.right)
        if constant is None:
            message = f"`{shown(node.left)}` is {_named(base.unit)}, so its exponent must be a written-out number"
            remedy = f"divide it by an assumption with the unit {base.unit} first"
            self.log.error("E323", message, node.span, remedy)
            return _UNKNOWN
        return _Quantity(base.unit.power(constant), divisor=base.divisor)

    def call(self, node: Call) -> _Quantity:
        rule = FUNCTIONS[node.function].units
        if rule is UnitRule.SAME:
            return self.shared(list(node.arguments), node.span, f"share one `{node.function}`")
        found = self.quantity(node.arguments[0])
        if rule is UnitRule.SQUARE_ROOT:
            if found.unit is None or found.literal:
                return found
            return _Quantity(found.unit.power(Fraction(1, 2)), factor=found.factor, divisor=found.divisor)
        if not found.fits(PURE) and not (rule is UnitRule.RATE and found.unit == self.rate):
            argument = shown(node.arguments[0])
            needs = f"a pure number or a rate in {self.rate}" if rule is UnitRule.RATE else "a pure number"
            message = f"`{node.function}` takes {needs}, and `{argument}` is {_named(found.unit)}"
            remedy = f"divide it by an assumption with the unit {found.unit}"
            if rule is UnitRule.RATE and found.unit is not None:
                remedy = f"multiply it by an assumption with the unit {self.rate.quotient(found.unit)}"
                remedy = _per_shorter_period(node.arguments[0], found.unit, self.rate) or remedy
            self.log.error("E322", message, node.arguments[0].span, remedy)
        return _LITERAL if found.literal else _Quantity(PURE)

    def table(self, node: Table) -> _Quantity:
        """What is looked up fits the unit of x; what is found is in the unit of y, if they are declared."""
        found = self.quantity(node.argument)
        curve = self.scope.tables.get(node.name)
        if curve is None:
            return _LITERAL
        taken, given = (parse_unit(unit) if unit else None for unit in (curve.x_unit, curve.unit))
        if isinstance(taken, Unit) and not found.fits(self.in_periods(taken)):
            argument = shown(node.argument)
            message = f"the table `{node.name}` takes a value in {taken}, and `{argument}` is {_named(found.unit)}"
            self.log.error("E321", message, node.argument.span, _conversion(found.unit, taken))
        return _Quantity(self.in_periods(given)) if isinstance(given, Unit) else _LITERAL

    def shared(self, nodes: list[Expression], span: Span, verb: str) -> _Quantity:
        """The one unit that all of `nodes` are in."""
        found = [self.quantity(node) for node in nodes]
        if all(quantity.literal for quantity in found):
            return _LITERAL
        firm = [i for i, q in enumerate(found) if q.unit is not None and not q.literal]
        if not firm:
            return _UNKNOWN
        # The first value decides whose unit no written-out number could have changed.
        rigid = [i for i in firm if not (found[i].factor and found[i].unit == PURE) and not found[i].divisor]
        decides = (rigid or firm)[0]
        unit = found[decides].unit or PURE
        if not rigid and any(found[i].unit != unit for i in firm) and all(found[i].fits(PURE) for i in firm):
            unit = PURE  # each is divided by a scale of its own: aid / 10 + front / 5
        for i, quantity in enumerate(found):
            if not quantity.fits(unit):
                first, second = sorted((decides, i))
                one, other = found[first].unit, found[second].unit
                left, right = shown(nodes[first], 40), shown(nodes[second], 40)
                message = f"`{left}` is {_named(one)} and `{right}` is {_named(other)}: they can't {verb}"
                self.log.error("E320", message, span, _conversion(one, other))
                return _UNKNOWN
        return _Quantity(
            unit,
            factor=all(q.factor or q.unit is None for q in found),
            divisor=all(q.divisor or q.unit in (None, PURE) for q in found),
        )


def _constant(node: Expression) -> Fraction | None:
    """The number that a written-out exponent is."""
    match node:
        case Number(value=value) if abs(value) <= 100:
            return Fraction(value).limit_denominator(1000)
        case Negate(operand=operand):
            inner = _constant(operand)
            return None if inner is None else -inner
        case Arithmetic(operator="/", left=left, right=right):
            above, below = _constant(left), _constant(right)
            return above / below if above is not None and below else None
        case _:
            return None


def _named(unit: Unit | None) -> str:
    """What a sentence says after `is`."""
    if unit is None:
        return "in a unit that isn't known"
    return "a pure number" if unit.is_pure else f"in {unit}"


def _per_shorter_period(expression: Expression, found: Unit, wanted: Unit) -> str:
    """How a yearly rate becomes a monthly one; empty where no whole number of periods makes the other."""
    lengths = periods_within(found, wanted)
    if lengths is None:
        return ""
    count, shorter, longer = lengths
    text = shown(expression) if isinstance(expression, Variable | Call) else f"({shown(expression)})"
    return f"divide it by {count}, the {shorter}s in a {longer}: `{text} / {count}`"


def _conversion(one: Unit | None, other: Unit | None) -> str:
    if one is None or other is None:
        return "bring both to one unit"
    if one.is_pure or other.is_pure:
        rigid = other if one.is_pure else one
        return f"multiply the pure number by an assumption with the unit {rigid}, or by a written-out number"
    return f"convert one of them with an assumption; its unit is {one.quotient(other)}"
