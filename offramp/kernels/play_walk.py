"""One period of a game as LLVM IR: every option and every outcome of some states, depth first.

This is `solve.stage` and `game.steps` over again, for `width` states at once that share their modes: what is picked,
what happens and what mode holds is the same in all lanes of a branch, only numbers differ; a branch is walked for the
lanes that take it. Up to the last move the walk carries values of actors back (`node_values`); behind it the chance
of each way through is handed on (`tails`) to where it ends or goes on, the leaves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from llvmlite import ir

from offramp.kernels.evaluation import Evaluation, integrated_stocks
from offramp.kernels.expression_emitter import ExpressionEmitter, Value
from offramp.kernels.lanes import I64, PTR, VOID, first_lane, function, load, store, whole
from offramp.kernels.layout import Key, Rules
from offramp.kernels.play_sites import FrameSite, FrameVariables, Homes, write_slot
from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import Chance, Effect, Ending, Move, SetMode, SetStock, Shock, Update

LIVE = "going on"  # among endings, none of whose names has a blank
Body = Callable[[ir.IRBuilder, ir.Value], None]


class PlayWalk(Evaluation[FrameSite]):
    """What all functions of one scenario's period in `module` go by.

    leaves: by ending, LIVE where play goes on. beliefs: by the point of a move.
    """

    def __init__(
        self,
        module: ir.Module,
        rules: Rules,
        emitter: ExpressionEmitter,
        homes: Homes,
        variables: FrameVariables,
        explained: Callable[[Expression], str] | None = None,
    ) -> None:
        super().__init__(emitter, explained)
        self.module, self.rules, self.homes, self.variables = module, rules, homes, variables
        self.codes, self.frame, self.steps = emitter.names.codes, homes.frame, rules.model.play
        self.leaves: dict[str, ir.Function] = {}
        self.beliefs: dict[int, ir.Function] = {}
        moves = [k for k, step in enumerate(self.steps) if isinstance(step, Move)]
        self.first_tail = moves[-1] + 1 if moves else 0  # behind the last move
        self._plan()

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
            self.comment(b, n)
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

    def report(self, site: FrameSite, poison: ir.Value | None, rows: ir.Value, uniform: bool = False) -> None:
        """Write down a fault if `poison` is set in any lane of `rows`."""
        if poison is None:
            return
        b = site.builder
        here = self.lanes.any(b, rows) if uniform else self.lanes.any(b, b.and_(poison, rows))
        self.fault(b, site.frame, b.and_(poison, here) if uniform else here)

    def fault(self, b: ir.IRBuilder, frame: ir.Value, happened: ir.Value) -> None:
        """Write down a fault if a bit is set."""
        place = self.frame.word("fault")
        store(b, b.or_(load(b, frame, place, I64), b.zext(happened, I64)), frame, place)

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
        first = first_lane(b, open_)
        for mode, codes in modes.items():
            code = b.extract_element(codes, first)
            mask = b.and_(mask, b.icmp_signed("==", codes, self.lanes.splat(b, code)))
            store(b, code, frame, self.variables.place((Kind.MODE, mode)))
        done = self.lanes.to_bits(b, mask)
        b.store(b.and_(open_, b.not_(done)), left)
        go(b, mask)
        b.branch(head)
        b.position_at_end(end)

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

    # ---- steps

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


def _effect_expressions(effects: Sequence[Effect]) -> list[Expression]:
    found: list[Expression] = []
    for effect in effects:
        if isinstance(effect, SetStock):
            found.append(effect.expression)
        else:
            found += [condition for condition, _ in effect.cases if condition is not None]
    return found
