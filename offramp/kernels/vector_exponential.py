"""exp, expm1 and what is made of them, on vectors.

x = k ln 2 + r with whole k and |r| ≤ ln 2 / 2, ln 2 split into a part with zeros at its end and a rest (Cody & Waite
1980); e^r − 1 = r + r² p(r) with p of degree 10 through the Chebyshev points of the range of r, its relative error
below 2⁻⁵⁷. What r and e^r − 1 lose by rounding is carried along (Dekker 1971).
"""

import math
from dataclasses import dataclass

from offramp.kernels.vector_emitter import ROUNDING, Bits, Vector

LOG2_E = 1.0 / math.log(2.0)
LN2_HIGH = float.fromhex("0x1.62e42fefa3800p-1")  # 42 bits: k LN2_HIGH is exact for |k| < 2^11
LN2_LOW = float.fromhex("0x1.ef35793c76730p-45")
OVERFLOW = 710.0  # e^x is inf from 709.79 on
UNDERFLOW = -746.0  # e^x is 0 below −745.14
UNREDUCED = 0.41  # for expm1 k = 0 below that, which is log 1.5 and a bit
MINUS_ONE = -40.0  # e^x − 1 is −1 below −37.5

# (e^r − 1 − r) / r² for |r| ≤ 0.41; relative error below 2^-55
SERIES = (
    0.5,
    0.1666666666666669,
    0.041666666666666685,
    0.008333333333305725,
    0.0013888888888869174,
    0.0001984126993323589,
    2.4801587367260436e-05,
    2.7557194200450535e-06,
    2.755722994212209e-07,
    2.5126449415796593e-08,
    2.0929848424108237e-09,
)


@dataclass(frozen=True, slots=True)
class Reduced:
    """e^x = 2^k (1 + high + low). whole: k as a double; bits: k in the lowest bits; |low| ≤ ulp(high) / 2."""

    whole: Vector
    bits: Bits
    high: Vector
    low: Vector

    def significand(self) -> tuple[Vector, Vector]:
        """1 + high + low as a double, and what that lacks."""
        nearest = self.high + 1.0
        return nearest, ((1.0 - nearest) + self.high) + self.low

    def scales(self) -> tuple[Vector, Vector]:
        """2^⌊k/2⌉ and its partner: multiplied by both in turn a double rounds once, and overflows where it should."""
        half = (self.whole * 0.5 + ROUNDING).bits()
        return half.power_of_two(), (self.bits - half).power_of_two()


def reduced(x: Vector, rest: Vector | None = None, nearby: Vector | None = None) -> Reduced:
    """e^(x + rest) in parts. x: −746 … 710 or NaN; rest: at most ulp(x); nearby: what k is chosen by instead of x."""
    fma = x.at.fma
    shifted = fma(x if nearby is None else nearby, LOG2_E, ROUNDING)
    k = shifted - ROUNDING
    near = fma(k, -LN2_HIGH, x)  # exact
    far = k * -LN2_LOW
    if rest is not None:
        far = far + rest
    r = near + far
    square_part = fma(r * r, x.at.polynomial(r, SERIES), (near - r) + far)
    high = r + square_part
    return Reduced(k, shifted.bits(), high, (r - high) + square_part)


def exp(x: Vector) -> Vector:
    """e^x; at most 0.86 ulp off."""
    parts = reduced(x.at_most(OVERFLOW).at_least(UNDERFLOW))
    first, second = parts.scales()
    return (parts.high + 1.0) * first * second


def expm1(x: Vector) -> Vector:
    """e^x − 1; at most 0.95 ulp off."""
    fma = x.at.fma
    bounded = x.at_most(OVERFLOW).at_least(MINUS_ONE)
    # Where e^x − 1 < ½ subtracting from 2^k would cost a bit.
    parts = reduced(bounded, nearby=x.at.where(abs(x) < UNREDUCED, 0.0, bounded))
    # Half of it, as 2^k may be one power of two too large: scale − ½ + scale (high + low).
    scale = (parts.bits - 1).power_of_two()
    start = scale - 0.5
    grown = scale * parts.high
    total = start + grown
    lost = (grown - (total - start)) + fma(scale, parts.low, (scale - start) - 0.5)
    # For k = 0 nothing cancels, and half of a subnormal number wouldn't do.
    result = x.at.where(parts.whole.equals(0.0), parts.high, (total + lost) * 2.0)
    return result.with_sign_of(x)


def per_period(rate: Vector) -> Vector:
    """1 − e^(−rate), the chance in one period of what has this rate; at most 0.95 ulp off."""
    return -expm1(-rate)


def logistic(x: Vector) -> Vector:
    """1 / (1 + e^(−x)), written with e^(−|x|) so that both tails keep their digits; at most 0.8 ulp off."""
    fma, where = x.at.fma, x.at.where
    parts = reduced((-abs(x)).at_least(UNDERFLOW))
    first, second = parts.scales()
    small, small_rest = (part * first * second for part in parts.significand())
    total = small + 1.0
    total_rest = ((1.0 - total) + small) + small_rest
    below = x < 0.0
    upper, upper_rest = where(below, small, 1.0), where(below, small_rest, 0.0)
    inverse = 1.0 / total
    ratio = upper * inverse
    missing = fma(-ratio, total, upper) + fma(-ratio, total_rest, upper_rest)
    return fma(missing, inverse, ratio)
