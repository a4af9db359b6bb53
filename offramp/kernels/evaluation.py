"""Values that are used in some lanes, and what goes wrong there: the same for states and for simulated paths.

A fault is only flagged; the NumPy twin is asked for what it is.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from llvmlite import ir

from offramp.kernels.expression_emitter import GIVEN, ExpressionEmitter, Site, Value
from offramp.kernels.lanes import Lanes, call_intrinsic
from offramp.kernels.layout import Key
from offramp.kernels.vector_emitter import ROUNDING
from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import Method, SetStock, Stock, Update

PROBABILITY_SLACK = 1e-9
WHOLE_SLACK = 1e-6
WEIGHT_SLACK = 1e-9
NO_CHOICE = -1
S = TypeVar("S", bound=Site)


class Evaluation(ABC, Generic[S]):
    """Evaluates expressions at sites of one kind. explained: what to write beside what computes an expression."""

    def __init__(self, emitter: ExpressionEmitter, explained: Callable[[Expression], str] | None = None) -> None:
        self.emitter, self.numbers, self.explained = emitter, emitter.numbers, explained

    @property
    def lanes(self) -> Lanes:
        """The shape of all vectors."""
        return self.emitter.lanes

    @abstractmethod
    def report(self, site: S, poison: ir.Value | None, rows: ir.Value, uniform: bool = False) -> None:
        """Flag a fault if `poison` is set in any lane of `rows`; uniform: whether it is one bit for all of them."""

    def comment(self, b: ir.IRBuilder, n: int) -> None:
        """Say in the text which expression is computed here."""
        if self.explained is not None:
            b.comment(self.explained(self.numbers.node[n]))

    def number(self, site: S, expression: Expression, rows: ir.Value) -> Value:
        """A number, or a yes/no, that will be used in the lanes `rows`."""
        n = self.numbers.of(expression)
        self.comment(site.builder, n)
        value = self.emitter.emit(site, n)
        self.report(site, self.emitter.checked(site, value), rows, value.uniform)
        return value

    def vector(self, site: S, expression: Expression, rows: ir.Value) -> ir.Value:
        """The same as a vector."""
        return self.emitter.varying(site, self.number(site, expression, rows)).ir

    def condition(self, site: S, expression: Expression, rows: ir.Value) -> Value:
        """A yes/no that will be used in the lanes `rows`."""
        n = self.numbers.of(expression)
        self.comment(site.builder, n)
        value = self.emitter.condition(site, n)
        self.report(site, value.poison, rows, value.uniform)
        return value

    def holds(self, site: S, expression: Expression | None, rows: ir.Value) -> ir.Value:
        """Those of `rows` in which a yes/no holds; all of them where there is none."""
        if expression is None:
            return rows
        return site.builder.and_(rows, self.emitter.varying(site, self.condition(site, expression, rows)).ir)

    def bounded(self, b: ir.IRBuilder, value: ir.Value, low: float, high: float) -> ir.Value:
        """Values held in a range; what is no number becomes its low end."""
        least, most = self.lanes.constant(low), self.lanes.constant(high)
        value = b.select(b.fcmp_ordered(">", value, least), value, least)
        return b.select(b.fcmp_ordered("<", value, most), value, most)

    def rounded(self, b: ir.IRBuilder, x: ir.Value) -> ir.Value:
        """The nearest integers, halves to even (|x| < 2^51)."""
        magic = self.lanes.constant(ROUNDING)
        return b.fsub(b.fadd(x, magic), magic)

    def held(self, site: S, stock: Stock, raw: ir.Value, rows: ir.Value) -> tuple[ir.Value, ir.Value]:
        """A stock's new values held in its range, and in which lanes that changed them by more than rounding."""
        b, lanes = site.builder, self.lanes
        if stock.whole:
            near = self.rounded(b, raw)
            off = call_intrinsic(b, "fabs", b.fsub(raw, near))
            self.report(site, b.not_(b.fcmp_ordered("<=", off, lanes.constant(WHOLE_SLACK))), rows)
            raw = near
        new = self.bounded(b, raw, stock.low, stock.high)
        slack = lanes.constant(1e-12 * max(1.0, stock.high - stock.low))
        return new, b.fcmp_ordered(">", call_intrinsic(b, "fabs", b.fsub(new, raw)), slack)

    def any_of(self, b: ir.IRBuilder, masks: Sequence[ir.Value]) -> ir.Value:
        """Lanes in which one of several masks is set."""
        found: ir.Value = self.lanes.none()
        for mask in masks:
            found = b.or_(found, mask)
        return found

    def substep(
        self,
        site: S,
        supposing: Callable[[Mapping[Key, Value]], S],
        update: Update,
        now: Mapping[str, ir.Value],
        rows: ir.Value,
    ) -> dict[str, ir.Value]:
        """The stocks of an integrated update after one substep of Euler's method or RK4, as `game.integration`.

        supposing: the site at which these stocks have other values.
        """
        b, lanes = site.builder, self.lanes

        def rates(at: Mapping[str, ir.Value]) -> dict[str, ir.Value]:
            there = supposing({(Kind.STOCK, s): Value(x, False, GIVEN) for s, x in at.items()})
            return {e.stock: b.fsub(self.vector(there, e.expression, rows), at[e.stock]) for e in moved_by(update)}

        def moved(by: Mapping[str, ir.Value], share: float) -> dict[str, ir.Value]:
            there = {s: b.fadd(now[s], b.fmul(lanes.constant(share), by[s])) for s in now}
            for value in there.values():
                small = b.fcmp_ordered("<", call_intrinsic(b, "fabs", value), lanes.constant(10.0**GIVEN))
                self.report(site, b.not_(small), rows)
            return there

        step = 1.0 / update.substeps
        first = rates(now)
        if update.method is Method.EULER:
            return moved(first, step)
        second = rates(moved(first, step / 2))
        third = rates(moved(second, step / 2))
        fourth = rates(moved(third, step))
        two, six = lanes.constant(2.0), lanes.constant(6.0)
        mean = {}
        for s in now:
            inner = b.fadd(b.fadd(first[s], b.fmul(two, second[s])), b.fmul(two, third[s]))
            mean[s] = b.fdiv(b.fadd(inner, fourth[s]), six)
        return moved(mean, step)


def moved_by(update: Update) -> list[SetStock]:
    """The effects of an integrated update: rates of change of stocks."""
    return [effect for effect in update.effects if isinstance(effect, SetStock)]


def integrated_stocks(update: Update) -> frozenset[Key]:
    """The stocks that an integrated update moves within the period."""
    return frozenset((Kind.STOCK, e.stock) for e in moved_by(update))
