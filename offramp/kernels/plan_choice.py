"""Which lane plan a kernel's functions work on, as LLVM IR: said in the frame, so that one set of them serves all.

Words of the frame: `plan`, the number of the plan; `value bytes`, the size of a node's values; `value i`, where the
value of actor i stands in them, in bytes.
"""

from collections.abc import Sequence

from llvmlite import ir

from offramp.kernels.lane_plan import LanePlan
from offramp.kernels.lanes import I64, load, store, whole
from offramp.kernels.play_walk import PlayWalk


class PlanChoice:
    """Builds what depends on the plan."""

    def __init__(self, walk: PlayWalk, plans: Sequence[LanePlan]) -> None:
        self.module, self.frame, self.plans = walk.module, walk.frame, plans
        self.most_bytes = max(plan.bytes for plan in plans)

    def say(self, b: ir.IRBuilder, frame: ir.Value, plan: LanePlan) -> None:
        """Work on `plan` from now on."""
        store(b, whole(self.plans.index(plan)), frame, self.frame.word("plan"))
        store(b, whole(plan.bytes), frame, self.frame.word("value bytes"))
        for i, lane in enumerate(plan.value):
            store(b, whole(8 * lane), frame, self.frame.word(f"value {i}"))

    def bytes(self, b: ir.IRBuilder, frame: ir.Value) -> ir.Value:
        """The size of a node's values."""
        return load(b, frame, self.frame.word("value bytes"), I64)

    def value(self, b: ir.IRBuilder, frame: ir.Value, actor: int) -> ir.Value:
        """Where an actor's value stands in a node's values, in bytes."""
        return load(b, frame, self.frame.word(f"value {actor}"), I64)

    def call(
        self,
        b: ir.IRBuilder,
        frame: ir.Value,
        functions: Sequence[ir.Function],
        arguments: Sequence[Sequence[ir.Value]],
    ) -> None:
        """Call the plan's own function with its arguments; there is one of each for every plan."""
        blocks = [b.append_basic_block(f"plan.{k}") for k in range(len(functions))]
        end = b.append_basic_block("plan.end")
        switch = b.switch(load(b, frame, self.frame.word("plan"), I64), blocks[-1])
        for k, block in enumerate(blocks):
            if block is not blocks[-1]:
                switch.add_case(whole(k), block)
            b.position_at_end(block)
            b.call(functions[k], list(arguments[k]))
            b.branch(end)
        b.position_at_end(end)
