"""Steps of a period that nobody decides, as LLVM IR: chance, shocks and updates, for the lanes that come to them.

The twin of `game.steps` with all ways on at once: each of them is built in turn, with its lanes and their chances.
"""

from collections.abc import Mapping
from typing import Protocol

from llvmlite import ir

from offramp.kernels.evaluation import PROBABILITY_SLACK, integrated_stocks, moved_by
from offramp.kernels.expression_emitter import GIVEN, Value
from offramp.kernels.lanes import I64, PTR, load, loop, store, whole
from offramp.kernels.layout import Key
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import Body, PlayWalk
from offramp.kernels.vector_math import vector_function
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import Chance, ChanceKind, Shock, Update


class Onward(Protocol):
    """Builds the way on for some lanes; share: the chance of this way, 1 where None."""

    def __call__(self, b: ir.IRBuilder, rows: ir.Value, share: ir.Value | None = None) -> None:
        """Build it, at `b`."""
        ...


class UndecidedSteps:
    """Builds these steps of a walk."""

    def __init__(self, walk: PlayWalk) -> None:
        self.walk, self.lanes = walk, walk.lanes

    def step(self, site: FrameSite, point: int, rows: ir.Value, on: Onward) -> None:
        """The step at `point`: `on` is built once for every way on."""
        match self.walk.steps[point]:
            case Chance() as chance:
                self._chance(site, point, chance, rows, on)
            case Shock() as shock:
                self._shock(site, shock, rows, on)
            case Update() as update:
                self._update(site, point, update, rows, on)
            case _:
                raise AssertionError(point)

    # ---- chance

    def _chance(self, site: FrameSite, point: int, chance: Chance, rows: ir.Value, on: Onward) -> None:
        b, frame, zero, walk = site.builder, site.frame, self.lanes.constant(0.0), self.walk
        events = [(Kind.EVENT, o.name) for o in chance.outcomes]
        acting = walk.acting(site, chance.when, rows)
        with walk.where(site, acting, rows, on) as mask:
            weights = self._weights(site, chance, mask)
            idle = b.and_(mask, b.fcmp_ordered(">", weights[0], zero))
            with b.if_then(self.lanes.any(b, idle)):
                on(b, idle, weights[0])
            for outcome, weight in zip(chance.outcomes, weights[1:], strict=True):
                struck = b.and_(mask, b.fcmp_ordered(">", weight, zero))
                with b.if_then(self.lanes.any(b, struck)), walk.restored(b, frame, events):
                    if outcome.weight is not None:
                        store(b, whole(1), frame, walk.variables.place((Kind.EVENT, outcome.name)))
                    inner = walk.site(b, frame, point, frozenset(events))
                    walk.apply(inner, outcome.then, struck, _with(on, weight))

    def _weights(self, site: FrameSite, chance: Chance, mask: ir.Value) -> list[ir.Value]:
        """Chances of nothing and of each outcome, as `game.steps.outcomes`."""
        b, lanes, walk = site.builder, self.lanes, self.walk
        zero, one = lanes.constant(0.0), lanes.constant(1.0)
        found: list[ir.Value | None] = []
        competing = chance.kind is ChanceKind.COMPETING
        for outcome in chance.outcomes:
            if outcome.weight is None:
                found.append(None)
                continue
            raw = walk.vector(site, outcome.weight, mask)
            right = b.fcmp_ordered(">=", raw, lanes.constant(-PROBABILITY_SLACK))
            if not competing:
                right = b.and_(right, b.fcmp_ordered("<=", raw, lanes.constant(1 + PROBABILITY_SLACK)))
            walk.report(site, b.not_(right), mask)
            held = b.select(b.fcmp_ordered(">", raw, zero), raw, zero)
            if not competing:
                held = b.select(b.fcmp_ordered("<", held, one), held, one)
            found.append(b.select(mask, held, zero))
        total = zero
        for weight in found:
            total = total if weight is None else b.fadd(total, weight)
        if competing:
            certain = b.call(vector_function(b.module, "per_period", lanes.width), [total])
            some = b.fcmp_ordered(">", total, zero)
            share = b.select(some, b.fdiv(certain, b.select(some, total, one)), zero)
            nothing = b.call(vector_function(b.module, "exp", lanes.width), [b.fneg(total)])
            return [nothing, *(b.fmul(w, share) for w in found if w is not None)]
        limit = 1 + PROBABILITY_SLACK * len(chance.outcomes)
        walk.report(site, b.fcmp_ordered(">", total, lanes.constant(limit)), mask)
        rest = b.fsub(one, total)
        # Rounding must not make a branch of 1e-17 that has to be followed to the end.
        rest = b.select(b.fcmp_ordered(">=", rest, lanes.constant(1e-15)), rest, zero)
        everything = b.fadd(total, rest)
        whole_ = [zero if None in found else rest, *(rest if w is None else w for w in found)]
        return [b.fdiv(w, everything) for w in whole_]

    # ---- shocks

    def _shock(self, site: FrameSite, shock: Shock, rows: ir.Value, on: Onward) -> None:
        """Quadrature: each node of a shock in turn. Normal draws are scaled here, others come ready as parameters."""
        b, frame, lanes, walk = site.builder, site.frame, self.lanes, self.walk
        key: Key = (Kind.SHOCK, shock.name)
        acting = walk.acting(site, shock.when, rows)
        with walk.where(site, acting, rows, on) as mask:
            spread = None
            if shock.draw is None:
                assert shock.sd is not None
                spread = walk.vector(site, shock.sd, mask)
                proper = b.and_(
                    b.fcmp_ordered(">=", spread, lanes.constant(0.0)),
                    b.fcmp_ordered("<=", spread, lanes.constant(10.0**GIVEN)),
                )
                walk.report(site, b.not_(proper), mask)
                still = b.and_(mask, b.fcmp_ordered("==", spread, lanes.constant(0.0)))
                with b.if_then(lanes.any(b, still)):
                    on(b, still)
                mask = b.and_(mask, b.not_(still))
            with b.if_then(lanes.any(b, mask)), walk.restored(b, frame, [key]):
                nodes = load(b, frame, walk.frame.word("nodes"), PTR)
                count = load(b, frame, walk.frame.word("node count"), I64)
                draws = nodes
                if shock.draw is not None:
                    draws = load(b, frame, walk.frame.word(f"draws {shock.name}"), PTR)
                    nowhere = b.icmp_unsigned("==", b.ptrtoint(draws, I64), whole(0))
                    walk.fault(b, frame, nowhere)
                    count = b.select(nowhere, whole(0), count)
                weights = load(b, frame, walk.frame.word("node weights"), PTR)
                with loop(b, count) as k:
                    offset = b.mul(k, whole(8))
                    draw = lanes.splat(b, load(b, draws, offset, ir.DoubleType()))
                    drawn = draw if spread is None else b.fmul(draw, spread)
                    store(b, drawn, frame, walk.variables.place(key), 64)
                    on(b, mask, lanes.splat(b, load(b, weights, offset, ir.DoubleType())))

    # ---- updates

    def _update(self, site: FrameSite, point: int, update: Update, rows: ir.Value, on: Onward) -> None:
        acting = self.walk.acting(site, update.when, rows)
        with self.walk.where(site, acting, rows, on) as mask:
            if update.integrated:
                self._integrated(site, point, update, mask, on)
            else:
                self.walk.apply(site, update.effects, mask, on)

    def _integrated(self, site: FrameSite, point: int, update: Update, mask: ir.Value, on: Onward) -> None:
        """Equal substeps; the stocks are held in their ranges at the end."""
        b, lanes, walk, own = site.builder, self.lanes, self.walk, integrated_stocks(update)
        with b.goto_entry_block():
            places = {e.stock: b.alloca(lanes.f64) for e in moved_by(update)}
        for stock, place in places.items():
            b.store(site.variable(Kind.STOCK, stock).ir, place)

        def supposing(given: Mapping[Key, Value]) -> FrameSite:
            return walk.site(b, site.frame, point, own, given)

        with loop(b, whole(update.substeps)):
            now = {s: b.load(place, typ=lanes.f64) for s, place in places.items()}
            after = walk.substep(site, supposing, update, now, mask)
            for s, place in places.items():
                b.store(after[s], place)
        stocks, clipped = {}, lanes.none()
        for s, place in places.items():
            raw = b.load(place, typ=lanes.f64)
            stocks[s], out = walk.held(site, walk.rules.model.stocks[s], raw, mask)
            clipped = b.or_(clipped, out)
        walk.become(site, stocks, {}, b.and_(clipped, mask), mask, on)


def _with(on: Onward, share: ir.Value) -> Body:
    """The way on with a chance of `share`."""

    def go(b: ir.IRBuilder, rows: ir.Value) -> None:
        on(b, rows, share)

    return go
