"""Several doubles side by side in one function of LLVM IR, and the few shapes of control flow that kernels need.

A value is *uniform* (one scalar for all lanes) or *varying* (a vector, one number a lane), as in ISPC (Pharr & Mark
2012). Masks are vectors of bits; where they are passed on they travel as one small integer.
"""

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from llvmlite import ir

F64 = ir.DoubleType()
I1 = ir.IntType(1)
I32 = ir.IntType(32)
I64 = ir.IntType(64)
PTR = ir.PointerType()
VOID = ir.VoidType()


def number(value: float) -> ir.Constant:
    """A double."""
    return _number(float(value).hex())


@functools.lru_cache(maxsize=4096)  # a constant keeps its text, which most of the time goes into
def _number(digits: str) -> ir.Constant:
    return ir.Constant(F64, float.fromhex(digits))  # by its digits, which tell 0.0 from -0.0


@functools.lru_cache(maxsize=4096)
def whole(value: int) -> ir.Constant:
    """A 64-bit integer."""
    return ir.Constant(I64, value)


class Lanes:
    """Types and small operations for vectors of `width` lanes."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.f64 = ir.VectorType(F64, width)
        self.i64 = ir.VectorType(I64, width)
        self.i1 = ir.VectorType(I1, width)
        self.bits = ir.IntType(width)
        self.bytes = 8 * width
        self._vectors = {F64: self.f64, I64: self.i64, I1: self.i1, I32: ir.VectorType(I32, width)}
        self._known: dict[str, ir.Constant] = {}

    def constant(self, value: float) -> ir.Constant:
        """The same double in every lane."""
        return self._alike(number(value))

    def constants(self, values: Sequence[float]) -> ir.Constant:
        """A double for each lane."""
        return ir.Constant(self.f64, [number(value) for value in values])

    def integer(self, value: int) -> ir.Constant:
        """The same 64-bit integer in every lane."""
        return self._alike(whole(value))

    def integers(self, values: Sequence[int]) -> ir.Constant:
        """A 64-bit integer for each lane."""
        return ir.Constant(self.i64, [whole(value) for value in values])

    def flags(self, values: Sequence[bool]) -> ir.Constant:
        """A bit for each lane."""
        if len(set(values)) == 1:
            return self._alike(ir.Constant(I1, int(values[0])))
        return ir.Constant(self.i1, [ir.Constant(I1, int(value)) for value in values])

    def all(self) -> ir.Constant:
        """A mask of all lanes."""
        return self._alike(ir.Constant(I1, 1))

    def none(self) -> ir.Constant:
        """A mask without lanes."""
        return self._alike(ir.Constant(I1, 0))

    def _alike(self, scalar: ir.Constant) -> ir.Constant:
        """A constant in every lane, in short."""
        text = str(scalar)
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = ir.Constant(self._vectors[scalar.type], [scalar] * self.width)
            known.get_reference = lambda: f"splat ({text})"  # what llvmlite would write out lane by lane
        return known

    def splat(self, b: ir.IRBuilder, scalar: ir.Value) -> ir.Value:
        """`scalar` in every lane."""
        vector = self._vectors[scalar.type]
        if isinstance(scalar, ir.Constant):
            return self._alike(scalar)
        first = b.insert_element(ir.Constant(vector, ir.Undefined), scalar, ir.Constant(I32, 0))
        return b.shuffle_vector(first, ir.Constant(vector, ir.Undefined), self._alike(ir.Constant(I32, 0)))

    def to_bits(self, b: ir.IRBuilder, mask: ir.Value) -> ir.Value:
        """A mask as one integer of `width` bits."""
        return b.bitcast(mask, self.bits)

    def to_mask(self, b: ir.IRBuilder, bits: ir.Value) -> ir.Value:
        """The mask behind an integer of `width` bits."""
        return b.bitcast(bits, self.i1)

    def any(self, b: ir.IRBuilder, mask: ir.Value) -> ir.Value:
        """Whether any lane of a mask is set."""
        return b.icmp_unsigned("!=", self.to_bits(b, mask), ir.Constant(self.bits, 0))


def at(b: ir.IRBuilder, base: ir.Value, offset: "int | ir.Value", name: str = "") -> ir.Value:
    """The address `offset` bytes behind `base`."""
    if isinstance(offset, int):
        offset = whole(offset)
    return b.gep(base, [offset], source_etype=ir.IntType(8), name=name)


def load(
    b: ir.IRBuilder, base: ir.Value, offset: "int | ir.Value", kind: ir.Type, align: int = 8, name: str = ""
) -> ir.Value:
    """What lies `offset` bytes behind `base`."""
    return b.load(at(b, base, offset), typ=kind, align=align, name=name)


def store(b: ir.IRBuilder, value: ir.Value, base: ir.Value, offset: "int | ir.Value", align: int = 8) -> None:
    """Write `value` down `offset` bytes behind `base`."""
    b.store(value, at(b, base, offset), align=align)


def declared(module: ir.Module, name: str, result: ir.Type, *arguments: ir.Type) -> ir.Function:
    """A new function of the module's own, without a body yet."""
    made = ir.Function(module, ir.FunctionType(result, list(arguments)), name)
    made.linkage = "internal"
    made.attributes.add("nounwind")
    if arguments and arguments[0] == PTR:
        made.args[0].name = "frame"
    return made


def function(module: ir.Module, name: str, result: ir.Type, *arguments: ir.Type) -> tuple[ir.Function, ir.IRBuilder]:
    """The same, and a builder at its start."""
    made = declared(module, name, result, *arguments)
    return made, ir.IRBuilder(made.append_basic_block("entry"))


def integers(module: ir.Module, name: str, entries: Sequence[int]) -> ir.GlobalVariable:
    """A table of 64-bit integers that never changes."""
    kind = ir.ArrayType(I64, max(1, len(entries)))
    made = ir.GlobalVariable(module, kind, name)
    made.linkage, made.global_constant = "internal", True
    made.initializer = ir.Constant(kind, [ir.Constant(I64, x) for x in (entries or [0])])
    return made


def numbers(module: ir.Module, name: str, entries: Sequence[float]) -> ir.GlobalVariable:
    """A table of doubles that never changes, made at the first call."""
    known = module.globals.get(name)
    if known is None:
        kind = ir.ArrayType(F64, len(entries))
        known = ir.GlobalVariable(module, kind, name)
        known.linkage, known.global_constant = "internal", True
        known.initializer = ir.Constant(kind, [number(x) for x in entries])
    return known


def opaque(b: ir.IRBuilder, address: ir.Value) -> ir.Value:
    """The same address without the type of what lies there."""
    return b.inttoptr(b.ptrtoint(address, I64), PTR)


@contextmanager
def loop(b: ir.IRBuilder, stop: ir.Value, start: "ir.Value | None" = None, name: str = "k") -> Iterator[ir.Value]:
    """for k = start … stop − 1; the body is what is built inside."""
    begin = whole(0) if start is None else start
    before = b.block
    head = b.append_basic_block(f"{name}.head")
    body = b.append_basic_block(f"{name}.body")
    end = b.append_basic_block(f"{name}.end")
    b.branch(head)
    b.position_at_end(head)
    k = b.phi(I64, name=name)
    k.add_incoming(begin, before)
    b.cbranch(b.icmp_signed("<", k, stop), body, end)
    b.position_at_end(body)
    yield k
    k.add_incoming(b.add(k, whole(1)), b.block)
    b.branch(head)
    b.position_at_end(end)


def first_lane(b: ir.IRBuilder, bits: ir.Value) -> ir.Value:
    """The number of the first lane of a mask that isn't empty."""
    return b.cttz(b.zext(bits, I64), ir.Constant(I1, 1))


@contextmanager
def each_lane(b: ir.IRBuilder, bits: ir.Value) -> Iterator[ir.Value]:
    """For every lane of a mask, lowest first: its number; the body is what is built inside."""
    kind, before = bits.type, b.block
    head, body, end = (b.append_basic_block(f"lane.{n}") for n in ("head", "body", "end"))
    b.branch(head)
    b.position_at_end(head)
    left = b.phi(kind)
    left.add_incoming(bits, before)
    b.cbranch(b.icmp_unsigned("!=", left, ir.Constant(kind, 0)), body, end)
    b.position_at_end(body)
    yield first_lane(b, left)
    left.add_incoming(b.and_(left, b.sub(left, ir.Constant(kind, 1))), b.block)
    b.branch(head)
    b.position_at_end(end)


def intrinsic(module: ir.Module, name: str, kind: ir.Type, arguments: int) -> ir.Function:
    """An intrinsic of LLVM whose arguments and result all have the type `kind`."""
    known = module.globals.get(name)
    if known is not None:
        return known
    return ir.Function(module, ir.FunctionType(kind, [kind] * arguments), name)


def intrinsic_name(stem: str, kind: ir.Type) -> str:
    """`llvm.fma.v8f64` and the like."""
    suffix = f"v{kind.count}f64" if isinstance(kind, ir.VectorType) else "f64"
    return f"llvm.{stem}.{suffix}"


def call_intrinsic(b: ir.IRBuilder, stem: str, *arguments: ir.Value) -> ir.Value:
    """Call an intrinsic on doubles or vectors of them."""
    kind = arguments[0].type
    return b.call(intrinsic(b.module, intrinsic_name(stem, kind), kind, len(arguments)), list(arguments))
