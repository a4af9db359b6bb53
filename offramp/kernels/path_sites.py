"""Where an expression is evaluated on simulated paths: one path a lane, and every variable its own in every lane.

What moves lies in variables of one function (`PathVariables`), which LLVM keeps in registers as far as there are
any. What is the same for a whole period is worked out by another function, once (`Prologue`), and read from the
period's row: parameters, switches, keys of the draws, and the values of expressions that read nothing else.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from llvmlite import ir

from offramp.kernels.expression_emitter import GIVEN, ExpressionEmitter, Value
from offramp.kernels.expression_numbers import ExpressionNumbers
from offramp.kernels.frame import Frame
from offramp.kernels.lanes import F64, I64, Lanes, load
from offramp.kernels.layout import Key
from offramp.kernels.play_sites import Slot, read_slot, write_slot
from offramp.scenario.expressions.expression_tree import Boolean, Kind, Number, Variable

LABELS = (Kind.MODE, Kind.CHOICE)
_TRIVIAL = (Number, Boolean, Variable)


@dataclass(frozen=True)
class PeriodRow:
    """The layout of a period's row. parameters, switches: places in the order of the layout; slots: worked out."""

    parameters: Mapping[Key, int]
    switches: Mapping[str, int]
    frame: Frame = field(default_factory=Frame)

    def parameter(self, key: Key) -> int:
        """Where a number of the period stands."""
        return self.frame.word(f"parameter {self.parameters[key]}")

    def switch(self, name: str) -> int:
        """Where the number of a switch's case stands."""
        return self.frame.word(f"switch {self.switches[name]}")

    def load(self, b: ir.IRBuilder, row: ir.Value, kind: Kind, name: str) -> Value:
        """A number that is the same for a whole period."""
        return Value(load(b, row, self.parameter((kind, name)), F64, name=name), True, GIVEN)

    def load_switch(self, b: ir.IRBuilder, row: ir.Value, name: str) -> ir.Value:
        """The number of a switch's case."""
        return load(b, row, self.switch(name), I64, name=name)


@dataclass
class Prologue:
    """Builds, at `builder`, what is worked out once a period. It grows while paths are written that read from it."""

    builder: ir.IRBuilder
    row: ir.Value
    layout: PeriodRow
    emitter: ExpressionEmitter
    _known: dict[int, Value] = field(default_factory=dict)
    _slots: dict[int, Slot] = field(default_factory=dict)

    def variable(self, kind: Kind, name: str) -> Value:
        """A number of the period."""
        return self.layout.load(self.builder, self.row, kind, name)

    def label(self, kind: Kind, name: str) -> tuple[ir.Value, bool]:
        """The number of a switch's case."""
        assert kind is Kind.SWITCH
        return self.layout.load_switch(self.builder, self.row, name), True

    def known(self, n: int) -> Value | None:
        """The value of expression `n` where it was worked out before."""
        return self._known.get(n)

    def keep(self, n: int, value: Value) -> None:
        """Remember a value."""
        self._known[n] = value

    def slot(self, n: int) -> Slot:
        """Where the value of expression `n`, which reads nothing that moves, can be read from."""
        found = self._slots.get(n)
        if found is None:
            frame, lanes = self.layout.frame, self.emitter.lanes
            found = self._slots[n] = Slot(frame.word(f"slot {n}"), n)
            write_slot(self.builder, self.row, lanes, frame, found, self.emitter.emit(self, n))
        return found


class PathVariables:
    """The moving variables. bounds: of stocks and their earlier values, log10 of what they can't exceed."""

    def __init__(self, b: ir.IRBuilder, lanes: Lanes, keys: Collection[Key], bounds: Mapping[Key, float]) -> None:
        """b: at the function's entry."""
        self.lanes, self.bounds = lanes, bounds
        self._places = {key: b.alloca(self.type_of(key)) for key in keys}
        self._written: dict[Key, int] = {}
        self.clock = 0

    def type_of(self, key: Key) -> ir.Type:
        """What a variable's vector holds: numbers, labels' numbers or bits."""
        if key[0] is Kind.EVENT:
            return self.lanes.i1
        return self.lanes.i64 if key[0] in LABELS else self.lanes.f64

    def load(self, b: ir.IRBuilder, key: Key) -> ir.Value:
        """A variable's values."""
        return b.load(self._places[key], typ=self.type_of(key))

    def store(self, b: ir.IRBuilder, key: Key, values: ir.Value) -> None:
        """New values in all lanes."""
        b.store(values, self._places[key])
        self.touch(key)

    def touch(self, key: Key) -> None:
        """Note that a variable may have changed."""
        self.clock += 1
        self._written[key] = self.clock

    def written_since(self, keys: Collection[Key], then: int) -> bool:
        """Whether one of some variables may have changed since the clock stood at `then`."""
        return any(self._written.get(key, 0) > then for key in keys)


@dataclass
class PathSite:
    """An expression's surroundings. row: the period's; given: values that stand in for variables, in a site `outer`."""

    builder: ir.IRBuilder
    row: ir.Value
    fault: ir.Value
    variables: PathVariables
    prologue: Prologue
    numbers: ExpressionNumbers
    given: Mapping[Key, Value] = field(default_factory=dict)
    outer: "PathSite | None" = None
    _scopes: list[dict[int, tuple[Value, int]]] = field(default_factory=lambda: [{}])

    def supposing(self, given: Mapping[Key, Value]) -> "PathSite":
        """The same place with other values of some variables."""
        return replace(self, given=given, outer=self, _scopes=[{}])

    def variable(self, kind: Kind, name: str) -> Value:
        """A number or yes/no that has a name."""
        key = (kind, name)
        if key in self.given:
            return self.given[key]
        if key in self.prologue.layout.parameters:
            return self.prologue.layout.load(self.builder, self.row, kind, name)
        return Value(self.variables.load(self.builder, key), False, self.variables.bounds.get(key, GIVEN))

    def label(self, kind: Kind, name: str) -> tuple[ir.Value, bool]:
        """The number of a label, and whether it is uniform."""
        found = self.given.get((kind, name))
        if found is not None:
            return found.ir, found.uniform
        if kind is Kind.SWITCH:
            return self.prologue.layout.load_switch(self.builder, self.row, name), True
        # What a numeric option's number is read from is the choice itself.
        return self.variables.load(self.builder, (Kind.CHOICE if kind is Kind.PICKED else kind, name)), False

    def known(self, n: int) -> Value | None:
        """The value of expression `n` where it was worked out before and still holds."""
        reads = self.numbers.reads[n]
        if self.outer is not None and reads.isdisjoint(self.given):
            found = self.outer.known(n)
            if found is not None:
                return found
        for scope in reversed(self._scopes):
            if n in scope:
                value, then = scope[n]
                if not self.variables.written_since(reads, then):
                    return value
        if reads or isinstance(self.numbers.node[n], _TRIVIAL):
            return None
        value = read_slot(self.builder, self.row, self.variables.lanes, self.prologue.slot(n))
        self.keep(n, value)
        return value

    def keep(self, n: int, value: Value) -> None:
        """Remember a value for as long as what it reads isn't written."""
        self._scopes[-1][n] = (value, self.variables.clock)

    @contextmanager
    def where(self, bit: ir.Value) -> Iterator[None]:
        """What is built inside runs only where a bit is set; what is worked out in it is forgotten behind it."""
        with self.builder.if_then(bit), self.inside():
            yield

    @contextmanager
    def inside(self) -> Iterator[None]:
        """A stretch of code that may be passed over, or passed more than once."""
        self._scopes.append({})
        yield
        self._scopes.pop()
