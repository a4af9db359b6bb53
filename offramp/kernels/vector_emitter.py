"""Formulas on vectors of doubles, written as formulas: `a * x + b` becomes instructions of LLVM IR.

Every operation rounds by itself, as IEEE 754 says; nothing is contracted or reordered, so that a result doesn't depend
on the processor or on the number of lanes. `Vector`, `Mask` and `Bits` are values that the emitted function will hold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from llvmlite import ir

from offramp.kernels.lanes import Lanes, call_intrinsic

SIGN = 1 << 63
ONE = 1023 << 52  # the bits of 1.0; an exponent of e adds e << 52
FRACTION = (1 << 52) - 1  # the bits below the exponent
WHOLE = 2.0**52  # doubles of this size and above are whole
ROUNDING = 1.5 * 2.0**52  # x + ROUNDING is x rounded to a whole number, which stands in the lowest bits; |x| < 2^51


@dataclass(frozen=True, slots=True)
class Emitter:
    """Where instructions go. builder: at the current place; lanes: the shape of all vectors."""

    builder: ir.IRBuilder
    lanes: Lanes

    def vector(self, value: "Vector | float") -> "Vector":
        """The same number in every lane."""
        return value if isinstance(value, Vector) else Vector(self, self.lanes.constant(value))

    def bits(self, value: "Bits | int") -> "Bits":
        """The same 64 bits in every lane."""
        if isinstance(value, Bits):
            return value
        signed = value - (1 << 64) if value >= SIGN else value
        return Bits(self, self.lanes.integer(signed))

    def where(self, mask: "Mask", chosen: "Vector | float", otherwise: "Vector | float") -> "Vector":
        """`chosen` in the lanes of `mask`, `otherwise` in the others."""
        return Vector(self, self.builder.select(mask.value, self.vector(chosen).value, self.vector(otherwise).value))

    def fma(self, a: "Vector | float", b: "Vector | float", c: "Vector | float") -> "Vector":
        """a b + c, rounded once."""
        return Vector(self, call_intrinsic(self.builder, "fma", *(self.vector(x).value for x in (a, b, c))))

    def polynomial(self, x: "Vector", coefficients: Sequence[float]) -> "Vector":
        """Σ coefficients[n] xⁿ: Horner's rule for even and odd n side by side, which halves the wait for results."""
        square = x * x
        even, odd = (self._horner(square, coefficients[start::2]) for start in (0, 1))
        return self.fma(x, odd, even)

    def _horner(self, x: "Vector", coefficients: Sequence[float]) -> "Vector":
        result = self.vector(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            result = self.fma(result, x, coefficient)
        return result

    def where_any(self, mask: "Mask", rare: "Callable[[], Vector]", usual: "Vector") -> "Vector":
        """`usual`, but in the lanes of `mask` what `rare` computes, which is skipped where no lane needs it."""
        b = self.builder
        before = b.block
        some, after = b.append_basic_block("some"), b.append_basic_block("after")
        b.cbranch(self.lanes.any(b, mask.value), some, after)
        b.position_at_end(some)
        found = self.where(mask, rare(), usual)
        last = b.block
        b.branch(after)
        b.position_at_end(after)
        result = b.phi(self.lanes.f64)
        result.add_incoming(usual.value, before)
        result.add_incoming(found.value, last)
        return Vector(self, result)

    def repeat_while(
        self, lasting: "Callable[[Vector], Mask]", step: "Callable[[Vector], Vector]", start: "Vector"
    ) -> "Vector":
        """`start`, put through `step` again and again in the lanes in which `lasting` holds, until it does in none."""
        b = self.builder
        before = b.block
        head, body, after = (b.append_basic_block(name) for name in ("head", "body", "after"))
        b.branch(head)
        b.position_at_end(head)
        phi = b.phi(self.lanes.f64)
        phi.add_incoming(start.value, before)
        now = Vector(self, phi)
        mask = lasting(now)
        b.cbranch(self.lanes.any(b, mask.value), body, after)
        b.position_at_end(body)
        phi.add_incoming(self.where(mask, step(now), now).value, b.block)
        b.branch(head)
        b.position_at_end(after)
        return now


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A double in every lane."""

    at: Emitter
    value: ir.Value

    def _with(self, name: str, other: "Vector | float", swap: bool = False) -> "Vector":
        pair = (self.value, self.at.vector(other).value)
        return Vector(self.at, getattr(self.at.builder, name)(*(pair[::-1] if swap else pair)))

    def _compare(self, how: str, other: "Vector | float") -> "Mask":
        return Mask(self.at, self.at.builder.fcmp_ordered(how, self.value, self.at.vector(other).value))

    def __add__(self, other: "Vector | float") -> "Vector":
        return self._with("fadd", other)

    __radd__ = __add__

    def __sub__(self, other: "Vector | float") -> "Vector":
        return self._with("fsub", other)

    def __rsub__(self, other: float) -> "Vector":
        return self._with("fsub", other, swap=True)

    def __mul__(self, other: "Vector | float") -> "Vector":
        return self._with("fmul", other)

    __rmul__ = __mul__

    def __truediv__(self, other: "Vector | float") -> "Vector":
        return self._with("fdiv", other)

    def __rtruediv__(self, other: float) -> "Vector":
        return self._with("fdiv", other, swap=True)

    def __neg__(self) -> "Vector":
        return Vector(self.at, self.at.builder.fneg(self.value))

    def __abs__(self) -> "Vector":
        return Vector(self.at, call_intrinsic(self.at.builder, "fabs", self.value))

    def __lt__(self, other: "Vector | float") -> "Mask":
        return self._compare("<", other)

    def __le__(self, other: "Vector | float") -> "Mask":
        return self._compare("<=", other)

    def __gt__(self, other: "Vector | float") -> "Mask":
        return self._compare(">", other)

    def __ge__(self, other: "Vector | float") -> "Mask":
        return self._compare(">=", other)

    def equals(self, other: "Vector | float") -> "Mask":
        """Lanes that are equal; none with NaN is."""
        return self._compare("==", other)

    def is_nan(self) -> "Mask":
        """Lanes with NaN."""
        return Mask(self.at, self.at.builder.fcmp_unordered("uno", self.value, self.value))

    def at_most(self, bound: float) -> "Vector":
        """The smaller of both, NaN for NaN."""
        return self.at.where(self > bound, bound, self)

    def at_least(self, bound: float) -> "Vector":
        """The larger of both, NaN for NaN."""
        return self.at.where(self < bound, bound, self)

    def sqrt(self) -> "Vector":
        """√x, rounded once."""
        return Vector(self.at, call_intrinsic(self.at.builder, "sqrt", self.value))

    def with_sign_of(self, other: "Vector | float") -> "Vector":
        """|x| with the sign of `other`."""
        return Vector(self.at, call_intrinsic(self.at.builder, "copysign", self.value, self.at.vector(other).value))

    def bits(self) -> "Bits":
        """Its 64 bits."""
        return Bits(self.at, self.at.builder.bitcast(self.value, self.at.lanes.i64))


@dataclass(frozen=True, slots=True, eq=False)
class Bits:
    """64 bits in every lane: the inside of a double, or a whole number that wraps around."""

    at: Emitter
    value: ir.Value

    def _with(self, name: str, other: "Bits | int") -> "Bits":
        return Bits(self.at, getattr(self.at.builder, name)(self.value, self.at.bits(other).value))

    def __add__(self, other: "Bits | int") -> "Bits":
        return self._with("add", other)

    def __sub__(self, other: "Bits | int") -> "Bits":
        return self._with("sub", other)

    def __and__(self, other: "Bits | int") -> "Bits":
        return self._with("and_", other)

    def __or__(self, other: "Bits | int") -> "Bits":
        return self._with("or_", other)

    def __xor__(self, other: "Bits | int") -> "Bits":
        return self._with("xor", other)

    def __lshift__(self, places: int) -> "Bits":
        return self._with("shl", places)

    def __rshift__(self, places: int) -> "Bits":
        return self._with("lshr", places)

    def as_vector(self) -> Vector:
        """The doubles that have these bits."""
        return Vector(self.at, self.at.builder.bitcast(self.value, self.at.lanes.f64))

    def power_of_two(self) -> Vector:
        """2ⁿ for n in the lowest 12 bits, −1022 … 1023; what stands above them doesn't matter."""
        return ((self << 52) + ONE).as_vector()


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """A yes or no in every lane."""

    at: Emitter
    value: ir.Value

    def _with(self, name: str, other: "Mask") -> "Mask":
        return Mask(self.at, getattr(self.at.builder, name)(self.value, other.value))

    def __and__(self, other: "Mask") -> "Mask":
        return self._with("and_", other)

    def __or__(self, other: "Mask") -> "Mask":
        return self._with("or_", other)

    def __invert__(self) -> "Mask":
        return self._with("xor", Mask(self.at, self.at.lanes.all()))

    def sign(self) -> Bits:
        """The sign bit of a double where yes, no bits elsewhere."""
        return Bits(self.at, self.at.builder.sext(self.value, self.at.lanes.i64)) & SIGN
