"""Draws of simulated paths as LLVM IR: the numbers of `core.seeds`, and what they pick (`simulate.play.pick`)."""

from collections.abc import Sequence
from itertools import pairwise

from llvmlite import ir

from offramp.kernels.lanes import I64, Lanes, call_intrinsic, function, whole
from offramp.kernels.vector_math import vector_function

GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
BELOW_ONE = 1.0 - 2.0**-53


def _word(value: int) -> int:
    """The same 64 bits as a signed integer."""
    return value - (1 << 64) if value >> 63 else value


def mixed(b: ir.IRBuilder, z: ir.Value) -> ir.Value:
    """The finaliser of splitmix64 (Steele, Lea & Flood 2014), of one word or of a vector of them."""

    def constant(value: int) -> ir.Constant:
        kind = z.type
        if isinstance(kind, ir.VectorType):
            return ir.Constant(kind, [ir.Constant(I64, _word(value))] * kind.count)
        return ir.Constant(I64, _word(value))

    z = b.mul(b.xor(z, b.lshr(z, constant(30))), constant(_FIRST))
    z = b.mul(b.xor(z, b.lshr(z, constant(27))), constant(_SECOND))
    return b.xor(z, b.lshr(z, constant(31)))


def key_of(b: ir.IRBuilder, parts: Sequence[ir.Value]) -> ir.Value:
    """The key of a stream of draws from the words that name it: seed, world, event and period."""
    key: ir.Value = whole(0)
    for part in parts:
        key = mixed(b, b.xor(b.add(key, whole(_word(GOLDEN))), part))
    return key


def counters(b: ir.IRBuilder, lanes: Lanes, paths: ir.Value) -> ir.Value:
    """What the streams are asked for by the paths of these numbers: path · golden ratio."""
    return b.mul(paths, lanes.integer(_word(GOLDEN)))


def uniform(b: ir.IRBuilder, lanes: Lanes, counters: ir.Value, key: ir.Value) -> ir.Value:
    """A draw in (0, 1) for each path: 53 random bits and a half step."""
    made = _draw(b.module, lanes, "uniform")
    return b.call(made, [counters, key])


def normal(b: ir.IRBuilder, lanes: Lanes, counters: ir.Value, key: ir.Value) -> ir.Value:
    """A standard normal draw for each path: Φ⁻¹ of a uniform one."""
    made = _draw(b.module, lanes, "normal")
    return b.call(made, [counters, key])


def _draw(module: ir.Module, lanes: Lanes, name: str) -> ir.Function:
    symbol = f"{name}_draw_{lanes.width}"
    known = module.globals.get(symbol)
    if known is not None:
        return known
    made, b = function(module, symbol, lanes.f64, lanes.i64, I64)
    made.attributes.add("noinline")
    made.attributes.add("readnone")
    counted, key = made.args
    bits = mixed(b, b.add(counted, lanes.splat(b, key)))
    bits = mixed(b, b.add(bits, lanes.integer(_word(GOLDEN))))
    steps = b.uitofp(b.lshr(bits, lanes.integer(11)), lanes.f64)
    found = call_intrinsic(b, "fma", steps, lanes.constant(2.0**-53), lanes.constant(2.0**-54))
    if name == "normal":
        found = b.call(vector_function(module, "inverse_normal", lanes.width), [found])
    b.ret(found)
    return made


def picked(b: ir.IRBuilder, lanes: Lanes, draw: ir.Value, reached: Sequence[ir.Value]) -> list[ir.Value]:
    """In which lanes each column is picked. reached: cumulative chances, up to any total; each column's is included.

    Sums needn't be 1: `draw` is a share of the last one.
    """
    below = lanes.constant(BELOW_ONE)
    share = b.fmul(b.select(b.fcmp_ordered("<", draw, below), draw, below), reached[-1])
    past = [b.fcmp_ordered(">=", share, column) for column in reached[:-1]]
    if not past:
        return [lanes.all()]
    found = [b.not_(past[0])]
    found += [b.and_(one, b.not_(other)) for one, other in pairwise(past)]
    return [*found, past[-1]]


def picked_alike(b: ir.IRBuilder, lanes: Lanes, draw: ir.Value, there: Sequence[ir.Value]) -> list[ir.Value]:
    """In which lanes each column is picked where all that are `there` are equally likely; nothing where none is."""
    one, zero = lanes.constant(1.0), lanes.constant(0.0)
    places = []
    count: ir.Value = zero
    for here in there:
        places.append(count)
        count = b.fadd(count, b.select(here, one, zero))
    share = b.fmul(draw, count)
    found: list[ir.Value] = []
    later: ir.Value = lanes.none()
    # The last one that begins at the share or before it.
    for here, place in reversed(list(zip(there, places, strict=True))):
        begun = b.and_(here, b.fcmp_ordered("<=", place, share))
        found.append(b.and_(begun, b.not_(later)))
        later = b.or_(later, begun)
    return found[::-1]


def exploring(b: ir.IRBuilder, lanes: Lanes, counted: ir.Value, key: ir.Value, share: ir.Value) -> ir.Value:
    """Which paths meet every possible outcome equally often: this share of them."""
    return b.fcmp_ordered("<", uniform(b, lanes, counted, key), lanes.splat(b, share))
