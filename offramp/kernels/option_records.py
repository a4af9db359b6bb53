"""What an option is worth to its mover, as LLVM IR: the twin of `solve.options` for one child of one state."""

from collections.abc import Sequence

from llvmlite import ir

from offramp.kernels.frame import Frame
from offramp.kernels.lane_plan import LanePlan, Outlook
from offramp.kernels.lanes import F64, I64, PTR, VOID, function, integers, load, loop, number, opaque, store, whole

CAP_SLACK = 1e-12


def option_record(
    module: ir.Module, frame: Frame, plan: LanePlan, name: str, mover: int, groups: Sequence[str], stride: int
) -> ir.Function:
    """`record (frame, option, child, best, to)`: writes the numbers of a child, `stride` bytes from one to the next.

    groups: the group of each option. child: the address of its values. best: the value of the mover's best option.
    """
    made, b = function(module, name, VOID, PTR, I64, PTR, F64, PTR)
    base, option, child, best, to = made.args
    store(b, load(b, child, 8 * plan.value[mover], F64), to, 4 * stride)
    outlook = next((o for o in plan.outlooks if o.owner == mover), None)
    if outlook is not None:
        writer = _Writer(module, b, load(b, base, frame.word(f"ruin cap {mover}"), F64), child, outlook)
        store(b, load(b, child, 8 * outlook.would, F64), to, 0)
        store(b, writer.reach(), to, stride)
        store(b, writer.repeat(name, option, groups), to, 2 * stride)
        store(b, b.fsub(best, load(b, child, 8 * outlook.plan, F64)), to, 3 * stride)
    b.ret_void()
    return made


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
        return load(self.b, self.child, self._entry(table, k), F64)

    def _entry(self, table: ir.Value, k: ir.Value) -> ir.Value:
        return load(self.b, opaque(self.b, table), self.b.mul(k, whole(8)), I64)

    def _better(self, found: ir.Value, value: ir.Value) -> None:
        before = self.b.load(found, typ=F64)
        self.b.store(self.b.select(self.b.fcmp_ordered(">", value, before), value, before), found)

    def repeat(self, name: str, option: ir.Value, groups: Sequence[str]) -> ir.Value:
        """Reach if the option is taken whenever it is there, 0 where that brings more ruin than the cap allows."""
        b, repeats = self.b, self.outlook.repeats
        places = integers(self.module, f"repeats.{name}", [8 * repeats[group][0] for group in groups])
        value = load(b, self.child, self._entry(places, option), F64)
        if any(repeats[group][1] < 0 for group in groups):
            return value
        ruins = integers(self.module, f"repeats.{name}.ruin", [8 * repeats[group][1] for group in groups])
        safe = b.fcmp_ordered("<=", load(b, self.child, self._entry(ruins, option), F64), self.most)
        return b.select(safe, value, number(0.0))
