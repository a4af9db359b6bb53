"""One period of a game as LLVM IR: every option and every outcome of some states, depth first.

This is `solve.stage` and `game.steps` over again, for `width` states at once that share their modes: what is picked,
what happens and what mode holds is the same in all lanes of a branch, only numbers differ; a branch is walked for the
lanes that take it. Up to the last move the walk carries values of actors back (`tree` functions); behind it the chance
of each way through is handed on (`tail` functions) to where it ends or goes on, the leaves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from llvmlite import ir

from offramp.kernels.expression_emitter import GIVEN, ExpressionEmitter, Value
from offramp.kernels.expression_numbers import ExpressionNumbers
from offramp.kernels.lanes import (
    I1,
    I64,
    PTR,
    VOID,
    Lanes,
    call_intrinsic,
    declared,
    function,
    load,
    loop,
    store,
    whole,
)
from offramp.kernels.layout import Key, Rules
from offramp.kernels.play_sites import FrameSite, FrameVariables, Homes, write_slot
from offramp.kernels.vector_math import vector_function
from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import (
    Chance,
    ChanceKind,
    Effect,
    Ending,
    Method,
    Move,
    SetMode,
    SetStock,
    Shock,
    Stock,
    Update,
)

PROBABILITY_SLACK = 1e-9
WHOLE_SLACK = 1e-6
WEIGHT_SLACK = 1e-9
NO_CHOICE = -1
LIVE = "going on"  # among endings, none of whose names has a blank
Body = Callable[[ir.IRBuilder, ir.Value], None]


@dataclass
class PlayWalk:
    """Builds the functions of one scenario's period in `module`."""

    module: ir.Module
    rules: Rules
    lanes: Lanes
    emitter: ExpressionEmitter
    homes: Homes
    variables: FrameVariables
    codes: Mapping[str, int]
    explained: Callable[[Expression], str] | None = None
    tails: dict[int, ir.Function] = field(default_factory=dict)
    leaves: dict[str, ir.Function] = field(default_factory=dict)  # by ending; LIVE where play goes on
    beliefs: dict[int, ir.Function] = field(default_factory=dict)  # by the point of a move

    def __post_init__(self) -> None:
        self.frame = self.homes.frame
        self.steps = self.rules.model.play
        moves = [k for k, step in enumerate(self.steps) if isinstance(step, Move)]
        self.first_tail = moves[-1] + 1 if moves else 0  # behind the last move
        self._plan()

    @property
    def numbers(self) -> ExpressionNumbers:
        """The numbers of the scenario's expressions."""
        return self.homes.numbers

    # ---- planning: which expressions are used where

    def _plan(self) -> None:
        for point, own, expression in self._uses():
            self.homes.want(self.numbers.of(expression), point, own)

    def _uses(self) -> "Sequence[tuple[int | None, frozenset[Key], Expression]]":
        found: list[tuple[int | None, frozenset[Key], Expression]] = []
        nothing: frozenset[Key] = frozenset()
        for k, step in enumerate(self.steps):
            when = getattr(step, "when", None)
            if when is not None:
                found.append((k, nothing, when))
            match step:
                case Move():
                    own = frozenset({(Kind.CHOICE, step.choice), (Kind.PICKED, step.choice)})
                    found += [(k, own, e) for e in (step.habit or {}).values()]
                    for option in step.written:
                        if option.when is not None:
                            found.append((k, own & self._picked(step), option.when))
                        found += [(k, own, e) for e in _effect_expressions(option.then)]
                case Chance():
                    own = frozenset((Kind.EVENT, o.name) for o in step.outcomes)
                    for outcome in step.outcomes:
                        if outcome.weight is not None:
                            found.append((k, nothing, outcome.weight))
                        found += [(k, own, e) for e in _effect_expressions(outcome.then)]
                case Shock():
                    found += [(k, nothing, e) for e in ((step.sd,) if step.sd is not None else ())]
                case Update():
                    own = integrated_stocks(step) if step.integrated else nothing
                    found += [(k, own, e) for e in _effect_expressions(step.effects)]
            for ending in self.candidates(k + 1):
                assert ending.when is not None
                found.append((k + 1, nothing, ending.when))
        model = self.rules.model
        for payoff in model.payoffs.values():
            found += [(None, nothing, term) for _, term in payoff.each_period]
            found += [(None, nothing, e) for e in payoff.at_end.values()]
        for weights in self.rules.tolerable.values():
            found += [(None, nothing, e) for e in weights.values()]
        return found

    def _picked(self, move: Move) -> frozenset[Key]:
        return frozenset({(Kind.PICKED, move.choice)})

    def candidates(self, point: int) -> list[Ending]:
        """The endings that may begin to hold with the step in front of `point`; all of them behind the first step."""
        if point == 0:
            return []
        endings = [e for e in self.rules.model.endings.values() if e.when is not None]
        if point == 1:
            return endings
        return [e for e in endings if e.when is not None and self.homes.changed(self.numbers.of(e.when), point - 1)]

    # ---- evaluation

    def site(
        self,
        b: ir.IRBuilder,
        frame: ir.Value,
        point: int | None,
        own: frozenset[Key] = frozenset(),
        given: Mapping[Key, Value] | None = None,
    ) -> FrameSite:
        """The surroundings of expressions in front of step `point`."""
        return FrameSite(b, frame, self.homes, self.variables, point, own, given or {})

    def prepare(self, b: ir.IRBuilder, frame: ir.Value, point: int) -> FrameSite:
        """Work out what has its home at `point` and store it."""
        site = self.site(b, frame, point)
        for n in self.homes.at.get(point, []):
            self._comment(b, n)
            slot = self.homes.slots[n, point]
            value = self.emitter.emit(site, n)
            write_slot(b, frame, self.lanes, self.frame, slot, value)
        return site

    def prepared(self, b: ir.IRBuilder, frame: ir.Value, point: int) -> FrameSite:
        """The same by calling a function, `prepare k (frame)`, where there is anything to work out."""
        if self.homes.at.get(point):
            known = self.module.globals.get(f"prepare.{point}")
            if known is None:
                known, inside = function(self.module, f"prepare.{point}", VOID, PTR)
                self.prepare(inside, known.args[0], point)
                inside.ret_void()
            b.call(known, [frame])
        return self.site(b, frame, point)

    def number(self, site: FrameSite, expression: Expression, rows: ir.Value) -> Value:
        """A number that will be used in the lanes `rows`; reports where it is none."""
        n = self.numbers.of(expression)
        self._comment(site.builder, n)
        value = self.emitter.emit(site, n)
        self.report(site, self.emitter.checked(site, value), rows, value.uniform)
        return value

    def vector(self, site: FrameSite, expression: Expression, rows: ir.Value) -> ir.Value:
        """The same as a vector."""
        return self.emitter.varying(site, self.number(site, expression, rows)).ir

    def condition(self, site: FrameSite, expression: Expression, rows: ir.Value) -> Value:
        """A yes/no that will be used in the lanes `rows`."""
        n = self.numbers.of(expression)
        self._comment(site.builder, n)
        value = self.emitter.condition(site, n)
        self.report(site, value.poison, rows, value.uniform)
        return value

    def report(self, site: FrameSite, poison: ir.Value | None, rows: ir.Value, uniform: bool = False) -> None:
        """Write down a fault if `poison` is set in any lane of `rows`: the NumPy twin will say what it is."""
        if poison is None:
            return
        b = site.builder
        here = self.lanes.any(b, rows) if uniform else self.lanes.any(b, b.and_(poison, rows))
        self.fault(b, site.frame, b.and_(poison, here) if uniform else here)

    def fault(self, b: ir.IRBuilder, frame: ir.Value, happened: ir.Value) -> None:
        """Write down a fault if a bit is set."""
        place = self.frame.word("fault")
        store(b, b.or_(load(b, frame, place, I64), b.zext(happened, I64)), frame, place)

    def _comment(self, b: ir.IRBuilder, n: int) -> None:
        if self.explained is not None:
            b.comment(self.explained(self.numbers.node[n]))

    # ---- effects

    @contextmanager
    def restored(self, b: ir.IRBuilder, frame: ir.Value, keys: Sequence[Key]) -> Iterator[None]:
        """Put variables back as they are now, behind what is built inside."""
        kept = []
        for key in keys:
            vector = key[0] not in (Kind.MODE, Kind.CHOICE, Kind.EVENT)
            place = self.variables.place(key)
            kind, align = (self.lanes.f64, 64) if vector else (I64, 8)
            kept.append((place, align, load(b, frame, place, kind, align)))
        yield
        for place, align, value in kept:
            store(b, value, frame, place, align)

    def apply(self, site: FrameSite, effects: Sequence[Effect], rows: ir.Value, go: Body) -> None:
        """Effects in the lanes `rows`, all reading what was before them; then `go` with lanes that have equal modes."""
        b = site.builder
        stocks: dict[str, ir.Value] = {}
        modes: dict[str, tuple[ir.Value, bool]] = {}
        clipped = self.lanes.none()
        for effect in effects:
            if isinstance(effect, SetStock):
                stock = self.rules.model.stocks[effect.stock]
                raw = self.vector(site, effect.expression, rows)
                stocks[effect.stock], out = self.held(site, stock, raw, rows)
                clipped = b.or_(clipped, out)
            else:
                modes[effect.mode] = self._new_mode(site, effect, rows)
        self.become(site, stocks, modes, b.and_(clipped, rows), rows, go)

    def become(
        self,
        site: FrameSite,
        stocks: Mapping[str, ir.Value],
        modes: Mapping[str, tuple[ir.Value, bool]],
        clipped: ir.Value,
        rows: ir.Value,
        go: Body,
    ) -> None:
        """Write new values, go on with lanes that have the same modes, and put the old values back."""
        b, frame = site.builder, site.frame
        keys: list[Key] = [(Kind.STOCK, s) for s in stocks] + [(Kind.MODE, m) for m in modes]
        with self.restored(b, frame, keys), self._clipping(b, frame, clipped if stocks else None):
            for stock, value in stocks.items():
                store(b, value, frame, self.variables.place((Kind.STOCK, stock)), 64)
            varying = {}
            for mode, (code, uniform) in modes.items():
                if uniform:
                    store(b, code, frame, self.variables.place((Kind.MODE, mode)))
                else:
                    varying[mode] = code
            if not varying:
                go(b, rows)
            else:
                self._by_modes(b, frame, varying, rows, go)

    @contextmanager
    def _clipping(self, b: ir.IRBuilder, frame: ir.Value, clipped: ir.Value | None) -> Iterator[None]:
        if clipped is None:
            yield
            return
        place = self.frame.word("clipped")
        before = load(b, frame, place, self.lanes.bits)
        store(b, b.or_(before, self.lanes.to_bits(b, clipped)), frame, place)
        yield
        store(b, before, frame, place)

    def _by_modes(
        self, b: ir.IRBuilder, frame: ir.Value, modes: Mapping[str, ir.Value], rows: ir.Value, go: Body
    ) -> None:
        """`go` once for each combination of new labels, with the lanes that have it."""
        bits = self.lanes.bits
        with b.goto_entry_block():
            left = b.alloca(bits)
        b.store(self.lanes.to_bits(b, rows), left)
        head, body, end = (b.append_basic_block(f"modes.{n}") for n in ("head", "body", "end"))
        b.branch(head)
        b.position_at_end(head)
        open_ = b.load(left, typ=bits)
        b.cbranch(b.icmp_unsigned("!=", open_, ir.Constant(bits, 0)), body, end)
        b.position_at_end(body)
        mask = self.lanes.to_mask(b, open_)
        first = self.first_lane(b, open_)
        for mode, codes in modes.items():
            code = b.extract_element(codes, first)
            mask = b.and_(mask, b.icmp_signed("==", codes, self.lanes.splat(b, code)))
            store(b, code, frame, self.variables.place((Kind.MODE, mode)))
        done = self.lanes.to_bits(b, mask)
        b.store(b.and_(open_, b.not_(done)), left)
        go(b, mask)
        b.branch(head)
        b.position_at_end(end)

    def first_lane(self, b: ir.IRBuilder, bits: ir.Value) -> ir.Value:
        """The number of the first lane of a mask that isn't empty."""
        wide = b.zext(bits, I64)
        return b.cttz(wide, ir.Constant(I1, 1))

    def held(self, site: FrameSite, stock: Stock, raw: ir.Value, rows: ir.Value) -> tuple[ir.Value, ir.Value]:
        """A stock's new values held in its range (what is no number becomes its low end), and which that changed."""
        b, lanes = site.builder, self.lanes
        if stock.whole:
            near = self.rounded(b, raw)
            off = call_intrinsic(b, "fabs", b.fsub(raw, near))
            self.report(site, b.not_(b.fcmp_ordered("<=", off, lanes.constant(WHOLE_SLACK))), rows)
            raw = near
        low, high = lanes.constant(stock.low), lanes.constant(stock.high)
        above = b.select(b.fcmp_ordered(">", raw, low), raw, low)
        new = b.select(b.fcmp_ordered("<", above, high), above, high)
        slack = 1e-12 * max(1.0, stock.high - stock.low)
        moved = call_intrinsic(b, "fabs", b.fsub(new, raw))
        return new, b.fcmp_ordered(">", moved, lanes.constant(slack))

    def rounded(self, b: ir.IRBuilder, x: ir.Value) -> ir.Value:
        """The nearest integers, halves to even (|x| < 2^51)."""
        magic = self.lanes.constant(6755399441055744.0)
        return b.fsub(b.fadd(x, magic), magic)

    def _new_mode(self, site: FrameSite, effect: SetMode, rows: ir.Value) -> tuple[ir.Value, bool]:
        b = site.builder
        code: ir.Value = load(b, site.frame, self.variables.place((Kind.MODE, effect.mode)), I64)
        uniform = True
        open_ = rows
        taken: list[tuple[Value | None, ir.Value]] = []
        now = code
        for condition, label in effect.cases:
            holds = None
            if condition is not None:
                holds = self.condition(site, condition, open_)
                true = holds.ir if not holds.uniform else self.lanes.splat(b, holds.ir)
                open_ = b.and_(open_, b.not_(true))
            taken.append((holds, whole(self.codes[label]) if label else now))
        # From the last case to the first: an earlier one that holds comes before.
        for holds, new in reversed(taken):
            if holds is None:
                code, uniform = new, True
                continue
            if holds.uniform and uniform:
                code = b.select(holds.ir, new, code)
                continue
            if uniform:
                code, uniform = self.lanes.splat(b, code), False
            here = holds.ir if not holds.uniform else self.lanes.splat(b, holds.ir)
            code = b.select(here, self.lanes.splat(b, new), code)
        return code, uniform

    # ---- behind the last move

    def declare_tails(self) -> None:
        """Name the functions behind the last move: `tail k (frame, p)` plays on from point k with chance p a lane."""
        for point in range(self.first_tail, len(self.steps) + 1):
            self.tails[point] = declared(self.module, f"tail.{point}", VOID, PTR, self.lanes.f64)

    def build_tail(self, point: int) -> None:
        """The function of a point behind the last move; nothing to do for others."""
        made = self.tails.get(point)
        if made is None:
            return
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, chance = made.args
        site = self.prepare(b, frame, point)
        zero = self.lanes.constant(0.0)
        chance = self._endings(site, point, chance)
        if point == len(self.steps):
            b.call(self.leaves[LIVE], [frame, chance])
            b.ret_void()
            return
        rows = b.fcmp_ordered(">", chance, zero)

        def on(b: ir.IRBuilder, rows: ir.Value, share: ir.Value | None = None) -> None:
            there = chance if share is None else b.fmul(chance, share)
            b.call(self.tails[point + 1], [frame, b.select(rows, there, zero)])

        self.step(site, point, rows, on)
        b.ret_void()

    def _endings(self, site: FrameSite, point: int, chance: ir.Value) -> ir.Value:
        """Send lanes in which an ending holds to its leaf; the chances of those that are left."""
        b, zero = site.builder, self.lanes.constant(0.0)
        for ending in self.candidates(point):
            assert ending.when is not None
            rows = b.fcmp_ordered(">", chance, zero)
            holds = self.condition(site, ending.when, rows)
            if holds.uniform:
                with b.if_then(holds.ir):
                    b.call(self.leaves[ending.name], [site.frame, chance])
                    b.ret_void()
                continue
            here = b.and_(holds.ir, rows)
            with b.if_then(self.lanes.any(b, here)):
                b.call(self.leaves[ending.name], [site.frame, b.select(here, chance, zero)])
            chance = b.select(here, zero, chance)
        return chance

    def step(self, site: FrameSite, point: int, rows: ir.Value, on: "Onward") -> None:
        """A step that nobody decides: `on` is built once for every way on, with its lanes and their chances."""
        match self.steps[point]:
            case Chance() as chance:
                self._chance(site, point, chance, rows, on)
            case Shock() as shock:
                self._shock(site, shock, rows, on)
            case Update() as update:
                self._update(site, point, update, rows, on)
            case _:
                raise AssertionError(point)

    def acting(self, site: FrameSite, when: Expression | None, rows: ir.Value) -> Value:
        """In which of `rows` a step acts."""
        if when is None:
            return Value(rows, False, 0.0)
        found = self.condition(site, when, rows)
        return found if found.uniform else Value(site.builder.and_(found.ir, rows), False, 0.0)

    @contextmanager
    def where(self, site: FrameSite, acting: Value, rows: ir.Value, otherwise: Body) -> Iterator[ir.Value]:
        """Build what is inside for the lanes that act (it is given their mask), and `otherwise` for the others."""
        b = site.builder
        if acting.uniform:
            with b.if_else(acting.ir) as (then, other):
                with then, site.inside():
                    yield rows
                with other, site.inside():
                    otherwise(b, rows)
            return
        idle = b.and_(rows, b.not_(acting.ir))
        with b.if_then(self.lanes.any(b, idle)), site.inside():
            otherwise(b, idle)
        with b.if_then(self.lanes.any(b, acting.ir)), site.inside():
            yield acting.ir

    def _chance(self, site: FrameSite, point: int, chance: Chance, rows: ir.Value, on: "Onward") -> None:
        b, frame, zero = site.builder, site.frame, self.lanes.constant(0.0)
        events = [(Kind.EVENT, o.name) for o in chance.outcomes]
        acting = self.acting(site, chance.when, rows)
        with self.where(site, acting, rows, on) as mask:
            weights = self._weights(site, chance, mask)
            idle = b.and_(mask, b.fcmp_ordered(">", weights[0], zero))
            with b.if_then(self.lanes.any(b, idle)):
                on(b, idle, weights[0])
            for outcome, weight in zip(chance.outcomes, weights[1:], strict=True):
                struck = b.and_(mask, b.fcmp_ordered(">", weight, zero))
                with b.if_then(self.lanes.any(b, struck)), self.restored(b, frame, events):
                    if outcome.weight is not None:
                        store(b, whole(1), frame, self.variables.place((Kind.EVENT, outcome.name)))
                    inner = self.site(b, frame, point, frozenset(events))
                    self.apply(inner, outcome.then, struck, _with(on, weight))

    def _weights(self, site: FrameSite, chance: Chance, mask: ir.Value) -> list[ir.Value]:
        """Chances of nothing and of each outcome, as `game.steps.outcomes`."""
        b, lanes = site.builder, self.lanes
        zero, one = lanes.constant(0.0), lanes.constant(1.0)
        found: list[ir.Value | None] = []
        competing = chance.kind is ChanceKind.COMPETING
        for outcome in chance.outcomes:
            if outcome.weight is None:
                found.append(None)
                continue
            raw = self.vector(site, outcome.weight, mask)
            right = b.fcmp_ordered(">=", raw, lanes.constant(-PROBABILITY_SLACK))
            if not competing:
                right = b.and_(right, b.fcmp_ordered("<=", raw, lanes.constant(1 + PROBABILITY_SLACK)))
            self.report(site, b.not_(right), mask)
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
        self.report(site, b.fcmp_ordered(">", total, lanes.constant(limit)), mask)
        rest = b.fsub(one, total)
        # Rounding must not make a branch of 1e-17 that has to be followed to the end.
        rest = b.select(b.fcmp_ordered(">=", rest, lanes.constant(1e-15)), rest, zero)
        everything = b.fadd(total, rest)
        whole_ = [zero if None in found else rest, *(rest if w is None else w for w in found)]
        return [b.fdiv(w, everything) for w in whole_]

    def _shock(self, site: FrameSite, shock: Shock, rows: ir.Value, on: "Onward") -> None:
        """Quadrature: each node of a shock in turn. Normal draws are scaled here, others come ready as parameters."""
        b, frame, lanes = site.builder, site.frame, self.lanes
        key: Key = (Kind.SHOCK, shock.name)
        acting = self.acting(site, shock.when, rows)
        with self.where(site, acting, rows, on) as mask:
            spread = None
            if shock.draw is None:
                assert shock.sd is not None
                spread = self.vector(site, shock.sd, mask)
                proper = b.and_(
                    b.fcmp_ordered(">=", spread, lanes.constant(0.0)),
                    b.fcmp_ordered("<=", spread, lanes.constant(10.0**GIVEN)),
                )
                self.report(site, b.not_(proper), mask)
                still = b.and_(mask, b.fcmp_ordered("==", spread, lanes.constant(0.0)))
                with b.if_then(lanes.any(b, still)):
                    on(b, still)
                mask = b.and_(mask, b.not_(still))
            with b.if_then(lanes.any(b, mask)), self.restored(b, frame, [key]):
                nodes = load(b, frame, self.frame.word("nodes"), PTR)
                count = load(b, frame, self.frame.word("node count"), I64)
                draws = nodes
                if shock.draw is not None:
                    draws = load(b, frame, self.frame.word(f"draws {shock.name}"), PTR)
                    nowhere = b.icmp_unsigned("==", b.ptrtoint(draws, I64), whole(0))
                    self.fault(b, frame, nowhere)
                    count = b.select(nowhere, whole(0), count)
                weights = load(b, frame, self.frame.word("node weights"), PTR)
                with loop(b, count) as k:
                    offset = b.mul(k, whole(8))
                    draw = lanes.splat(b, load(b, draws, offset, ir.DoubleType()))
                    drawn = draw if spread is None else b.fmul(draw, spread)
                    store(b, drawn, frame, self.variables.place(key), 64)
                    on(b, mask, lanes.splat(b, load(b, weights, offset, ir.DoubleType())))

    def _update(self, site: FrameSite, point: int, update: Update, rows: ir.Value, on: "Onward") -> None:
        acting = self.acting(site, update.when, rows)
        with self.where(site, acting, rows, on) as mask:
            if update.integrated:
                self._integrated(site, point, update, mask, on)
            else:
                self.apply(site, update.effects, mask, on)

    def _integrated(self, site: FrameSite, point: int, update: Update, mask: ir.Value, on: "Onward") -> None:
        """Euler's method or RK4 in equal substeps, as `game.integration`."""
        b, lanes = site.builder, self.lanes
        effects = [effect for effect in update.effects if isinstance(effect, SetStock)]
        own = integrated_stocks(update)
        with b.goto_entry_block():
            at = {e.stock: b.alloca(lanes.f64) for e in effects}
        for stock, place in at.items():
            b.store(site.variable(Kind.STOCK, stock).ir, place)
        step = 1.0 / update.substeps

        def rates(now: Mapping[str, ir.Value]) -> dict[str, ir.Value]:
            given = {(Kind.STOCK, stock): Value(value, False, GIVEN) for stock, value in now.items()}
            stage = self.site(b, site.frame, point, own, given)
            return {e.stock: b.fsub(self.vector(stage, e.expression, mask), now[e.stock]) for e in effects}

        def moved(now: Mapping[str, ir.Value], by: Mapping[str, ir.Value], share: float) -> dict[str, ir.Value]:
            there = {s: b.fadd(now[s], b.fmul(lanes.constant(share), by[s])) for s in now}
            for value in there.values():
                self.report(site, self.emitter.checked(site, Value(value, False)), mask)
                large = call_intrinsic(b, "fabs", value)
                self.report(site, b.not_(b.fcmp_ordered("<", large, lanes.constant(10.0**GIVEN))), mask)
            return there

        with loop(b, whole(update.substeps)):
            now = {s: b.load(place, typ=lanes.f64) for s, place in at.items()}
            first = rates(now)
            if update.method is Method.EULER:
                after = moved(now, first, step)
            else:
                second = rates(moved(now, first, step / 2))
                third = rates(moved(now, second, step / 2))
                fourth = rates(moved(now, third, step))
                two, six = lanes.constant(2.0), lanes.constant(6.0)
                mean = {}
                for s in now:
                    inner = b.fadd(b.fadd(first[s], b.fmul(two, second[s])), b.fmul(two, third[s]))
                    mean[s] = b.fdiv(b.fadd(inner, fourth[s]), six)
                after = moved(now, mean, step)
            for s, place in at.items():
                b.store(after[s], place)
        stocks, clipped = {}, lanes.none()
        for s, place in at.items():
            raw = b.load(place, typ=lanes.f64)
            stocks[s], out = self.held(site, self.rules.model.stocks[s], raw, mask)
            clipped = b.or_(clipped, out)
        self.become(site, stocks, {}, b.and_(clipped, mask), mask, on)


class Onward(Protocol):
    """Builds the way on for some lanes; share: the chance of this way, 1 where None."""

    def __call__(self, b: ir.IRBuilder, rows: ir.Value, share: ir.Value | None = None) -> None:
        """Build it, at `b`."""
        ...


def _with(on: Onward, share: ir.Value) -> Body:
    """The way on with a chance of `share`."""

    def go(b: ir.IRBuilder, rows: ir.Value) -> None:
        on(b, rows, share)

    return go


def integrated_stocks(update: Update) -> frozenset[Key]:
    """The stocks that an integrated update moves within the period."""
    return frozenset((Kind.STOCK, e.stock) for e in update.effects if isinstance(e, SetStock))


def _effect_expressions(effects: Sequence[Effect]) -> list[Expression]:
    found: list[Expression] = []
    for effect in effects:
        if isinstance(effect, SetStock):
            found.append(effect.expression)
        else:
            found += [condition for condition, _ in effect.cases if condition is not None]
    return found
