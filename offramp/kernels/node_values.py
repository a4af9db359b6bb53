"""Values of states on their way through a period, as LLVM IR: the twin of `solve.backward_induction.fold_back`.

Functions walk from point to point down to the last move, behind which `tails` and `node_sums` take over, and carry
values back. One set of them serves all lane plans: how many values there are is read from the frame.
"""

from collections.abc import Sequence

from llvmlite import ir

from offramp.kernels.lane_plan import LanePlan
from offramp.kernels.lanes import F64, PTR, VOID, at, declared, each_lane, function, load, loop, store, whole
from offramp.kernels.leaves import Leaves
from offramp.kernels.move_values import MoveValues
from offramp.kernels.node_sums import NodeSums
from offramp.kernels.plan_choice import PlanChoice
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import PlayWalk
from offramp.kernels.tails import Tails
from offramp.kernels.undecided_steps import UndecidedSteps
from offramp.kernels.vector_rules import BYTES, WIDE
from offramp.scenario.model import Move


class ValueTree:
    """Builds the functions `tree k (frame, lanes, result)`, which write values at point k, and `step k`, the same
    behind what ends there.

    result: the address of the first lane's values; those of lane w lie w · `value bytes` behind it.
    """

    def __init__(
        self, walk: PlayWalk, steps: UndecidedSteps, tails: Tails, leaves: Leaves, plans: Sequence[LanePlan]
    ) -> None:
        self.walk, self.undecided, self.tails, self.leaves = walk, steps, tails, leaves
        self.module, self.lanes, self.frame = walk.module, walk.lanes, walk.frame
        self.plans = PlanChoice(walk, plans)
        self.trees: dict[int, ir.Function] = {}
        self.steps: dict[int, ir.Function] = {}

    def declare(self) -> None:
        """Name the functions, for the points from the start of the period to the one behind the last move."""
        last = self.walk.first_tail
        for point in range(last + 1):
            self.trees[point] = self._declare(f"tree.{point}")
            if point < last:
                self.steps[point] = self._declare(f"step.{point}")
        self._end()

    def build_point(self, point: int) -> None:
        """The functions of one point; nothing to do behind the last move."""
        if point <= self.walk.first_tail:
            self._tree(point)
        if point < self.walk.first_tail:
            self._step(point)

    def _declare(self, name: str) -> ir.Function:
        return declared(self.module, name, VOID, PTR, self.lanes.bits, PTR)

    # ---- nodes whose leaves are known

    def _end(self) -> None:
        """`end (frame, lanes, result)`: values of a node whose leaves have been met."""
        finishing = [NodeSums(self.walk, self.leaves, plan).build() for plan in self.plans.plans]
        self.end = self._declare("end")
        b = ir.IRBuilder(self.end.append_basic_block("entry"))
        self.plans.call(b, self.end.args[0], finishing, [self.end.args] * len(finishing))
        b.ret_void()

    def _tree(self, point: int) -> None:
        """Point k: what is worked out there, endings, and then the step."""
        made = self.trees[point]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, bits, result = made.args
        walk, zero = self.walk, self.lanes.constant(0.0)
        if point < walk.first_tail:
            site = walk.prepared(b, frame, point)
            bits = self._endings(site, point, bits, result)
            b.call(self.steps[point], [frame, bits, result])
        else:
            # What the last move left to end is found by the first tail, which has the same point.
            self.leaves.clear(b, frame)
            chance = b.select(self.lanes.to_mask(b, bits), self.lanes.constant(1.0), zero)
            b.call(self.tails.functions[point], [frame, chance])
            b.call(self.end, [frame, bits, result])
        b.ret_void()

    def _endings(self, site: FrameSite, point: int, bits: ir.Value, result: ir.Value) -> ir.Value:
        b, frame, walk = site.builder, site.frame, self.walk
        zero, one = self.lanes.constant(0.0), self.lanes.constant(1.0)
        mask = self.lanes.to_mask(b, bits)
        for ending in walk.candidates(point):
            assert ending.when is not None
            holds = walk.condition(site, ending.when, mask)

            def end(b: ir.IRBuilder, here: ir.Value, name: str = ending.name) -> None:
                self.leaves.clear(b, frame)
                b.call(walk.leaves[name], [frame, b.select(here, one, zero)])
                b.call(self.end, [frame, self.lanes.to_bits(b, here), result])

            if holds.uniform:
                with b.if_then(holds.ir):
                    end(b, mask)
                    b.ret_void()
                continue
            here = b.and_(holds.ir, mask)
            with b.if_then(self.lanes.any(b, here)):
                end(b, here)
            mask = b.and_(mask, b.not_(here))
        return self.lanes.to_bits(b, mask)

    # ---- steps

    def _step(self, point: int) -> None:
        """The step at point k, for lanes that are still played."""
        made = self.steps[point]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, bits, result = made.args
        some = b.icmp_unsigned("!=", bits, ir.Constant(self.lanes.bits, 0))
        with b.if_then(b.not_(some)):
            b.ret_void()
        site = self.walk.site(b, frame, point)
        step = self.walk.steps[point]
        if isinstance(step, Move):
            MoveValues(self.walk, site, point, step, self.plans, self.trees[point + 1]).build(bits, result)
        else:
            self._fold(site, point, bits, result)
        b.ret_void()

    def _fold(self, site: FrameSite, point: int, bits: ir.Value, result: ir.Value) -> None:
        """Values in front of a step that nobody decides: the mean over its ways on."""
        b, frame = site.builder, site.frame
        mine = at(b, frame, self.frame.room(f"mean {point}", self.lanes.width * self.plans.most_bytes))
        share_room = self.frame.vector(f"share {point}", self.lanes.width)
        b.call(self._cleared(), [frame, bits, result])

        def on(b: ir.IRBuilder, rows: ir.Value, share: ir.Value | None = None) -> None:
            there = self.lanes.to_bits(b, rows)
            b.call(self.trees[point + 1], [frame, there, mine])
            store(b, self.lanes.constant(1.0) if share is None else share, frame, share_room, 64)
            b.call(self._added(), [frame, there, at(b, frame, share_room), mine, result])

        self.undecided.step(site, point, self.lanes.to_mask(b, bits), on)

    def _cleared(self) -> ir.Function:
        """`values.clear (frame, lanes, values)`: zeros."""
        known = self.module.globals.get("values.clear")
        if known is not None:
            return known
        made, b = function(self.module, "values.clear", VOID, PTR, self.lanes.bits, PTR)
        frame, bits, values = made.args
        size = self.plans.bytes(b, frame)
        with each_lane(b, bits) as lane:
            base = at(b, values, b.mul(lane, size))
            with loop(b, b.udiv(size, whole(BYTES))) as j:
                store(b, WIDE.constant(0.0), base, b.mul(j, whole(BYTES)), 64)
        b.ret_void()
        return made

    def _added(self) -> ir.Function:
        """`values.add (frame, lanes, shares, values, result)`: adds each lane's values, times its share."""
        known = self.module.globals.get("values.add")
        if known is not None:
            return known
        made, b = function(self.module, "values.add", VOID, PTR, self.lanes.bits, PTR, PTR, PTR)
        frame, bits, shares, values, result = made.args
        size = self.plans.bytes(b, frame)
        with each_lane(b, bits) as lane:
            weight = WIDE.splat(b, load(b, shares, b.mul(lane, whole(8)), F64))
            offset = b.mul(lane, size)
            base, value = at(b, result, offset), at(b, values, offset)
            with loop(b, b.udiv(size, whole(BYTES))) as j:
                place = b.mul(j, whole(BYTES))
                before = load(b, base, place, WIDE.f64, 64)
                store(b, b.fadd(before, b.fmul(weight, load(b, value, place, WIDE.f64, 64))), base, place, 64)
        b.ret_void()
        return made
