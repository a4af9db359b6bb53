"""Elementary functions of vectors of doubles, as functions of LLVM IR that native kernels call.

No fast-math: the results don't depend on the number of lanes, nor on the processor as long as its `fma` and `sqrt`
round as they should. Where the processor has no fused multiply-add, LLVM calls `fma` of the C library. Accuracies are
the worst met against mpmath, with at least 400 000 arguments a function.
"""

from collections.abc import Callable

from llvmlite import ir

from offramp.kernels.lanes import Lanes, function
from offramp.kernels.vector_emitter import Emitter, Vector
from offramp.kernels.vector_exponential import exp, expm1, logistic, per_period
from offramp.kernels.vector_logarithm import log
from offramp.kernels.vector_modulo import modulo
from offramp.kernels.vector_normal import inverse_normal
from offramp.kernels.vector_power import power

ONE_ARGUMENT: dict[str, Callable[[Vector], Vector]] = {
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "logistic": logistic,
    "per_period": per_period,
    "inverse_normal": inverse_normal,
    "sqrt": Vector.sqrt,
}
TWO_ARGUMENTS: dict[str, Callable[[Vector, Vector], Vector]] = {"power": power, "modulo": modulo}


def vector_function(module: ir.Module, name: str, width: int) -> ir.Function:
    """The function `name` of vectors of `width` doubles in `module`, made at the first call.

    name: a key of `ONE_ARGUMENT` or `TWO_ARGUMENTS`, each with the equation and the accuracy in its docstring.
    Infinities, NaN, signed zeros and subnormal numbers give what NumPy and SciPy give. KeyError for other names.
    """
    symbol = f"vector_{name}_{width}"
    known = module.globals.get(symbol)
    if known is not None:
        return known
    lanes = Lanes(width)
    formula: Callable[..., Vector]
    if name in TWO_ARGUMENTS:
        formula, arguments = TWO_ARGUMENTS[name], 2
    else:
        formula, arguments = ONE_ARGUMENT[name], 1
    made, builder = function(module, symbol, lanes.f64, *[lanes.f64] * arguments)
    for attribute in ("noinline", "readnone"):
        made.attributes.add(attribute)
    emitter = Emitter(builder, lanes)
    builder.ret(formula(*(Vector(emitter, argument) for argument in made.args)).value)
    return made
