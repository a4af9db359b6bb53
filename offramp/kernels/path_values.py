"""Values that the play of paths uses, in the lanes that use them, with what goes wrong there flagged.

A fault is only flagged, in the site's `fault` lanes: the NumPy twin is asked for what it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from llvmlite import ir

from offramp.kernels.expression_emitter import ExpressionEmitter
from offramp.kernels.lanes import Lanes, call_intrinsic
from offramp.kernels.path_sites import PathSite
from offramp.kernels.play_walk import WHOLE_SLACK
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import Stock

ROUNDING = 6755399441055744.0  # x + ROUNDING − ROUNDING is x rounded to an integer, halves to even; |x| < 2^51


@dataclass(frozen=True)
class Values:
    """Evaluates expressions for some lanes."""

    emitter: ExpressionEmitter

    @property
    def lanes(self) -> Lanes:
        """The shape of all vectors."""
        return self.emitter.lanes

    def number(self, site: PathSite, expression: Expression, rows: ir.Value) -> ir.Value:
        """A number that is used in the lanes `rows`."""
        value = self.emitter.emit(site, self.emitter.numbers.of(expression))
        self.flag(site, self.emitter.checked(site, value), rows, value.uniform)
        return self.emitter.varying(site, value).ir

    def shown(self, site: PathSite, expression: Expression, rows: ir.Value) -> ir.Value:
        """The same; a yes/no as 1 or 0."""
        value = self.emitter.emit(site, self.emitter.numbers.of(expression))
        self.flag(site, self.emitter.checked(site, value), rows, value.uniform)
        found = self.emitter.varying(site, value).ir
        if found.type == self.lanes.f64:
            return found
        return site.builder.select(found, self.lanes.constant(1.0), self.lanes.constant(0.0))

    def holds(self, site: PathSite, expression: Expression | None, rows: ir.Value) -> ir.Value:
        """Those of `rows` in which a yes/no holds; all of them where there is none."""
        if expression is None:
            return rows
        value = self.emitter.condition(site, self.emitter.numbers.of(expression))
        self.flag(site, value.poison, rows, value.uniform)
        return site.builder.and_(rows, self.emitter.varying(site, value).ir)

    def flag(self, site: PathSite, poison: ir.Value | None, rows: ir.Value, uniform: bool = False) -> None:
        """Write down a fault in those of `rows` where `poison` is set."""
        if poison is None:
            return
        b = site.builder
        here = b.and_(rows, self.lanes.splat(b, poison) if uniform else poison)
        b.store(b.or_(b.load(site.fault, typ=self.lanes.i1), here), site.fault)

    def bounded(self, b: ir.IRBuilder, value: ir.Value, low: float, high: float) -> ir.Value:
        """Values held in a range; what is no number becomes its low end."""
        least, most = self.lanes.constant(low), self.lanes.constant(high)
        value = b.select(b.fcmp_ordered(">", value, least), value, least)
        return b.select(b.fcmp_ordered("<", value, most), value, most)

    def held(self, site: PathSite, stock: Stock, raw: ir.Value, rows: ir.Value) -> tuple[ir.Value, ir.Value]:
        """A stock's new values held in its range, and in which lanes that changed them by more than rounding."""
        b, lanes = site.builder, self.lanes
        if stock.whole:
            magic = lanes.constant(ROUNDING)
            near = b.fsub(b.fadd(raw, magic), magic)
            off = call_intrinsic(b, "fabs", b.fsub(raw, near))
            self.flag(site, b.not_(b.fcmp_ordered("<=", off, lanes.constant(WHOLE_SLACK))), rows)
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
