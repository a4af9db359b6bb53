"""x mod y on vectors, with the meaning of `numpy.mod`: the exact remainder, with the sign of the divisor."""

import math

from offramp.kernels.vector_emitter import FRACTION, WHOLE, Mask, Vector

EXPONENT = 0x7FF << 52
SMALL = 2.0**-500
LIFT = 2.0**200  # makes subnormal numbers normal and leaves room for an exponent below theirs


def _remainder(x: Vector, y: Vector) -> Vector:
    """x mod y for 0 ≤ x < 2^52 y, exact.

    The rounded quotient is never below the largest whole number that fits, and at most one above it.
    """
    quotient = x / y
    nearest = (quotient + WHOLE) - WHOLE
    below = x.at.where(nearest > quotient, nearest - 1.0, nearest)
    rest = x.at.fma(-below, y, x)
    return x.at.where(rest < 0.0, rest + y, rest)


def _long_remainder(x: Vector, y: Vector) -> Vector:
    """A smaller number with the same remainder, below 2^52 y: long division, 51 bits of the quotient at a time.

    x, y: positive and finite.
    """
    where = x.at.where
    digits = where(y < SMALL, y * LIFT, y).bits() & FRACTION

    def lasting(rest: Vector) -> Mask:
        return rest / y >= WHOLE

    def step(rest: Vector) -> Vector:
        small = rest < SMALL
        lifted = where(small, rest * LIFT, rest)
        # y times a power of two: its digits, and an exponent 51 below that of what is left.
        exponent = (lifted.bits() & EXPONENT) - (51 << 52)
        found = _remainder(lifted, (exponent | digits).as_vector())
        return where(small, found * (1.0 / LIFT), found)

    return x.at.repeat_while(lasting, step, x)


def modulo(x: Vector, y: Vector) -> Vector:
    """x − y ⌊x / y⌋: the remainder of |x| and |y| exactly, and y added, rounded, where the signs are unlike.

    NaN for y = 0 and for infinite x; for infinite y, x or, where the signs are unlike, y.
    """
    at, where = x.at, x.at.where
    size, divisor = abs(x), abs(y)
    long = (size / divisor >= WHOLE) & (size < math.inf) & (divisor > 0.0)
    size = at.where_any(long, lambda: _long_remainder(where(long, size, 1.0), where(long, divisor, 1.0)), size)
    rest = where(divisor.equals(math.inf) & (size < math.inf), size, _remainder(size, divisor))
    found = rest.with_sign_of(x)
    unlike = (found < 0.0) & (y > 0.0) | (found > 0.0) & (y < 0.0)
    found = where(unlike, found + y, found)
    return where(rest.equals(0.0), at.vector(0.0).with_sign_of(y), found)
