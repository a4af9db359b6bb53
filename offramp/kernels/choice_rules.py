"""One move, backward, as LLVM IR: `solve.decision_rules` and `kernels.segments.logit` for one node's values.

σ is found for all states of a branch at once, everything else state by state with the quantities in lanes.
"""

import math
from collections.abc import Sequence

from llvmlite import ir

from offramp.kernels.frame import Frame
from offramp.kernels.lane_plan import VECTOR, Lane, LanePlan, Picks, Rule
from offramp.kernels.lanes import (
    F64,
    I64,
    PTR,
    VOID,
    Lanes,
    call_intrinsic,
    function,
    integers,
    load,
    number,
    opaque,
    store,
    whole,
)
from offramp.kernels.vector_math import vector_function
from offramp.kernels.vector_rules import BYTES, NODE, TIE, WIDE, Node, Own, favour_function, own_function

IN_REGISTERS = 12  # vectors that are summed up together


class ChoiceRules:
    """Builds, for each move, the function `choose (frame, kids, count, children, σ, σ-stride, result)` of a lane plan.

    kids, count, children, result: see `Node`. σ: the chance of option o, o · σ-stride bytes behind its address.
    """

    def __init__(self, module: ir.Module, frame: Frame, plan: LanePlan) -> None:
        self.module, self.frame, self.plan = module, frame, plan

    def build(self, name: str, mover: int, stride: int, groups: Sequence[int], names: Sequence[str]) -> ir.Function:
        """The function for moves of actor `mover` whose option o belongs to group `groups[o]`, called `names[…]`."""
        made, b = function(self.module, name, VOID, PTR, PTR, I64, PTR, PTR, I64, PTR)
        frame, kids, count, children, sigma, sigma_stride, result = made.args
        node = Node(b, kids, count, children, whole(stride), result)
        b.call(self._solved(), [*node.arguments, sigma, sigma_stride])
        if self.plan.picks:
            self._extremes(node, mover)
            prices = load(b, frame, self.frame.word(f"multipliers {self.plan.suffix}"), PTR)
            for picks in self.plan.picks:
                if picks.owner == mover:
                    self._own(node, picks, prices, groups, names)
                else:
                    self._favours(node, frame, picks, prices, mover)
        b.ret_void()
        return made

    def _solved(self) -> ir.Function:
        """`solved (node, σ, σ-stride)`: Σ σ_a Q_a in every lane."""
        name, vectors = f"solved.{self.plan.suffix}", self.plan.vectors
        known = self.module.globals.get(name)
        if known is not None:
            return known
        made, b = function(self.module, name, VOID, *NODE, PTR, I64)
        node, (sigma, sigma_stride) = Node(b, *made.args[:5]), made.args[5:]
        for first in range(0, vectors, IN_REGISTERS):
            part = range(first, min(first + IN_REGISTERS, vectors))
            sums = {j: node.kept(WIDE.constant(0.0)) for j in part}
            with node.each_child() as (option, child):
                share = WIDE.splat(b, load(b, sigma, b.mul(option, sigma_stride), F64))
                for j, total in sums.items():
                    b.store(b.fadd(node.read(total), b.fmul(share, node.vector(child, BYTES * j))), total)
            for j, total in sums.items():
                store(b, node.read(total), node.result, BYTES * j, 64)
        b.ret_void()
        return made

    def _extremes(self, node: Node, mover: int) -> None:
        """The largest of `possible`, and the largest or smallest of `guaranteed`."""
        b = node.builder
        for j in range(self.plan.vectors):
            lanes = self.plan.of_vector(j)
            top = [x.rule is Rule.LARGEST or (x.rule is Rule.GUARANTEED and x.owner == mover) for x in lanes]
            low = [x.rule is Rule.GUARANTEED and x.owner != mover for x in lanes]
            if not any(top) and not any(low):
                continue
            most = node.kept(WIDE.constant(-math.inf))
            least = node.kept(WIDE.constant(math.inf))
            with node.each_child() as (_, child):
                values = node.vector(child, BYTES * j)
                b.store(node.larger(values, node.read(most)), most)
                before = node.read(least)
                b.store(b.select(b.fcmp_ordered("<", values, before), values, before), least)
            node.write(BYTES * j, node.read(most), WIDE.flags(top))
            node.write(BYTES * j, node.read(least), WIDE.flags(low))

    def _own(self, node: Node, picks: Picks, prices: ir.Value, groups: Sequence[int], names: Sequence[str]) -> None:
        """The mover's own lanes: each goes to its best child, the first of equals, and its rider with it."""
        b = node.builder
        table = opaque(b, integers(self.module, f"groups.{b.function.name}.{picks.owner}", groups))
        for v in range(picks.vectors):
            lanes = self.plan.of_vector(picks.reach + v)
            if not any(_picks(lane) for lane in lanes):
                continue
            wanted = [names.index(x.group) if x.group in names else -1 for x in lanes]
            along = picks.along >= 0 and picks.could // VECTOR == picks.reach + v
            kind = Own(any(x.second for x in lanes), max(wanted) >= 0, along)
            reach, rider = BYTES * (picks.reach + v), BYTES * (picks.rider + v)
            price = load(b, prices, reach, WIDE.f64, 8)
            signs = WIDE.constants([float(x.second) for x in lanes])
            mask = _bits([_picks(x) for x in lanes])
            facts = [whole(reach), whole(rider), price, mask, signs, table, WIDE.integers(wanted)]
            picked = b.call(own_function(self.module, kind), [*node.arguments, *facts])
            if along:
                option = b.extract_element(picked, ir.Constant(I64, picks.could % VECTOR))
                child = node.child(option)
                store(b, load(b, child, 8 * picks.along, F64), node.result, 8 * picks.along)

    def _favours(self, node: Node, frame: ir.Value, picks: Picks, prices: ir.Value, mover: int) -> None:
        """What the owner gets if the mover may do it a favour that costs it little, where that is better."""
        b = node.builder
        for v in range(picks.vectors):
            helped = [x.rule is Rule.HELPED for x in self.plan.of_vector(picks.reach + v)]
            if any(helped):
                spare = load(b, frame, self.frame.word(f"helped {mover}"), F64)
                reach, rider = BYTES * (picks.reach + v), BYTES * (picks.rider + v)
                price = load(b, prices, reach, WIDE.f64, 8)
                facts = [whole(reach), whole(rider), price, _bits(helped), whole(8 * self.plan.value[mover]), spare]
                b.call(favour_function(self.module), [*node.arguments, *facts])


def _bits(flags: Sequence[bool]) -> ir.Constant:
    """A mask as one integer, the first lane lowest."""
    return ir.Constant(WIDE.bits, sum(1 << k for k, flag in enumerate(flags) if flag))


def _picks(lane: Lane) -> bool:
    """Whether its owner's moves pick this lane."""
    return lane.rule in (Rule.BEST, Rule.HELPED) and not lane.keeps


def logit(
    b: ir.IRBuilder,
    lanes: Lanes,
    values: Sequence[ir.Value],
    there: Sequence[ir.Value],
    rationality: ir.Value,
    first_of_equals: bool,
) -> list[ir.Value]:
    """σ of every option in every lane, 0 where it isn't there; see `kernels.segments.logit`."""
    zero, one = lanes.constant(0.0), lanes.constant(1.0)
    low = lanes.constant(-math.inf)
    best: ir.Value = low
    for value, here in zip(values, there, strict=True):
        best = b.select(b.and_(here, b.fcmp_ordered(">", value, best)), value, best)
    exact = b.fcmp_ordered("==", rationality, number(math.inf))
    size = call_intrinsic(b, "fabs", best)
    size = b.select(b.fcmp_ordered(">", size, one), size, one)
    enough = b.fsub(best, b.fmul(lanes.constant(TIE), size))
    spread = lanes.splat(b, b.select(exact, number(0.0), rationality))
    weights: list[ir.Value] = []
    taken: ir.Value = lanes.none()
    made = vector_function(b.module, "exp", lanes.width)
    for value, here in zip(values, there, strict=True):
        tied = b.and_(here, b.fcmp_ordered(">=", value, enough))
        if first_of_equals:
            tied, taken = b.and_(tied, b.not_(taken)), b.or_(taken, tied)
        odds = b.call(made, [b.fmul(spread, b.fsub(b.select(here, value, best), best))])
        weights.append(b.select(exact, b.select(tied, one, zero), b.select(here, odds, zero)))
    total = weights[0]
    for weight in weights[1:]:
        total = b.fadd(total, weight)
    total = b.select(b.fcmp_ordered(">", total, zero), total, one)
    return [b.fdiv(weight, total) for weight in weights]
