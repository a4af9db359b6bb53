"""One move, backward, as LLVM IR: `solve.decision_rules` and `kernels.segments.logit` for one node's values.

σ is found for all states of a branch at once, everything else state by state with the quantities in lanes.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

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
    loop,
    number,
    store,
    whole,
)
from offramp.kernels.vector_math import vector_function

TIE = 1e-10
FAVOUR_SLACK = 1e-12
IN_REGISTERS = 12  # vectors that are summed up together


class ChoiceRules:
    """Builds, for each move, the function `choose (frame, kids, count, children, σ, σ-stride, result)` of a lane plan.

    kids: the numbers of the options that are there, `count` of them. children: address of the first option's values;
    those of option o lie o · stride bytes behind it. σ: the chance of option o, o · σ-stride bytes behind its address.
    """

    def __init__(self, module: ir.Module, frame: Frame, plan: LanePlan) -> None:
        self.module, self.frame, self.plan = module, frame, plan
        self.wide = Lanes(VECTOR)

    def build(self, name: str, mover: int, stride: int, groups: Sequence[int], names: Sequence[str]) -> ir.Function:
        """The function for moves of actor `mover` whose option o belongs to group `groups[o]`, called `names[…]`."""
        made, b = function(self.module, name, VOID, PTR, PTR, I64, PTR, PTR, I64, PTR)
        frame, kids, count, children, sigma, sigma_stride, result = made.args
        node = _Node(self, b, frame, kids, count, children, whole(stride), sigma, sigma_stride, result)
        node.as_solved()
        if self.plan.picks:
            node.extremes(mover)
            for picks in self.plan.picks:
                if picks.owner == mover:
                    node.own(picks, groups, names)
                else:
                    node.favours(picks, mover)
        b.ret_void()
        return made


class _Node:
    """Builds the parts of one `choose` function."""

    def __init__(
        self,
        rules: ChoiceRules,
        b: ir.IRBuilder,
        frame: ir.Value,
        kids: ir.Value,
        count: ir.Value,
        children: ir.Value,
        stride: ir.Value,
        sigma: ir.Value,
        sigma_stride: ir.Value,
        result: ir.Value,
    ) -> None:
        self.rules, self.plan, self.wide, self.b = rules, rules.plan, rules.wide, b
        self.frame, self.kids, self.count, self.children, self.stride = frame, kids, count, children, stride
        self.sigma, self.sigma_stride, self.result = sigma, sigma_stride, result

    # ---- small things

    @contextmanager
    def each_child(self, last_first: bool = False) -> Iterator[tuple[ir.Value, ir.Value]]:
        """For every child: the number of its option and the address of its values."""
        b = self.b
        with loop(b, self.count, name="child") as k:
            place = b.sub(b.sub(self.count, whole(1)), k) if last_first else k
            option = load(b, self.kids, b.mul(place, whole(8)), I64)
            yield option, b.gep(self.children, [b.mul(option, self.stride)], source_etype=ir.IntType(8))

    def vector(self, base: ir.Value, j: int) -> ir.Value:
        """Vector j of a node's values."""
        return load(self.b, base, 8 * VECTOR * j, self.wide.f64, 64)

    def kept(self, kind: ir.Type, start: ir.Value) -> ir.Value:
        """A variable of the function."""
        with self.b.goto_entry_block():
            made = self.b.alloca(kind)
            made.align = 64
        self.b.store(start, made)
        return made

    def read(self, variable: ir.Value, kind: ir.Type) -> ir.Value:
        return self.b.load(variable, typ=kind)

    def larger(self, x: ir.Value, y: ir.Value) -> ir.Value:
        return self.b.select(self.b.fcmp_ordered(">", x, y), x, y)

    def threshold(self, best: ir.Value) -> ir.Value:
        """What counts as equal to `best`: from best − TIE · max(1, |best|) on."""
        b = self.b
        size = self.larger(call_intrinsic(b, "fabs", best), self.wide.constant(1.0))
        return b.fsub(best, b.fmul(self.wide.constant(TIE), size))

    def multiplier(self, j: int) -> ir.Value:
        """The prices on ruin of vector j."""
        array = load(self.b, self.frame, self.rules.frame.word(f"multipliers {self.plan.suffix}"), PTR)
        return load(self.b, array, 8 * VECTOR * j, self.wide.f64, 8)

    # ---- rules

    def as_solved(self) -> None:
        """Σ σ_a Q_a in every lane."""
        b, vectors = self.b, self.plan.vectors
        for first in range(0, vectors, IN_REGISTERS):
            part = range(first, min(first + IN_REGISTERS, vectors))
            sums = {j: self.kept(self.wide.f64, self.wide.constant(0.0)) for j in part}
            with self.each_child() as (option, child):
                share = load(b, self.sigma, b.mul(option, self.sigma_stride), F64)
                spread = self.wide.splat(b, share)
                for j, total in sums.items():
                    b.store(b.fadd(self.read(total, self.wide.f64), b.fmul(spread, self.vector(child, j))), total)
            for j, total in sums.items():
                store(b, self.read(total, self.wide.f64), self.result, 8 * VECTOR * j, 64)

    def extremes(self, mover: int) -> None:
        """The largest of `possible`, and the largest or smallest of `guaranteed`."""
        b, wide = self.b, self.wide
        for j in range(self.plan.vectors):
            lanes = self.plan.of_vector(j)
            top = [x.rule is Rule.LARGEST or (x.rule is Rule.GUARANTEED and x.owner == mover) for x in lanes]
            low = [x.rule is Rule.GUARANTEED and x.owner != mover for x in lanes]
            if not any(top) and not any(low):
                continue
            most = self.kept(wide.f64, wide.constant(-math.inf))
            least = self.kept(wide.f64, wide.constant(math.inf))
            with self.each_child() as (_, child):
                values = self.vector(child, j)
                b.store(self.larger(values, self.read(most, wide.f64)), most)
                before = self.read(least, wide.f64)
                b.store(b.select(b.fcmp_ordered("<", values, before), values, before), least)
            found = self.vector(self.result, j)
            found = b.select(wide.flags(top), self.read(most, wide.f64), found)
            found = b.select(wide.flags(low), self.read(least, wide.f64), found)
            store(b, found, self.result, 8 * VECTOR * j, 64)

    def own(self, picks: Picks, groups: Sequence[int], names: Sequence[str]) -> None:
        """The mover's own lanes: each goes to its best child, the first of equals, and its rider with it."""
        table = integers(self.rules.module, f"groups.{self.b.function.name}.{picks.owner}", groups)
        for v in range(picks.vectors):
            lanes = self.plan.of_vector(picks.reach + v)
            if any(_picks(lane) for lane in lanes):
                self._own_vector(
                    picks, v, lanes, table, [names.index(x.group) if x.group in names else -1 for x in lanes]
                )

    def _own_vector(self, picks: Picks, v: int, lanes: Sequence[Lane], table: ir.Value, wanted: list[int]) -> None:
        """One vector of them. wanted: for each lane the group of options that it repeats, −1 for none."""
        b, wide = self.b, self.wide
        reach, rider = picks.reach + v, picks.rider + v
        price = self.multiplier(reach)
        allowed = self._repeating(table, wanted) if max(wanted) >= 0 else None

        def score(option: ir.Value, child: ir.Value) -> ir.Value:
            result = b.fsub(self.vector(child, reach), b.fmul(price, self.vector(child, rider)))
            return result if allowed is None else b.select(allowed(option), result, wide.constant(-math.inf))

        best = self.kept(wide.f64, wide.constant(-math.inf))
        with self.each_child() as (option, child):
            b.store(self.larger(score(option, child), self.read(best, wide.f64)), best)
        enough = self.threshold(self.read(best, wide.f64))
        told_apart = any(x.second for x in lanes)
        sign = wide.constants([float(x.second) for x in lanes])
        second = self.kept(wide.f64, wide.constant(-math.inf))
        if told_apart:
            with self.each_child() as (option, child):
                equal = b.fcmp_ordered(">=", score(option, child), enough)
                told = b.select(equal, b.fmul(sign, self.vector(child, rider)), wide.constant(-math.inf))
                b.store(self.larger(told, self.read(second, wide.f64)), second)
        least = self.threshold(self.read(second, wide.f64)) if told_apart else None
        picked = self.kept(wide.i64, wide.integers([0] * VECTOR))
        moved = {j: self.kept(wide.f64, wide.constant(0.0)) for j in (reach, rider)}
        with self.each_child(last_first=True) as (option, child):
            here = b.fcmp_ordered(">=", score(option, child), enough)
            if least is not None:
                here = b.and_(here, b.fcmp_ordered(">=", b.fmul(sign, self.vector(child, rider)), least))
            for j, variable in moved.items():
                b.store(b.select(here, self.vector(child, j), self.read(variable, wide.f64)), variable)
            b.store(b.select(here, wide.splat(b, option), self.read(picked, wide.i64)), picked)
        mask = wide.flags([_picks(x) for x in lanes])
        for j, variable in moved.items():
            new = b.select(mask, self.read(variable, wide.f64), self.vector(self.result, j))
            store(b, new, self.result, 8 * VECTOR * j, 64)
        if picks.along >= 0 and picks.could // VECTOR == reach:
            option = b.extract_element(self.read(picked, wide.i64), ir.Constant(I64, picks.could % VECTOR))
            child = b.gep(self.children, [b.mul(option, self.stride)], source_etype=ir.IntType(8))
            store(b, load(b, child, 8 * picks.along, F64), self.result, 8 * picks.along)

    def _repeating(self, table: ir.Value, wanted: list[int]) -> Callable[[ir.Value], ir.Value]:
        """For an option: the lanes that may take it, since it is what they repeat, or what they repeat isn't there."""
        b, wide = self.b, self.wide
        offered = self.kept(wide.i64, wide.integers([0] * VECTOR))
        with self.each_child() as (option, _):
            same = b.sext(self._repeats(table, option, wanted), wide.i64)
            b.store(b.or_(self.read(offered, wide.i64), same), offered)

        def allowed(option: ir.Value) -> ir.Value:
            nowhere = b.icmp_signed("==", self.read(offered, wide.i64), wide.integers([0] * VECTOR))
            return b.or_(self._repeats(table, option, wanted), nowhere)

        return allowed

    def _repeats(self, table: ir.Value, option: ir.Value, wanted: list[int]) -> ir.Value:
        b = self.b
        group = b.load(b.gep(table, [option], source_etype=I64), typ=I64)
        # −1 stands for lanes that repeat nothing; no option has that group.
        return b.icmp_signed("==", self.wide.splat(b, group), self.wide.integers(wanted))

    def favours(self, picks: Picks, mover: int) -> None:
        """What the owner gets if the mover may do it a favour that costs it little, where that is better."""
        for v in range(picks.vectors):
            helped = [x.rule is Rule.HELPED for x in self.plan.of_vector(picks.reach + v)]
            if any(helped):
                self._favour_vector(picks.reach + v, picks.rider + v, helped, mover)

    def _favour_vector(self, reach: int, rider: int, helped: list[bool], mover: int) -> None:
        b, wide, value = self.b, self.wide, self.plan.value[mover]
        own = load(b, self.result, 8 * value, F64)
        spare = load(b, self.frame, self.rules.frame.word(f"helped {mover}"), F64)
        price = self.multiplier(reach)

        def score(base: ir.Value) -> ir.Value:
            return b.fsub(self.vector(base, reach), b.fmul(price, self.vector(base, rider)))

        def affordable(child: ir.Value) -> ir.Value:
            cost = b.fsub(own, load(b, child, 8 * value, F64))
            return wide.splat(b, b.fcmp_ordered("<=", cost, b.fadd(spare, number(FAVOUR_SLACK))))

        best = self.kept(wide.f64, wide.constant(-math.inf))
        with self.each_child() as (_, child):
            mine = b.select(affordable(child), score(child), wide.constant(-math.inf))
            b.store(self.larger(mine, self.read(best, wide.f64)), best)
        most = self.read(best, wide.f64)
        # What changes nothing is no favour: rounding must not decide what rides on it.
        better = b.and_(b.fcmp_ordered(">", self.threshold(most), score(self.result)), wide.flags(helped))
        with b.if_then(wide.any(b, better)):
            moved = {j: self.kept(wide.f64, self.vector(self.result, j)) for j in (reach, rider)}
            with self.each_child(last_first=True) as (_, child):
                here = b.and_(affordable(child), b.fcmp_ordered(">=", score(child), self.threshold(most)))
                for j, variable in moved.items():
                    b.store(b.select(here, self.vector(child, j), self.read(variable, wide.f64)), variable)
            for j, variable in moved.items():
                new = b.select(better, self.read(variable, wide.f64), self.vector(self.result, j))
                store(b, new, self.result, 8 * VECTOR * j, 64)


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
