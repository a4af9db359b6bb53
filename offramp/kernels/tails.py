"""What follows the last move of a period, as LLVM IR: the chance of each way through goes forward to its leaf.

Values and masses come here alike (`node_values`, `mass_tree`): which of them is meant only the leaves know.
"""

from llvmlite import ir

from offramp.kernels.lanes import PTR, VOID, declared
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import LIVE, PlayWalk
from offramp.kernels.undecided_steps import UndecidedSteps


class Tails:
    """Builds the functions `tail k (frame, p)`, which play on from point k; p: the chance of being there, by lane."""

    def __init__(self, walk: PlayWalk, steps: UndecidedSteps) -> None:
        self.walk, self.steps, self.lanes = walk, steps, walk.lanes
        self.functions: dict[int, ir.Function] = {}

    def declare(self) -> None:
        """Name the functions, for the points from the one behind the last move to the end of the period."""
        for point in range(self.walk.first_tail, len(self.walk.steps) + 1):
            self.functions[point] = declared(self.walk.module, f"tail.{point}", VOID, PTR, self.lanes.f64)

    def build(self, point: int) -> None:
        """The function of one point."""
        b = ir.IRBuilder(self.functions[point].append_basic_block("entry"))
        frame, chance = self.functions[point].args
        site = self.walk.prepare(b, frame, point)
        zero = self.lanes.constant(0.0)
        chance = self._endings(site, point, chance)
        if point == len(self.walk.steps):
            b.call(self.walk.leaves[LIVE], [frame, chance])
            b.ret_void()
            return

        def on(b: ir.IRBuilder, rows: ir.Value, share: ir.Value | None = None) -> None:
            there = chance if share is None else b.fmul(chance, share)
            b.call(self.functions[point + 1], [frame, b.select(rows, there, zero)])

        self.steps.step(site, point, b.fcmp_ordered(">", chance, zero), on)
        b.ret_void()

    def _endings(self, site: FrameSite, point: int, chance: ir.Value) -> ir.Value:
        """Send lanes in which an ending holds to its leaf; the chances of those that are left."""
        b, zero, walk = site.builder, self.lanes.constant(0.0), self.walk
        for ending in walk.candidates(point):
            assert ending.when is not None
            rows = b.fcmp_ordered(">", chance, zero)
            holds = walk.condition(site, ending.when, rows)
            if holds.uniform:
                with b.if_then(holds.ir):
                    b.call(walk.leaves[ending.name], [site.frame, chance])
                    b.ret_void()
                continue
            here = b.and_(holds.ir, rows)
            with b.if_then(self.lanes.any(b, here)):
                b.call(walk.leaves[ending.name], [site.frame, b.select(here, chance, zero)])
            chance = b.select(here, zero, chance)
        return chance
