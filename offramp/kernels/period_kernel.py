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
from offramp.kernels.lanes import I64, PTR, VOID, Lanes, at, declared, each_lane, function, load, loop, store, whole
from offramp.kernels.layout import PeriodLayout, Rules
from offramp.kernels.leaves import Leaves
from offramp.kernels.mass_tree import MassTree
from offramp.kernels.move_values import children_room
from offramp.kernels.node_values import ValueTree
from offramp.kernels.play_sites import PROLOGUE, FrameVariables, Homes
from offramp.kernels.play_walk import PlayWalk
from offramp.kernels.tails import Tails
from offramp.kernels.undecided_steps import UndecidedSteps
from offramp.kernels.vector_rules import BYTES, WIDE
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

    width: states side by side, whole vectors of values. explained: what to write beside the instructions that compute
    an expression.
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
    walk = PlayWalk(module, rules, emitter, homes, variables, explained)
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
        self.moves = [k for k, step in enumerate(walk.steps) if isinstance(step, Move)]

    def everything(self) -> None:
        walk, steps = self.walk, UndecidedSteps(self.walk)
        leaves, tails = Leaves(walk, self.layout.axes, self.layout.labels), Tails(walk, steps)
        leaves.declare()
        # Values are stored before anything that reads them is built: only then is it known what they look like.
        self._prologue()
        leaves.build()
        for k in self.moves:
            walk.beliefs[k] = declared(self.module, f"believe.{k}", VOID, PTR, PTR, self.lanes.bits)
        tails.declare()
        self.tree = ValueTree(walk, steps, tails, leaves, self.plans)
        self.tree.declare()
        for point in range(len(walk.steps) + 1):
            self.tree.build_point(point)
            if point >= walk.first_tail:
                tails.build(point)
        self.masses = MassTree(walk, steps, tails)
        self.masses.build()
        self.root = self.frame.room("root", self.lanes.width * self.tree.plans.most_bytes)
        self._states()
        self._save()
        self._children()
        self._entering()
        for k in self.moves:
            self._belief(k)
        for name, made in self._runs().items():
            for plan in self.plans:
                self._export(name, made, plan)

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

    def _belief(self, k: int) -> None:
        """`believe k (frame, believed, lanes)`: the rest of the period in the game that the mover believes in."""
        made = self.walk.beliefs[k]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, believed, bits = made.args
        words = whole(self.variable_bytes // 8)
        with loop(b, words) as w:
            place = b.add(whole(self.variables), b.mul(w, whole(8)))
            store(b, load(b, frame, place, I64), believed, place)
        store(b, whole(0), believed, self.frame.word("sigma position"))
        self._forget_choice(b, believed, k)
        self.tree.plans.say(b, believed, self.plans[0])
        b.call(self.entering[k], [believed])
        b.call(self.tree.steps[k], [believed, bits, at(b, believed, self.root)])
        fault = b.or_(load(b, frame, self.frame.word("fault"), I64), load(b, believed, self.frame.word("fault"), I64))
        store(b, fault, frame, self.frame.word("fault"))
        b.ret_void()

    def _forget_choice(self, b: ir.IRBuilder, frame: ir.Value, k: int) -> None:
        """Zero in place of the first σ of move k: it may turn out that nobody moves."""
        log = load(b, frame, self.frame.word("sigma log"), PTR)
        for o in range(len(self._move(k).options)):
            store(b, self.lanes.constant(0.0), log, o * self.lanes.bytes, 8)

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
        for move in self.moves:
            store(b, whole(0), frame, self.frame.word(f"choice count {move}"))
        bits = load(b, frame, self.frame.word("job lanes"), PTR)
        b.ret(b.trunc(load(b, bits, b.mul(k, whole(8)), I64), lanes.bits))

    def _start(self, b: ir.IRBuilder, frame: ir.Value, k: ir.Value) -> ir.Value:
        """Where block k's σ begin: all at the same place, or each at its own where all are kept."""
        return b.mul(k, load(b, frame, self.frame.word("sigma stride"), I64))

    def _save(self) -> None:
        """`save (frame, k, lanes)`: values of block k to the rows of the result that its states have."""
        self.save, b = function(self.module, "save", VOID, PTR, I64, self.lanes.bits)
        frame, k, bits = self.save.args
        size = self.tree.plans.bytes(b, frame)
        rows = load(b, frame, self.frame.word("job rows"), PTR)
        result = load(b, frame, self.frame.word("result"), PTR)
        with each_lane(b, bits) as lane:
            place = b.add(b.mul(k, whole(self.lanes.bytes)), b.mul(lane, whole(8)))
            to = at(b, result, b.mul(load(b, rows, place, I64), size))
            copied(b, at(b, at(b, frame, self.root), b.mul(lane, size)), to, size)
        b.ret_void()

    def _fault_ends(self, b: ir.IRBuilder, frame: ir.Value) -> None:
        fault = load(b, frame, self.frame.word("fault"), I64)
        with b.if_then(b.icmp_signed("!=", fault, whole(0))):
            b.ret(fault)

    def _children(self) -> None:
        """`children (frame, k, options, from)`: values and σ of block k's children, which begin at `from`, to those
        who asked for them.

        Children of block m: options × lanes × values from `child values` on, where that is anywhere, σ: options × lanes
        from `child choice` on.
        """
        self.children, b = function(self.module, "children", VOID, PTR, I64, I64, PTR)
        frame, k, options, children = self.children.args
        size = b.mul(b.mul(options, whole(self.lanes.width)), self.tree.plans.bytes(b, frame))
        wanted = load(b, frame, self.frame.word("child values"), PTR)
        with b.if_then(b.icmp_unsigned("!=", b.ptrtoint(wanted, I64), whole(0))):
            copied(b, children, at(b, wanted, b.mul(k, size)), size)
        size = b.mul(options, whole(self.lanes.bytes))
        log = load(b, frame, self.frame.word("sigma log"), PTR)
        copied(b, log, at(b, load(b, frame, self.frame.word("child choice"), PTR), b.mul(k, size)), size)
        b.ret_void()

    # ---- what is asked for

    def _runs(self) -> dict[str, ir.Function]:
        """Functions `(frame, first, stop)` for blocks of states, by the first part of their names."""
        return {"run": self._run(), **{f"enter.{k}": self._enter(k) for k in self.moves}, "forward": self._forward()}

    def _export(self, name: str, made: ir.Function, plan: LanePlan) -> None:
        """The function with the values of one plan: `run.outlook` and the like."""
        first, *others = name.split(".")
        entry, b = self._exported(".".join([first, plan.suffix, *others]), PTR, I64, I64)
        self.tree.plans.say(b, entry.args[0], plan)
        b.ret(b.call(made, list(entry.args)))

    def _run(self) -> ir.Function:
        """`run`: values of blocks of states at the start of the period; not 0 after a fault."""
        made, b = function(self.module, "run", I64, PTR, I64, I64)
        frame, first, stop = made.args
        with loop(b, stop, first, "block") as k:
            bits = b.call(self.states, [frame, k])
            b.call(self.tree.trees[0], [frame, bits, at(b, frame, self.root)])
            self._fault_ends(b, frame)
            b.call(self.save, [frame, k, bits])
        b.ret(whole(0))
        return made

    def _enter(self, point: int) -> ir.Function:
        """`enter k`: the same in front of move k, whose children's values and σ are kept too."""
        made, b = function(self.module, f"enter.{point}", I64, PTR, I64, I64)
        frame, first, stop = made.args
        options = len(self._move(point).options)
        room = children_room(self.walk, self.tree.plans, point, options)
        with loop(b, stop, first, "block") as k:
            bits = b.call(self.states, [frame, k])
            self._forget_choice(b, frame, point)
            b.call(self.entering[point], [frame])
            b.call(self.tree.steps[point], [frame, bits, at(b, frame, self.root)])
            self._fault_ends(b, frame)
            b.call(self.save, [frame, k, bits])
            b.call(self.children, [frame, k, whole(options), at(b, frame, room)])
        b.ret(whole(0))
        return made

    def _forward(self) -> ir.Function:
        """`forward`: hands on the mass of blocks of states (`job mass`: one number a lane).

        Where nodes are recorded it stops in front of a block that there may be no room for; the result is the block
        that comes next, −1 after a fault.
        """
        made, b = function(self.module, "forward", I64, PTR, I64, I64)
        frame, first, stop = made.args
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
            b.call(self.tree.trees[0], [frame, bits, at(b, frame, self.root)])
            store(b, self._start(b, frame, k), frame, self.frame.word("sigma position"))
            store(b, whole(1), frame, self.frame.word("forward"))
            array = load(b, frame, self.frame.word("job mass"), PTR)
            mass = load(b, array, b.mul(k, whole(self.lanes.bytes)), self.lanes.f64, 8)
            mass = b.select(self.lanes.to_mask(b, bits), mass, self.lanes.constant(0.0))
            b.call(self.masses.functions[0], [frame, bits, mass])
            store(b, whole(0), frame, self.frame.word("forward"))
            fault = load(b, frame, self.frame.word("fault"), I64)
            with b.if_then(b.icmp_signed("!=", fault, whole(0))):
                b.ret(whole(-1))
        b.ret(stop)
        return made


def copied(b: ir.IRBuilder, start: ir.Value, to: ir.Value, size: ir.Value) -> None:
    """Copy `size` bytes, whole vectors, from `start` on."""
    with loop(b, b.udiv(size, whole(BYTES))) as j:
        offset = b.mul(j, whole(BYTES))
        store(b, load(b, start, offset, WIDE.f64, 8), to, offset, 8)
