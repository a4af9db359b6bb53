"""Chances forward through one period, as LLVM IR: the twin of `solve.forward_pass`.

The walk is the same as the one that carried values back, in the same order, so that σ is found where that one left it.
"""

from llvmlite import ir

from offramp.kernels.lanes import I64, PTR, VOID, at, declared, load, store, whole
from offramp.kernels.move_options import MoveOptions
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import PlayWalk
from offramp.kernels.tails import Tails
from offramp.kernels.undecided_steps import Onward, UndecidedSteps
from offramp.scenario.model import Move


class MassTree:
    """Builds the functions `mass k (frame, lanes, mass)`, which hand the mass at point k on to the leaves.

    lanes: those that the walk for values came with; mass: the chance of being there, in every lane.
    """

    def __init__(self, walk: PlayWalk, steps: UndecidedSteps, tails: Tails) -> None:
        self.walk, self.steps, self.tails, self.lanes, self.frame = walk, steps, tails, walk.lanes, walk.frame
        self.functions: dict[int, ir.Function] = {}

    def build(self) -> None:
        """All functions, for the points from the start of the period to the one behind the last move."""
        last = self.walk.first_tail
        for point in range(last + 1):
            name = f"mass.{point}"
            self.functions[point] = declared(self.walk.module, name, VOID, PTR, self.lanes.bits, self.lanes.f64)
        for point in range(last + 1):
            self._point(point)

    def _point(self, point: int) -> None:
        made = self.functions[point]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, bits, mass = made.args
        walk, zero = self.walk, self.lanes.constant(0.0)
        if point == walk.first_tail:
            b.call(self.tails.functions[point], [frame, mass])
            b.ret_void()
            return
        site = walk.prepared(b, frame, point)
        rows = self.lanes.to_mask(b, bits)
        for ending in walk.candidates(point):
            assert ending.when is not None
            holds = walk.condition(site, ending.when, rows)
            here = holds.ir if not holds.uniform else self.lanes.splat(b, holds.ir)
            here = b.and_(here, rows)
            with b.if_then(self.lanes.any(b, here)):
                b.call(walk.leaves[ending.name], [frame, b.select(here, mass, zero)])
            rows = b.and_(rows, b.not_(here))
        with b.if_then(b.not_(self.lanes.any(b, rows))):
            b.ret_void()
        self._step(site, point, rows, mass)
        b.ret_void()

    def _step(self, site: FrameSite, point: int, rows: ir.Value, mass: ir.Value) -> None:
        walk, zero = self.walk, self.lanes.constant(0.0)

        def on(b: ir.IRBuilder, rows: ir.Value, share: ir.Value | None = None) -> None:
            onward = mass if share is None else b.fmul(mass, share)
            held = b.select(rows, onward, zero)
            b.call(self.functions[point + 1], [site.frame, self.lanes.to_bits(b, rows), held])

        step = walk.steps[point]
        if not isinstance(step, Move):
            self.steps.step(site, point, rows, on)
            return
        chosen = MoveOptions(walk, site, point, step)
        position = chosen.take_place()
        acting = walk.acting(site, step.when, rows)
        with walk.where(site, acting, rows, on) as mask:
            self._move(chosen, position, mask, mass, on)

    def _move(self, chosen: MoveOptions, position: ir.Value, mask: ir.Value, mass: ir.Value, on: Onward) -> None:
        b, frame, move = chosen.b, chosen.frame, chosen.move
        there = chosen.there(mask)
        offset = b.mul(position, whole(self.lanes.bytes))
        sigma = at(b, load(b, frame, self.frame.word("sigma log"), PTR), offset)
        masses = load(b, frame, self.frame.word("mass log"), PTR)
        with b.if_then(b.icmp_unsigned("!=", b.ptrtoint(masses, I64), whole(0))):
            for o in range(len(move.options)):
                share = load(b, sigma, o * self.lanes.bytes, self.lanes.f64, 8)
                held = b.select(there[o], b.fmul(mass, share), self.lanes.constant(0.0))
                store(b, held, at(b, masses, offset), o * self.lanes.bytes, 8)

        def go(b: ir.IRBuilder, o: int, rows: ir.Value) -> None:
            on(b, rows, load(b, sigma, o * self.lanes.bytes, self.lanes.f64, 8))

        chosen.each(there, go)
