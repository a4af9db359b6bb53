"""One move on the way back, as LLVM IR: what each option is worth, how they are picked, and values in front of it.

The twin of a move in `solve.stage` and `solve.backward_induction`. Options are weighed for all states of a branch at
once; what the node's values are is put together state by state (`choice_rules`).
"""

from collections.abc import Sequence

from llvmlite import ir

from offramp.kernels.choice_rules import ChoiceRules, logit
from offramp.kernels.evaluation import NO_CHOICE
from offramp.kernels.lane_plan import NUMBERS
from offramp.kernels.lanes import F64, I64, PTR, at, each_lane, load, opaque, store, whole
from offramp.kernels.move_options import MoveOptions
from offramp.kernels.option_records import OptionRecords
from offramp.kernels.plan_choice import PlanChoice
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import PlayWalk
from offramp.scenario.model import Move


class MoveValues(MoveOptions):
    """Builds one move. onward: the function that writes values behind it."""

    def __init__(
        self, walk: PlayWalk, site: FrameSite, point: int, move: Move, plans: PlanChoice, onward: ir.Function
    ) -> None:
        super().__init__(walk, site, point, move)
        self.plans, self.onward = plans, onward
        self.mover = walk.rules.actors.index(move.actor)

    def build(self, bits: ir.Value, result: ir.Value) -> None:
        """The whole move, for some lanes; their values go to `result`."""
        rows = self.lanes.to_mask(self.b, bits)
        self.bytes = self.plans.bytes(self.b, self.frame)
        self.stride = self.b.mul(self.bytes, whole(self.lanes.width))  # from one option's values to the next's

        def idle(b: ir.IRBuilder, rows: ir.Value) -> None:
            b.call(self.onward, [self.frame, self.lanes.to_bits(b, rows), result])

        # Room for σ is taken before what comes below, so that both passes over a state find it in the same place.
        position = self.take_place()
        acting = self.walk.acting(self.site, self.move.when, rows)
        with self.walk.where(self.site, acting, rows, idle) as mask:
            self._act(mask, position, result)

    def _act(self, mask: ir.Value, position: ir.Value, result: ir.Value) -> None:
        b, frame, walk = self.b, self.frame, self.walk
        before = load(b, frame, walk.variables.place(self.choice), I64)
        walk.fault(b, frame, b.and_(b.icmp_signed("!=", before, whole(NO_CHOICE)), self.lanes.any(b, mask)))
        there = self.there(mask)
        walk.report(self.site, b.not_(walk.any_of(b, there)), mask)
        habit = self.habit(mask, there)
        log = load(b, frame, self.memory.word("sigma log"), PTR)
        sigma = at(b, log, b.mul(position, whole(self.lanes.bytes)))
        children = at(b, frame, children_room(walk, self.plans, self.point, self.options))

        def descend(b: ir.IRBuilder, o: int, rows: ir.Value) -> None:
            to = at(b, children, b.mul(self.stride, whole(o)))
            b.call(self.onward, [frame, self.lanes.to_bits(b, rows), to])

        self.each(there, descend)
        values = self._values(children)
        shares = self._shares(mask, there, habit, values)
        for o, share in enumerate(shares):
            store(b, share, sigma, o * self.lanes.bytes, 8)
        self._combine(mask, there, children, sigma, result)
        self._record(there, children, position)

    # ---- how it is picked

    def _values(self, children: ir.Value) -> list[ir.Value]:
        """What each option is worth to the mover, in every lane."""
        b = self.b
        value = self.plans.value(b, self.frame, self.mover)
        lanes = [b.add(b.mul(self.bytes, whole(w)), value) for w in range(self.lanes.width)]
        columns = []
        for o in range(self.options):
            mine = at(b, children, b.mul(self.stride, whole(o)))
            vector: ir.Value = ir.Constant(self.lanes.f64, ir.Undefined)
            for w, place in enumerate(lanes):
                vector = b.insert_element(vector, load(b, mine, place, F64), ir.Constant(I64, w))
            columns.append(vector)
        return columns

    def _shares(
        self,
        mask: ir.Value,
        there: Sequence[ir.Value],
        habit: list[ir.Value] | None,
        values: Sequence[ir.Value],
    ) -> list[ir.Value]:
        """σ in every lane: as the game that the mover believes in has it, or by habit, or by its own values."""
        b, lanes = self.b, self.lanes
        place = self._node()
        told = load(b, self.frame, self.memory.word(f"choices told {self.point}"), PTR)
        believed = load(b, self.frame, self.memory.word(f"believed {self.mover}"), PTR)
        with b.goto_entry_block():
            rooms = [b.alloca(lanes.f64) for _ in there]

        def keep(shares: Sequence[ir.Value]) -> None:
            for room, share in zip(rooms, shares, strict=True):
                room.align = 64
                b.store(share, room)

        with b.if_else(b.icmp_unsigned("!=", b.ptrtoint(told, I64), whole(0))) as (known, unknown):
            with known:
                keep(self._as_believed(at(b, told, place), there))
            with unknown, b.if_else(b.icmp_unsigned("!=", b.ptrtoint(believed, I64), whole(0))) as (other, own):
                with other:
                    b.call(self.walk.beliefs[self.point], [self.frame, believed, lanes.to_bits(b, mask)])
                    keep(self._as_believed(load(b, believed, self.memory.word("sigma log"), PTR), there))
                with own:
                    keep(habit if habit is not None else self._weighed(there, values))
        shares = [b.load(room, typ=lanes.f64) for room in rooms]
        self._tell(place, shares)
        return shares

    def _node(self) -> ir.Value:
        """Where σ of this node lies in a log of all nodes of the move, block by block; the next node's is behind it."""
        b, memory = self.b, self.memory
        word = memory.word(f"choice count {self.point}")
        count = load(b, self.frame, word, I64)
        store(b, b.add(count, whole(1)), self.frame, word)
        nodes = load(b, self.frame, memory.word(f"choice nodes {self.point}"), I64)
        node = b.add(b.mul(load(b, self.frame, memory.word("block"), I64), nodes), count)
        return b.mul(node, whole(self.options * self.lanes.bytes))

    def _tell(self, place: ir.Value, shares: Sequence[ir.Value]) -> None:
        """Write σ down for those who believe in this game, where they want to know."""
        b = self.b
        log = load(b, self.frame, self.memory.word(f"choice log {self.point}"), PTR)
        with b.if_then(b.icmp_unsigned("!=", b.ptrtoint(log, I64), whole(0))):
            for o, share in enumerate(shares):
                store(b, share, at(b, log, place), o * self.lanes.bytes, 8)

    def _weighed(self, there: Sequence[ir.Value], values: Sequence[ir.Value]) -> list[ir.Value]:
        rationality = load(self.b, self.frame, self.memory.word(f"rationality {self.mover}"), F64)
        return logit(self.b, self.lanes, values, there, rationality, self.move.ties.value == "first")

    def _as_believed(self, log: ir.Value, there: Sequence[ir.Value]) -> list[ir.Value]:
        """σ of a mover that believes in another game, where it lies at `log`: see `solve.fold_back.believed_choice`."""
        b, lanes, zero = self.b, self.lanes, self.lanes.constant(0.0)
        # Options that exist only there are left out; where none is left, the actor picks blindly.
        found = [b.select(here, load(b, log, o * lanes.bytes, lanes.f64, 8), zero) for o, here in enumerate(there)]
        blind = [b.select(here, lanes.constant(1.0), zero) for here in there]
        total, several = found[0], blind[0]
        for share, one in zip(found[1:], blind[1:], strict=True):
            total, several = b.fadd(total, share), b.fadd(several, one)
        some = b.fcmp_ordered(">", total, zero)
        total = b.select(some, total, several)
        total = b.select(b.fcmp_ordered(">", total, zero), total, lanes.constant(1.0))
        return [b.fdiv(b.select(some, share, one), total) for share, one in zip(found, blind, strict=True)]

    # ---- values before it

    def _combine(
        self, mask: ir.Value, there: Sequence[ir.Value], children: ir.Value, sigma: ir.Value, result: ir.Value
    ) -> None:
        b, choose = self.b, self._rules()
        places = [b.zext(self.lanes.to_bits(b, here), I64) for here in there]
        with b.goto_entry_block():
            kids = opaque(b, b.alloca(ir.ArrayType(I64, self.options)))
        with each_lane(b, self.lanes.to_bits(b, mask)) as lane:
            count: ir.Value = whole(0)
            for o, bits in enumerate(places):
                here = b.and_(b.lshr(bits, lane), whole(1))
                # Written whether it is there or not; only what lies below the count is read.
                b.store(whole(o), b.gep(kids, [count], source_etype=I64))
                count = b.add(count, here)
            offset = b.mul(lane, self.bytes)
            mine, to, shares = at(b, children, offset), at(b, result, offset), at(b, sigma, b.mul(lane, whole(8)))
            facts = [self.frame, kids, count, mine, shares, whole(self.lanes.bytes), to]
            self.plans.call(b, self.frame, choose, [facts] * len(choose))

    def _rules(self) -> list[ir.Function]:
        """What each plan's values make of it."""
        groups = [self.move.group(option) for option in self.move.options]
        names = list(dict.fromkeys(groups))
        numbers = [names.index(group) for group in groups]
        return [
            ChoiceRules(self.walk.module, self.memory, plan).build(
                f"choose.{plan.suffix}.{self.point}", self.mover, self.lanes.width * plan.bytes, numbers, names
            )
            for plan in self.plans.plans
        ]

    def _record(self, there: Sequence[ir.Value], children: ir.Value, position: ir.Value) -> None:
        """Write the node down for those who ask for all moves: its options, its place, and what each is worth."""
        b, frame, memory = self.b, self.frame, self.memory
        recording = load(b, frame, memory.word("recording"), I64)
        with b.if_then(b.icmp_signed("!=", recording, whole(0))):
            place = memory.word(f"record count {self.point}")
            count = load(b, frame, place, I64)
            store(b, b.add(count, whole(1)), frame, place)
            width = 8 * (self.options + 2)
            meta = at(b, load(b, frame, memory.word(f"record nodes {self.point}"), PTR), b.mul(count, whole(width)))
            for o, here in enumerate(there):
                store(b, b.zext(self.lanes.to_bits(b, here), I64), meta, 8 * o)
            store(b, load(b, frame, memory.word("block"), I64), meta, 8 * self.options)
            store(b, position, meta, 8 * self.options + 8)
            size = self.options * NUMBERS * self.lanes.bytes
            log = at(b, load(b, frame, memory.word(f"record numbers {self.point}"), PTR), b.mul(count, whole(size)))
            records = [OptionRecords(self.walk.module, memory, plan, self.lanes) for plan in self.plans.plans]
            groups = [self.move.group(option) for option in self.move.options]
            facts = [frame, whole(self.options), meta, children, log]
            arguments = [[*facts, *record.tables(str(self.point), self.mover, groups)] for record in records]
            self.plans.call(b, frame, [record.build(self.mover) for record in records], arguments)


def children_room(walk: PlayWalk, plans: PlanChoice, point: int, options: int) -> int:
    """Where the values of a move's children lie: option by option, lane by lane."""
    return walk.frame.room(f"children {point}", options * walk.lanes.width * plans.most_bytes)
