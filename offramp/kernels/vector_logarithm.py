"""log on vectors, to a double and, for powers, to nearly two.

x = 2^k m with m in [√½, √2), f = m − 1 and s = f / (2 + f): log m = 2 artanh s = 2 s + s z R(z) with z = s², as in
FDLIBM's e_log.c (Sun Microsystems 1993). R goes through the Chebyshev points of the range of z.
"""

import math
from dataclasses import dataclass

from offramp.kernels.vector_emitter import FRACTION, ONE, WHOLE, Vector
from offramp.kernels.vector_exponential import LN2_HIGH, LN2_LOW

SMALLEST_NORMAL = 2.0**-1022
HALF_ROOT = 0x3FE6A09E667F3BCD  # the bits of √½
WHOLE_BITS = (1023 + 52) << 52  # those of 2^52; a whole number below it takes the last ones

# (2 artanh(s) / s − 2) / z; relative error below 2^-50, of a term that is at most a hundredth of the result
SERIES = (
    0.666666666666667,
    0.39999999999899444,
    0.2857142862600327,
    0.22222211130259878,
    0.18182889455674947,
    0.15331710618210773,
    0.14616585424888623,
)
# (artanh(s) / s − 1 − z / 3 − z² / 5) / z³; relative error below 2^-49, of a term that is at most 2^-18 of the result
PAIR_SERIES = (
    0.142857142857143,
    0.11111111111070332,
    0.0909090911304029,
    0.07692303194530649,
    0.06667101024572636,
    0.05860905995273481,
    0.05783180209405219,
)
THIRD = 1.0 / 3.0
THIRD_LOW = 2.0**-54 / 3.0  # 1/3 − THIRD
FIFTH = 1.0 / 5.0
FIFTH_LOW = -(2.0**-54) / 5.0  # 1/5 − FIFTH


@dataclass(frozen=True, slots=True)
class Split:
    """x = 2^k (1 + f). exponent: k as a double."""

    exponent: Vector
    f: Vector


def _split(x: Vector) -> Split:
    """x: positive and finite; what comes out for others is without meaning."""
    tiny = x < SMALLEST_NORMAL
    bits = x.at.where(tiny, x * 2.0**54, x).bits() + (ONE - HALF_ROOT)
    # The biased exponent as a double: put under the bits of 2^52.
    biased = ((bits >> 52) | WHOLE_BITS).as_vector()
    exponent = biased - x.at.where(tiny, WHOLE + 1023.0 + 54.0, WHOLE + 1023.0)
    return Split(exponent, ((bits & FRACTION) + HALF_ROOT).as_vector() - 1.0)


def _outside(x: Vector, inside: Vector) -> Vector:
    """`inside` for positive finite x; NaN below 0, −inf at 0, and inf and NaN as they are."""
    where = x.at.where
    special = where(x < 0.0, math.nan, where(x.equals(0.0), -math.inf, x))
    return where((x > 0.0) & (x < math.inf), inside, special)


def log(x: Vector) -> Vector:
    """log x; at most 0.82 ulp off."""
    fma = x.at.fma
    parts = _split(x)
    k, f = parts.exponent, parts.f
    s = f / (f + 2.0)
    z = s * s
    half_square = (f * 0.5) * f
    small = fma(s, fma(z, x.at.polynomial(z, SERIES), half_square), k * LN2_LOW)
    large = k * LN2_HIGH  # exact
    high = large + f
    return _outside(x, high + ((f - (high - large)) - (half_square - small)))


def log_pair(x: Vector) -> tuple[Vector, Vector]:
    """log x as the sum of two doubles, for x ≥ 0 or NaN; relative error below 2⁻⁶⁴."""
    fma = x.at.fma
    parts = _split(x)
    k, f = parts.exponent, parts.f
    # s = f / (2 + f) and z = s², each with its rest.
    bottom = f + 2.0
    bottom_rest = (2.0 - bottom) + f
    inverse = 1.0 / bottom
    s = f * inverse
    s_rest = fma(-s, bottom_rest, fma(-s, bottom, f)) * inverse
    z = s * s
    z_rest = fma(s, s, -z) + 2.0 * (s * s_rest)
    # artanh s = s (1 + z (1/3 + z (1/5 + z U(z)))), from the inside out.
    fifth = z * FIFTH
    fifth_rest = fma(z, FIFTH, -fifth) + fma(z, FIFTH_LOW, z_rest * FIFTH)
    third = fifth + THIRD
    third_rest = ((THIRD - third) + fifth) + (fma(z * z, x.at.polynomial(z, PAIR_SERIES), fifth_rest) + THIRD_LOW)
    grown = z * third
    grown_rest = fma(z, third, -grown) + fma(z, third_rest, z_rest * third)
    factor = grown + 1.0
    factor_rest = (1.0 - factor) + grown + grown_rest
    twice = s * 2.0
    curve = twice * factor
    curve_rest = fma(twice, factor, -curve) + fma(twice, factor_rest, (s_rest * 2.0) * factor)
    # k ln 2 on top.
    large = k * LN2_HIGH  # exact
    high = large + curve
    low = (curve - (high - large)) + fma(k, LN2_LOW, curve_rest)
    total = high + low
    inside = (high - total) + low
    usual = (x > 0.0) & (x < math.inf)
    return _outside(x, total), x.at.where(usual, inside, 0.0)
