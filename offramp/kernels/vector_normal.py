"""The quantile function of the normal distribution on vectors: Wichura's algorithm AS 241, PPND16.

Wichura 1988, "The percentage points of the normal distribution", Applied Statistics 37, 477-484.
"""

import math
from collections.abc import Sequence

from offramp.kernels.vector_emitter import Vector
from offramp.kernels.vector_logarithm import log

CENTRE = 0.425  # |p − ½|
FAR = 5.0  # √(−log p)

CENTRE_UPPER = (
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
)
CENTRE_LOWER = (
    1.0,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
)
TAIL_UPPER = (
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
)
TAIL_LOWER = (
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)
FAR_UPPER = (
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
)
FAR_LOWER = (
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)


def inverse_normal(p: Vector) -> Vector:
    """Φ⁻¹(p); relative error at most 6.3e-16. −inf at 0, inf at 1, NaN outside."""
    where, polynomial = p.at.where, p.at.polynomial
    q = p - 0.5
    centre = abs(q) <= CENTRE
    below = q < 0.0
    root = (-log(where(below, p, 1.0 - p))).sqrt()

    def ratio(x: Vector, upper: Sequence[float], lower: Sequence[float]) -> Vector:
        return polynomial(x, upper) / polynomial(x, lower)

    # One division for centre and tail.
    near = CENTRE * CENTRE - q * q
    tail = root - 1.6
    upper = where(centre, polynomial(near, CENTRE_UPPER) * q, polynomial(tail, TAIL_UPPER))
    lower = where(centre, polynomial(near, CENTRE_LOWER), polynomial(tail, TAIL_LOWER))
    signed = upper / lower
    size = p.at.where_any(root > FAR, lambda: ratio(root - FAR, FAR_UPPER, FAR_LOWER), signed)
    found = where(centre, signed, where(below, -size, size))
    return where(p.equals(0.0), -math.inf, where(p.equals(1.0), math.inf, found))
