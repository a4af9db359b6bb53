"""x^y on vectors, with the meaning of `numpy.power` for doubles, which is that of C's pow (C11 F.10.4.4)."""

import math

from offramp.kernels.vector_emitter import WHOLE, Mask, Vector
from offramp.kernels.vector_exponential import OVERFLOW, UNDERFLOW, reduced
from offramp.kernels.vector_logarithm import log_pair


def _is_whole(y: Vector) -> Mask:
    size = abs(y)
    return ((size + WHOLE) - WHOLE).equals(size) | (size >= WHOLE)


def power(x: Vector, y: Vector) -> Vector:
    """x^y = e^(y log |x|) with its sign; at most 0.8 ulp off. log |x| and its product with y have 64 bits."""
    fma, where = x.at.fma, x.at.where
    size = abs(x)
    high, low = log_pair(size)
    product = y * high
    rest = fma(y, low, fma(y, high, -product))
    bounded = product.at_most(OVERFLOW).at_least(UNDERFLOW)
    rest = where(bounded.equals(product), rest, 0.0)  # beyond the bounds it may be inf − inf
    parts = reduced(bounded, rest)
    first, second = parts.scales()
    nearest, lost = parts.significand()
    result = (nearest + lost) * first * second

    # Sign and NaN of negative x; −0 counts where y is odd, −inf as well.
    odd = _is_whole(y) & ~_is_whole(y * 0.5)
    signed = ((x.bits() & odd.sign()) ^ result.bits()).as_vector()
    signed = where((x < 0.0) & (x > -math.inf) & ~(_is_whole(y) | y.is_nan()), math.nan, signed)
    # 1^y is 1 even for NaN, (−1)^±inf is 1, x^0 is 1 even for NaN.
    one = x.equals(1.0) | (x.equals(-1.0) & abs(y).equals(math.inf)) | y.equals(0.0)
    return where(one, 1.0, signed)
