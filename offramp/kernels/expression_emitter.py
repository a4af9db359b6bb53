"""Expressions of a scenario as LLVM IR: what `game.blocks` computes with NumPy, for some states at once.

Beside each value goes its *poison*: the lanes in which a careful evaluation, each sub-expression only where it is
needed, would meet something that is no finite number (`game.faults`). Where a value is used with poison, the caller
reports it, and the NumPy twin is asked for the place and the values. Infinities and NaN travel through + − × by
themselves; they are looked for only where an operation would hide them, and not where bounds rule them out.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from llvmlite import ir

from offramp.kernels.expression_numbers import ExpressionNumbers
from offramp.kernels.lanes import F64, I1, I64, Lanes, call_intrinsic, number, numbers, whole
from offramp.kernels.layout import Names
from offramp.kernels.vector_math import vector_function
from offramp.scenario.expressions.expression_tree import (
    Arithmetic,
    Boolean,
    Call,
    Compare,
    IfElse,
    Is,
    Kind,
    Logical,
    Negate,
    Not,
    Number,
    Same,
    Table,
    Variable,
)

LARGEST = 300.0  # log10: nothing below it overflows
GIVEN = 100.0  # log10 of the largest number that a scenario may bring in; checked by the caller


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an expression: one scalar (`uniform`) or a vector; a double, or a bit for yes/no.

    poison: lanes (or one bit, where uniform) in which it can't be trusted; None: nowhere. bound: log10 of what its
    absolute value can't exceed, `inf` where that isn't known.
    """

    ir: ir.Value
    uniform: bool
    bound: float = math.inf
    poison: ir.Value | None = None

    @property
    def finite(self) -> bool:
        """Whether it is finite, whatever the state."""
        return self.bound < LARGEST


class Site(Protocol):
    """Where an expression is evaluated: it knows the variables there and what was worked out before."""

    @property
    def builder(self) -> ir.IRBuilder:
        """Where instructions go."""
        ...

    def variable(self, kind: Kind, name: str) -> Value:
        """A number or yes/no that has a name."""
        ...

    def label(self, kind: Kind, name: str) -> tuple[ir.Value, bool]:
        """The number of the label that a mode, a choice or a switch has, and whether it is uniform."""
        ...

    def known(self, n: int) -> Value | None:
        """The value of expression `n` where it was worked out before."""
        ...

    def keep(self, n: int, value: Value) -> None:
        """Remember a value for as long as it is valid."""
        ...


class ExpressionEmitter:
    """Writes the instructions that compute expressions."""

    def __init__(self, lanes: Lanes, numbers: ExpressionNumbers, names: Names) -> None:
        self.lanes = lanes
        self.numbers = numbers
        self.names = names

    def emit(self, site: Site, n: int) -> Value:
        """The value of expression `n` at `site`."""
        known = site.known(n)
        if known is not None:
            return known
        node = self.numbers.node[n]
        value = _EMIT[type(node)](self, site, n, node)
        site.keep(n, value)
        return value

    def parts(self, site: Site, n: int) -> list[Value]:
        """The values of the sub-expressions of `n`."""
        return [self.emit(site, part) for part in self.numbers.parts[n]]

    # ---- shapes

    def varying(self, site: Site, value: Value) -> Value:
        """The same value as a vector."""
        if not value.uniform:
            return value
        b = site.builder
        poison = None if value.poison is None else self.lanes.splat(b, value.poison)
        return Value(self.lanes.splat(b, value.ir), False, value.bound, poison)

    def alike(self, site: Site, *values: Value) -> list[Value]:
        """All of them uniform, or all of them vectors."""
        if all(v.uniform for v in values):
            return list(values)
        return [self.varying(site, v) for v in values]

    def either(self, site: Site, *poisons: ir.Value | None) -> ir.Value | None:
        """Lanes in which any of them is set."""
        found = [p for p in poisons if p is not None]
        if not found:
            return None
        b, result = site.builder, found[0]
        for poison in found[1:]:
            result = b.or_(result, poison)
        return result

    def checked(self, site: Site, *values: Value) -> ir.Value | None:
        """Poison of values that an operation would hide: their own, and wherever they aren't finite."""
        return self.either(site, *(p for v in values for p in (v.poison, self._not_finite(site, v))))

    def _not_finite(self, site: Site, value: Value) -> ir.Value | None:
        if value.finite or _is_boolean(value):
            return None
        b = site.builder
        size = call_intrinsic(b, "fabs", value.ir)
        infinite = number(math.inf) if value.uniform else self.lanes.constant(math.inf)
        return b.not_(b.fcmp_ordered("<", size, infinite))

    def call(self, site: Site, name: str, *arguments: Value) -> ir.Value:
        """A function of `vector_math` on vectors, or on scalars by way of a vector."""
        b = site.builder
        made = vector_function(b.module, name, self.lanes.width)
        found = b.call(made, [self.varying(site, a).ir for a in arguments])
        if all(a.uniform for a in arguments):
            return b.extract_element(found, ir.Constant(I64, 0))
        return found

    def condition(self, site: Site, n: int) -> Value:
        """A yes/no."""
        value = self.emit(site, n)
        assert _is_boolean(value)
        return value

    # ---- nodes of the tree

    def _number(self, site: Site, n: int, node: Number) -> Value:
        return Value(number(node.value), True, _log10(node.value))

    def _boolean(self, site: Site, n: int, node: Boolean) -> Value:
        return Value(ir.Constant(I1, int(node.value)), True, 0.0)

    def _variable(self, site: Site, n: int, node: Variable) -> Value:
        if node.kind is not Kind.PICKED:
            return site.variable(node.kind, node.name)
        # The number of a numeric option: NaN, which is an error, where another one was picked.
        choice, numbers = self.names.numeric[node.name]
        code, uniform = site.label(Kind.PICKED, choice)
        found = self._looked_up(site, code, uniform, list(numbers), node.name)
        b = site.builder
        bound = max((_log10(x) for x in numbers if not math.isnan(x)), default=0.0)
        return Value(found, uniform, bound, b.fcmp_unordered("uno", found, found))

    def _is(self, site: Site, n: int, node: Is) -> Value:
        code, uniform = site.label(node.kind, node.name)
        members = self.names.members.get(node.label)
        b = site.builder
        if members is not None and node.kind is Kind.CHOICE:
            # A numeric option is picked where any of its numbers is.
            found = self._looked_up(site, code, uniform, [float(m) for m in members], f"any {node.label}")
            nothing = number(0.0) if uniform else self.lanes.constant(0.0)
            return Value(b.fcmp_ordered("!=", found, nothing), uniform, 0.0)
        wanted = whole(self.names.codes[node.label])
        return Value(b.icmp_signed("==", code, wanted if uniform else self.lanes.splat(b, wanted)), uniform, 0.0)

    def _same(self, site: Site, n: int, node: Same) -> Value:
        b = site.builder
        left, one = site.label(*node.left)
        right, other = site.label(*node.right)
        if one != other:
            left, right = (self.lanes.splat(b, x) if u else x for x, u in ((left, one), (right, other)))
        return Value(b.icmp_signed("==", left, right), one and other, 0.0)

    def _negate(self, site: Site, n: int, node: Negate) -> Value:
        (x,) = self.parts(site, n)
        return Value(site.builder.fneg(x.ir), x.uniform, x.bound, x.poison)

    def _not(self, site: Site, n: int, node: Not) -> Value:
        (x,) = self.parts(site, n)
        return Value(site.builder.not_(x.ir), x.uniform, 0.0, x.poison)

    def _arithmetic(self, site: Site, n: int, node: Arithmetic) -> Value:
        x, y = self.alike(site, *self.parts(site, n))
        b = site.builder
        poison = self.either(site, x.poison, y.poison)
        match node.operator:
            case "+":
                return Value(b.fadd(x.ir, y.ir), x.uniform, max(x.bound, y.bound) + 0.302, poison)
            case "-":
                return Value(b.fsub(x.ir, y.ir), x.uniform, max(x.bound, y.bound) + 0.302, poison)
            case "*":
                return Value(b.fmul(x.ir, y.ir), x.uniform, x.bound + y.bound, poison)
            case "/":
                # 1 / ∞ would be a harmless 0, so what it divides by is looked at.
                divisor = self.numbers.node[self.numbers.parts[n][1]]
                literal = isinstance(divisor, Number) and divisor.value != 0.0
                bound = x.bound - _log10(divisor.value) if literal and isinstance(divisor, Number) else math.inf
                return Value(b.fdiv(x.ir, y.ir), x.uniform, bound, self.either(site, x.poison, self.checked(site, y)))
            case "%":
                return Value(self.call(site, "modulo", x, y), x.uniform, math.inf, self.checked(site, x, y))
            case "**":
                return self._power(site, n, x, y)
        raise AssertionError(node.operator)

    def _power(self, site: Site, n: int, x: Value, y: Value) -> Value:
        b = site.builder
        exponent = self.numbers.node[self.numbers.parts[n][1]]
        if isinstance(exponent, Number) and exponent.value == 2.0:
            return Value(b.fmul(x.ir, x.ir), x.uniform, 2 * x.bound, x.poison)
        return Value(self.call(site, "power", x, y), x.uniform, math.inf, self.checked(site, x, y))

    def _compare(self, site: Site, n: int, node: Compare) -> Value:
        x, y = self.alike(site, *self.parts(site, n))
        b = site.builder
        if _is_boolean(x):
            differ = b.xor(x.ir, y.ir)
            return Value(
                differ if node.operator == "!=" else b.not_(differ),
                x.uniform,
                0.0,
                self.either(site, x.poison, y.poison),
            )
        compared = b.fcmp_unordered if node.operator == "!=" else b.fcmp_ordered
        return Value(compared(node.operator, x.ir, y.ir), x.uniform, 0.0, self.checked(site, x, y))

    def _logical(self, site: Site, n: int, node: Logical) -> Value:
        x, y = self.alike(site, *self.parts(site, n))
        b = site.builder
        both = b.and_ if node.operator == "and" else b.or_
        # The right side counts only where the left leaves it open.
        right = None
        if y.poison is not None:
            right = b.and_(y.poison, x.ir if node.operator == "and" else b.not_(x.ir))
        return Value(both(x.ir, y.ir), x.uniform, 0.0, self.either(site, x.poison, right))

    def _if_else(self, site: Site, n: int, node: IfElse) -> Value:
        condition, then, otherwise = self.parts(site, n)
        b = site.builder
        then, otherwise = self.alike(site, then, otherwise)
        if not condition.uniform:
            then, otherwise = self.varying(site, then), self.varying(site, otherwise)
        poison = None
        if then.poison is not None or otherwise.poison is not None:
            nowhere = ir.Constant(I1, 0) if then.uniform else self.lanes.none()
            poison = b.select(condition.ir, then.poison or nowhere, otherwise.poison or nowhere)
        own = condition.poison
        if own is not None and condition.uniform and not then.uniform:
            own = self.lanes.splat(b, own)
        chosen = b.select(condition.ir, then.ir, otherwise.ir)
        return Value(chosen, then.uniform, max(then.bound, otherwise.bound), self.either(site, own, poison))

    def _call(self, site: Site, n: int, node: Call) -> Value:
        values = self.alike(site, *self.parts(site, n))
        return _FUNCTIONS[node.function](self, site, values)

    def _curve(self, site: Site, n: int, node: Table) -> Value:
        """Piecewise linear through its points, flat outside, as `numpy.interp`."""
        (x,) = self.parts(site, n)
        b = site.builder

        def constant(value: float) -> ir.Constant:
            return number(value) if x.uniform else self.lanes.constant(value)

        result: ir.Value = constant(node.ys[0])
        for (x0, y0), (x1, y1) in zip(
            zip(node.xs, node.ys, strict=True), list(zip(node.xs, node.ys, strict=True))[1:], strict=False
        ):
            slope = (y1 - y0) / (x1 - x0)
            along = b.fadd(b.fmul(constant(slope), b.fsub(x.ir, constant(x0))), constant(y0))
            result = b.select(b.fcmp_ordered(">=", x.ir, constant(x0)), along, result)
        result = b.select(b.fcmp_ordered(">=", x.ir, constant(node.xs[-1])), constant(node.ys[-1]), result)
        return Value(result, x.uniform, max(map(_log10, node.ys)), self.checked(site, x))

    def _looked_up(self, site: Site, code: ir.Value, uniform: bool, entries: list[float], name: str) -> ir.Value:
        """entries[code], the last one for "no choice" (−1)."""
        b = site.builder
        if uniform:
            table = numbers(b.module, f"numbers.{name}", entries)
            place = b.select(b.icmp_signed("<", code, whole(0)), whole(len(entries) - 1), code)
            return b.load(b.gep(table, [place], source_etype=F64), typ=F64)
        result = self.lanes.constant(entries[-1])
        for place, entry in enumerate(entries[:-1]):
            if not math.isnan(entry):
                here = b.icmp_signed("==", code, self.lanes.integer(place))
                result = b.select(here, self.lanes.constant(entry), result)
        return result


def _is_boolean(value: Value) -> bool:
    kind = value.ir.type
    return bool((kind.element if isinstance(kind, ir.VectorType) else kind) == I1)


def _extreme(e: ExpressionEmitter, site: Site, values: list[Value], operator: str) -> Value:
    b = site.builder
    result = values[0].ir
    for value in values[1:]:
        result = b.select(b.fcmp_ordered(operator, value.ir, result), value.ir, result)
    return Value(result, values[0].uniform, max(v.bound for v in values), e.checked(site, *values))


def _min(e: ExpressionEmitter, site: Site, values: list[Value]) -> Value:
    return _extreme(e, site, values, "<")


def _max(e: ExpressionEmitter, site: Site, values: list[Value]) -> Value:
    return _extreme(e, site, values, ">")


def _clip(e: ExpressionEmitter, site: Site, values: list[Value]) -> Value:
    x, low, high = values
    return _min(e, site, [_max(e, site, [x, low]), high])


def _plain(name: str, bounded: bool) -> "Callable[[ExpressionEmitter, Site, list[Value]], Value]":
    """An intrinsic of LLVM that hides nothing. bounded: whether its result is no larger than its argument."""

    def emit(_: ExpressionEmitter, site: Site, values: list[Value]) -> Value:
        (x,) = values
        found = call_intrinsic(site.builder, name, x.ir)
        return Value(found, x.uniform, x.bound if bounded else math.inf, x.poison)

    return emit


def _through(name: str, bound: float) -> "Callable[[ExpressionEmitter, Site, list[Value]], Value]":
    """A function that maps an infinity to something finite, so that its argument is looked at."""

    def emit(e: ExpressionEmitter, site: Site, values: list[Value]) -> Value:
        return Value(e.call(site, name, *values), values[0].uniform, bound, e.checked(site, *values))

    return emit


_FUNCTIONS: dict[str, Callable[[ExpressionEmitter, Site, list[Value]], Value]] = {
    "min": _min,
    "max": _max,
    "abs": _plain("fabs", True),
    "clip": _clip,
    "exp": _through("exp", math.inf),
    "log": _through("log", math.inf),
    "logistic": _through("logistic", 0.0),
    "sqrt": _plain("sqrt", False),  # the root of something negative is no number
    "per_period": _through("per_period", math.inf),
}


def _log10(value: float) -> float:
    return math.log10(abs(value)) if value and math.isfinite(value) else (-300.0 if value == 0 else math.inf)


_EMIT: dict[type, Callable[..., Value]] = {
    Number: ExpressionEmitter._number,
    Boolean: ExpressionEmitter._boolean,
    Variable: ExpressionEmitter._variable,
    Is: ExpressionEmitter._is,
    Same: ExpressionEmitter._same,
    Negate: ExpressionEmitter._negate,
    Not: ExpressionEmitter._not,
    Arithmetic: ExpressionEmitter._arithmetic,
    Compare: ExpressionEmitter._compare,
    Logical: ExpressionEmitter._logical,
    IfElse: ExpressionEmitter._if_else,
    Call: ExpressionEmitter._call,
    Table: ExpressionEmitter._curve,
}
