"""A move's options on the walk through a period, as LLVM IR: which are there, how habit picks, what each leads to."""

from collections.abc import Callable, Sequence

from llvmlite import ir

from offramp.kernels.evaluation import WEIGHT_SLACK
from offramp.kernels.expression_emitter import GIVEN, Value
from offramp.kernels.lanes import I64, load, store, whole
from offramp.kernels.layout import Key
from offramp.kernels.play_sites import FrameSite
from offramp.kernels.play_walk import PlayWalk
from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import Move, Option


class MoveOptions:
    """Builds what values on their way back and chances on their way forward have in common at a move."""

    def __init__(self, walk: PlayWalk, site: FrameSite, point: int, move: Move) -> None:
        self.walk, self.lanes, self.memory = walk, walk.lanes, walk.frame
        self.site, self.b, self.frame = site, site.builder, site.frame
        self.point, self.move, self.options = point, move, len(move.options)
        self.choice: Key = (Kind.CHOICE, move.choice)

    def take_place(self) -> ir.Value:
        """The place of this move's σ, whether anybody moves or not; the next move's comes behind it."""
        b, place = self.b, self.memory.word("sigma position")
        position = load(b, self.frame, place, I64)
        store(b, b.add(position, whole(self.options)), self.frame, place)
        return position

    def there(self, mask: ir.Value) -> list[ir.Value]:
        """In which lanes each option is there."""
        found: list[ir.Value] = []
        known: dict[str, ir.Value] = {}
        for option in self.move.options:
            if option.when is None:
                found.append(mask)
            elif option.family and self._reads_number(option.when):
                found.append(self.walk.holds(self._supposing(option), option.when, mask))
            else:
                if option.label not in known:
                    known[option.label] = self.walk.holds(self.site, option.when, mask)
                found.append(known[option.label])
        return found

    def _reads_number(self, expression: Expression) -> bool:
        n = self.walk.numbers.of(expression)
        return bool(self.move.families) and (Kind.PICKED, self.move.choice) in self.walk.numbers.reads[n]

    def _supposing(self, option: Option) -> FrameSite:
        """As if this number had been picked: what reads it sees it."""
        key: Key = (Kind.PICKED, self.move.choice)
        code = Value(whole(self.walk.codes[option.name]), True, GIVEN)
        return self.walk.site(self.b, self.frame, self.point, frozenset({key}), {key: code})

    def habit(self, mask: ir.Value, there: Sequence[ir.Value]) -> list[ir.Value] | None:
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

    def each(self, there: Sequence[ir.Value], go: Callable[[ir.IRBuilder, int, ir.Value], None]) -> None:
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
