"""The kernel that plays simulated paths of a scenario, `width` side by side, each through all of its periods.

`play (frame, first, stop)` plays vectors of paths from the states in `state`, through some periods, or up to a step of
one of them (`stop at`), where all that moves is written down for a policy that has to be asked; `sum_up (frame, first,
stop)` plays blocks of `BLOCK` paths and leaves their sums; `prologue (row, seed, world, period)` makes a period's row
ready, and `key` is the key of one stream of draws. Paths stay in registers from their first period to their last. A
fault is only flagged, in the frame's word `fault`; its NumPy twin (`simulate.play`, `simulate.paths`) says what it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llvmlite import ir

from offramp.kernels.evaluation import NO_CHOICE, WEIGHT_SLACK
from offramp.kernels.expression_emitter import ExpressionEmitter
from offramp.kernels.expression_numbers import ExpressionNumbers
from offramp.kernels.frame import Frame
from offramp.kernels.lanes import F64, I64, PTR, Lanes, at, declared, load, loop, store, whole
from offramp.kernels.layout import Key, Rules
from offramp.kernels.path_draws import counters, exploring, key_of
from offramp.kernels.path_layout import (
    ALL_THROUGH,
    BLOCK,
    HELD,
    NOTHING,
    SUMMED,
    PathLayout,
    SeenRows,
    moving_keys,
    path_rows,
)
from offramp.kernels.path_records import Records
from offramp.kernels.path_sites import LABELS, PathSite, PathVariables, PeriodRow, Prologue
from offramp.kernels.path_steps import LIVE, Abreast, PathSteps
from offramp.kernels.path_values import PathValues
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import HORIZON, Chance, Move, Shock

WIDTH = 16  # paths side by side
DRAWN = (Move, Chance, Shock)  # steps with a draw


@dataclass(frozen=True)
class PathKernel:
    """The text of the module, the offsets of its frame and of a period's row, and how many paths go side by side."""

    text: str
    frame: Mapping[str, int]
    frame_bytes: int
    row: Mapping[str, int]
    row_bytes: int
    sum_bytes: int
    width: int


def path_kernel(rules: Rules, layout: PathLayout, width: int = WIDTH) -> PathKernel:
    """The kernel of `rules`."""
    build = _Build(ir.Module("offramp.paths"), rules, layout, Lanes(width))
    build.everything()
    row, frame = build.row.frame, build.frame
    return PathKernel(
        str(build.module),
        dict(frame.places),
        (frame.size + 63) // 64 * 64,
        dict(row.places),
        (row.size + 63) // 64 * 64,
        build.records.sum_bytes,
        width,
    )


class _Build:
    def __init__(self, module: ir.Module, rules: Rules, layout: PathLayout, lanes: Lanes) -> None:
        self.module, self.rules, self.layout, self.lanes = module, rules, layout, lanes
        self.frame = Frame()
        self.row = PeriodRow(layout.parameters, layout.switches)
        numeric = {name: choice for name, (choice, _) in layout.names.numeric.items()}
        self.numbers = ExpressionNumbers(rules.model.defines, numeric)
        self.emitter = ExpressionEmitter(lanes, self.numbers, layout.names)
        self.values = PathValues(self.emitter)
        self.rows = path_rows(layout, len(rules.model.modes), len(rules.actors))
        self.records = Records(lanes, self._word, self.rows.numbers)
        self.modes: list[Key] = [(Kind.MODE, m) for m in rules.model.modes]

    def everything(self) -> None:
        self._reserve()
        self._key()
        entry, b = self._exported("prologue", PTR, I64, I64, I64)
        row, seed, world, period = entry.args
        self.prologue = Prologue(b, row, self.row, self.emitter)
        self._keys(b, row, seed, world, period)
        self._play()
        b.ret(whole(0))
        self._sum_up()

    def _exported(self, name: str, *arguments: ir.Type) -> tuple[ir.Function, ir.IRBuilder]:
        made = ir.Function(self.module, ir.FunctionType(I64, list(arguments)), name)
        return made, ir.IRBuilder(made.append_basic_block("entry"))

    def _word(self, name: str) -> ir.Value:
        """A word of the frame, read at the place where instructions go."""
        return load(self.b, self.at_frame, self.frame.word(name), I64)

    def _reserve(self) -> None:
        """Places in a period's row that the caller fills."""
        for key in self.layout.parameters:
            self.row.parameter(key)
        for name in self.layout.switches:
            self.row.switch(name)
        for k, step in enumerate(self.rules.model.play):
            if isinstance(step, DRAWN):
                self.row.frame.word(f"key {k}")
        for i in range(len(self.rules.actors)):
            self.row.frame.word(f"discount {i}")

    # ---- once a period

    def _key(self) -> None:
        made, b = self._exported("key", I64, I64, I64, I64)
        b.ret(key_of(b, made.args))

    def _keys(self, b: ir.IRBuilder, row: ir.Value, seed: ir.Value, world: ir.Value, period: ir.Value) -> None:
        """The key of each draw, where its event's number stands."""
        for k, step in enumerate(self.rules.model.play):
            if isinstance(step, DRAWN):
                place = self.row.frame.word(f"key {k}")
                store(b, key_of(b, [seed, world, load(b, row, place, I64), period]), row, place)

    # ---- paths

    def _play(self) -> None:
        made = declared(self.module, "paths", I64, PTR, I64, I64)
        self.b = ir.IRBuilder(made.append_basic_block("entry"))
        self.at_frame, first, stop = made.args
        self._variables()
        with loop(self.b, stop, first, "vector") as v:
            self._vector(v)
        self.b.ret(self._word("fault"))
        self.paths_function = made
        entry, b = self._exported("play", PTR, I64, I64)
        b.ret(b.call(made, list(entry.args)))

    def _variables(self) -> None:
        """Everything of a path that changes, in variables of the function."""
        b, lanes, model = self.b, self.lanes, self.rules.model
        bounds = {key: bound for key, _, bound in self.layout.axes}
        bounds |= {now: bounds[stock] for now, stock in self.layout.present.items()}
        moving = moving_keys(self.layout, model)
        self.choices, self.events, self.shocks = moving["choices"], moving["events"], moving["shocks"]
        self.seen = SeenRows.of(self.layout, model)
        self.variables = PathVariables(b, lanes, self.seen.keys, bounds)
        self.live, self.clipped, self.exploring, self.fault = (b.alloca(lanes.i1) for _ in range(4))
        self.ended, self.periods, self.clips = (b.alloca(lanes.i64) for _ in range(3))
        self.paid, self.weights = ([b.alloca(lanes.f64) for _ in self.rules.actors] for _ in range(2))
        self.t = b.alloca(I64)

    def _place(self, row: int) -> ir.Value:
        """Where the numbers of these paths begin in a row of `state`."""
        offset = self.b.add(self.b.mul(self._word("state stride"), whole(row)), self.column)
        return at(self.b, self.b.inttoptr(self._word("state"), PTR), offset)

    def _vector(self, v: ir.Value) -> None:
        """One vector of paths from start to end."""
        b, lanes, rows = self.b, self.lanes, self.rows
        self.column = b.mul(v, whole(lanes.bytes))
        numbers = load(b, b.inttoptr(self._word("path numbers"), PTR), self.column, lanes.i64)
        self.counted = counters(b, lanes, numbers)
        count = lanes.splat(b, b.sub(self._word("paths"), b.mul(v, whole(lanes.width))))
        b.store(b.icmp_signed("<", lanes.integers(list(range(lanes.width))), count), self.live)
        for row, key in enumerate([*(key for key, _, _ in self.layout.axes), *self.modes]):
            kind = lanes.i64 if key[0] in LABELS else lanes.f64
            self.variables.store(b, key, load(b, self._place(row), 0, kind))
        b.store(lanes.integer(LIVE), self.ended)
        for place in (self.periods, self.clips):
            b.store(lanes.integer(0), place)
        for place in (*self.paid, *self.weights):
            b.store(lanes.constant(0.0), place)
        for mask in (self.fault, self.exploring):
            b.store(lanes.none(), mask)
        self._explore()
        self._periods()
        found = [self.ended, self.periods, self.clips]
        for row, place in enumerate([*found, *self.paid, *self.weights], rows.ended):
            kind = lanes.i64 if place in found else lanes.f64
            store(b, b.load(place, typ=kind), self._place(row), 0)
        with b.if_then(lanes.any(b, b.load(self.fault, typ=lanes.i1))):
            store(b, whole(1), self.at_frame, self.frame.word("fault"))

    def _explore(self) -> None:
        b, lanes = self.b, self.lanes
        share = load(b, self.at_frame, self.frame.word("explore"), F64)
        with b.if_then(b.fcmp_ordered(">", share, ir.Constant(F64, 0.0))):
            found = exploring(b, lanes, self.counted, self._word("explore key"), share)
            b.store(found, self.exploring)

    def _periods(self) -> None:
        """Period after period while any path goes on."""
        b, lanes = self.b, self.lanes
        b.store(self._word("from period"), self.t)
        head, body, end = (b.append_basic_block(f"period.{n}") for n in ("head", "body", "end"))
        b.branch(head)
        b.position_at_end(head)
        t = b.load(self.t, typ=I64)
        more = b.icmp_signed("<", t, self._word("to period"))
        b.cbranch(b.and_(more, lanes.any(b, b.load(self.live, typ=lanes.i1))), body, end)
        b.position_at_end(body)
        self._period(t)
        b.store(b.add(t, whole(1)), self.t)
        b.branch(head)
        b.position_at_end(end)

    def _period(self, t: ir.Value) -> None:
        b, lanes, model = self.b, self.lanes, self.rules.model
        stride = self._word("row stride")
        row = at(b, b.inttoptr(self._word("rows"), PTR), b.mul(t, stride))
        site = PathSite(b, row, self.fault, self.variables, self.prologue, self.numbers)
        started = b.load(self.live, typ=lanes.i1)
        one, nothing = lanes.integer(1), lanes.integer(0)
        b.store(b.add(b.load(self.periods, typ=lanes.i64), b.select(started, one, nothing)), self.periods)
        self._begin(t)
        self._keep(t, site, started, late=False)
        paths = Abreast(self.live, self.ended, self.clipped, self.exploring, self.counted, self.column, t)
        codes = self.layout.names.codes

        def key(k: int) -> ir.Value:
            return load(b, row, self.row.frame.word(f"key {k}"), I64)

        PathSteps(self.rules, codes, self.values, site, paths, self._word, key, self._see).play()
        end = whole(len(model.play))
        with site.where(b.icmp_signed("==", self._word("stop at"), end)):
            self._see(lanes.none(), ())
        clipped = b.and_(b.load(self.clipped, typ=lanes.i1), started)
        b.store(b.add(b.load(self.clips, typ=lanes.i64), b.select(clipped, one, nothing)), self.clips)
        through = b.icmp_signed("==", self._word("stop at"), whole(ALL_THROUGH))
        last = b.and_(through, b.icmp_signed("==", b.add(t, whole(1)), self._word("periods")))
        live = b.load(self.live, typ=lanes.i1)
        horizon = lanes.integer(list(model.endings).index(HORIZON))
        outlast = b.and_(live, lanes.splat(b, last))
        self._note_ending(t)
        b.store(b.select(outlast, horizon, b.load(self.ended, typ=lanes.i64)), self.ended)
        b.store(b.and_(live, b.not_(outlast)), self.live)
        counting = b.icmp_signed("!=", self._word("pay"), whole(0))
        with site.where(counting):
            self._pay(site, row, started)
        self._keep(t, site, started, late=True)
        self._age()

    def _see(self, acting: ir.Value, there: Sequence[ir.Value]) -> None:
        """Write down where the paths are, who of them moves next, and which options are there."""
        b, lanes, seen = self.b, self.lanes, self.seen
        stride, start = self._word("seen stride"), b.inttoptr(self._word("seen"), PTR)

        def write(row: int, values: ir.Value) -> None:
            if values.type == lanes.i1:
                values = b.zext(values, lanes.i64)
            store(b, values, start, b.add(b.mul(whole(row), stride), self.column))

        for row, key in enumerate(seen.keys):
            write(row, self.variables.load(b, key))
        write(seen.ended, b.load(self.ended, typ=lanes.i64))
        write(seen.clipped, b.load(self.clipped, typ=lanes.i1))
        for row, mask in enumerate([acting, *there], seen.acting):
            write(row, mask)

    def _begin(self, t: ir.Value) -> None:
        """Nothing is chosen, happened or drawn yet."""
        b, lanes, variables = self.b, self.lanes, self.variables
        for now, stock in self.layout.present.items():
            variables.store(b, now, variables.load(b, stock))
        for key in self.choices:
            variables.store(b, key, lanes.integer(NO_CHOICE))
            variables.touch((Kind.PICKED, key[1]))
        for key in self.events:
            variables.store(b, key, lanes.none())
        for key in self.shocks:
            variables.store(b, key, lanes.constant(0.0))
        b.store(lanes.none(), self.clipped)
        labels = b.icmp_signed("!=", self._word("labels"), whole(0))
        with b.if_then(labels):
            for d, (axis, _, _) in enumerate(self.layout.axes[self.rows.stocks :], self.rows.stocks):
                self._hold(t, self.rows.held_axis(d), variables.load(b, axis))
            for m, mode in enumerate(self.modes):
                self._hold(t, self.rows.held_mode(m), variables.load(b, mode))

    def _hold(self, t: ir.Value, row: int, values: ir.Value) -> None:
        self.records.hold(self.b, t, self.column, row, values)

    def _note_ending(self, t: ir.Value) -> None:
        b, lanes = self.b, self.lanes
        with b.if_then(b.icmp_signed("!=", self._word("labels"), whole(0))):
            for c, key in enumerate(self.choices):
                self._hold(t, self.rows.held_choice(c), self.variables.load(b, key))
            self._hold(t, self.rows.held_ending, b.load(self.ended, typ=lanes.i64))

    def _age(self) -> None:
        """What was the present becomes the previous period's, for all numbers of the state."""
        b, variables = self.b, self.variables
        new = [(axis, variables.load(b, later)) for axis, later, _ in self.layout.axes if axis != later]
        for axis, values in new:
            variables.store(b, axis, values)

    # ---- what is kept

    def _keep(self, t: ir.Value, site: PathSite, started: ir.Value, late: bool) -> None:
        """Write down the numbers of the period that are known now."""
        b = self.b
        keeping = self._word("numbers")
        with site.where(b.icmp_signed("!=", keeping, whole(NOTHING))):
            found: list[tuple[int, ir.Value]] = []
            if not late:
                axes = self.layout.axes[: self.rows.stocks]
                found += [(d, self.variables.load(b, axis)) for d, (axis, _, _) in enumerate(axes)]
            shown = [(o, name) for o, (name, at_end) in enumerate(self.layout.outputs) if at_end is late]
            counted = self._shown(site, started, [name for _, name in shown])
            found += [(self.rows.stocks + o, value) for (o, _), value in zip(shown, counted, strict=True)]
            with b.if_then(b.icmp_signed("==", keeping, whole(HELD))):
                for row, values in found:
                    self._hold(t, row, values)
            with b.if_then(b.icmp_signed("==", keeping, whole(SUMMED))):
                first = self._first(t, started, late)
                for row, values in found:
                    self.records.add(b, t, row, values, started, first)
                self.records.count(b, t, found, started)

    def _shown(self, site: PathSite, started: ir.Value, names: Sequence[str]) -> list[ir.Value]:
        """Quantities to show; nothing is worked out where nothing is paid either."""
        b, lanes = self.b, self.lanes
        if not names:
            return []
        with b.goto_entry_block():
            places = [b.alloca(lanes.f64) for _ in names]
        for place in places:
            b.store(lanes.constant(0.0), place)
        with site.where(b.icmp_signed("!=", self._word("pay"), whole(0))):
            for name, place in zip(names, places, strict=True):
                b.store(self.values.shown(site, self.rules.model.defines[name].expression, started), place)
        return [b.load(place, typ=lanes.f64) for place in places]

    def _first(self, t: ir.Value, started: ir.Value, late: bool) -> ir.Value:
        """The lane of the block's first path in this period where it is one of these, −1 where it came before."""
        b, lanes = self.b, self.lanes
        met = at(b, b.inttoptr(self._word("met"), PTR), b.mul(t, whole(8)))
        before = load(b, met, 0, I64)
        lane = b.cttz(b.zext(lanes.to_bits(b, started), I64), ir.Constant(ir.IntType(1), 0))
        none_yet = b.icmp_signed("==", before, whole(0))
        first = b.select(none_yet, lane, whole(-1))
        if late or not any(at_end for _, at_end in self.layout.outputs):
            store(b, whole(1), met, 0)
        return first

    # ---- what is paid

    def _pay(self, site: PathSite, row: ir.Value, started: ir.Value) -> None:
        """`game.payment` for the paths that started the period."""
        b, lanes, payoffs = self.b, self.lanes, self.rules.model.payoffs
        zero = lanes.constant(0.0)
        with b.goto_entry_block():
            paid = [b.alloca(lanes.f64) for _ in self.rules.actors]
        for i, actor in enumerate(self.rules.actors):
            total: ir.Value = zero
            for _, term in payoffs[actor].each_period if actor in payoffs else ():
                total = b.fadd(total, self.values.vector(site, term, started))
            b.store(total, paid[i])
        ended = b.load(self.ended, typ=lanes.i64)
        for number, ending in enumerate(self.rules.endings):
            here = b.and_(started, b.icmp_signed("==", ended, lanes.integer(number)))
            if self._pays_at(ending):
                with site.where(lanes.any(b, here)):
                    self._pay_ending(site, ending, here, paid)
        for i, place in enumerate(paid):
            discount = lanes.splat(b, load(b, row, self.row.frame.word(f"discount {i}"), F64))
            now = b.select(started, b.fmul(discount, b.load(place, typ=lanes.f64)), zero)
            b.store(b.fadd(b.load(self.paid[i], typ=lanes.f64), now), self.paid[i])

    def _pays_at(self, ending: str) -> bool:
        weighed = any(ending in weights for weights in self.rules.tolerable.values())
        return weighed or any(actor in self.rules.model.payoffs for actor in self.rules.actors)

    def _pay_ending(self, site: PathSite, ending: str, here: ir.Value, paid: Sequence[ir.Value]) -> None:
        b, lanes = self.b, self.lanes
        for i, actor in enumerate(self.rules.actors):
            if actor in self.rules.model.payoffs:
                last = self.values.vector(site, self.rules.model.payoffs[actor].at_end[ending], here)
                before = b.load(paid[i], typ=lanes.f64)
                b.store(b.select(here, b.fadd(before, last), before), paid[i])
            weight = self.rules.tolerable.get(actor, {}).get(ending)
            if weight is not None:
                raw = self.values.vector(site, weight, here)
                low, high = lanes.constant(-WEIGHT_SLACK), lanes.constant(1 + WEIGHT_SLACK)
                proper = b.and_(b.fcmp_ordered(">=", raw, low), b.fcmp_ordered("<=", raw, high))
                self.values.report(site, b.not_(proper), here)
                value = self.values.bounded(b, raw, 0.0, 1.0)
                b.store(b.select(here, value, b.load(self.weights[i], typ=lanes.f64)), self.weights[i])

    # ---- blocks

    def _sum_up(self) -> None:
        """`sum_up (frame, first, stop)`: plays blocks of paths whose numbers are added up; not 0 after a fault."""
        made, self.b = self._exported("sum_up", PTR, I64, I64)
        b = self.b
        self.at_frame, first, stop = made.args
        each = BLOCK // self.lanes.width
        with loop(b, stop, first, "block") as k:
            periods = self._word("periods")
            self.records.clear(b, periods)
            met = b.inttoptr(self._word("met"), PTR)
            with loop(b, periods, name="period") as t:
                store(b, whole(0), met, b.mul(t, whole(8)))
            start = b.mul(k, whole(each))
            end = b.add(start, whole(each))
            most = self._word("vectors")
            end = b.select(b.icmp_signed("<", end, most), end, most)
            b.call(self.paths_function, [self.at_frame, start, end])
            self.records.save(b, periods, k)
        b.ret(self._word("fault"))
