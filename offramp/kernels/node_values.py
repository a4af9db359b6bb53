"""Values of the nodes in front of what follows the last move, and of moves, as LLVM IR for one lane plan.

The twin of `solve.stage._fold` and `solve.backward_induction.fold_back`. Where play goes on, the leaves have written
down which states of the next grid it comes to, and how likely; here the values of those states are summed up, all
quantities side by side, so that nothing of a transition is ever stored.
"""

import math
from collections.abc import Callable, Sequence

from llvmlite import ir

from offramp.kernels.choice_rules import IN_REGISTERS, ChoiceRules, logit
from offramp.kernels.expression_emitter import GIVEN, Value
from offramp.kernels.lane_plan import NUMBERS, VECTOR, Lane, LanePlan, Target
from offramp.kernels.lanes import (
    F64,
    I64,
    PTR,
    VOID,
    Lanes,
    at,
    call_intrinsic,
    declared,
    load,
    loop,
    opaque,
    store,
    whole,
)
from offramp.kernels.layout import Key
from offramp.kernels.leaves import Leaves
from offramp.kernels.option_records import option_record
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import NO_CHOICE, WEIGHT_SLACK, PlayWalk
from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import Move, Option


class ValueTree:
    """Builds the `tree` functions of one lane plan: `tree k (frame, lanes, result)` writes values at point k.

    result: the address of the first lane's values; those of lane w lie w · plan.bytes behind it.
    """

    def __init__(self, walk: PlayWalk, leaves: Leaves, plan: LanePlan) -> None:
        self.walk, self.leaves, self.plan, self.module, self.lanes = walk, leaves, plan, walk.module, walk.lanes
        self.frame = walk.frame
        self.wide = Lanes(VECTOR)
        self.rules = ChoiceRules(walk.module, walk.frame, plan)
        self.trees: dict[int, ir.Function] = {}
        self.steps: dict[int, ir.Function] = {}

    def declare(self) -> None:
        """Name the functions, for the points from the start of the period to the one behind the last move."""
        last = self.walk.first_tail
        for point in range(last + 1):
            self.trees[point] = self._declare(f"tree.{self.plan.suffix}.{point}")
            if point < last:
                self.steps[point] = self._declare(f"step.{self.plan.suffix}.{point}")
        self._finish()

    def build_point(self, point: int) -> None:
        """The functions of one point; nothing to do behind the last move."""
        if point <= self.walk.first_tail:
            self._tree(point)
        if point < self.walk.first_tail:
            self._step(point)

    def _declare(self, name: str) -> ir.Function:
        return declared(self.module, name, VOID, PTR, self.lanes.bits, PTR)

    # ---- behind the last move

    def _finish(self) -> None:
        """`finish (frame, lanes, result)`: what was paid, and the values of the states that play goes on to."""
        self.finish = self._declare(f"finish.{self.plan.suffix}")
        b = ir.IRBuilder(self.finish.append_basic_block("entry"))
        frame, bits, result = self.finish.args
        self._sum_ruin(b, frame)
        self.leaves.count(b, frame, "nodes met", bits)
        single = b.icmp_signed("!=", load(b, frame, self.frame.word("single"), I64), whole(0))
        with self.each_lane(b, bits) as lane:
            with b.if_else(single) as (then, otherwise):
                with then:
                    self._sum_up(b, frame, lane, result, ir.FloatType())
                with otherwise:
                    self._sum_up(b, frame, lane, result, F64)
            self._stakes(b, frame, at(b, result, b.mul(lane, whole(self.plan.bytes))))
        b.ret_void()

    def _sum_up(self, b: ir.IRBuilder, frame: ir.Value, lane: ir.Value, result: ir.Value, kind: ir.Type) -> None:
        """One state: Σ weight · value over what it goes on to, in every lane; values are kept as numbers of `kind`."""
        plan, wide = self.plan, self.wide
        size = 8 if kind == F64 else 4
        vector = ir.VectorType(kind, VECTOR)
        count = load(b, frame, self.frame.word("entries"), I64)
        following = load(b, frame, self.frame.word(f"following {plan.suffix}"), PTR)
        discount = load(b, frame, self.frame.word(f"discount {plan.suffix}"), PTR)
        entries = load(b, frame, self.frame.word("entry room"), PTR)
        byte = b.mul(lane, whole(8))
        mine = at(b, result, b.mul(lane, whole(plan.bytes)))
        for first in range(0, plan.vectors, IN_REGISTERS):
            part = range(first, min(first + IN_REGISTERS, plan.vectors))
            with b.goto_entry_block():
                sums = {j: b.alloca(wide.f64) for j in part}
            for total in sums.values():
                total.align = 64
                b.store(wide.constant(0.0), total)
            with loop(b, count, name="entry") as k:
                entry = at(b, entries, b.add(b.mul(k, whole(2 * self.lanes.bytes)), byte))
                row = load(b, entry, 0, I64)
                weight = wide.splat(b, load(b, entry, self.lanes.bytes, F64))
                values = at(b, following, b.mul(row, whole(size * len(plan.lanes))))
                for j, total in sums.items():
                    there = load(b, values, size * VECTOR * j, vector, size * VECTOR)
                    there = there if kind == F64 else b.fpext(there, wide.f64)
                    b.store(call_intrinsic(b, "fma", weight, there, b.load(total, typ=wide.f64)), total)
            for j, total in sums.items():
                later = b.fmul(load(b, discount, 8 * VECTOR * j, wide.f64), b.load(total, typ=wide.f64))
                store(b, b.fadd(self._paid(b, frame, byte, plan.of_vector(j)), later), mine, 8 * VECTOR * j, 64)

    def _stakes(self, b: ir.IRBuilder, frame: ir.Value, mine: ir.Value) -> None:
        """The worst and the best that any way through brings each actor; their values stand in the first vector."""
        values = load(b, mine, 0, self.wide.f64, 64)
        for name, operator in (("lowest", "<"), ("highest", ">")):
            place = self.frame.vector(name, VECTOR)
            before = load(b, frame, place, self.wide.f64, 64)
            store(b, b.select(b.fcmp_ordered(operator, values, before), values, before), frame, place, 64)

    def _sum_ruin(self, b: ir.IRBuilder, frame: ir.Value) -> None:
        """Chances of ruin from the chances of endings."""
        endings = list(self.walk.rules.endings)
        for i, actor in enumerate(self.walk.rules.model.actors.values()):
            if actor.ruin and any(x.target is Target.RUIN and x.number == i for x in self.plan.lanes):
                total: ir.Value = self.lanes.constant(0.0)
                for ending in actor.ruin:
                    place = self.leaves.place(Target.ENDING, endings.index(ending))
                    total = b.fadd(total, load(b, frame, place, self.lanes.f64, 64))
                store(b, total, frame, self.leaves.place(Target.RUIN, i), 64)

    def _paid(self, b: ir.IRBuilder, frame: ir.Value, byte: ir.Value, lanes: Sequence[Lane]) -> ir.Value:
        """What is paid on the way, by lane: gathered from the sums of one state."""
        wanted = [(x.target, x.number) if x.target is not Target.NOTHING else None for x in lanes]
        sources = list(dict.fromkeys(w for w in wanted if w is not None))
        scalars = {}
        for target, i in sources:
            place = self.leaves.place(target, i)
            scalars[target, i] = load(b, frame, b.add(whole(place), byte), F64)
        result: ir.Value = self.wide.constant(0.0)
        if len(sources) <= 3:
            for source in sources:
                mask = self.wide.flags([w == source for w in wanted])
                result = b.select(mask, self.wide.splat(b, scalars[source]), result)
            return result
        for k, w in enumerate(wanted):
            if w is not None:
                result = b.insert_element(result, scalars[w], ir.Constant(I64, k))
        return result

    def each_lane(self, b: ir.IRBuilder, bits: ir.Value) -> "_EachLane":
        """Build the body for every lane of a mask."""
        return _EachLane(self.walk, b, bits)

    # ---- points and steps

    def _tree(self, point: int) -> None:
        """Point k: what is worked out there, endings, and then the step."""
        made = self.trees[point]
        b = ir.IRBuilder(made.append_basic_block("entry"))
        frame, bits, result = made.args
        walk, zero = self.walk, self.lanes.constant(0.0)
        last = walk.first_tail
        one = self.lanes.constant(1.0)
        site = None
        if point < last:
            site = walk.prepared(b, frame, point)
            bits = self._endings(site, point, bits, result)
            b.call(self.steps[point], [frame, bits, result])
        else:
            # What the last move left to end is found by the first tail, which has the same point.
            self.leaves.clear(b, frame)
            chance = b.select(self.lanes.to_mask(b, bits), one, zero)
            b.call(walk.tails[point], [frame, chance])
            b.call(self.finish, [frame, bits, result])
        b.ret_void()

    def _endings(self, site: FrameSite, point: int, bits: ir.Value, result: ir.Value) -> ir.Value:
        b, frame, walk = site.builder, site.frame, self.walk
        zero, one = self.lanes.constant(0.0), self.lanes.constant(1.0)
        mask = self.lanes.to_mask(b, bits)
        for ending in walk.candidates(point):
            assert ending.when is not None
            holds = walk.condition(site, ending.when, mask)

            def end(b: ir.IRBuilder, here: ir.Value, name: str = ending.name) -> None:
                self.leaves.clear(b, frame)
                b.call(walk.leaves[name], [frame, b.select(here, one, zero)])
                b.call(self.finish, [frame, self.lanes.to_bits(b, here), result])

            if holds.uniform:
                with b.if_then(holds.ir):
                    end(b, mask)
                    b.ret_void()
                continue
            here = b.and_(holds.ir, mask)
            with b.if_then(self.lanes.any(b, here)):
                end(b, here)
            mask = b.and_(mask, b.not_(here))
        return self.lanes.to_bits(b, mask)

    def _step(self, point: int) -> None:
        """The step at point k, for lanes that are still played."""
        made = self.steps[point]
        entry = ir.IRBuilder(made.append_basic_block("entry"))
        frame, bits, result = made.args
        some = entry.icmp_unsigned("!=", bits, ir.Constant(self.lanes.bits, 0))
        with entry.if_then(entry.not_(some)):
            entry.ret_void()
        b = entry
        site = self.walk.site(b, frame, point)
        step = self.walk.steps[point]
        if isinstance(step, Move):
            MoveStep(self, site, point, step, bits, result).build()
        else:
            self._fold(site, point, bits, result)
        b.ret_void()

    def _fold(self, site: FrameSite, point: int, bits: ir.Value, result: ir.Value) -> None:
        """Values in front of a step that nobody decides: the mean over its ways on."""
        b, frame, plan = site.builder, site.frame, self.plan
        room = self.frame.room(f"mean {plan.suffix} {point}", self.lanes.width * plan.bytes)
        mine = at(b, frame, room)
        zero = self.wide.constant(0.0)
        with self.each_lane(b, bits) as lane:
            base = at(b, result, b.mul(lane, whole(plan.bytes)))
            with loop(b, whole(plan.vectors)) as j:
                store(b, zero, base, b.mul(j, whole(8 * VECTOR)), 64)
        share_room = self.frame.vector(f"share {plan.suffix} {point}", self.lanes.width)

        def on(b: ir.IRBuilder, rows: ir.Value, share: ir.Value | None = None) -> None:
            chance = self.lanes.constant(1.0) if share is None else share
            there = self.lanes.to_bits(b, rows)
            b.call(self.trees[point + 1], [frame, there, mine])
            store(b, chance, frame, share_room, 64)
            with self.each_lane(b, there) as lane:
                weight = self.wide.splat(b, load(b, frame, b.add(whole(share_room), b.mul(lane, whole(8))), F64))
                offset = b.mul(lane, whole(plan.bytes))
                base, value = at(b, result, offset), at(b, mine, offset)
                with loop(b, whole(plan.vectors)) as j:
                    place = b.mul(j, whole(8 * VECTOR))
                    before = load(b, base, place, self.wide.f64, 64)
                    new = load(b, value, place, self.wide.f64, 64)
                    store(b, b.fadd(before, b.fmul(weight, new)), base, place, 64)

        self.walk.step(site, point, self.lanes.to_mask(b, bits), on)


class MoveStep:
    """Builds one move: which options are there, what each leads to, how they are picked, and values before it."""

    def __init__(
        self, tree: ValueTree, site: FrameSite, point: int, move: Move, bits: ir.Value, result: ir.Value
    ) -> None:
        self.tree, self.walk, self.plan, self.lanes = tree, tree.walk, tree.plan, tree.lanes
        self.site, self.b, self.frame = site, site.builder, site.frame
        self.memory = tree.frame
        self.point, self.move, self.bits, self.result = point, move, bits, result
        self.mover = self.walk.rules.actors.index(move.actor)
        self.options = len(move.options)
        self.choice: Key = (Kind.CHOICE, move.choice)
        self.stride = self.lanes.width * self.plan.bytes

    def build(self) -> None:
        """The whole move."""
        rows = self.lanes.to_mask(self.b, self.bits)

        def idle(b: ir.IRBuilder, rows: ir.Value) -> None:
            b.call(self.tree.trees[self.point + 1], [self.frame, self.lanes.to_bits(b, rows), self.result])

        # Room for σ is taken before what comes below, so that both passes over a state find it in the same place.
        position = self.take_place()
        acting = self.walk.acting(self.site, self.move.when, rows)
        with self.walk.where(self.site, acting, rows, idle) as mask:
            self._act(mask, position)

    def take_place(self) -> ir.Value:
        """The place of this move's σ, whether anybody moves or not; the next move's comes behind it."""
        b, place = self.b, self.memory.word("sigma position")
        position = load(b, self.frame, place, I64)
        store(b, b.add(position, whole(self.options)), self.frame, place)
        return position

    def _act(self, mask: ir.Value, position: ir.Value) -> None:
        b, frame, walk = self.b, self.frame, self.walk
        before = load(b, frame, walk.variables.place(self.choice), I64)
        walk.fault(b, frame, b.and_(b.icmp_signed("!=", before, whole(NO_CHOICE)), self.lanes.any(b, mask)))
        there = self.there(mask)
        any_option = self.lanes.none()
        for here in there:
            any_option = b.or_(any_option, here)
        walk.report(self.site, b.not_(any_option), mask)
        habit = self._habit(mask, there)
        log = load(b, frame, self.memory.word("sigma log"), PTR)
        sigma = at(b, log, b.mul(position, whole(self.lanes.bytes)))
        children = at(
            b, frame, self.memory.room(f"children {self.plan.suffix} {self.point}", self.options * self.stride)
        )
        self._descend(there, children)
        shares = self._shares(mask, there, habit, children)
        for o, share in enumerate(shares):
            store(b, share, sigma, o * self.lanes.bytes, 8)
        self._combine(mask, there, children, sigma)
        self._record(there, children, position)

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
            best = self._best(there, children)
            move, suffix = self.move, self.plan.suffix
            name, groups = f"record.{suffix}.{self.point}", [move.group(option) for option in move.options]
            write = option_record(self.tree.module, memory, self.plan, name, self.mover, groups, self.lanes.bytes)
            for o, here in enumerate(there):
                with self.tree.each_lane(b, self.lanes.to_bits(b, here)) as lane:
                    child = at(b, children, b.add(whole(o * self.stride), b.mul(lane, whole(self.plan.bytes))))
                    to = at(b, log, b.add(whole(o * NUMBERS * self.lanes.bytes), b.mul(lane, whole(8))))
                    b.call(write, [frame, whole(o), child, b.extract_element(best, lane), to])

    def _best(self, there: Sequence[ir.Value], children: ir.Value) -> ir.Value:
        """The value of the mover's best option in every lane."""
        b, best = self.b, self.lanes.constant(-math.inf)
        for here, value in zip(there, self._values(children), strict=True):
            best = b.select(b.and_(here, b.fcmp_ordered(">", value, best)), value, best)
        return best

    # ---- options

    def there(self, mask: ir.Value) -> list[ir.Value]:
        """In which lanes each option is there."""
        found: list[ir.Value] = []
        known: dict[str, ir.Value] = {}
        for option in self.move.options:
            if option.when is None:
                found.append(mask)
            elif option.family and self._reads_number(option.when):
                found.append(self._holds(self._supposing(option), option.when, mask))
            else:
                if option.label not in known:
                    known[option.label] = self._holds(self.site, option.when, mask)
                found.append(known[option.label])
        return found

    def _holds(self, site: FrameSite, when: Expression, mask: ir.Value) -> ir.Value:
        found = self.walk.condition(site, when, mask)
        return self.b.and_(mask, found.ir if not found.uniform else self.lanes.splat(self.b, found.ir))

    def _reads_number(self, expression: Expression) -> bool:
        n = self.walk.numbers.of(expression)
        return bool(self.move.families) and (Kind.PICKED, self.move.choice) in self.walk.numbers.reads[n]

    def _supposing(self, option: Option) -> FrameSite:
        """As if this number had been picked: what reads it sees it."""
        key: Key = (Kind.PICKED, self.move.choice)
        code = Value(whole(self.walk.codes[option.name]), True, GIVEN)
        return self.walk.site(self.b, self.frame, self.point, frozenset({key}), {key: code})

    def _habit(self, mask: ir.Value, there: Sequence[ir.Value]) -> list[ir.Value] | None:
        """How often each option is picked by habit, as `game.choices.habit`."""
        if self.move.habit is None:
            return None
        b, lanes, walk = self.b, self.lanes, self.walk
        zero = lanes.constant(0.0)
        family: dict[str, int] = {}
        for option in self.move.options:
            family[option.label] = family.get(option.label, 0) + 1
        known: dict[str, ir.Value] = {}
        weights: list[ir.Value] = []
        for option in self.move.options:
            expression = self.move.habit.get(option.label)
            if expression is None:
                weights.append(zero)
                continue
            if option.family and self._reads_number(expression):
                raw = walk.vector(self._supposing(option), expression, mask)
            else:
                if option.label not in known:
                    known[option.label] = walk.vector(self.site, expression, mask)
                raw = b.fdiv(known[option.label], lanes.constant(float(family[option.label])))
            walk.report(self.site, b.fcmp_ordered("<", raw, lanes.constant(-WEIGHT_SLACK)), mask)
            weights.append(b.select(b.fcmp_ordered(">", raw, zero), raw, zero))
        total, complete = zero, mask
        for weight, here in zip(weights, there, strict=True):
            total, complete = b.fadd(total, weight), b.and_(complete, here)
        slack = WEIGHT_SLACK * len(self.move.options)
        much = b.fcmp_ordered(">", total, lanes.constant(1 + slack))
        little = b.and_(complete, b.fcmp_ordered("<", total, lanes.constant(1 - slack)))
        walk.report(self.site, b.or_(much, little), mask)
        held = [b.select(here, weight, zero) for weight, here in zip(weights, there, strict=True)]
        left = zero
        for weight in held:
            left = b.fadd(left, weight)
        some = b.fcmp_ordered(">", left, zero)
        walk.report(self.site, b.not_(some), mask)
        left = b.select(some, left, lanes.constant(1.0))
        return [b.fdiv(weight, left) for weight in held]

    # ---- what each option leads to

    def _descend(self, there: Sequence[ir.Value], children: ir.Value) -> None:
        def go(b: ir.IRBuilder, o: int, rows: ir.Value) -> None:
            to = at(b, children, o * self.stride)
            b.call(self.tree.trees[self.point + 1], [self.frame, self.lanes.to_bits(b, rows), to])

        self.each_option(there, go)

    def each_option(self, there: Sequence[ir.Value], go: Callable[[ir.IRBuilder, int, ir.Value], None]) -> None:
        """`go` after every option's effects, with the lanes in which it is there."""
        b, frame, walk = self.b, self.frame, self.walk
        own = frozenset({self.choice, (Kind.PICKED, self.move.choice)})
        with walk.restored(b, frame, [self.choice]):
            for o, option in enumerate(self.move.options):
                code = whole(walk.codes[option.name])
                with b.if_then(self.lanes.any(b, there[o])):
                    store(b, code, frame, walk.variables.place(self.choice))
                    picked = Value(code, True, GIVEN)
                    given = {self.choice: picked, (Kind.PICKED, self.move.choice): picked}
                    site = walk.site(b, frame, self.point, own, given)

                    def on(b: ir.IRBuilder, rows: ir.Value, number: int = o) -> None:
                        go(b, number, rows)

                    walk.apply(site, option.then, there[o], on)

    # ---- how it is picked

    def _shares(
        self, mask: ir.Value, there: Sequence[ir.Value], habit: list[ir.Value] | None, children: ir.Value
    ) -> list[ir.Value]:
        """σ in every lane: by habit, as the game that the mover believes in has it, or by its own values."""
        b, lanes = self.b, self.lanes
        own = habit if habit is not None else self._weighed(mask, there, children)
        believed = load(b, self.frame, self.memory.word(f"believed {self.mover}"), PTR)
        believes = b.icmp_unsigned("!=", b.ptrtoint(believed, I64), whole(0))
        with b.goto_entry_block():
            rooms = [b.alloca(lanes.f64) for _ in own]
        for room, share in zip(rooms, own, strict=True):
            room.align = 64
            b.store(share, room)
        with b.if_then(believes):
            for room, share in zip(rooms, self._believed(believed, mask, there), strict=True):
                b.store(share, room)
        return [b.load(room, typ=lanes.f64) for room in rooms]

    def _weighed(self, mask: ir.Value, there: Sequence[ir.Value], children: ir.Value) -> list[ir.Value]:
        b, lanes = self.b, self.lanes
        rationality = load(b, self.frame, self.memory.word(f"rationality {self.mover}"), F64)
        first = self.move.ties.value == "first"
        return logit(b, lanes, self._values(children), there, rationality, first)

    def _values(self, children: ir.Value) -> list[ir.Value]:
        """What each option is worth to the mover, in every lane."""
        b, value = self.b, 8 * self.plan.value[self.mover]
        columns = []
        for o in range(self.options):
            vector: ir.Value = ir.Constant(self.lanes.f64, ir.Undefined)
            for w in range(self.lanes.width):
                scalar = load(b, children, o * self.stride + w * self.plan.bytes + value, F64)
                vector = b.insert_element(vector, scalar, ir.Constant(I64, w))
            columns.append(vector)
        return columns

    def _believed(self, believed: ir.Value, mask: ir.Value, there: Sequence[ir.Value]) -> list[ir.Value]:
        """σ of a mover that believes in another game, as `solve.backward_induction.believed_choice`."""
        b, lanes, zero = self.b, self.lanes, self.lanes.constant(0.0)
        b.call(self.walk.beliefs[self.point], [self.frame, believed, lanes.to_bits(b, mask)])
        log = load(b, believed, self.memory.word("sigma log"), PTR)
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

    def _combine(self, mask: ir.Value, there: Sequence[ir.Value], children: ir.Value, sigma: ir.Value) -> None:
        b, plan = self.b, self.plan
        choose = self._rules()
        places = [b.zext(self.lanes.to_bits(b, here), I64) for here in there]
        with b.goto_entry_block():
            kids = opaque(b, b.alloca(ir.ArrayType(I64, self.options)))
        with self.tree.each_lane(b, self.lanes.to_bits(b, mask)) as lane:
            count: ir.Value = whole(0)
            for o, bits in enumerate(places):
                here = b.and_(b.lshr(bits, lane), whole(1))
                # Written whether it is there or not; only what lies below the count is read.
                b.store(whole(o), b.gep(kids, [count], source_etype=I64))
                count = b.add(count, here)
            mine = at(b, children, b.mul(lane, whole(plan.bytes)))
            to = at(b, self.result, b.mul(lane, whole(plan.bytes)))
            shares = at(b, sigma, b.mul(lane, whole(8)))
            b.call(choose, [self.frame, kids, count, mine, shares, whole(self.lanes.bytes), to])

    def _rules(self) -> ir.Function:
        move = self.move
        names = list(dict.fromkeys(move.group(option) for option in move.options))
        groups = [names.index(move.group(option)) for option in move.options]
        name = f"choose.{self.plan.suffix}.{self.point}"
        return self.tree.rules.build(name, self.mover, self.stride, groups, names)


class _EachLane:
    """A loop over the lanes of a mask, lowest first."""

    def __init__(self, walk: PlayWalk, b: ir.IRBuilder, bits: ir.Value) -> None:
        self.walk, self.b, self.bits = walk, b, bits

    def __enter__(self) -> ir.Value:
        b, kind = self.b, self.bits.type
        self.before = b.block
        self.head, body, self.end = (b.append_basic_block(f"lane.{n}") for n in ("head", "body", "end"))
        b.branch(self.head)
        b.position_at_end(self.head)
        self.left = b.phi(kind)
        self.left.add_incoming(self.bits, self.before)
        b.cbranch(b.icmp_unsigned("!=", self.left, ir.Constant(kind, 0)), body, self.end)
        b.position_at_end(body)
        return self.walk.first_lane(b, self.left)

    def __exit__(self, *_: object) -> None:
        b, kind = self.b, self.bits.type
        rest = b.and_(self.left, b.sub(self.left, ir.Constant(kind, 1)))
        self.left.add_incoming(rest, b.block)
        b.branch(self.head)
        b.position_at_end(self.end)
