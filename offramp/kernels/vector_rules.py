"""Rules of a move for one vector of a node's values, as LLVM IR: what an actor picks for itself, and favours to it.

The twin of `solve.decision_rules` for one state. A function is built once for all vectors that are treated alike,
whatever move, actor or set of columns they belong to: where they stand and what sets them apart are its arguments.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from llvmlite import ir

from offramp.kernels.lane_plan import VECTOR
from offramp.kernels.lanes import (
    F64,
    I64,
    PTR,
    VOID,
    Lanes,
    at,
    call_intrinsic,
    function,
    load,
    loop,
    number,
    store,
    whole,
)

TIE = 1e-10
FAVOUR_SLACK = 1e-12
WIDE = Lanes(VECTOR)
BYTES = 8 * VECTOR  # of a vector
NODE = (PTR, I64, PTR, I64, PTR)  # a `Node` as arguments


@dataclass(frozen=True)
class Node:
    """A node while its rules are built at `builder`.

    kids: the numbers of the options that are there, `count` of them. children: address of the first option's values;
    those of option o lie o · stride bytes behind it. result: address of the node's own values.
    """

    builder: ir.IRBuilder
    kids: ir.Value
    count: ir.Value
    children: ir.Value
    stride: ir.Value
    result: ir.Value

    @property
    def arguments(self) -> list[ir.Value]:
        """It, as functions are told of it."""
        return [self.kids, self.count, self.children, self.stride, self.result]

    @contextmanager
    def each_child(self, last_first: bool = False) -> Iterator[tuple[ir.Value, ir.Value]]:
        """For every child: the number of its option and the address of its values."""
        b = self.builder
        with loop(b, self.count, name="child") as k:
            place = b.sub(b.sub(self.count, whole(1)), k) if last_first else k
            option = load(b, self.kids, b.mul(place, whole(8)), I64)
            yield option, self.child(option)

    def child(self, option: ir.Value) -> ir.Value:
        """The address of an option's values."""
        return at(self.builder, self.children, self.builder.mul(option, self.stride))

    def vector(self, base: ir.Value, offset: "int | ir.Value") -> ir.Value:
        """The vector that lies `offset` bytes into some values."""
        return load(self.builder, base, offset, WIDE.f64, 64)

    def write(self, offset: "int | ir.Value", new: ir.Value, mask: ir.Value) -> None:
        """New values of the node, in the lanes of a mask."""
        store(self.builder, self.builder.select(mask, new, self.vector(self.result, offset)), self.result, offset, 64)

    def kept(self, start: ir.Value) -> ir.Value:
        """A variable of the function, of the type of its first value."""
        with self.builder.goto_entry_block():
            made = self.builder.alloca(start.type)
            made.align = 64
        self.builder.store(start, made)
        return made

    def read(self, variable: ir.Value, kind: ir.Type = WIDE.f64) -> ir.Value:
        """What a variable holds."""
        return self.builder.load(variable, typ=kind)

    def larger(self, x: ir.Value, y: ir.Value) -> ir.Value:
        """The larger of two numbers in every lane."""
        return self.builder.select(self.builder.fcmp_ordered(">", x, y), x, y)

    def threshold(self, best: ir.Value) -> ir.Value:
        """What counts as equal to `best`: from best − TIE · max(1, |best|) on."""
        b = self.builder
        size = self.larger(call_intrinsic(b, "fabs", best), WIDE.constant(1.0))
        return b.fsub(best, b.fmul(WIDE.constant(TIE), size))


@dataclass(frozen=True)
class Own:
    """How the mover's own vectors are picked from: which of the steps that this may take it does take.

    told: equals are told apart by the rider. repeating: some lanes repeat an option. picking: the option that each
    lane goes to is asked for.
    """

    told: bool
    repeating: bool
    picking: bool


# reach and rider in bytes, price on the rider, lanes that are picked, sign with which the rider tells equals apart,
# address of each option's group, and the group that each lane repeats (−1: none)
_OWN = (I64, I64, WIDE.f64, WIDE.bits, WIDE.f64, PTR, WIDE.i64)


def own_function(module: ir.Module, kind: Own) -> ir.Function:
    """`own`: each lane of a vector goes to its best child, the first of equals, and its rider with it."""
    name = "own" + "".join(f".{word}" for word in ("told", "repeating", "picking") if getattr(kind, word))
    known = module.globals.get(name)
    if known is not None:
        return known
    made, b = function(module, name, WIDE.i64 if kind.picking else VOID, *NODE, *_OWN)
    node, (reach, rider, price, mask, sign, groups, wanted) = Node(b, *made.args[:5]), made.args[5:]
    low = WIDE.constant(-math.inf)
    allowed = _repeating(node, groups, wanted) if kind.repeating else None

    def score(option: ir.Value, child: ir.Value) -> ir.Value:
        result = b.fsub(node.vector(child, reach), b.fmul(price, node.vector(child, rider)))
        return result if allowed is None else b.select(allowed(option), result, low)

    best = node.kept(low)
    with node.each_child() as (option, child):
        b.store(node.larger(score(option, child), node.read(best)), best)
    enough = node.threshold(node.read(best))
    least = None
    if kind.told:
        second = node.kept(low)
        with node.each_child() as (option, child):
            equal = b.fcmp_ordered(">=", score(option, child), enough)
            told = b.select(equal, b.fmul(sign, node.vector(child, rider)), low)
            b.store(node.larger(told, node.read(second)), second)
        least = node.threshold(node.read(second))
    picked = node.kept(WIDE.integer(0)) if kind.picking else None
    moved = [(offset, node.kept(WIDE.constant(0.0))) for offset in (reach, rider)]
    with node.each_child(last_first=True) as (option, child):
        here = b.fcmp_ordered(">=", score(option, child), enough)
        if least is not None:
            here = b.and_(here, b.fcmp_ordered(">=", b.fmul(sign, node.vector(child, rider)), least))
        for offset, variable in moved:
            b.store(b.select(here, node.vector(child, offset), node.read(variable)), variable)
        if picked is not None:
            b.store(b.select(here, WIDE.splat(b, option), node.read(picked, WIDE.i64)), picked)
    lanes = WIDE.to_mask(b, mask)
    for offset, variable in moved:
        node.write(offset, node.read(variable), lanes)
    if picked is None:
        b.ret_void()
    else:
        b.ret(node.read(picked, WIDE.i64))
    return made


def _repeating(node: Node, groups: ir.Value, wanted: ir.Value) -> Callable[[ir.Value], ir.Value]:
    """For an option: the lanes that may take it, since it is what they repeat, or what they repeat isn't there."""
    b, nothing = node.builder, WIDE.integer(0)

    def repeats(option: ir.Value) -> ir.Value:
        # −1 stands for lanes that repeat nothing; no option has that group.
        group = load(b, groups, b.mul(option, whole(8)), I64)
        return b.icmp_signed("==", WIDE.splat(b, group), wanted)

    offered = node.kept(nothing)
    with node.each_child() as (option, _):
        same = b.sext(repeats(option), WIDE.i64)
        b.store(b.or_(node.read(offered, WIDE.i64), same), offered)

    def allowed(option: ir.Value) -> ir.Value:
        nowhere = b.icmp_signed("==", node.read(offered, WIDE.i64), nothing)
        return b.or_(repeats(option), nowhere)

    return allowed


# reach and rider in bytes, price on the rider, lanes that are helped, where the mover's own value stands in bytes, and
# what it can spare
_FAVOUR = (I64, I64, WIDE.f64, WIDE.bits, I64, F64)


def favour_function(module: ir.Module) -> ir.Function:
    """`favour`: what the owner of a vector gets if the mover may do it a favour that costs it little, where that is
    better."""
    known = module.globals.get("favour")
    if known is not None:
        return known
    made, b = function(module, "favour", VOID, *NODE, *_FAVOUR)
    node, (reach, rider, price, helped, value, spare) = Node(b, *made.args[:5]), made.args[5:]
    low = WIDE.constant(-math.inf)
    own = load(b, node.result, value, F64)

    def score(base: ir.Value) -> ir.Value:
        return b.fsub(node.vector(base, reach), b.fmul(price, node.vector(base, rider)))

    def affordable(child: ir.Value) -> ir.Value:
        cost = b.fsub(own, load(b, child, value, F64))
        return WIDE.splat(b, b.fcmp_ordered("<=", cost, b.fadd(spare, number(FAVOUR_SLACK))))

    best = node.kept(low)
    with node.each_child() as (_, child):
        mine = b.select(affordable(child), score(child), low)
        b.store(node.larger(mine, node.read(best)), best)
    most = node.read(best)
    # What changes nothing is no favour: rounding must not decide what rides on it.
    better = b.and_(b.fcmp_ordered(">", node.threshold(most), score(node.result)), WIDE.to_mask(b, helped))
    with b.if_then(WIDE.any(b, better)):
        moved = [(offset, node.kept(node.vector(node.result, offset))) for offset in (reach, rider)]
        with node.each_child(last_first=True) as (_, child):
            here = b.and_(affordable(child), b.fcmp_ordered(">=", score(child), node.threshold(most)))
            for offset, variable in moved:
                b.store(b.select(here, node.vector(child, offset), node.read(variable)), variable)
        for offset, variable in moved:
            node.write(offset, node.read(variable), better)
    b.ret_void()
    return made
