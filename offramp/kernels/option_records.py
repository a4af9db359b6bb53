"""What options are worth to their mover, as LLVM IR: the twin of `solve.options` for the nodes of some states."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from llvmlite import ir

from offramp.kernels.frame import Frame
from offramp.kernels.lane_plan import NUMBERS, LanePlan, Outlook
from offramp.kernels.lanes import (
    F64,
    I64,
    PTR,
    VOID,
    Lanes,
    at,
    function,
    integers,
    load,
    loop,
    number,
    store,
    whole,
)

CAP_SLACK = 1e-12


class OptionRecords:
    """Builds, for each actor, `record (frame, options, there, children, to, repeats, ruins)` of a lane plan.

    It writes down the numbers of all children of a node of that actor, lane by lane. there: the lanes of each option, a
    word each. children: values, option × lane. to: option × number × lane. repeats, ruins: see `tables`.
    """

    def __init__(self, module: ir.Module, frame: Frame, plan: LanePlan, lanes: Lanes) -> None:
        self.module, self.frame, self.plan, self.lanes = module, frame, plan, lanes

    def tables(self, move: str, mover: int, groups: Sequence[str]) -> list[ir.Value]:
        """For each option of a move where reach and ruin of repeating its group stand in a node's values, in bytes."""
        outlook = self._outlook(mover)
        if outlook is None:
            return [ir.Constant(PTR, None)] * 2
        both = [outlook.repeats[group] for group in groups]
        names = ("repeats", "ruins")
        return [
            integers(self.module, f"{name}.{self.plan.suffix}.{move}", [8 * pair[k] for pair in both])
            for k, name in enumerate(names)
        ]

    def build(self, mover: int) -> ir.Function:
        """The function for moves of one actor."""
        name = f"record.{self.plan.suffix}.{mover}"
        known = self.module.globals.get(name)
        if known is not None:
            return known
        made, b = function(self.module, name, VOID, PTR, I64, PTR, PTR, PTR, PTR, PTR)
        frame, options, there, children, to, repeats, ruins = made.args
        outlook, value, stride = self._outlook(mover), 8 * self.plan.value[mover], self.lanes.bytes
        cap = load(b, frame, self.frame.word(f"ruin cap {mover}"), F64)
        best = b.alloca(F64)
        with loop(b, whole(self.lanes.width), name="lane") as lane:
            b.store(number(-math.inf), best)
            with self._each_child(b, options, there, children, lane) as (_, child):
                found, before = load(b, child, value, F64), b.load(best, typ=F64)
                b.store(b.select(b.fcmp_ordered(">", found, before), found, before), best)
            with self._each_child(b, options, there, children, lane) as (option, child):
                mine = at(b, to, b.add(b.mul(option, whole(NUMBERS * stride)), b.mul(lane, whole(8))))
                store(b, load(b, child, value, F64), mine, 4 * stride)
                if outlook is not None:
                    writer = _Writer(self.module, b, cap, child, outlook)
                    store(b, writer.lane(outlook.would), mine, 0)
                    store(b, writer.reach(), mine, stride)
                    store(b, writer.repeat(option, repeats, ruins), mine, 2 * stride)
                    store(b, b.fsub(b.load(best, typ=F64), writer.lane(outlook.plan)), mine, 3 * stride)
        b.ret_void()
        return made

    def _outlook(self, mover: int) -> Outlook | None:
        return next((o for o in self.plan.outlooks if o.owner == mover), None)

    @contextmanager
    def _each_child(
        self, b: ir.IRBuilder, options: ir.Value, there: ir.Value, children: ir.Value, lane: ir.Value
    ) -> Iterator[tuple[ir.Value, ir.Value]]:
        """For every option that is there in a lane: its number and the address of its values."""
        with loop(b, options, name="option") as option:
            here = b.and_(b.lshr(load(b, there, b.mul(option, whole(8)), I64), lane), whole(1))
            with b.if_then(b.icmp_signed("!=", here, whole(0))):
                place = b.add(b.mul(option, whole(self.lanes.width)), lane)
                yield option, at(b, children, b.mul(place, whole(self.plan.bytes)))


class _Writer:
    def __init__(self, module: ir.Module, b: ir.IRBuilder, cap: ir.Value, child: ir.Value, outlook: Outlook) -> None:
        self.module, self.b, self.child, self.outlook = module, b, child, outlook
        self.cap, self.most = cap, b.fadd(cap, number(CAP_SLACK))

    def lane(self, place: int) -> ir.Value:
        """The value of one lane."""
        return load(self.b, self.child, 8 * place, F64)

    def reach(self) -> ir.Value:
        """The largest reach of a plan that keeps ruin under the cap (`solve.options.within_cap`)."""
        could, outlook, b = self.lane(self.outlook.could), self.outlook, self.b
        if outlook.could_ruin < 0:
            return could
        with b.goto_entry_block():
            found = b.alloca(F64)
        b.store(could, found)
        with b.if_then(b.fcmp_ordered(">", self.lane(outlook.could_ruin), self.most)):
            b.store(number(0.0), found)
            self._frontier(found)
        return b.load(found, typ=F64)

    def _frontier(self, found: ir.Value) -> None:
        """The best of the plans, and of mixtures of two of them that just keep the cap."""
        b, outlook = self.b, self.outlook
        plans = [(outlook.could, outlook.could_ruin), (outlook.would, outlook.would_ruin), *outlook.capped]
        name = f"plans.{b.function.name}"
        reaches = integers(self.module, f"{name}.reach", [8 * reach for reach, _ in plans])
        ruins = integers(self.module, f"{name}.ruin", [8 * ruin for _, ruin in plans])
        with loop(b, whole(len(plans))) as low:
            low_reach, low_ruin = self._at(reaches, low), self._at(ruins, low)
            with b.if_then(b.fcmp_ordered("<=", low_ruin, self.most)):
                self._better(found, low_reach)
            with loop(b, whole(len(plans))) as high:
                high_ruin = self._at(ruins, high)
                across = b.and_(b.fcmp_ordered("<", low_ruin, self.cap), b.fcmp_ordered(">", high_ruin, self.cap))
                with b.if_then(across):
                    share = b.fdiv(b.fsub(self.cap, low_ruin), b.fsub(high_ruin, low_ruin))
                    more = b.fsub(self._at(reaches, high), low_reach)
                    self._better(found, b.fadd(low_reach, b.fmul(share, more)))

    def _at(self, table: ir.Value, k: ir.Value) -> ir.Value:
        """The value of the lane that stands at place k of a table."""
        return load(self.b, self.child, load(self.b, table, self.b.mul(k, whole(8)), I64), F64)

    def _better(self, found: ir.Value, value: ir.Value) -> None:
        before = self.b.load(found, typ=F64)
        self.b.store(self.b.select(self.b.fcmp_ordered(">", value, before), value, before), found)

    def repeat(self, option: ir.Value, repeats: ir.Value, ruins: ir.Value) -> ir.Value:
        """Reach if the option is taken whenever it is there, 0 where that brings more ruin than the cap allows."""
        value = self._at(repeats, option)
        if any(ruin < 0 for _, ruin in self.outlook.repeats.values()):
            return value
        return self.b.select(self.b.fcmp_ordered("<=", self._at(ruins, option), self.most), value, number(0.0))
