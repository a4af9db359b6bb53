"""Values of the nodes behind the last move, as LLVM IR: what was paid, and what play goes on to.

The twin of `solve.stage._fold`. Where play goes on, the leaves have written down which states of the next grid it comes
to, and how likely; here the values of those states are summed up, all quantities of a lane plan side by side, so that
nothing of a transition is ever stored.
"""

from collections.abc import Sequence

from llvmlite import ir

from offramp.kernels.choice_rules import IN_REGISTERS
from offramp.kernels.lane_plan import VECTOR, Lane, LanePlan, Target
from offramp.kernels.lanes import (
    F64,
    I64,
    PTR,
    VOID,
    at,
    call_intrinsic,
    each_lane,
    function,
    load,
    loop,
    store,
    whole,
)
from offramp.kernels.leaves import Leaves
from offramp.kernels.play_walk import PlayWalk
from offramp.kernels.vector_rules import BYTES, WIDE


class NodeSums:
    """Builds `finish (frame, lanes, result)` of one lane plan: values of a node whose leaves have been met.

    result: the address of the first lane's values; those of lane w lie w · plan.bytes behind it.
    """

    def __init__(self, walk: PlayWalk, leaves: Leaves, plan: LanePlan) -> None:
        self.walk, self.leaves, self.plan = walk, leaves, plan
        self.lanes, self.frame = walk.lanes, walk.frame

    def build(self) -> ir.Function:
        """The function."""
        made, b = function(self.walk.module, f"finish.{self.plan.suffix}", VOID, PTR, self.lanes.bits, PTR)
        frame, bits, result = made.args
        self._sum_ruin(b, frame)
        self.leaves.count(b, frame, "nodes met", bits)
        single = b.icmp_signed("!=", load(b, frame, self.frame.word("single"), I64), whole(0))
        with each_lane(b, bits) as lane:
            mine = at(b, result, b.mul(lane, whole(self.plan.bytes)))
            with b.if_else(single) as (then, otherwise):
                with then:
                    self._sum_up(b, frame, lane, mine, ir.FloatType())
                with otherwise:
                    self._sum_up(b, frame, lane, mine, F64)
            self._pay(b, frame, lane, mine)
            self._stakes(b, frame, mine)
        b.ret_void()
        return made

    def _sum_up(self, b: ir.IRBuilder, frame: ir.Value, lane: ir.Value, mine: ir.Value, kind: ir.Type) -> None:
        """One state: Σ weight · value over what it goes on to, in every lane; values are kept as numbers of `kind`."""
        plan = self.plan
        size = 8 if kind == F64 else 4
        vector = ir.VectorType(kind, VECTOR)
        count = load(b, frame, self.frame.word("entries"), I64)
        following = load(b, frame, self.frame.word(f"following {plan.suffix}"), PTR)
        entries = at(b, load(b, frame, self.frame.word("entry room"), PTR), b.mul(lane, whole(8)))
        for first in range(0, plan.vectors, IN_REGISTERS):
            part = range(first, min(first + IN_REGISTERS, plan.vectors))
            with b.goto_entry_block():
                sums = {j: b.alloca(WIDE.f64) for j in part}
            for total in sums.values():
                total.align = 64
                b.store(WIDE.constant(0.0), total)
            with loop(b, count, name="entry") as k:
                entry = at(b, entries, b.mul(k, whole(2 * self.lanes.bytes)))
                row = load(b, entry, 0, I64)
                weight = WIDE.splat(b, load(b, entry, self.lanes.bytes, F64))
                values = at(b, following, b.mul(row, whole(size * len(plan.lanes))))
                for j, total in sums.items():
                    there = load(b, values, size * VECTOR * j, vector, size * VECTOR)
                    there = there if kind == F64 else b.fpext(there, WIDE.f64)
                    b.store(call_intrinsic(b, "fma", weight, there, b.load(total, typ=WIDE.f64)), total)
            for j, total in sums.items():
                store(b, b.load(total, typ=WIDE.f64), mine, BYTES * j, 64)

    def _pay(self, b: ir.IRBuilder, frame: ir.Value, lane: ir.Value, mine: ir.Value) -> None:
        """What was paid, and what is to come, discounted."""
        plan, sums = self.plan, at(b, frame, b.mul(lane, whole(8)))
        # Many vectors are paid alike.
        sources = [_sources(plan.of_vector(j)) for j in range(plan.vectors)]
        paid = {wanted: self._paid(b, sums, wanted) for wanted in dict.fromkeys(sources)}
        discount = load(b, frame, self.frame.word(f"discount {plan.suffix}"), PTR)
        for j, wanted in enumerate(sources):
            later = b.fmul(load(b, discount, BYTES * j, WIDE.f64), load(b, mine, BYTES * j, WIDE.f64, 64))
            store(b, b.fadd(paid[wanted], later), mine, BYTES * j, 64)

    def _paid(self, b: ir.IRBuilder, sums: ir.Value, wanted: "Sequence[_Source | None]") -> ir.Value:
        """What is paid on the way, by lane: gathered from the sums of one state."""
        sources = list(dict.fromkeys(w for w in wanted if w is not None))
        scalars = {w: load(b, sums, self.leaves.place(*w), F64) for w in sources}
        result: ir.Value = WIDE.constant(0.0)
        if len(sources) <= 3:
            for source in sources:
                mask = WIDE.flags([w == source for w in wanted])
                result = b.select(mask, WIDE.splat(b, scalars[source]), result)
            return result
        for k, w in enumerate(wanted):
            if w is not None:
                result = b.insert_element(result, scalars[w], ir.Constant(I64, k))
        return result

    def _stakes(self, b: ir.IRBuilder, frame: ir.Value, mine: ir.Value) -> None:
        """The worst and the best that any way through brings each actor; their values stand in the first vector."""
        values = load(b, mine, 0, WIDE.f64, 64)
        for name, operator in (("lowest", "<"), ("highest", ">")):
            place = self.frame.vector(name, VECTOR)
            before = load(b, frame, place, WIDE.f64, 64)
            store(b, b.select(b.fcmp_ordered(operator, values, before), values, before), frame, place, 64)

    def _sum_ruin(self, b: ir.IRBuilder, frame: ir.Value) -> None:
        """Chances of ruin from the chances of endings."""
        endings = list(self.walk.rules.endings)
        for i, actor in enumerate(self.walk.rules.model.actors.values()):
            if actor.ruin and any(x.target is Target.RUIN and x.number == i for x in self.plan.lanes):
                total: ir.Value = self.lanes.constant(0.0)
                for ending in actor.ruin:
                    place = self.leaves.place(Target.ENDING, endings.index(ending))
                    total = b.fadd(total, load(b, frame, place, self.lanes.f64, 64))
                store(b, total, frame, self.leaves.place(Target.RUIN, i), 64)


_Source = tuple[Target, int]


def _sources(lanes: Sequence[Lane]) -> tuple[_Source | None, ...]:
    """Which sum is paid into each lane."""
    return tuple((x.target, x.number) if x.target is not Target.NOTHING else None for x in lanes)
