"""The whole kernel of a scenario's period: its functions, and the layout of the memory that they work in.

`run` carries values back for many states, `enter` looks at one move in the middle of a period, `forward` carries
chances on. The caller fills the frame's words (see `PeriodKernel.frame`) and hands over states in blocks of lanes that
share modes, choices and events; a fault is only flagged, and the NumPy twin asked for what it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from llvmlite import ir

from offramp.kernels.expression_emitter import ExpressionEmitter
from offramp.kernels.expression_numbers import ExpressionNumbers
from offramp.kernels.frame import Frame
from offramp.kernels.lane_plan import LanePlan
from offramp.kernels.lanes import I64, PTR, VOID, Lanes, at, declared, function, load, loop, store, whole
from offramp.kernels.layout import PeriodLayout, Rules
from offramp.kernels.leaves import Leaves
from offramp.kernels.mass_tree import MassTree
from offramp.kernels.node_values import ValueTree
from offramp.kernels.play_sites import PROLOGUE, FrameVariables, Homes
from offramp.kernels.play_walk import PlayWalk
from offramp.scenario.expressions.expression_tree import Expression
from offramp.scenario.model import Move

WIDTH = 8  # states side by side


@dataclass(frozen=True)
class PeriodKernel:
    """The text of the module, the offsets of its frame, and how many states go side by side."""

    text: str
    frame: Mapping[str, int]
    frame_bytes: int
    width: int


def period_kernel(
    rules: Rules,
    layout: PeriodLayout,
    plans: Sequence[LanePlan],
    width: int = WIDTH,
    explained: Callable[[Expression], str] | None = None,
) -> PeriodKernel:
    """The kernel of `rules` for these sets of columns; the first is the one that beliefs and masses go by.

    explained: what to write beside the instructions that compute an expression.
    """
    module = ir.Module("offramp")
    lanes, frame = Lanes(width), Frame()
    numeric = {name: choice for name, (choice, _) in layout.names.numeric.items()}
    numbers = ExpressionNumbers(rules.model.defines, numeric)
    variables = FrameVariables(frame, lanes, layout.parameters, layout.switches)
    first = frame.room("variables", 0)
    for key in (*layout.vectors, *layout.words):
        variables.place(key)
    frame.word("clipped")
    size = frame.size - first
    homes = Homes(numbers, rules.model.play, frame, lanes)
    emitter = ExpressionEmitter(lanes, numbers, layout.names)
    walk = PlayWalk(module, rules, lanes, emitter, homes, variables, layout.names.codes, explained)
    build = _Build(walk, layout, plans, first, size)
    build.everything()
    text = str(module) if explained is None else f"{_legend(frame)}\n{module}"
    return PeriodKernel(text, dict(frame.places), (frame.size + 63) // 64 * 64, width)


def _legend(frame: Frame) -> str:
    """Comments that say what lies where in the frame."""
    return "\n".join(f"; frame + {offset}: {name}" for name, offset in frame.places.items())


class _Build:
    def __init__(
        self, walk: PlayWalk, layout: PeriodLayout, plans: Sequence[LanePlan], variables: int, variable_bytes: int
    ) -> None:
        self.walk, self.layout, self.plans = walk, layout, plans
        self.module, self.lanes, self.frame = walk.module, walk.lanes, walk.frame
        self.variables, self.variable_bytes = variables, variable_bytes
        self.saves: dict[str, ir.Function] = {}
        self.children: dict[str, ir.Function] = {}
        self.moves = [k for k, step in enumerate(walk.steps) if isinstance(step, Move)]

    def everything(self) -> None:
        walk = self.walk
        leaves = Leaves(walk, self.layout.axes, self.layout.labels)
        leaves.declare()
        # Values are stored before anything that reads them is built: only then is it known what they look like.
        self._prologue()
        leaves.build()
        for k in self.moves:
            walk.beliefs[k] = declared(self.module, f"believe.{k}", VOID, PTR, PTR, self.lanes.bits)
        trees = [ValueTree(walk, leaves, plan) for plan in self.plans]
        walk.declare_tails()
        for tree in trees:
            tree.declare()
        for point in range(len(walk.steps) + 1):
            for tree in trees:
                tree.build_point(point)
            walk.build_tail(point)
        masses = MassTree(walk, trees[0])
        masses.build()
        self._states()
        self._entering()
        for k in self.moves:
            self._belief(k, trees[0])
        for tree in trees:
            self._save(tree)
            self._children(tree)
            self._run(tree)
            for k in self.moves:
                self._enter(tree, k)
            self._forward(tree, masses)

    def _exported(self, name: str, *arguments: ir.Type) -> tuple[ir.Function, ir.IRBuilder]:
        made = ir.Function(self.module, ir.FunctionType(I64, list(arguments)), name)
        return made, ir.IRBuilder(made.append_basic_block("entry"))

    def _prologue(self) -> None:
        """`prologue (frame)`: what is the same for a whole period."""
        made, b = self._exported("prologue", PTR)
        self.walk.prepare(b, made.args[0], PROLOGUE)
        b.ret(load(b, made.args[0], self.frame.word("fault"), I64))

    def _entering(self) -> None:
        """`entering k (frame)`: what the way to point k would have worked out."""
        self.entering = {}
        for k in self.moves:
            made = declared(self.module, f"entering.{k}", VOID, PTR)
            b = ir.IRBuilder(made.append_basic_block("entry"))
            for point in range(k + 1):
                self.walk.prepared(b, made.args[0], point)
            b.ret_void()
            self.entering[k] = made

    def _belief(self, k: int, tree: ValueTree) -> None:
        """`believe k (frame, believed, lanes)`: the rest of the period in the game that the mover believes in."""
        made = self.walk.beliefs[k]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, believed, bits = made.args
        words = whole(self.variable_bytes // 8)
        with loop(b, words) as w:
            place = b.add(whole(self.variables), b.mul(w, whole(8)))
            store(b, load(b, frame, place, I64), believed, place)
        store(b, whole(0), believed, self.frame.word("sigma position"))
        log = load(b, believed, self.frame.word("sigma log"), PTR)
        options = len(self._move(k).options)
        for o in range(options):
            store(b, self.lanes.constant(0.0), log, o * self.lanes.bytes, 8)
        b.call(self.entering[k], [believed])
        room = self.frame.room(f"root {tree.plan.suffix}", self.lanes.width * tree.plan.bytes)
        b.call(tree.steps[k], [believed, bits, at(b, believed, room)])
        fault = b.or_(load(b, frame, self.frame.word("fault"), I64), load(b, believed, self.frame.word("fault"), I64))
        store(b, fault, frame, self.frame.word("fault"))
        b.ret_void()

    def _move(self, k: int) -> Move:
        step = self.walk.steps[k]
        assert isinstance(step, Move)
        return step

    def _states(self) -> None:
        """`states (frame, k)`: puts block k of the states into the frame; which of its lanes hold states."""
        self.states, b = function(self.module, "states", self.lanes.bits, PTR, I64)
        frame, k = self.states.args
        lanes = self.lanes
        vectors = load(b, frame, self.frame.word("job vectors"), PTR)
        count = len(self.layout.vectors)
        for d, key in enumerate(self.layout.vectors):
            place = b.add(b.mul(k, whole(count * lanes.bytes)), whole(d * lanes.bytes))
            store(b, load(b, vectors, place, lanes.f64, 8), frame, self.walk.variables.place(key), 64)
        words = load(b, frame, self.frame.word("job words"), PTR)
        count = len(self.layout.words)
        for d, key in enumerate(self.layout.words):
            place = b.add(b.mul(k, whole(count * 8)), whole(d * 8))
            store(b, load(b, words, place, I64), frame, self.walk.variables.place(key))
        store(b, whole(0), frame, self.frame.word("clipped"))
        store(b, k, frame, self.frame.word("block"))
        store(b, self._start(b, frame, k), frame, self.frame.word("sigma position"))
        bits = load(b, frame, self.frame.word("job lanes"), PTR)
        b.ret(b.trunc(load(b, bits, b.mul(k, whole(8)), I64), lanes.bits))

    def _start(self, b: ir.IRBuilder, frame: ir.Value, k: ir.Value) -> ir.Value:
        """Where block k's σ begin: all at the same place, or each at its own where all are kept."""
        return b.mul(k, load(b, frame, self.frame.word("sigma stride"), I64))

    def _save(self, tree: ValueTree) -> None:
        """`save (frame, k, lanes)`: values of block k to the rows of the result that its states have."""
        plan = tree.plan
        self.saves[plan.suffix], b = function(self.module, f"save.{plan.suffix}", VOID, PTR, I64, self.lanes.bits)
        frame, k, bits = self.saves[plan.suffix].args
        room = self.frame.room(f"root {plan.suffix}", self.lanes.width * plan.bytes)
        rows = load(b, frame, self.frame.word("job rows"), PTR)
        result = load(b, frame, self.frame.word(f"result {plan.suffix}"), PTR)
        with tree.each_lane(b, bits) as lane:
            place = b.add(b.mul(k, whole(self.lanes.bytes)), b.mul(lane, whole(8)))
            row = load(b, rows, place, I64)
            to = at(b, result, b.mul(row, whole(plan.bytes)))
            mine = at(b, frame, b.add(whole(room), b.mul(lane, whole(plan.bytes))))
            with loop(b, whole(plan.vectors)) as j:
                offset = b.mul(j, whole(64))
                store(b, load(b, mine, offset, tree.wide.f64, 64), to, offset, 64)
        b.ret_void()

    def _fault_ends(self, b: ir.IRBuilder, frame: ir.Value) -> None:
        fault = load(b, frame, self.frame.word("fault"), I64)
        with b.if_then(b.icmp_signed("!=", fault, whole(0))):
            b.ret(fault)

    def _run(self, tree: ValueTree) -> None:
        """`run (frame, first, stop)`: values of blocks of states at the start of the period; not 0 after a fault."""
        made, b = self._exported(f"run.{tree.plan.suffix}", PTR, I64, I64)
        frame, first, stop = made.args
        room = self.frame.room(f"root {tree.plan.suffix}", self.lanes.width * tree.plan.bytes)
        with loop(b, stop, first, "block") as k:
            bits = b.call(self.states, [frame, k])
            b.call(tree.trees[0], [frame, bits, at(b, frame, room)])
            self._fault_ends(b, frame)
            b.call(self.saves[tree.plan.suffix], [frame, k, bits])
        b.ret(whole(0))

    def _children(self, tree: ValueTree) -> None:
        """`children (frame, k, options, from)`: values and σ of block k's children, which begin at `from`, to those
        who asked for them.

        Children of block m: options × lanes × values from `child values` on, σ: options × lanes from `child choice` on.
        """
        suffix, wide = tree.plan.suffix, tree.wide
        self.children[suffix], b = function(self.module, f"children.{suffix}", VOID, PTR, I64, I64, PTR)
        frame, k, options, children = self.children[suffix].args
        size = b.mul(options, whole(self.lanes.width * tree.plan.bytes))
        values = load(b, frame, self.frame.word(f"child values {suffix}"), PTR)
        with loop(b, b.udiv(size, whole(64))) as j:
            offset = b.mul(j, whole(64))
            store(b, load(b, children, offset, wide.f64, 64), values, b.add(b.mul(k, size), offset), 64)
        log = load(b, frame, self.frame.word("sigma log"), PTR)
        choice = load(b, frame, self.frame.word("child choice"), PTR)
        with loop(b, options) as o:
            offset = b.mul(o, whole(self.lanes.bytes))
            place = b.add(b.mul(b.mul(k, options), whole(self.lanes.bytes)), offset)
            store(b, load(b, log, offset, self.lanes.f64, 8), choice, place, 8)
        b.ret_void()

    def _enter(self, tree: ValueTree, point: int) -> None:
        """`enter k (frame, first, stop)`: the same in front of move k, whose children's values and σ are kept too."""
        suffix, options = tree.plan.suffix, len(self._move(point).options)
        made, b = self._exported(f"enter.{suffix}.{point}", PTR, I64, I64)
        frame, first, stop = made.args
        room = self.frame.room(f"root {suffix}", self.lanes.width * tree.plan.bytes)
        size = options * self.lanes.width * tree.plan.bytes
        children = self.frame.room(f"children {suffix} {point}", size)
        with loop(b, stop, first, "block") as k:
            bits = b.call(self.states, [frame, k])
            b.call(self.entering[point], [frame])
            b.call(tree.steps[point], [frame, bits, at(b, frame, room)])
            self._fault_ends(b, frame)
            b.call(self.saves[suffix], [frame, k, bits])
            b.call(self.children[suffix], [frame, k, whole(options), at(b, frame, children)])
        b.ret(whole(0))

    def _forward(self, tree: ValueTree, masses: MassTree) -> None:
        """`forward (frame, first, stop)`: hands on the mass of blocks of states (`job mass`: one number a lane).

        Where nodes are recorded it stops in front of a block that there may be no room for; the result is the block
        that comes next, −1 after a fault.
        """
        made, b = self._exported(f"forward.{tree.plan.suffix}", PTR, I64, I64)
        frame, first, stop = made.args
        room = self.frame.room(f"root {tree.plan.suffix}", self.lanes.width * tree.plan.bytes)
        with loop(b, stop, first, "block") as k:
            recording = load(b, frame, self.frame.word("recording"), I64)
            with b.if_then(b.icmp_signed("!=", recording, whole(0))):
                for move in self.moves:
                    count = load(b, frame, self.frame.word(f"record count {move}"), I64)
                    most = load(b, frame, self.frame.word(f"record room {move}"), I64)
                    with b.if_then(b.icmp_signed(">", count, most)):
                        b.ret(k)
            bits = b.call(self.states, [frame, k])
            store(b, whole(0), frame, self.frame.word("forward"))
            b.call(tree.trees[0], [frame, bits, at(b, frame, room)])
            store(b, self._start(b, frame, k), frame, self.frame.word("sigma position"))
            store(b, whole(1), frame, self.frame.word("forward"))
            array = load(b, frame, self.frame.word("job mass"), PTR)
            mass = load(b, array, b.mul(k, whole(self.lanes.bytes)), self.lanes.f64, 8)
            mass = b.select(self.lanes.to_mask(b, bits), mass, self.lanes.constant(0.0))
            b.call(masses.functions[0], [frame, bits, mass])
            store(b, whole(0), frame, self.frame.word("forward"))
            fault = load(b, frame, self.frame.word("fault"), I64)
            with b.if_then(b.icmp_signed("!=", fault, whole(0))):
                b.ret(whole(-1))
        b.ret(stop)
