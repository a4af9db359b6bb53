"""Where in a period an expression is evaluated, and what was worked out before.

Points are numbered like the steps of the play: point k lies in front of step k, the last one behind all of them. A
variable's *version* at a point is the last step before it that may have written it. What an expression yields depends
on the versions of what it reads alone, so it is worked out once, at the first point where all of them are there (its
*home*), stored, and read from there by everything that the walk through the period does later. That takes out of the
loops over options and outcomes whatever doesn't depend on them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from llvmlite import ir

from offramp.kernels.expression_emitter import GIVEN, Value
from offramp.kernels.expression_numbers import ExpressionNumbers
from offramp.kernels.frame import Frame
from offramp.kernels.lanes import F64, I1, I64, Lanes, load, store
from offramp.kernels.layout import Key
from offramp.scenario.expressions.expression_tree import Boolean, Is, Kind, Number, Same, Variable
from offramp.scenario.model import Chance, Move, Option, Outcome, SetStock, Shock, Step, Update

PROLOGUE = -1  # the home of what is the same for a whole period
_TRIVIAL = (Number, Boolean, Variable, Is, Same)


def writes(step: Step) -> frozenset[Key]:
    """The variables that a step may write."""
    found: set[Key] = set()
    owners: Iterable[Option | Outcome | Update] = ()
    match step:
        case Move():
            found |= {(Kind.CHOICE, step.choice), (Kind.PICKED, step.choice)}
            owners = step.options
        case Chance():
            found |= {(Kind.EVENT, outcome.name) for outcome in step.outcomes}
            owners = step.outcomes
        case Shock():
            found.add((Kind.SHOCK, step.name))
        case Update():
            owners = (step,)
    for owner in owners:
        for effect in owner.effects if isinstance(owner, Update) else owner.then:
            found.add((Kind.STOCK, effect.stock) if isinstance(effect, SetStock) else (Kind.MODE, effect.mode))
    return frozenset(found)


@dataclass
class Slot:
    """A stored value. `uniform` and `boolean` say its shape; `poison` where its poison is stored, if it has any."""

    offset: int
    number: int
    uniform: bool = False
    boolean: bool = False
    bound: float = GIVEN
    poison: int | None = None


@dataclass
class Homes:
    """Which expressions are stored, and where they are worked out."""

    numbers: ExpressionNumbers
    steps: tuple[Step, ...]
    frame: Frame
    lanes: Lanes
    slots: dict[tuple[int, int], Slot] = field(default_factory=dict)  # (expression, home) -> slot
    at: dict[int, list[int]] = field(default_factory=dict)  # home -> expressions, those that others need first

    def __post_init__(self) -> None:
        self._writes = [writes(step) for step in self.steps]

    def version(self, key: Key, point: int, own: frozenset[Key] = frozenset()) -> int:
        """The last step before `point` that may have written a variable; `point` itself for those in `own`."""
        if key in own:
            return point
        for k in range(point - 1, -1, -1):
            if key in self._writes[k]:
                return k
        return -1

    def home(self, n: int, point: int, own: frozenset[Key] = frozenset()) -> int:
        """The first point at which expression `n` has the value that it has at `point`; past it where it reads what
        the step at `point` has just written."""
        reads = self.numbers.reads[n]
        return 1 + max(self.version(key, point, own) for key in reads) if reads else PROLOGUE

    def changed(self, n: int, step: int) -> bool:
        """Whether a step may change what expression `n` yields."""
        return not self.numbers.reads[n].isdisjoint(self._writes[step])

    def want(self, n: int, point: int | None, own: frozenset[Key] = frozenset()) -> None:
        """Plan for the evaluation of `n` at `point` (None: anywhere, so only what never moves is stored)."""
        if isinstance(self.numbers.node[n], _TRIVIAL):
            return
        home = self.home_from(n, point, own)
        if home is None:
            for part in self.numbers.parts[n]:
                self.want(part, point, own)
        elif (n, home) not in self.slots:
            for part in self.numbers.parts[n]:
                self.want(part, home)
            self.slots[n, home] = Slot(self.frame.vector(f"slot {n} {home}", self.lanes.width), n)
            self.at.setdefault(home, []).append(n)

    def home_from(self, n: int, point: int | None, own: frozenset[Key] = frozenset()) -> int | None:
        """The home of `n` where that lies before `point`; None where `n` is worked out on the spot."""
        if point is None:
            return PROLOGUE if not self.numbers.reads[n] else None
        home = self.home(n, point, own)
        return home if home < point else None

    def stored(self, n: int, point: int | None, own: frozenset[Key]) -> Slot | None:
        """The slot that holds `n` at `point`."""
        home = self.home_from(n, point, own)
        return None if home is None else self.slots.get((n, home))


@dataclass
class FrameSite:
    """An expression's surroundings in a function that is given the frame. `point`: see `Homes`; `own`: what the step
    there has written already; `given`: values that stand in for variables."""

    builder: ir.IRBuilder
    frame: ir.Value
    homes: Homes
    layout: "FrameVariables"
    point: int | None
    own: frozenset[Key] = frozenset()
    given: Mapping[Key, Value] = field(default_factory=dict)
    _memo: list[dict[int, Value]] = field(default_factory=lambda: [{}])

    def variable(self, kind: Kind, name: str) -> Value:
        """A number or yes/no that has a name."""
        found = self.given.get((kind, name))
        return self.layout.load(self.builder, self.frame, kind, name) if found is None else found

    def label(self, kind: Kind, name: str) -> tuple[ir.Value, bool]:
        """The number of a label, and whether it is uniform."""
        found = self.given.get((kind, name))
        if found is not None:
            return found.ir, found.uniform
        return self.layout.load_label(self.builder, self.frame, kind, name), True

    def known(self, n: int) -> Value | None:
        """The value of expression `n` where it was worked out before."""
        for scope in reversed(self._memo):
            if n in scope:
                return scope[n]
        slot = self.homes.stored(n, self.point, self.own)
        if slot is None or not self.homes.numbers.reads[n].isdisjoint(self.given):
            return None
        value = read_slot(self.builder, self.frame, self.homes.lanes, slot)
        self.keep(n, value)
        return value

    def keep(self, n: int, value: Value) -> None:
        """Remember a value for as long as it is valid."""
        self._memo[-1][n] = value

    def inside(self) -> "_Scope":
        """A stretch of code that may not be reached: what is worked out in it is forgotten behind it."""
        return _Scope(self._memo)


class _Scope:
    def __init__(self, memo: list[dict[int, Value]]) -> None:
        self._memo = memo

    def __enter__(self) -> None:
        self._memo.append({})

    def __exit__(self, *_: object) -> None:
        self._memo.pop()


@dataclass
class FrameVariables:
    """Where variables lie: numbers of the period in an array of parameters, everything else in the frame."""

    frame: Frame
    lanes: Lanes
    parameters: Mapping[Key, int]  # place in the array of parameters
    switches: Mapping[str, int]  # place in the array of integers

    def place(self, key: Key) -> int:
        """Room for a moving variable: a word for labels and events, else a vector."""
        kind, name = key
        if kind in (Kind.MODE, Kind.CHOICE, Kind.EVENT):
            return self.frame.word(f"{kind} {name}")
        return self.frame.vector(f"{kind} {name}", self.lanes.width)

    def load(self, b: ir.IRBuilder, frame: ir.Value, kind: Kind, name: str) -> Value:
        """The present value of a number or a yes/no."""
        if (kind, name) in self.parameters:
            array = load(b, frame, self.frame.word("parameters"), ir.PointerType())
            return Value(load(b, array, 8 * self.parameters[kind, name], F64, name=name), True, GIVEN)
        if kind is Kind.EVENT:
            word = load(b, frame, self.place((kind, name)), I64, name=name)
            return Value(b.icmp_signed("!=", word, ir.Constant(I64, 0)), True, 0.0)
        return Value(load(b, frame, self.place((kind, name)), self.lanes.f64, 64, name), False, GIVEN)

    def load_label(self, b: ir.IRBuilder, frame: ir.Value, kind: Kind, name: str) -> ir.Value:
        """The number of the label that a mode, a choice or a switch has."""
        if kind is Kind.SWITCH:
            array = load(b, frame, self.frame.word("switches"), ir.PointerType())
            return load(b, array, 8 * self.switches[name], I64)
        # What a numeric option's number is read from is the choice itself.
        return load(b, frame, self.place((Kind.CHOICE if kind is Kind.PICKED else kind, name)), I64, name=name)


def write_slot(b: ir.IRBuilder, frame: ir.Value, lanes: Lanes, memory: Frame, slot: Slot, value: Value) -> None:
    """Store a value and its poison, and remember their shape."""
    kind = value.ir.type.element if isinstance(value.ir.type, ir.VectorType) else value.ir.type
    slot.uniform, slot.boolean, slot.bound = value.uniform, kind == I1, value.bound
    store(b, _packed(b, lanes, value.ir, slot), frame, slot.offset, 8 if slot.uniform or slot.boolean else 64)
    if value.poison is not None:
        slot.poison = memory.word(f"poison {slot.offset}")
        poison = Slot(slot.poison, slot.number, slot.uniform, True)
        store(b, _packed(b, lanes, value.poison, poison), frame, slot.poison)


def read_slot(b: ir.IRBuilder, frame: ir.Value, lanes: Lanes, slot: Slot) -> Value:
    """A stored value with its poison."""
    poison = None
    if slot.poison is not None:
        poison = _unpacked(b, frame, lanes, Slot(slot.poison, slot.number, slot.uniform, True))
    return Value(_unpacked(b, frame, lanes, slot), slot.uniform, slot.bound, poison)


def _packed(b: ir.IRBuilder, lanes: Lanes, value: ir.Value, slot: Slot) -> ir.Value:
    if not slot.boolean:
        return value
    return b.zext(value if slot.uniform else lanes.to_bits(b, value), I64)


def _unpacked(b: ir.IRBuilder, frame: ir.Value, lanes: Lanes, slot: Slot) -> ir.Value:
    if not slot.boolean:
        return load(b, frame, slot.offset, F64 if slot.uniform else lanes.f64, 8 if slot.uniform else 64)
    word = load(b, frame, slot.offset, I64)
    return b.trunc(word, I1) if slot.uniform else lanes.to_mask(b, b.trunc(word, lanes.bits))
