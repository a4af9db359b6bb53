"""Vector mathematics of native kernels against mpmath (accuracy), NumPy and SciPy (special values) and itself."""

import platform
from collections.abc import Callable
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from llvmlite import ir
from numpy.typing import NDArray
from scipy import special

from offramp.kernels.vector_math import ONE_ARGUMENT, TWO_ARGUMENTS, vector_function
from tests.native_ir import NativeMap

Floats = NDArray[np.float64]

NEEDS_X86 = pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="compiles for x86-64")
NAMES = [*ONE_ARGUMENT, *TWO_ARGUMENTS]
EXACT: dict[str, Callable[..., Any]] = {
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "per_period": lambda x: -mpmath.expm1(-x),
    "logistic": lambda x: 1 / (1 + mpmath.exp(-x)),
    "log": mpmath.log,
    "power": mpmath.power,
    "sqrt": mpmath.sqrt,
}
MOST_ULP = {"exp": 0.87, "expm1": 0.96, "per_period": 0.96, "logistic": 0.8, "log": 0.83, "power": 0.8, "sqrt": 0.5}
TWIN: dict[str, Callable[..., Floats]] = {
    "exp": np.exp,
    "expm1": np.expm1,
    "per_period": lambda x: -np.expm1(-x),
    "logistic": lambda x: np.where(x < -700.0, np.exp(x), special.expit(x)),  # SciPy's is 0 where it is subnormal
    "log": np.log,
    "power": np.power,
    "sqrt": np.sqrt,
    "inverse_normal": special.ndtri,
    "modulo": np.mod,
}
POSITIVE = [
    0.0,
    5e-324,
    3.3e-310,
    2.0**-1022,
    1e-300,
    1e-17,
    0.25,
    0.5,
    1.0,
    1.5,
    2.0,
    3.0,
    7.0,
    37.0,
    709.782712893384,
]
HUGE = [709.7827128933841, 744.44, 745.13, 745.14, 746.0, 800.0, 1e10, 2.0**52, 2.0**52 + 1, 2.0**53 - 1, 2.0**53 + 2]
NEAR_ONE = [np.nextafter(1.0, 0.0), np.nextafter(1.0, 2.0)]
ENDS = [1e300, np.finfo(float).max, np.inf, np.nan]
SPECIAL = np.array([sign * x for x in [*POSITIVE, *HUGE, *NEAR_ONE, *ENDS] for sign in (1.0, -1.0)])


@cache
def native(name: str, width: int = 8, plain: bool = False) -> NativeMap:
    return NativeMap(name, width, plain)


def rng_of(name: str) -> np.random.Generator:
    return np.random.default_rng(NAMES.index(name))


def signed(rng: np.random.Generator, size: Floats) -> Floats:
    return size * rng.choice([-1.0, 1.0], len(size))


def exponents(rng: np.random.Generator, n: int) -> Floats:
    """Arguments of e^x: everywhere, near 0, in the usual range, next to multiples of log 2 / 2, at both ends."""
    halves = rng.integers(-2150, 2048, n) * (np.log(2.0) / 2.0)
    x = np.concatenate(
        [
            rng.uniform(-745.1, 709.7, n),
            signed(rng, 10.0 ** rng.uniform(-320.0, 0.0, n)),
            rng.normal(0.0, 1.0, 2 * n),
            rng.normal(0.0, 40.0, n),
            halves,
            halves * (1.0 + rng.normal(0.0, 1e-3, n)),
            rng.uniform(0.33, 0.43, n),
            709.782712893384 - 10.0 ** rng.uniform(-12.0, 1.0, n // 4),
            -745.13 + 10.0 ** rng.uniform(-10.0, 2.0, n // 4),
        ]
    )
    return x[(x > -745.13) & (x < 709.7827128933)]


def positives(rng: np.random.Generator, n: int) -> Floats:
    """Positive numbers: of every size, subnormal ones too, near 1 and near √2 2^k, where the reduction changes over."""
    return np.concatenate(
        [
            10.0 ** rng.uniform(-323.2, 308.2, n),
            rng.uniform(0.5, 2.0, n),
            1.0 + signed(rng, 0.4 * 10.0 ** rng.uniform(-16.0, 0.0, n)),
            np.sqrt(2.0) * 2.0 ** rng.integers(-3, 3, n) * (1.0 + rng.normal(0.0, 1e-3, n)),
        ]
    )


def powers(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Bases and exponents whose power is finite: ordinary ones, and whatever just doesn't overflow or underflow."""
    base = np.concatenate([positives(rng, n), np.abs(rng.normal(0.0, 5.0, n))])
    with np.errstate(divide="ignore"):
        limit = 709.0 / np.log(base)
    exponent = np.where(np.isfinite(limit), limit, 1.0) * rng.uniform(-1.05, 1.0, len(base))
    exponent[-n:] = rng.normal(0.0, 3.0, n)
    with np.errstate(over="ignore"):
        kept = (base**exponent > 0.0) & np.isfinite(base**exponent)
    assert kept.mean() > 0.9
    return base[kept], exponent[kept]


def arguments(name: str, n: int = 600) -> tuple[Floats, ...]:
    rng = rng_of(name)
    if name in ("exp", "expm1", "logistic"):
        return (exponents(rng, n),)
    if name == "per_period":
        return (-exponents(rng, n),)
    if name in ("log", "sqrt"):
        return (positives(rng, n),)
    if name == "power":
        return powers(rng, n)
    if name == "inverse_normal":
        return (probabilities(rng, n),)
    return operands(rng, 10 * n)


def probabilities(rng: np.random.Generator, n: int) -> Floats:
    """Chances: everywhere, in both tails, near ½ and where the approximations change over."""
    return np.concatenate(
        [
            rng.uniform(0.0, 1.0, 2 * n),
            0.5 * 10.0 ** rng.uniform(-323.0, 0.0, n),
            1.0 - 10.0 ** rng.uniform(-15.9, -0.4, n),
            0.5 + signed(rng, 10.0 ** rng.uniform(-16.0, -0.4, n)),
            np.repeat([0.075, 0.925, np.exp(-25.0)], n // 3) * (1.0 + rng.normal(0.0, 1e-3, 3 * (n // 3))),
        ]
    )


def operands(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Dividends and divisors: of every size, quotients that are nearly whole, simple decimals, all signs."""
    x = np.concatenate([10.0 ** rng.uniform(-323.0, 308.0, n), rng.integers(0, 50, n) / 10.0, rng.uniform(0.0, 9.0, n)])
    y = np.concatenate([10.0 ** rng.uniform(-323.0, 308.0, n), rng.integers(1, 50, n) / 10.0, rng.uniform(0.0, 9.0, n)])
    quotient = rng.integers(1, 2 ** rng.integers(1, 60, n))
    return signed(rng, np.append(x, quotient * y[:n].clip(1e-300, 1e250))), signed(rng, np.append(y, y[:n]))


def ulps(found: float, exact: Any) -> float:
    """How far `found` lies from `exact`, in units of the last place of a double of that size."""
    if not np.isfinite(found):
        return np.inf
    unit = mpmath.ldexp(1, max(mpmath.frexp(abs(exact))[1] - 53, -1074))
    return float(abs(mpmath.mpf(found) - exact) / unit)


def assert_same(found: Floats, expected: Floats, *inputs: Floats, relative: float = 0.0) -> None:
    """Equal up to `relative`, NaN where NaN, and zeros and infinities with the same sign."""
    with np.errstate(invalid="ignore"):
        near = np.abs(found - expected) <= relative * np.abs(expected) + (5e-324 if relative else 0.0)
    alike = ((found == expected) | near) & (np.signbit(found) == np.signbit(expected))
    wrong = ~(alike | (np.isnan(found) & np.isnan(expected)))
    lines = np.column_stack([*inputs, found, expected])[wrong][:10]
    assert not wrong.any(), f"{wrong.sum()} differ, as in (…, found, expected):\n{lines}"


@pytest.mark.parametrize("name", EXACT)
def test_the_last_place_is_right(name: str) -> None:
    inputs = arguments(name)
    found = native(name)(*inputs)
    with mpmath.workprec(140):
        errors = [
            ulps(value, EXACT[name](*map(mpmath.mpf, numbers)))
            for value, *numbers in zip(found.tolist(), *(x.tolist() for x in inputs), strict=True)
        ]
    worst = int(np.argmax(errors))
    assert errors[worst] <= MOST_ULP[name], [float(x[worst]) for x in inputs]
    assert len(errors) > 1000


def test_normal_quantiles_have_sixteen_digits() -> None:
    """Seen from behind: the distance of Φ(x) from p, divided by the density, is the error of x."""
    p = probabilities(rng_of("inverse_normal"), 600)
    p = p[(p > 0.0) & (p != 0.5)]
    with mpmath.workprec(140):
        for chance, x in zip(map(mpmath.mpf, p.tolist()), native("inverse_normal")(p).tolist(), strict=True):
            missed = mpmath.ncdf(x) - chance if x < 0 else 1 - chance - mpmath.ncdf(-x)
            assert abs(missed / mpmath.npdf(x)) <= 6.6e-16 * abs(x), float(chance)


@pytest.mark.parametrize("plain", [False, pytest.param(True, marks=NEEDS_X86)])
@pytest.mark.parametrize("name", NAMES)
def test_special_values_are_those_of_numpy_and_scipy(name: str, plain: bool) -> None:
    inputs = [SPECIAL]
    if name in TWO_ARGUMENTS:
        inputs = [axis.ravel() for axis in np.meshgrid(SPECIAL, SPECIAL)]
    with np.errstate(all="ignore"):
        expected = TWIN[name](*inputs)
    assert_same(native(name, plain=plain)(*inputs), expected, *inputs, relative=0.0 if name == "modulo" else 1e-15)


def test_remainders_are_exact() -> None:
    x, y = operands(rng_of("modulo"), 5000)
    found = native("modulo")(x, y)
    assert_same(found, np.mod(x, y), x, y)
    alike = np.sign(x) == np.sign(y)
    assert_same(np.abs(found[alike]), np.fmod(np.abs(x), np.abs(y))[alike], x[alike], y[alike])


def test_powers_of_whole_numbers_are_exact() -> None:
    base, exponent = (axis.ravel() for axis in np.meshgrid(np.arange(-12.0, 13.0), np.arange(0.0, 15.0)))
    assert_same(native("power")(base, exponent), base**exponent, base, exponent)


@pytest.mark.parametrize("name", NAMES)
def test_widths_agree_bit_for_bit(name: str) -> None:
    inputs = arguments(name, 60)
    expected = native(name)(*inputs)
    for width in (1, 2, 4, 16):
        assert_same(native(name, width)(*inputs), expected, *inputs)


@NEEDS_X86
@pytest.mark.parametrize("name", NAMES)
def test_a_processor_without_fused_multiply_add_agrees_bit_for_bit(name: str) -> None:
    inputs = arguments(name, 60)
    assert_same(native(name, 4, plain=True)(*inputs), native(name)(*inputs), *inputs)
    calls = {line.split()[-1] for line in native(name, 4, plain=True).assembly.splitlines() if "callq" in line}
    assert calls <= {"fma@PLT", f"vector_{name}_4"}


def test_a_function_is_made_once_and_touches_no_memory() -> None:
    module = ir.Module()
    made = vector_function(module, "exp", 8)
    assert vector_function(module, "exp", 8) is made
    assert vector_function(module, "exp", 4) is not made
    assert made.linkage == "internal"
    assert {"noinline", "nounwind", "readnone"} <= set(made.attributes)
    assert "fast" not in str(module)
    with pytest.raises(KeyError):
        vector_function(module, "sine", 8)
