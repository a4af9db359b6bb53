"""Where a way through the period ends, as LLVM IR: with an ending, at the horizon, or in the next period.

The twin of `game.payment` and of `solve.grid.Grid.locate` with `kernels.kuhn_simplex.corners`. Backward, a leaf adds
what is paid, and writes down the corners of the next grid that play goes on to; forward, it hands them their chances.
"""

from collections.abc import Mapping, Sequence

from llvmlite import ir

from offramp.kernels.evaluation import WEIGHT_SLACK
from offramp.kernels.lane_plan import Target
from offramp.kernels.lanes import F64, I64, PTR, VOID, at, declared, each_lane, integers, load, store, whole
from offramp.kernels.layout import StateAxis
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import LIVE, PlayWalk
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import HORIZON


class Leaves:
    """Builds the leaf functions `leaf (frame, p)`; p: the chance of the way there, in every lane.

    labels: for each mode, the numbers of its labels in order; a combination of modes is a number with one digit each.
    """

    def __init__(self, walk: PlayWalk, axes: Sequence[StateAxis], labels: Mapping[str, Sequence[int]]) -> None:
        self.walk, self.axes, self.labels = walk, axes, labels
        self.lanes, self.frame = walk.lanes, walk.frame
        self.entry_bytes = 2 * self.lanes.bytes

    def place(self, target: Target, i: int) -> int:
        """Where the sum of a payoff, a weight, the chance of an ending or of ruin stands: one number a lane."""
        return self.frame.vector(f"sum {target.name} {i}", self.lanes.width)

    def _all_places(self) -> list[int]:
        rules = self.walk.rules
        each = [(t, i) for t in (Target.PAYOFF, Target.WEIGHT) for i in range(len(rules.actors))]
        return [self.place(t, i) for t, i in [*each, *((Target.ENDING, e) for e in range(len(rules.endings)))]]

    def clear(self, b: ir.IRBuilder, frame: ir.Value) -> None:
        """Start a node: nothing paid, nowhere gone."""
        b.call(self._cleared, [frame])

    def declare(self) -> None:
        """Name the functions, so that others can call them."""
        module, lanes = self.walk.module, self.lanes
        self._cleared = declared(module, "clear", VOID, PTR)
        self._added = declared(module, "mass.add", VOID, PTR, lanes.f64)
        self._handed_on = declared(module, "mass.onward", VOID, PTR, lanes.i64, lanes.f64)
        self._missing = declared(module, "missing", VOID, PTR, lanes.bits)
        for name in (*self.walk.rules.endings, LIVE):
            made = declared(self.walk.module, f"leaf.{name}", VOID, PTR, self.lanes.f64)
            self.walk.leaves[name] = made

    def build(self) -> None:
        """All leaf functions, and what they call."""
        self._build_clear()
        self._build_added()
        self._build_handed_on()
        self._build_missing()
        for number, ending in enumerate(self.walk.rules.endings):
            self._ending(number, ending)
        self._live()

    def count(self, b: ir.IRBuilder, frame: ir.Value, name: str, bits: ir.Value, each: int = 1) -> None:
        """Add `each` to a counter for every lane of a mask."""
        place = self.frame.word(name)
        lanes = b.mul(b.ctpop(b.zext(bits, I64)), whole(each))
        store(b, b.add(load(b, frame, place, I64), lanes), frame, place)

    # ---- endings

    def _ending(self, number: int, ending: str) -> None:
        made = self.walk.leaves[ending]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, chance = made.args
        self._forward(b, frame, chance, self.frame.word(f"ended {number}"))
        walk, lanes = self.walk, self.lanes
        rows = b.fcmp_ordered(">", chance, lanes.constant(0.0))
        site = walk.site(b, frame, None)
        self._add(b, frame, self.place(Target.ENDING, number), chance)
        model = walk.rules.model
        for i, actor in enumerate(walk.rules.actors):
            paid = self._each_period(site, actor, rows)
            if actor in model.payoffs:
                last = walk.vector(site, model.payoffs[actor].at_end[ending], rows)
                paid = last if paid is None else b.fadd(paid, last)
            if paid is not None:
                self._add(b, frame, self.place(Target.PAYOFF, i), self._times(b, chance, paid))
            weight = walk.rules.tolerable.get(actor, {}).get(ending)
            if weight is not None:
                value = walk.vector(site, weight, rows)
                low, high = lanes.constant(-WEIGHT_SLACK), lanes.constant(1 + WEIGHT_SLACK)
                proper = b.and_(b.fcmp_ordered(">=", value, low), b.fcmp_ordered("<=", value, high))
                walk.report(site, b.not_(proper), rows)
                zero, one = lanes.constant(0.0), lanes.constant(1.0)
                value = b.select(b.fcmp_ordered(">", value, zero), value, zero)
                value = b.select(b.fcmp_ordered("<", value, one), value, one)
                self._add(b, frame, self.place(Target.WEIGHT, i), self._times(b, chance, value))
        b.ret_void()

    def _times(self, b: ir.IRBuilder, chance: ir.Value, value: ir.Value) -> ir.Value:
        """chance · value, 0 in lanes that aren't there, whatever stands in them."""
        zero = self.lanes.constant(0.0)
        return b.select(b.fcmp_ordered(">", chance, zero), b.fmul(chance, value), zero)

    def _each_period(self, site: FrameSite, actor: str, rows: ir.Value) -> ir.Value | None:
        payoffs = self.walk.rules.model.payoffs
        total: ir.Value | None = None
        for _, term in payoffs[actor].each_period if actor in payoffs else ():
            value = self.walk.vector(site, term, rows)
            total = value if total is None else site.builder.fadd(total, value)
        return total

    def _add(self, b: ir.IRBuilder, frame: ir.Value, place: int, value: ir.Value) -> None:
        store(b, b.fadd(load(b, frame, place, self.lanes.f64, 64), value), frame, place, 64)

    def _forward(self, b: ir.IRBuilder, frame: ir.Value, chance: ir.Value, place: int | None) -> None:
        """In a forward pass: add the mass that was clipped and that ended so, and be done (None: go on)."""
        forward = b.icmp_signed("!=", load(b, frame, self.frame.word("forward"), I64), whole(0))
        with b.if_then(forward):
            clipped = self.lanes.to_mask(b, load(b, frame, self.frame.word("clipped"), self.lanes.bits))
            zero = self.lanes.constant(0.0)
            self._add_mass(b, frame, self.frame.word("clipped mass"), b.select(clipped, chance, zero))
            if place is not None:
                self._add_mass(b, frame, place, chance)
                b.ret_void()

    def _add_mass(self, b: ir.IRBuilder, frame: ir.Value, place: int, mass: ir.Value) -> None:
        b.call(self._added, [at(b, frame, place), mass])

    def _build_clear(self) -> None:
        """`clear (frame)`: nothing paid, nowhere gone."""
        b = ir.IRBuilder(self._cleared.append_basic_block("entry"))
        (frame,) = self._cleared.args
        for place in self._all_places():
            store(b, self.lanes.constant(0.0), frame, place, 64)
        store(b, whole(0), frame, self.frame.word("entries"))
        b.ret_void()

    def _build_added(self) -> None:
        """`mass.add (to, mass)`: adds up lanes one by one, so that sums come out the same everywhere."""
        b = ir.IRBuilder(self._added.append_basic_block("entry"))
        to, mass = self._added.args
        total = load(b, to, 0, F64)
        for w in range(self.lanes.width):
            total = b.fadd(total, b.extract_element(mass, ir.Constant(I64, w)))
        store(b, total, to, 0)
        b.ret_void()

    def _build_handed_on(self) -> None:
        """`mass.onward (onward, index, mass)`: adds the mass of each lane to that of the state with its index."""
        b = ir.IRBuilder(self._handed_on.append_basic_block("entry"))
        onward, index, mass = self._handed_on.args
        for lane in range(self.lanes.width):
            to = at(b, onward, b.mul(b.extract_element(index, ir.Constant(I64, lane)), whole(8)))
            store(b, b.fadd(load(b, to, 0, F64), b.extract_element(mass, ir.Constant(I64, lane))), to, 0)
        b.ret_void()

    # ---- going on

    def _live(self) -> None:
        made = self.walk.leaves[LIVE]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, chance = made.args
        walk, lanes = self.walk, self.lanes
        last = b.icmp_signed("!=", load(b, frame, self.frame.word("last"), I64), whole(0))
        with b.if_then(last):
            b.call(walk.leaves[HORIZON], [frame, chance])
            b.ret_void()
        zero = lanes.constant(0.0)
        rows = b.fcmp_ordered(">", chance, zero)
        self._forward(b, frame, chance, None)
        forward = b.icmp_signed("!=", load(b, frame, self.frame.word("forward"), I64), whole(0))
        with b.if_then(b.not_(forward)):
            site = walk.site(b, frame, None)
            for i, actor in enumerate(walk.rules.actors):
                paid = self._each_period(site, actor, rows)
                if paid is not None:
                    self._add(b, frame, self.place(Target.PAYOFF, i), self._times(b, chance, paid))
        box = self._box(b, frame)
        with b.if_then(b.icmp_signed("<", box, whole(0))):
            with b.if_else(forward) as (then, otherwise):
                with then:
                    self._add_mass(b, frame, self.frame.word("missing mass"), chance)
                with otherwise:
                    b.call(self._missing, [frame, lanes.to_bits(b, rows)])
            b.ret_void()
        self._corners(b, frame, chance, rows, box, forward)
        b.ret_void()

    def _box(self, b: ir.IRBuilder, frame: ir.Value) -> ir.Value:
        """The number of the box with the present modes, −1 where there is none."""
        code: ir.Value = whole(0)
        for mode, labels in self.labels.items():
            digits = [0] * (max(labels) + 1)
            for digit, label in enumerate(labels):
                digits[label] = digit
            table = integers(self.walk.module, f"digits.{mode}", digits)
            label = load(b, frame, self.walk.variables.place((Kind.MODE, mode)), I64)
            digit = b.load(b.gep(table, [label], source_etype=I64), typ=I64)
            code = b.add(b.mul(code, whole(len(labels))), digit)
        table = load(b, frame, self.frame.word("boxes"), PTR)
        return load(b, table, b.mul(code, whole(8)), I64)

    def _build_missing(self) -> None:
        """`missing (frame, lanes)`: writes down states whose modes have no box, as far as there is room; counts all."""
        b, lanes = ir.IRBuilder(self._missing.append_basic_block("entry")), self.lanes
        frame, bits = self._missing.args
        values = [load(b, frame, self.walk.variables.place(axis.ends_as), lanes.f64, 64) for axis in self.axes]
        modes = [load(b, frame, self.walk.variables.place((Kind.MODE, m)), I64) for m in self.labels]
        width = 8 * max(1, len(values) + len(modes))
        room = load(b, frame, self.frame.word("missing room"), I64)
        base = load(b, frame, self.frame.word("missing rows"), PTR)
        with each_lane(b, bits) as lane:
            place = self.frame.word("missing count")
            count = load(b, frame, place, I64)
            store(b, b.add(count, whole(1)), frame, place)
            with b.if_then(b.icmp_signed("<", count, room)):
                row = at(b, base, b.mul(count, whole(width)))
                for d, value in enumerate(values):
                    store(b, b.extract_element(value, lane), row, 8 * d)
                for m, code in enumerate(modes):
                    store(b, b.sitofp(code, F64), row, 8 * (len(values) + m))
        b.ret_void()

    def _corners(
        self,
        b: ir.IRBuilder,
        frame: ir.Value,
        chance: ir.Value,
        rows: ir.Value,
        box: ir.Value,
        forward: ir.Value,
    ) -> None:
        lanes, count = self.lanes, len(self.axes)
        zero, one = lanes.constant(0.0), lanes.constant(1.0)

        def of_box(name: str, d: int, kind: ir.Type) -> ir.Value:
            table = load(b, frame, self.frame.word(f"box {name}"), PTR)
            place = b.add(b.mul(box, whole(8 * max(1, count))), whole(8 * d))
            return lanes.splat(b, load(b, table, place, kind))

        offsets = load(b, frame, self.frame.word("box offset"), PTR)
        base = lanes.splat(b, load(b, offsets, b.mul(box, whole(8)), I64))
        outside: ir.Value = lanes.none()
        sorted_: list[tuple[ir.Value, ir.Value]] = []
        for d, axis in enumerate(self.axes):
            x = load(b, frame, self.walk.variables.place(axis.ends_as), lanes.f64, 64)
            low, slack_low, slack_high = (of_box(name, d, F64) for name in ("low", "least", "most"))
            outside = b.or_(outside, b.or_(b.fcmp_ordered("<", x, slack_low), b.fcmp_ordered(">", x, slack_high)))
            scaled = b.fmul(b.fsub(x, low), of_box("scale", d, F64))
            top = of_box("top", d, F64)
            scaled = b.select(b.fcmp_ordered(">", scaled, zero), scaled, zero)
            scaled = b.select(b.fcmp_ordered("<", scaled, top), scaled, top)
            stride = of_box("stride", d, I64)
            if axis.whole:
                near = b.fptosi(self.walk.rounded(b, scaled), lanes.i64)
                base = b.add(base, b.mul(near, stride))
                continue
            cell = b.fptosi(scaled, lanes.i64)
            cells = of_box("cells", d, I64)
            cell = b.select(b.icmp_signed("<", cell, cells), cell, cells)
            fraction = b.fsub(scaled, b.sitofp(cell, lanes.f64))
            base = b.add(base, b.mul(cell, stride))
            sorted_.append((fraction, stride))
        for end in range(len(sorted_) - 1, 0, -1):
            for k in range(end):
                (x, i), (y, j) = sorted_[k], sorted_[k + 1]
                swap = b.fcmp_ordered("<", x, y)
                sorted_[k] = (b.select(swap, y, x), b.select(swap, j, i))
                sorted_[k + 1] = (b.select(swap, x, y), b.select(swap, i, j))
        # Lanes that aren't there may hold anything: they point to the box's first state and weigh nothing.
        index = b.select(rows, base, lanes.splat(b, load(b, offsets, b.mul(box, whole(8)), I64)))
        corners: list[tuple[ir.Value, ir.Value]] = []
        before = one
        for fraction, stride in sorted_:
            corners.append((index, b.fsub(before, fraction)))
            before = fraction
            index = b.select(rows, b.add(index, stride), index)
        corners.append((index, before))
        weighed = [(i, b.select(rows, b.fmul(w, chance), zero)) for i, w in corners]
        with b.if_else(forward) as (then, otherwise):
            with then:
                self._add_mass(b, frame, self.frame.word("clamped mass"), b.select(outside, chance, zero))
                onward = load(b, frame, self.frame.word("onward"), PTR)
                for index, mass in weighed:
                    b.call(self._handed_on, [onward, index, mass])
            with otherwise:
                self._write_down(b, frame, rows, weighed)

    def _write_down(
        self, b: ir.IRBuilder, frame: ir.Value, rows: ir.Value, corners: Sequence[tuple[ir.Value, ir.Value]]
    ) -> None:
        self.count(b, frame, "transitions", self.lanes.to_bits(b, rows), len(corners))
        place = self.frame.word("entries")
        count = load(b, frame, place, I64)
        after = b.add(count, whole(len(corners)))
        fits = b.icmp_signed("<=", after, load(b, frame, self.frame.word("most entries"), I64))
        self.walk.fault(b, frame, b.not_(fits))
        with b.if_then(fits):
            entries = load(b, frame, self.frame.word("entry room"), PTR)
            for k, (index, weight) in enumerate(corners):
                entry = at(b, entries, b.mul(b.add(count, whole(k)), whole(self.entry_bytes)))
                store(b, index, entry, 0, 64)
                store(b, weight, entry, self.lanes.bytes, 64)
            store(b, after, frame, place)
